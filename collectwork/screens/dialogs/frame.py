"""The frame of every dialog: title, rows, an error line, the keys. Returns an Answer, or None.

What was typed comes back with the value, so that a dialog whose answer was refused can be opened
again as it was.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import ClassVar, Generic, TypeVar, cast

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widget import Widget
from textual.widgets import Static

from collectwork.config.drafts import Drafts
from collectwork.errors import InputRefused
from collectwork.present.text import safe
from collectwork.screens.base import Workbench
from collectwork.widgets.entry import Choice, Field, Writing

Value = TypeVar("Value")
_DRAFT_EVERY = 1.0  # seconds: what a crash may cost of the typing


@dataclass(frozen=True, slots=True)
class Answer(Generic[Value]):
    """What a dialog returns: its value, and what was typed into which field."""

    value: Value
    typed: Mapping[str, str] = field(default_factory=dict)


class Dialog(ModalScreen[Answer[Value] | None], Generic[Value]):
    """Asks for one thing. Subclasses give ``rows()`` and ``answer()``."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "cancel", "cancel", id="dialog.cancel"),
        Binding("ctrl+s", "accept", "accept", id="dialog.accept", priority=True),
    ]
    #: Dialogs get keys while a turn is under way: they are part of it.
    within_turn = True
    VERTICAL_BREAKPOINTS = [(0, "-low"), (18, "-high")]  # noqa: RUF012
    heading = ""
    hint = "⏎ accept · tab next field · esc cancel"

    def __init__(self, typed: Mapping[str, str] | None = None) -> None:
        super().__init__()
        self.typed = dict(typed or {})
        self.ready = False
        self._keep: Callable[[Mapping[str, str]], None] | None = None
        self._kept: Mapping[str, str] = {}
        self._restored = False

    def rows(self) -> Iterable[Widget]:
        """The widgets between title and keys."""
        raise NotImplementedError

    def answer(self) -> Value:
        """The value as typed; raises InputRefused with the sentence to show."""
        raise NotImplementedError

    def title_text(self) -> str:
        """The title; may hold data."""
        return self.heading

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog"):
            yield Static(Content(safe(self.title_text())), classes="dialog-title", markup=False)
            yield from self.rows()
            yield Static("", classes="dialog-error", markup=False)
            yield Static(Content(self.hint), classes="dialog-hint", markup=False)

    def on_mount(self) -> None:
        if self._restored:
            self.refuse("This is what you had typed when the program ended.")
        if self._keep is not None:
            self.set_interval(_DRAFT_EVERY, self.keep_draft)
        self.call_after_refresh(self._now_ready)

    def _now_ready(self) -> None:
        self.ready = True
        self._kept = self._kept or self.all_typed()
        cast(Workbench, self.app).type_ahead.release()

    def keep_in(self, drafts: Drafts, name: str) -> None:
        """Keep what is typed under a name, and begin with what is kept there."""
        self._keep = partial(drafts.keep, name)
        if not self.typed:
            self.typed = drafts.find(name)
            self._restored = bool(self.typed)

    def keep_draft(self) -> None:
        """Write down what was typed, where it has changed since the dialog opened."""
        if self._keep is None or not self.is_mounted or not self.ready:
            return
        typed = self.all_typed()
        if self._kept and typed != self._kept:
            self._keep(typed)
        self._kept = typed

    def was(self, id: str, otherwise: str = "") -> str:
        """What was typed into a field before, else the default."""
        return self.typed.get(id, otherwise)

    def text(self, id: str) -> str:
        """What stands in a field now."""
        return self.all_typed()[id].strip()

    def refuse(self, sentence: str) -> None:
        """Show why the answer cannot be taken; what was typed stays."""
        self.query_one(".dialog-error", Static).update(Content(safe(sentence)))

    def action_accept(self) -> None:
        try:
            value = self.answer()
        except InputRefused as error:
            self.refuse(str(error))
            return
        self.ready = False  # keys that come now are for the screen below
        self.dismiss(Answer(value, self.all_typed()))

    def action_cancel(self) -> None:
        self.ready = False
        self.dismiss(None)

    def all_typed(self) -> dict[str, str]:
        """Every field's text by its id."""
        typed = {w.id: w.value for w in self.query(Field) if w.id}
        typed |= {w.id: w.value for w in self.query(Choice) if w.id}
        return typed | {w.id: w.text for w in self.query(Writing) if w.id}

    def action_submit(self) -> None:
        """Enter was pressed in a field."""
        self.action_accept()


def row(label: str, *widgets: Widget, classes: str = "") -> Horizontal:
    """A labelled line of a dialog."""
    name = Static(Content(label), classes="dialog-label", markup=False)
    return Horizontal(name, *widgets, classes=f"dialog-row {classes}".strip())


def note(id: str = "", classes: str = "dialog-note") -> Static:
    """A place for words that change while one types."""
    return Static("", id=id or None, classes=classes, markup=False)
