"""A backtest of two sets of rules, as text of 80 columns and as one JSON document."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import groupby
from typing import Any

from collectwork.domain.backtest import (
    NO_CASH,
    Backtest,
    Delay,
    Moves,
    ReplayDay,
    Shifted,
    Side,
)
from collectwork.domain.money import decimals, spoken
from collectwork.present.cells import fit
from collectwork.present.charts import bar
from collectwork.present.text import safe

_CHART_ROWS = 16  # more days are drawn as the mean of each week
_BAR = 22
_NAMED = 5


def text(found: Backtest) -> list[str]:
    """Lines to read, none wider than 80 cells; what came from data is made safe."""
    return [
        *_heading(found),
        "",
        *_table(found),
        "",
        *_chart(found.days),
        "",
        *_moved(found),
        "",
        f"Cash: {NO_CASH}",
        "",
        "Assumed:",
        *(f"- {sentence}" for sentence in found.assumes),
        *(f"Not exact: {sentence}" for sentence in found.approximate),
    ]


def _heading(found: Backtest) -> list[str]:
    ledgers = len(found.imports)
    return [
        f"{found.first.isoformat()} to {found.last.isoformat()}: {len(found.days)} lists of each "
        f"set, {ledgers} imports",
        f"old: {_called(found.old)}",
        f"new: {_called(found.new)}",
    ]


def _called(side: Side) -> str:
    name = fit(safe(side.name), 50).rstrip()
    return name if name == side.version else f"{name} (version {side.version})"


def _table(found: Backtest) -> list[str]:
    old, new = found.old, found.new
    days = len(found.days)
    weeks = max(len(old.weeks), len(new.weeks), 1)
    rows = [
        ("", "old", "new"),
        ("list, mean of a day", _mean(old.listed, days), _mean(new.listed, days)),
        ("list, longest", f"{old.longest:,}", f"{new.longest:,}"),
        ("accounts ever listed", f"{old.accounts:,}", f"{new.accounts:,}"),
        ("worked a week: lines", _mean(old.worked, weeks), _mean(new.worked, weeks)),
        ("  calls", _weekly(old, "calls", weeks), _weekly(new, "calls", weeks)),
        ("  mails", _weekly(old, "mails", weeks), _weekly(new, "mails", weeks)),
        ("left over at the end of days", f"{old.left:,}", f"{new.left:,}"),
        ("first touch, median", _days(old.delay), _days(new.delay)),
        *(
            (f"  {size}", _days(delay), _days(new.by_size[size]))
            for size, delay in old.by_size.items()
            if delay.cases or new.by_size[size].cases
        ),
        ("  never touched", _untouched(old.delay), _untouched(new.delay)),
    ]
    told = [f"{name:<30}{left:>20}{right:>20}" for name, left, right in rows]
    return [
        *told,
        "",
        f"On both lists: {_percent(found.overlap.jaccard)} of account-days, "
        f"{_percent(found.overlap.accounts)} of accounts.",
    ]


def _mean(amount: int, of: int) -> str:
    return f"{amount / of:,.1f}" if of else "n/a"


def _weekly(side: Side, what: str, weeks: int) -> str:
    return _mean(sum(getattr(week, what) for week in side.weeks), weeks)


def _days(delay: Delay) -> str:
    if not delay.cases:
        return "no case"
    if delay.median is None:
        return "over half never"
    return f"{delay.median} day{'' if delay.median == 1 else 's'}"


def _untouched(delay: Delay) -> str:
    return f"{delay.censored:,} of {delay.cases:,}"


def _percent(share: float | None) -> str:
    return "n/a" if share is None else f"{share * 100:.1f} %"


def _chart(days: Sequence[ReplayDay]) -> list[str]:
    """Length of both lists, day by day or as the mean of each week."""
    points = [(one.day.isoformat(), float(one.old), float(one.new)) for one in days]
    title = "List length by day"
    if len(points) > _CHART_ROWS:
        title = "List length, mean of each week from"
        points = [_of_week(list(week)) for _, week in groupby(days, key=_week)]
    most = max((max(old, new) for _, old, new in points), default=0.0) or 1.0
    lines = [f"{title:<36}{'old':<28}new".rstrip()]
    for name, old, new in points[-60:]:
        left = f"{bar(old / most, _BAR):<{_BAR}} {old:>5,.0f}"
        lines.append(f"{name:<12}{left}   {bar(new / most, _BAR):<{_BAR}} {new:>5,.0f}")
    lines[0] = f"{title:<40}old left, new right"
    return lines


def _week(one: ReplayDay) -> tuple[int, int]:
    year, week, _ = one.day.isocalendar()
    return year, week


def _of_week(days: list[ReplayDay]) -> tuple[str, float, float]:
    count = len(days)
    old, new = sum(one.old for one in days), sum(one.new for one in days)
    return days[0].day.isoformat(), old / count, new / count


def _moved(found: Backtest) -> list[str]:
    parts = (
        ("listed earlier under the new rules", found.earlier),
        ("listed later", found.later),
        ("listed under the new rules only", found.only_new),
        ("listed under the old rules only", found.only_old),
        ("newly or earlier listed, but paid before their turn", found.paid_anyway),
        (f"broken promises (of {found.broken:,}) whose turn comes sooner", found.broken_sooner),
        ("broken promises whose turn comes later", found.broken_later),
    )
    lines = []
    for words, moves in parts:
        lines.append(f"{moves.count:>7,}  {words}")
        lines += [f"         {_one(shifted)}" for shifted in moves.top[:_NAMED]]
    return lines


def _one(shifted: Shifted) -> str:
    who = fit(safe(f"{shifted.customer} {shifted.name}"), 22).rstrip()
    apart = "" if shifted.days is None else f" ({abs(shifted.days)} d)"
    amount = f", {spoken(shifted.amount, shifted.currency)}" if shifted.amount else ""
    old, new = (one.isoformat() if one else "never" for one in (shifted.old, shifted.new))
    return fit(f"{who}: {old} → {new}{apart}{amount}", 71).rstrip()


# one document ------------------------------------------------------------------------------------


def document(found: Backtest) -> dict[str, Any]:
    """The answer as JSON; ``cash`` is null, and ``why_no_cash`` says why."""
    return {
        "from": found.first.isoformat(),
        "to": found.last.isoformat(),
        "imports": [
            {"import_id": one.id, "kind": one.kind, "company": one.company,
             "day": one.day.isoformat(), "file": one.file}
            for one in found.imports
        ],
        "days": days(found),
        "old": _side(found.old, len(found.days)),
        "new": _side(found.new, len(found.days)),
        "overlap": {
            "both": found.overlap.both,
            "either": found.overlap.either,
            "jaccard": _rounded(found.overlap.jaccard),
            "share_of_old": _ratio(found.overlap.both, found.overlap.old),
            "share_of_new": _ratio(found.overlap.both, found.overlap.new),
            "accounts_both": found.overlap.accounts_both,
            "accounts_either": found.overlap.accounts_either,
            "accounts": _rounded(found.overlap.accounts),
        },
        "first_touch_delay": {
            "unit": "days",
            "old": _delay(found.old.delay),
            "new": _delay(found.new.delay),
            "by_size": {
                size: {"old": _delay(delay), "new": _delay(found.new.by_size[size])}
                for size, delay in found.old.by_size.items()
            },
        },
        **{
            name: _moves(getattr(found, name))
            for name in (
                "earlier", "later", "only_old", "only_new", "paid_anyway", "broken_sooner",
                "broken_later",
            )
        },
        "broken_promises": found.broken,
        "cash": None,
        "why_no_cash": NO_CASH,
        "assumes": list(found.assumes),
        "approximate": list(found.approximate),
    }  # fmt: skip


def days(found: Backtest) -> list[dict[str, Any]]:
    """One row a replayed day."""
    return [
        {
            "day": one.day.isoformat(),
            "old": one.old,
            "new": one.new,
            "both": one.both,
            "jaccard": _rounded(one.jaccard),
            "imports": list(one.imports),
            "by_collector": {
                login: {"old": counts[0], "new": counts[1], "both": counts[2]}
                for login, counts in one.by_collector.items()
            },
        }
        for one in found.days
    ]


def rows(found: Backtest) -> list[dict[str, Any]]:
    """One row a day and collector, for a spreadsheet; collector "" are accounts nobody owns, and
    ``*`` is everybody."""
    return [
        {"day": one.day.isoformat(), "collector": login, "old": old, "new": new, "both": both}
        for one in found.days
        for login, (old, new, both) in {
            "*": (one.old, one.new, one.both), **one.by_collector,
        }.items()
    ]  # fmt: skip


def _side(side: Side, count: int) -> dict[str, Any]:
    return {
        "rules": side.name,
        "version": side.version,
        "listed": side.listed,
        "mean_length": _ratio(side.listed, count),
        "longest": side.longest,
        "accounts": side.accounts,
        "worked": side.worked,
        "left": side.left,
        "weeks": [
            {"week": week.week, "lines": week.lines, "calls": week.calls, "mails": week.mails,
             "by_action": dict(sorted(week.by_action.items()))}
            for week in side.weeks
        ],
    }  # fmt: skip


def _delay(delay: Delay) -> dict[str, Any]:
    return {
        "median": delay.median,
        "mean_within_30": None if delay.mean_30 is None else round(delay.mean_30, 2),
        "n": delay.cases,
        "touched": delay.touched,
        "censored": delay.censored,
    }


def _moves(moves: Moves) -> dict[str, Any]:
    return {
        "count": moves.count,
        "top": [
            {"customer": one.customer, "name": one.name, "old": _day(one.old),
             "new": _day(one.new), "days": one.days,
             "amount": {one.currency: decimals(one.amount, one.currency)}, "note": one.note}
            for one in moves.top
        ],
    }  # fmt: skip


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _ratio(part: int, whole: int) -> float | None:
    return round(part / whole, 4) if whole else None


def _rounded(share: float | None) -> float | None:
    return None if share is None else round(share, 4)
