"""Naming a file: a path that is typed, with what lies there below it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Input, OptionList

from collectwork.present.cells import fit
from collectwork.present.text import safe
from collectwork.screens.base import away
from collectwork.widgets.entry import Field, Options

_MOST = 400  # entries of a folder that are listed


@dataclass(frozen=True, slots=True)
class Place:
    """A file or folder that fits what was typed; ``size`` in bytes, None for a folder."""

    path: Path
    size: int | None


def places(text: str) -> list[Place]:
    """What begins with the typed path, folders first; nothing where the folder cannot be read."""
    typed = Path(text or ".").expanduser()
    folder, begin = (
        (typed, "") if text.endswith(("/", "\\")) or not text else (typed.parent, typed.name)
    )
    found: list[Place] = []
    try:
        for path in folder.iterdir():
            fits = path.name.casefold().startswith(begin.casefold())
            if fits and (begin.startswith(".") or not path.name.startswith(".")):
                found.append(Place(path, None if path.is_dir() else path.stat().st_size))
    except (OSError, ValueError):
        pass  # gone meanwhile, or not ours to read: what was found until then is shown
    found.sort(key=lambda place: (place.size is not None, place.path.name.casefold()))
    return found[:_MOST]


class Chooser(Vertical):
    """A field for a path and the files that fit; ``chosen`` is told the one that is taken."""

    DEFAULT_CSS = """
    Chooser { height: 1fr; padding: 0 1; }
    Chooser #path { background: $panel; margin-bottom: 1; }
    Chooser #files { height: 1fr; background: $background; border: none; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down", "choose(1)", show=False, priority=True),
        Binding("up", "choose(-1)", show=False, priority=True),
        Binding("pagedown", "choose(10)", show=False, priority=True),
        Binding("pageup", "choose(-10)", show=False, priority=True),
        Binding("tab", "complete", show=False, priority=True),
    ]

    def __init__(self, start: str, chosen: Callable[[Path], None]) -> None:
        super().__init__()
        self._chosen = chosen
        self._start = start
        self._places: Sequence[Place] = ()
        self._listed = ""

    def compose(self) -> ComposeResult:
        yield Field(self._start, placeholder="the path of a file", id="path")
        yield Options(id="files")

    def on_mount(self) -> None:
        field = self.query_one(Field)
        field.select_on_focus = False
        field.cursor_position = len(field.value)
        self.query_one(Options).can_focus = False
        self.call_after_refresh(self._list, field.value)  # the list has its width then

    def on_input_changed(self, event: Input.Changed) -> None:
        event.stop()
        self._list(event.value)

    def _list(self, text: str) -> None:
        self.run_worker(self._listing(text), exclusive=True, group="files", exit_on_error=False)

    async def _listing(self, text: str) -> None:
        self._places, self._listed = await away(places, text), text
        listed = self.query_one(Options)
        room = max(20, listed.size.width - 2)
        listed.clear_options()
        listed.add_options([Content(_line(place, room)) for place in self._places])
        if self._places and not text.endswith("/"):
            listed.highlighted = 0

    def action_choose(self, by: int) -> None:
        """Along the list."""
        listed = self.query_one(Options)
        if self._places:
            at = listed.highlighted
            to = (0 if by > 0 else len(self._places) - 1) if at is None else at + by
            listed.highlighted = max(0, min(to, len(self._places) - 1))

    def action_complete(self) -> None:
        """Write out the entry of the list, or the only one."""
        place = self._here or (self._places[0] if self._places else None)
        if place is not None:
            self._write(place)

    def submit(self) -> None:
        """Take the file that is typed or marked; into a folder."""
        typed = Path(self.query_one(Field).value).expanduser()
        place = self._here
        if place is None or self._listed != self.query_one(Field).value:
            self._chosen(typed)
        elif place.size is None:
            self._write(place)
        else:
            self._chosen(place.path)

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        event.option_list.highlighted = event.option_index
        self.submit()

    @property
    def _here(self) -> Place | None:
        at = self.query_one(Options).highlighted
        return self._places[at] if at is not None and at < len(self._places) else None

    def _write(self, place: Place) -> None:
        """Into the field; a name that cannot be shown as it is cannot be typed either."""
        text = str(place.path) + ("/" if place.size is None else "")
        if safe(text) == text:
            field = self.query_one(Field)
            field.value = text
            field.cursor_position = len(text)


def _line(place: Place, room: int) -> str:
    size = "folder" if place.size is None else _size(place.size)
    return f"{fit(place.path.name, room - 12)} {size:>11}"


def _size(count: int) -> str:
    for unit in ("B", "kB", "MB"):
        if count < 1000 or unit == "MB":
            return f"{count:,.0f} {unit}"
        count //= 1000
    return ""
