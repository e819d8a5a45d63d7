"""Where one types: a field, a longer text, a choice of a few. All of them let keys wait."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.reactive import reactive
from textual.strip import Strip
from textual.widget import Widget
from textual.widgets import Input, OptionList, TextArea

from collectwork.present.pieces import Piece, line
from collectwork.present.text import safe
from collectwork.widgets.painted import PIECES, Painted


class Field(Input):
    """One line of typing; its cursor stands still, so that nothing on the screen moves."""

    def __init__(
        self, value: str = "", *, placeholder: str = "", id: str | None = None, classes: str = ""
    ) -> None:
        super().__init__(
            value,
            placeholder=placeholder,
            id=id,
            classes=classes,
            compact=True,
            select_on_focus=True,
        )
        self.cursor_blink = False

    async def action_submit(self) -> None:
        """Enter is answered before the next key: a message would come too late for that."""
        await self.run_action("screen.submit")


class Writing(TextArea):
    """Several lines of typing."""

    def __init__(self, text: str = "", *, id: str | None = None) -> None:
        super().__init__(text, id=id, soft_wrap=True, tab_behavior="focus", compact=True)
        self.cursor_blink = False


class Options(OptionList):
    """A list to choose from."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("j", "cursor_down", show=False),
        Binding("k", "cursor_up", show=False),
    ]

    def __init__(self, id: str | None = None) -> None:
        super().__init__(id=id, markup=False, compact=True)

    async def action_select(self) -> None:  # type: ignore[override]  # awaited there as well
        """Enter is answered before the next key."""
        await self.run_action("screen.submit")


@dataclass(frozen=True, slots=True)
class Option:
    """Something to choose: what it stands for and its words."""

    value: str
    label: str


class Choice(Painted, Widget, can_focus=True):
    """One of a few, changed with ← and → (or a click, or its first letter)."""

    DEFAULT_CSS = "Choice { height: 1; width: 1fr; }"
    COMPONENT_CLASSES: ClassVar[set[str]] = set(PIECES)
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left", "turn(-1)", show=False),
        Binding("right,space", "turn(1)", show=False),
        Binding("enter", "submit", show=False),
    ]

    at: reactive[int] = reactive(0)

    class Changed(Message):
        """Another option was chosen."""

    def __init__(self, options: Sequence[Option], value: str = "", id: str | None = None) -> None:
        super().__init__(id=id)
        self.options = options
        values = [option.value for option in options]
        self.set_reactive(Choice.at, values.index(value) if value in values else 0)

    @property
    def value(self) -> str:
        """What the chosen option stands for."""
        return self.options[self.at].value if self.options else ""

    def action_turn(self, by: int) -> None:
        if self.options:
            self.at = (self.at + by) % len(self.options)

    async def action_submit(self) -> None:
        """Enter takes the dialog as it stands, from here as from any field."""
        await self.run_action("screen.submit")

    def watch_at(self) -> None:
        self.post_message(self.Changed())

    def on_click(self) -> None:
        self.action_turn(1)

    def on_key(self, event: events.Key) -> None:
        """The first letter jumps, as in a form."""
        if event.character and event.character.isalnum():
            ahead = [*range(self.at + 1, len(self.options)), *range(self.at + 1)]
            for index in ahead:
                if self.options[index].label.casefold().startswith(event.character.casefold()):
                    self.at = index
                    event.stop()
                    return

    def render_line(self, y: int) -> Strip:
        label = safe(self.options[self.at].label) if self.options else "–"
        words = Piece(label, "strong" if self.has_focus else "")
        arrows = " ◂ ▸" if self.has_focus else " ▾"
        return self.strip(
            line(words, Piece(arrows, "dim" if len(self.options) < 2 else "act")),
            self.size.width,
            self.rich_style,
        )
