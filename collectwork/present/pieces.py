"""Lines made of pieces: text with a role. Widgets give roles a look, the command line drops them.

Roles say what a piece means, never how it looks; beside every role that colours there is a sign
or a word, so that nothing is told by colour alone.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Literal

from collectwork.present.cells import fit, width

Role = Literal["", "strong", "dim", "money", "risk", "act", "good", "title"]
ROLES: tuple[Role, ...] = ("strong", "dim", "money", "risk", "act", "good", "title")


@dataclass(frozen=True, slots=True)
class Piece:
    """Some text of one meaning; already safe to show. ``does``: the command a click runs."""

    text: str
    role: Role = ""
    does: str = ""


Line = tuple[Piece, ...]


def line(*parts: str | Piece) -> Line:
    """A line from plain texts and pieces."""
    return tuple(Piece(part) if isinstance(part, str) else part for part in parts)


def plain(pieces: Line) -> str:
    """The words of a line."""
    return "".join(piece.text for piece in pieces)


def cells(pieces: Line) -> int:
    """How many terminal cells a line takes."""
    return sum(width(piece.text) for piece in pieces)


def clipped(pieces: Line, room: int) -> Line:
    """The line cut to ``room`` cells, with … where something was cut."""
    if cells(pieces) <= room:
        return pieces
    kept: list[Piece] = []
    left = room
    for piece in pieces:
        taken = width(piece.text)
        if taken >= left:
            # one cell stays for the sign even where this piece just fits: more text follows
            kept.append(replace(piece, text=fit(piece.text + "…", left).rstrip()))
            break
        kept.append(piece)
        left -= taken
    return tuple(kept)


def flow(parts: Iterable[Line], room: int, gap: str = "  ", indent: str = "") -> list[Line]:
    """Parts set one after the other, broken into lines of at most ``room`` cells.

    A part that is too long for a line of its own is broken between its words.
    """
    lines: list[Line] = []
    current: Line = ()
    for part in parts:
        if current and cells(current) + width(gap) + cells(part) <= room:
            current = (*current, Piece(gap), *part)
            continue
        if current:
            lines.append(current)
        *full, current = _broken((Piece(indent), *part) if lines else part, room, indent)
        lines += full
    return [*lines, current] if current else lines


def _broken(part: Line, room: int, indent: str) -> list[Line]:
    """A part as the lines it needs."""
    if cells(part) <= room:
        return [part]
    lines: list[Line] = []
    current: Line = ()
    for piece in part:
        for number, word in enumerate(piece.text.split(" ")):
            text = (" " if number else "") + word
            if cells(current) + width(text) > room and plain(current).strip():
                lines.append(current)
                current, text = (Piece(indent),), word
            current = (*current, Piece(text, piece.role))
    return [*lines, current]


def rule(title: str, room: int, number: int | None = None) -> Line:
    """A heading over the whole width; ``number`` where there are several."""
    text = f"── {title}" + (f" ({number})" if number is not None and number > 1 else "") + " "
    return line(Piece(text + "─" * max(0, room - width(text)), "dim"))
