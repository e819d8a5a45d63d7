"""What the import screen is doing, and the keys that hold meanwhile."""

from __future__ import annotations

from collections.abc import Collection
from typing import Literal

from collectwork.present.pieces import Line, Piece, flow, line

State = Literal["choose", "busy", "preview", "report"]
Shown = Literal[State, "answering"]  # answering: the preview while its question is typed at
KEYS: dict[State, tuple[tuple[str, str], ...]] = {
    "choose": (("↑ ↓", "along the list"), ("tab", "complete"), ("enter", "open"), ("esc", "back")),
    "busy": (("esc", "stop: nothing is kept"),),
    "preview": (
        ("enter", "change"), ("i", "import it"), ("p", "save as profile"), ("a", "answer"),
        ("o", "other file"), ("esc", "back"),
    ),
    "report": (("p", "save as profile"), ("o", "another file"), ("esc", "to the list")),
}  # fmt: skip
_ANSWERING = (("enter", "answer"), ("esc", "leave the question: change it in the list below"))


def key_lines(state: Shown, off: Collection[str], room: int) -> list[Line]:
    """The keys of a state, without those that lead nowhere just now."""
    keys = _ANSWERING if state == "answering" else KEYS[state]
    shown = [(key, words) for key, words in keys if key not in off]
    return flow([line(Piece(key, "act"), Piece(f" {words}")) for key, words in shown], room, "   ")
