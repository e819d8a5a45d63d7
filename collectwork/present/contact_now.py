"""What the contact policy allows now, in a line or two: quiet where nothing speaks against it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from collectwork.domain.contact_policy import ChannelNow
from collectwork.present.cells import clock, next_day
from collectwork.present.pieces import Line, Piece, Role, flow, line
from collectwork.present.text import safe

_SIGNS: dict[str, tuple[str, Role]] = {
    "free": ("✓", "good"), "warn": ("·", "dim"), "ask": ("?", "act"), "refuse": ("✗", "risk"),
}  # fmt: skip
_ALWAYS = ("call", "mail")  # the two that are shown where others are as free as these


def contact_lines(
    channels: Sequence[ChannelNow], room: int, today: date, now: datetime
) -> list[Line]:
    """``may: ✗ call from Tue 08:00 · ✓ mail`` with the reasons below; nothing where all is free."""
    if all(one.state == "free" for one in channels):
        return []
    shown = [one for one in channels if one.channel in _ALWAYS or one.state in ("ask", "refuse")]
    parts = [_part(one, today, now) for one in shown]
    head: Line = (Piece("now: ", "dim"), *parts[0])
    lines = flow([head, *parts[1:]], room, " · ", "     ")
    for words, (state, names) in _reasons(channels).items():
        about = "" if len(names) == len(channels) else f"{', '.join(names)}: "
        _, role = _SIGNS[state]
        said = [line(Piece(word, role)) for word in safe(about + words).split()]
        lines += flow([(Piece("  ", ""), *said[0]), *said[1:]], room, " ", "    ")
    return lines


def _part(one: ChannelNow, today: date, now: datetime) -> Line:
    sign, role = _SIGNS[one.state]
    said = f" {one.channel}"
    if one.state == "ask":
        said += " with a reason"
    if one.free_from is not None:
        there = one.free_from.astimezone(now.tzinfo)
        day = "" if there.date() == today else f" {next_day(there.date(), today)}"
        time = "" if (there.hour, there.minute) == (0, 0) else f" {clock(there)}"
        said += f" from{day}{time}"
    return line(Piece(sign, role), said)


def _reasons(channels: Sequence[ChannelNow]) -> dict[str, tuple[str, list[str]]]:
    """Each sentence once, with the channels it is about."""
    found: dict[str, tuple[str, list[str]]] = {}
    for one in channels:
        for finding in one.findings:
            words = finding.words
            if finding.mode != "warn":
                words += f" ({finding.rule})"
            found.setdefault(words, (finding.mode, []))[1].append(one.channel)
    return found
