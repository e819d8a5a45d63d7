"""How the money stands, in one line above the list, and what to do where there is none."""

from __future__ import annotations

from collections.abc import Callable

from collectwork.domain.cash_shown import ALL, WAITING, Shown, Stands
from collectwork.present.cash import STATE_WORDS
from collectwork.present.cells import moneys
from collectwork.present.pieces import Line, Piece, cells, line
from collectwork.present.text import safe

NAMES = {
    **STATE_WORDS,
    WAITING: "all that waits for a decision",
    "open": "not applied at all",
    ALL: "everything",
}


def stands_line(stands: Stands, shown: Shown, whose: str, base: str, room: int) -> Line:
    """What waits first, then what is shown where that is something else. ``whose``: the customer
    whose money alone is shown, else empty."""
    parts: list[Line] = [line(Piece(" ✓ ", "good"), "nothing waits for a decision")]
    if stands.waiting:
        unapplied = moneys(stands.unapplied, base=base)
        parts = [
            line(Piece(f" {stands.waiting:,} to decide", "strong")),
            line(f"{unapplied} unapplied"),
        ]
    if whose:
        parts.append(line(Piece(f"shown: only {safe(whose)}", "act")))
    elif shown.state != WAITING:
        name = NAMES.get(shown.state, shown.state)
        parts.append(line(Piece(f"shown: {name} ({stands.number:,})", "act")))
    if shown.text:
        parts.append(line(Piece(f"with “{safe(shown.text)}” ({stands.number:,})", "act")))
    said: Line = parts[0]
    for part in parts[1:]:
        if cells(said) + 3 + cells(part) > room:
            break
        said = (*said, Piece(" · ", "dim"), *part)
    return said


def nothing_lines(shown: Shown, whose: str, key_of: Callable[[str], str]) -> list[Line]:
    """Why the list is empty and what to do. ``key_of``: the key of a command."""
    if shown.text or (shown.state != WAITING and not whose):
        back = f"  {key_of('cash.back')} shows what was shown before."
        return [(), line("  ", Piece("No money fits this.", "strong")), (), line(back)]
    if whose:
        said = f"No money of {safe(whose)} has come in."
        return [(), line("  ", Piece(said, "strong"))]
    return [
        (),
        line("  ", Piece("No money waits for a decision.", "strong")),
        (),
        line("  Import what the bank brought:"),
        line("      collectwork import statement.xml"),
        line("  This screen shows it within two seconds."),
        line(f"  {key_of('cash.filter')} shows what was decided before."),
    ]
