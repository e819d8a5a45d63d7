"""What the import screen is doing, and the keys that hold meanwhile."""

from __future__ import annotations

from collections.abc import Collection
from typing import Literal

from collectwork.present.pieces import Line, Piece, flow, line

State = Literal["choose", "busy", "preview", "report"]
KEYS: dict[State, tuple[tuple[str, str], ...]] = {
    "choose": (("↑ ↓", "along the list"), ("tab", "complete"), ("enter", "open"), ("esc", "back")),
    "busy": (("esc", "stop: nothing is kept"),),
    "preview": (
        ("enter", "change"), ("i", "import it"), ("p", "save as profile"), ("a", "answer"),
        ("o", "other file"), ("esc", "back"),
    ),
    "report": (("p", "save as profile"), ("o", "another file"), ("esc", "to the list")),
}  # fmt: skip


def key_lines(state: State, off: Collection[str], room: int) -> list[Line]:
    """The keys of a state, without those that lead nowhere just now."""
    shown = [(key, words) for key, words in KEYS[state] if key not in off]
    return flow([line(Piece(key, "act"), Piece(f" {words}")) for key, words in shown], room, "   ")
