"""Why an account is on the list, or why not, as lines."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from collectwork.domain.worklist import Explanation
from collectwork.present.cells import long_day
from collectwork.present.pieces import Line, Piece, Role, flow, line
from collectwork.present.sentences import eased, grouped
from collectwork.present.text import safe


def why_lines(told: Explanation, room: int, today: date) -> list[Line]:
    """The verdict, the reasons of its place, what would change it, each rule with what it saw."""
    lines: list[Line] = []
    if told.listed:
        whose = f" of {safe(told.collector)}" if told.collector else ""
        lines.append(
            line(
                Piece(f"✓ on the list{whose} for {long_day(told.day)}, number {told.rank}", "good")
            )
        )
    else:
        lines.append(line(Piece(f"✗ not on the list for {long_day(told.day)}", "risk")))
    if told.placed:
        lines += _bullets([eased(one, today) for one in told.placed], room, "▸", "act")
    if told.reasons:
        lines += [(), line(Piece("its place comes from", "strong"))]
        lines += _bullets([eased(one, today) for one in told.reasons], room, "·")
    if told.blocks:
        lines += [(), line(Piece("what keeps it back", "strong"))]
        lines += _bullets([eased(one, today) for one in told.blocks], room, "■", "risk")
    if told.would_change:  # before the rules: with them the answer would be below the screen
        lines += [(), line(Piece("what would change it", "strong"))]
        lines += _bullets([eased(one, today) for one in told.would_change], room, "→", "act")
    lines += [(), line(Piece("the rules and what they saw", "strong"))]
    for rule in told.rules:
        sign, role = ("✓", "good") if rule.holds else ("✗", "dim")
        head: Line = line(Piece(f"{sign} {safe(rule.rule)}  ", "good" if role == "good" else "dim"))
        lines += flow(
            [head, *(line(Piece(word)) for word in safe(rule.words).split())], room, " ", "    "
        )
        for condition in rule.conditions:
            mark: Role = "good" if condition.holds else "risk"
            text = (
                f"{safe(condition.field)} is {grouped(safe(condition.saw))}, "
                f"wanted {safe(condition.op)} {safe(condition.value)}"
            )
            lines.append(line("    ", Piece("✓ " if condition.holds else "✗ ", mark), text))
    if told.ruleset:
        lines += [(), line(Piece(f"rules in force: version {safe(told.ruleset)}", "dim"))]
    return lines


def _bullets(texts: Sequence[str], room: int, sign: str, role: Role = "") -> list[Line]:
    lines: list[Line] = []
    for text in texts:
        words = [line(Piece(sign, role)), *(line(word) for word in safe(text).split())]
        lines += flow(words, room, " ", "  ")
    return lines
