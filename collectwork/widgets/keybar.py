"""The key bar: the keys in force here, to press or to click."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from textual import events
from textual.message import Message

from collectwork.present.cells import width as cells_of
from collectwork.present.pieces import Line, Piece, cells, flow
from collectwork.widgets.painted import Lines


@dataclass(frozen=True, slots=True)
class Key:
    """A key, its words, and the id of what it does."""

    key: str
    words: str
    command: str


class KeyBar(Lines):
    """The outcomes on as many lines as they need; of the other keys as many as fit on one line.

    The last of the others, which leads to all keys, is always there.
    """

    @dataclass
    class Chosen(Message):
        """A key was clicked."""

        command: str

    def __init__(self, id: str | None = None) -> None:
        super().__init__(id=id)
        self._outcomes: Sequence[Key] = ()
        self._others: Sequence[Key] = ()

    def show_keys(self, outcomes: Sequence[Key], others: Sequence[Key]) -> None:
        """Draw these keys."""
        self._outcomes, self._others = outcomes, others
        self.show(self._drawn)

    def _drawn(self, width: int) -> list[Line]:
        return [
            (Piece(" "), *one)
            for one in [*flow(map(_piece, self._outcomes), width - 1), self._on_one_line(width - 1)]
        ]

    def _on_one_line(self, room: int) -> Line:
        if not self._others:
            return ()
        last = _piece(self._others[-1])
        shown: Line = ()
        for key in self._others[:-1]:
            longer = (*shown, *_piece(key), Piece("  "))
            if cells(longer) + cells(last) > room:
                break
            shown = longer
        return (*shown, *last)

    def on_click(self, event: events.Click) -> None:
        """Find the key under the pointer by laying the groups out again."""
        rows = self._drawn(self.size.width)
        if event.y >= len(rows):
            return
        by_text = {(key.key, key.words): key for key in (*self._outcomes, *self._others)}
        at = 0
        pieces = list(rows[event.y])
        for number, piece in enumerate(pieces):
            taken = cells_of(piece.text)
            if piece.role == "act":
                label = pieces[number + 1].text.strip()
                whole = taken + cells_of(pieces[number + 1].text)
                if at <= event.x < at + whole:
                    self.post_message(self.Chosen(by_text[(piece.text.strip(), label)].command))
                    return
            at += taken


def _piece(key: Key) -> Line:
    return (Piece(key.key, "act"), Piece(f" {key.words}"))
