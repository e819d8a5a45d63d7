"""Alerts as lines: a row of the list, and all that is known of one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from collectwork.domain.alerts import KIND_WORDS, AlertLine
from collectwork.present.cells import amount, fit, past_day
from collectwork.present.pieces import Line, Piece, Role, flow, line, rule
from collectwork.present.text import safe

_DAY, _WHO, _NARROW_WHO, _AMOUNT = 9, 26, 18, 14
_WIDE = 110  # cells from which the amount stands in the line
_MARKS = {"high": "!", "normal": "•", "low": "·"}


@dataclass(frozen=True, slots=True)
class AlertColumns:
    """How a row of the list is laid out."""

    today: date

    def key(self, item: AlertLine) -> int:
        """A row belongs to an alert."""
        return int(item.id[:15], 16)

    def to_do(self, item: AlertLine) -> bool:
        """Has nobody seen it yet?"""
        return item.state == "new"

    def head(self, room: int) -> Line:
        """The names above the columns."""
        money = f"{fit('amount', _AMOUNT, right=True)}  " if room >= _WIDE else ""
        text = f"    {fit('since', _DAY)}{fit('account', self._who(room))}{money}what happened"
        return line(Piece(fit(text, room), "dim"))

    def row(self, item: AlertLine, number: int, room: int, *, here: bool, marked: bool) -> Line:
        """One line: cursor, weight, day, account, cause; what is over or was seen is dim."""
        role: Role = "" if item.state == "new" else "dim"
        weight: Role = "risk" if item.severity == "high" and item.state == "new" else role
        sign = {"seen": "✓", "done": "✓"}.get(item.state, _MARKS[item.severity])
        who = self._who(room)
        money = f"{fit(_money(item), _AMOUNT, right=True)}  " if room >= _WIDE else ""
        left = room - 4 - _DAY - who - len(money)
        said = f"{'over: ' if item.state == 'done' else ''}{item.words}"
        return line(
            Piece("▸ " if here else "  ", "act"),
            Piece(f"{sign} ", weight),
            Piece(fit(past_day(item.day, self.today), _DAY), "dim"),
            Piece(fit(safe(item.name), who - 1) + " ", role),
            Piece(money, role),
            Piece(fit(safe(said), max(8, left)), role),
        )

    def _who(self, room: int) -> int:
        return _WHO if room >= _WIDE else _NARROW_WHO


def alert_lines(item: AlertLine, room: int) -> list[Line]:
    """One alert in words: the whole cause, why it is here, who saw it, how it went out."""
    about = [
        f"alert “{safe(item.rule)}”: {KIND_WORDS.get(item.kind, item.kind)}",
        f"since {item.day.isoformat()}",
        f"to {', '.join(map(safe, item.audience))} by {', '.join(item.ways)}",
        f"rules {item.ruleset}",
    ]
    if item.owner:
        about.insert(0, f"owner {safe(item.owner)}")
    if item.seen_by:
        about.append(f"seen by {safe(item.seen_by)} on {(item.seen_at or '')[:10]}")
    if item.ended_on:
        about.append(f"over since {item.ended_on.isoformat()}")
    about += [safe(one) for one in item.deliveries]
    head = f"{safe(item.customer)}  {safe(item.name)}  {_money(item)}".rstrip()
    return [
        rule(head, room),
        *flow([line(part) for part in safe(item.words).split(" ")], room, " "),
        *flow([line(Piece(part, "dim")) for part in about], room, " · "),
    ]


def title_line(shown: str, new: int, whole: int, whose: str) -> Line:
    """What the list shows, and how many of it nobody has seen."""
    parts = [Piece("Alerts", "title"), Piece(f"  {new:,} new", "strong" if new else "dim")]
    if shown != "new":
        parts.append(Piece(f" of {whole:,}", "dim"))
    if whose:
        parts.append(Piece(f"  {safe(whose)}", "dim"))
    return line(*parts)


def nothing_lines(shown: str) -> list[Line]:
    """What stands where nothing does."""
    said = "nothing is new" if shown == "new" else "nothing was alerted yet"
    more = "f shows those that were seen or are over" if shown == "new" else ""
    return [line(Piece(said, "good")), line(Piece(more, "dim"))]


def _money(item: AlertLine) -> str:
    if item.amount is None or not item.currency:
        return ""
    return f"{amount(item.amount, item.currency)} {item.currency}"
