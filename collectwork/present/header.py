"""The two lines on top: who, when, how fresh the facts are, and how the day stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from collectwork.domain.ledger import Freshness
from collectwork.present.cells import clock, long_day, past_day
from collectwork.present.charts import gauge
from collectwork.present.pieces import Line, Piece, cells, clipped, flow, line
from collectwork.present.text import safe

_SHORTEST = 20  # cells: "call back 10:45 ☎ …"
_KINDS = {"open-items": "open items", "payments": "cash"}


@dataclass(frozen=True, slots=True)
class Glance:
    """How the day stands. ``figures`` are ready words (``calls 14``); ``urgent`` come first;
    ``alerts``: how many nobody has seen."""

    done: int = 0
    total: int = 0
    whose: str = ""
    filtered: str = ""
    urgent: tuple[str, ...] = ()
    figures: tuple[str, ...] = ()
    freshness: tuple[Freshness, ...] = field(default=())
    alerts: int = 0


def top_line(glance: Glance, actor: str, today: date, now: datetime, room: int) -> Line:
    """``collectwork · company · actor``, the day and time, the freshness of the facts."""
    companies = sorted({fresh.company for fresh in glance.freshness if fresh.company})
    names = [safe(companies[0])] if len(companies) == 1 else []
    if len(companies) > 1:
        names = [f"{len(companies)} companies"]
    left = line(
        Piece(" collectwork", "title"), "".join(f" · {part}" for part in [*names, safe(actor)])
    )
    if glance.alerts:
        said = f"{glance.alerts:,} {'alert' if glance.alerts == 1 else 'alerts'}"
        left = (*left, Piece(" · "), Piece(said, "act", does="go.alerts"))
    middle = f"{long_day(today)} {clock(now)}"
    facts = facts_words(glance.freshness, today)
    brief = f"{middle}  {facts_words(glance.freshness, today, brief=True)}"
    oldest = f"{middle}  {_oldest(glance.freshness, today)}"
    for right in (f"{middle}   facts: {facts}", brief, oldest, middle, clock(now)):
        space = room - cells(left) - cells(line(right)) - 1
        if space >= 2:
            return (*left, Piece(" " * space), *_opening_cash(right))
    return left


def _opening_cash(text: str) -> Line:
    """The words, of which those about cash lead to the screen Cash."""
    before, cash, after = text.partition("cash ")
    if not cash:
        return line(Piece(text, "dim"))
    return line(Piece(before, "dim"), Piece(cash + after, "dim", does="go.cash"))


def alarm_lines(alarm: str | None, room: int) -> list[Line]:
    """Why nothing can be recorded; nothing where it can."""
    if alarm is None:
        return []
    words = f"READ ONLY: {safe(alarm.partition('. ')[0])} (collectwork audit verify)".split()
    parts = [line(Piece(" ■", "risk")), *(line(Piece(word, "risk")) for word in words)]
    return flow(parts, room, " ", "   ")


def day_line(glance: Glance, room: int) -> Line:
    """Progress first, then what cannot wait, then the day's figures, as far as there is room."""
    if not glance.total:
        return line(" ", Piece("no worklist for today", "dim"))
    share = glance.done * 100 // glance.total
    parts: list[Line] = [
        line(
            f" {glance.done:,} of {glance.total:,} done ",
            Piece(gauge(glance.done, glance.total), "good"),
            Piece(f" {share} %", "dim"),
        )
    ]
    if glance.whose:
        parts.append(line(Piece(safe(glance.whose), "strong")))
    if glance.filtered:
        parts.append(line(Piece(f"filter: {safe(glance.filtered)}", "act")))
    urgent = [line(Piece(safe(text), "act")) for text in glance.urgent]
    parts += urgent
    parts += [line(safe(text)) for text in glance.figures]
    shown: Line = parts[0]
    for part in parts[1:]:
        left = room - cells(shown) - 3
        if cells(part) > left:
            if part in urgent and left >= _SHORTEST:  # rather cut than not said
                shown = (*shown, Piece(" · ", "dim"), *clipped(part, left))
            break
        shown = (*shown, Piece(" · ", "dim"), *part)
    return shown


def facts_words(freshness: Sequence[Freshness], today: date, *, brief: bool = False) -> str:
    """The oldest as-of day of each kind: a chain is as fresh as its weakest link."""
    oldest: dict[str, date] = {}
    for fresh in freshness:
        if fresh.as_of is not None:
            oldest[fresh.kind] = min(oldest.get(fresh.kind, fresh.as_of), fresh.as_of)
    if not oldest:
        return "none yet"
    names = {"open-items": "items", "payments": "cash"} if brief else _KINDS
    return " · ".join(
        f"{names.get(k, k)} {past_day(on, today)}" for k, on in sorted(oldest.items())
    )


def _oldest(freshness: Sequence[Freshness], today: date) -> str:
    known = [fresh.as_of for fresh in freshness if fresh.as_of is not None]
    return f"facts {past_day(min(known), today)}" if known else "no facts yet"
