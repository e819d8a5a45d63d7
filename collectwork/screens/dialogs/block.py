"""The block: keep contact away until a day, with a reason; or lift or prolong one that holds."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from collectwork.domain import typed as reading
from collectwork.domain.account import BlockLine
from collectwork.domain.balances import BALANCE
from collectwork.domain.blocks import KINDS
from collectwork.domain.receivables import Item
from collectwork.errors import InputRefused
from collectwork.present.cells import amount, day, long_day
from collectwork.screens.dialogs.frame import Dialog, note, row
from collectwork.widgets.entry import Choice, Field, Option


@dataclass(frozen=True, slots=True)
class BlockWish:
    """``act``: set, lift or prolong; ``block``: the id of the one that is lifted or prolonged."""

    act: str
    reason: str
    block: str = ""
    kind: str = "hold"
    until: date | None = None
    item_id: int | None = None


class BlockDialog(Dialog[BlockWish]):
    """``active``: the blocks that hold today."""

    hint = "⏎ record · tab next field · ← → choose · esc cancel"

    def __init__(
        self,
        name: str,
        items: Sequence[Item],
        active: Sequence[BlockLine],
        today: date,
        typed: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(typed)
        self._who, self._active, self._today = name, active, today
        self._items = [item for item in items if item.open > 0 and item.kind != BALANCE]

    def title_text(self) -> str:
        return f"Block · {self._who}"

    def rows(self) -> Iterable[Widget]:
        acts = [Option("set", "set a block")]
        for one in self._active:
            until = f"until {day(one.until, self._today).strip()}" if one.until else "without end"
            about = f"{one.kind.replace('_', ' ')} {until}"
            acts += [Option(f"lift {one.id}", f"lift: {about}")]
            acts += [Option(f"prolong {one.id}", f"prolong: {about}")]
        yield row("do", Choice(acts, self.was("act"), id="act"))
        kinds = [Option(one.kind, one.label) for one in KINDS]
        yield row("why kept", Choice(kinds, self.was("kind"), id="kind"))
        which = [Option("", "the whole account")]
        which += [
            Option(str(one.id), f"{one.document}  {amount(one.open, one.currency)} {one.currency}")
            for one in self._items
        ]
        yield row("what", Choice(which, self.was("item"), id="item"))
        yield row(
            "until", Field(self.was("until"), placeholder="the last blocked day: +2w", id="until")
        )
        yield note("resolved")
        yield row("reason", Field(self.was("reason"), placeholder="in words", id="reason"))

    def on_input_changed(self) -> None:
        text = self.text("until")
        try:
            said = f"→ {long_day(reading.day(text, self._today))}" if text else ""
        except InputRefused as error:
            said = str(error)
        self.query_one("#resolved", Static).update(Content(said))
        self.refuse("")

    def answer(self) -> BlockWish:
        reason, text = self.text("reason"), self.text("until")
        if not reason:
            raise InputRefused("A reason is needed: it is what makes this fair later.")
        until = reading.day(text, self._today) if text else None
        act, _, id = self.text("act").partition(" ")
        if act == "prolong" and until is None:
            raise InputRefused("Until when? Type +2w, eom or 12.3.")
        chosen = self.text("item")
        return BlockWish(act, reason, id, self.text("kind"), until, int(chosen) if chosen else None)
