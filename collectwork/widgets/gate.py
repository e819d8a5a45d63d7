"""The last gate before the terminal: no character that acts on it passes, from any widget."""

from __future__ import annotations

from rich.segment import Segment
from textual.color import Color
from textual.filter import LineFilter

from collectwork.present.text import safe


class HarmlessLines(LineFilter):
    """Turns control, bidi and invisible characters of every segment into signs.

    Values are made safe where they are drawn; this catches what a widget of another maker lets by.
    """

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        return [_harmless(segment) for segment in segments]


def _harmless(segment: Segment) -> Segment:
    text, style, control = segment
    if control or (text.isascii() and text.isprintable()):
        return segment
    shown = safe(text)
    return segment if shown == text else Segment(shown, style)
