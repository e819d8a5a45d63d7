"""My day as lines."""

from __future__ import annotations

from datetime import datetime

from collectwork.domain.clocks import moment
from collectwork.domain.myday import DueCallback, MyDay
from collectwork.present import words
from collectwork.present.cells import clock, day, fit, moneys
from collectwork.present.charts import gauge
from collectwork.present.pieces import Line, Piece, line
from collectwork.present.text import safe


def day_lines(
    mine: MyDay, done: int, total: int, room: int, *, now: datetime, base: str
) -> list[Line]:
    """Position on the list, what was done, what waits."""
    lines: list[Line] = [
        line(
            Piece(fit("my list", 16), "dim"),
            f"{done:,} of {total:,} ",
            Piece(gauge(done, total, 20), "good"),
        ),
        line(Piece(fit("accounts", 16), "dim"), f"{mine.accounts:,} worked today"),
        line(
            Piece(fit("calls", 16), "dim"),
            f"{mine.calls:,}, of them {mine.spoken:,} with the right person",
        ),
        line(Piece(fit("mails", 16), "dim"), f"{mine.mails:,}"),
        line(Piece(fit("promised", 16), "dim"), Piece(moneys(mine.promised, base=base), "good")),
        _replies(mine),
        (),
        line(Piece("what came of it", "strong")),
    ]
    most = max(mine.codes.values(), default=0)
    for code, number in sorted(mine.codes.items(), key=lambda pair: (-pair[1], pair[0])):
        bar = "█" * max(1, number * min(30, room - 30) // most)
        lines.append(
            line(Piece(f"  {fit(words.outcome(code), 18)}"), f"{number:>4}  ", Piece(bar, "act"))
        )
    if not mine.codes:
        lines.append(line(Piece("  nothing recorded yet today", "dim")))
    lines += [(), line(Piece("call backs due", "strong"))]
    lines += [_callback(one, now) for one in mine.callbacks]
    if not mine.callbacks:
        lines.append(line(Piece("  none", "dim")))
    if mine.waiting:
        shown = ", ".join(f"{number} {state}" for state, number in sorted(mine.waiting.items()))
        lines += [(), line(Piece("my mails not sent yet  ", "strong"), shown)]
    return lines


def _replies(mine: MyDay) -> Line:
    waiting = Piece(f"{mine.replies:,} waiting", "act" if mine.replies else "")
    assign = Piece(f" · {mine.to_assign:,} to assign", "risk" if mine.to_assign else "dim")
    return line(Piece(fit("replies", 16), "dim"), waiting, assign)


def _callback(one: DueCallback, now: datetime) -> Line:
    at = clock(moment(one.due_at).astimezone(now.tzinfo)) if one.due_at else "     "
    return line(
        Piece(f"  ☎ {day(one.due)} {at}  ", "act"),
        safe(one.name),
        Piece("".join(f"  {safe(text)}" for text in (one.phone, one.purpose) if text), "dim"),
    )
