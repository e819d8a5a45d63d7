"""What a language model made of a mail, as a difference: taken with enter, left with escape."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar, cast

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from collectwork.present.pieces import Line, Piece, Role, flow, line
from collectwork.present.text import safe
from collectwork.screens.base import Workbench
from collectwork.usecases.templates.rewriting import Proposal
from collectwork.widgets.painted import Sheet

_ROLES: Mapping[str, Role] = {"+": "good", "-": "dim"}


class RewritingDialog(ModalScreen[bool]):
    """Returns whether the new text is taken."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "take", "take it", id="rewriting.take"),
        Binding("escape", "leave", "leave it", id="rewriting.leave"),
        Binding("j,down", "scroll(1)", show=False, priority=True),
        Binding("k,up", "scroll(-1)", show=False, priority=True),
        Binding("space,pagedown", "scroll(10)", show=False, priority=True),
        Binding("pageup", "scroll(-10)", show=False, priority=True),
    ]
    within_turn = True

    def __init__(self, proposal: Proposal) -> None:
        super().__init__()
        self._proposal = proposal
        self.ready = False

    def compose(self) -> ComposeResult:
        title = f"Rewritten by {safe(self._proposal.model)}: nothing is changed until you take it"
        with Vertical(classes="dialog reading"):
            yield Static(Content(title), classes="dialog-title", markup=False)
            yield Sheet(id="sheet")
            hint = "⏎ take the new text · esc leave it · j k scroll"
            yield Static(Content(hint), classes="dialog-hint", markup=False)

    def on_mount(self) -> None:
        self.query_one(Sheet).show(lambda room: proposal_lines(self._proposal, room))
        self.call_after_refresh(self._now_ready)

    def _now_ready(self) -> None:
        self.ready = True
        cast(Workbench, self.app).type_ahead.release()

    def action_scroll(self, by: int) -> None:
        sheet = self.query_one(Sheet)
        sheet.scroll_to(y=sheet.scroll_offset.y + by, animate=False)

    def action_take(self) -> None:
        self._close(taken=True)

    def action_leave(self) -> None:
        self._close(taken=False)

    def _close(self, *, taken: bool) -> None:
        self.ready = False
        self.dismiss(taken)


def proposal_lines(proposal: Proposal, room: int) -> list[Line]:
    """Remarks on the new text's tone, then what goes (−) and what comes (+)."""
    lines: list[Line] = []
    for one in proposal.findings:
        words = [line(Piece("!", "risk")), *(line(word) for word in safe(one.words).split())]
        lines += flow(words, room, " ", "  ")
    if proposal.findings:
        lines.append(())
    for text in proposal.lines[2:]:
        if text.startswith("@@"):
            lines.append(())
            continue
        sign = {"+": "+", "-": "−"}.get(text[:1], " ")
        role = _ROLES.get(text[:1], "")
        words = [line(Piece(part, role)) for part in [sign, *safe(text[1:]).split(" ")]]
        lines += flow(words, room, " ", "  ")
    return lines or [line("The model changed nothing.")]
