"""A backtest as tables with a cursor, for the manager view."""

from __future__ import annotations

from collections.abc import Sequence

from collectwork.analytics.figures import Cell, Listing, Page, columns
from collectwork.domain.backtest import NO_CASH, Backtest, Delay, Moves, ReplayDay, Side
from collectwork.domain.money import Money as Amount


def page(found: Backtest) -> Page:
    """Everything of the answer; ``enter`` on an account opens it."""
    return Page(
        f"Backtest {found.first.isoformat()} to {found.last.isoformat()}: "
        f"old {found.old.version}, new {found.new.version}",
        (
            _sides(found),
            _lengths(found.days),
            _moves("Listed earlier under the new rules", found.earlier),
            _moves("Listed later under the new rules", found.later),
            _moves("Listed under the new rules only", found.only_new),
            _moves("Listed under the old rules only", found.only_old),
            _moves("Newly or earlier listed, but paid before their turn", found.paid_anyway),
            _moves("Broken promises whose turn comes sooner", found.broken_sooner),
            _moves("Broken promises whose turn comes later", found.broken_later),
            _sentences("No cash", (NO_CASH,)),
            _sentences("Assumed", (*found.assumes, *found.approximate)),
        ),
    )


def _sides(found: Backtest) -> Listing:
    old, new, days = found.old, found.new, len(found.days)
    weeks = max(len(old.weeks), len(new.weeks), 1)
    rows: list[tuple[Cell, ...]] = [
        ("list, mean of a day", _mean(old.listed, days), _mean(new.listed, days)),
        ("list, longest", old.longest, new.longest),
        ("accounts ever listed", old.accounts, new.accounts),
        ("lines worked a week", _mean(old.worked, weeks), _mean(new.worked, weeks)),
        ("calls a week", _weekly(old, "calls", weeks), _weekly(new, "calls", weeks)),
        ("mails a week", _weekly(old, "mails", weeks), _weekly(new, "mails", weeks)),
        ("first touch, median", _delay(old.delay), _delay(new.delay)),
        *(
            (f"first touch, {size}", _delay(delay), _delay(new.by_size[size]))
            for size, delay in old.by_size.items()
        ),
        ("never touched", old.delay.censored, new.delay.censored),
    ]
    share = found.overlap.jaccard
    both = "n/a" if share is None else f"{share * 100:.1f} %"
    return Listing(
        "Side by side",
        columns("", ">old", ">new"),
        tuple(rows),
        note=f"On both lists: {both} of account-days.",
    )


def _lengths(days: Sequence[ReplayDay]) -> Listing:
    most = max((max(one.old, one.new) for one in days), default=0) or 1
    return Listing(
        "List length by day",
        columns("day", ">old", ">new", ">both", "old", "new"),
        tuple((one.day, one.old, one.new, one.both, None, None) for one in days),
        bars={
            4: tuple(one.old / most for one in days),
            5: tuple(one.new / most for one in days),
        },
    )


def _moves(title: str, moves: Moves) -> Listing:
    return Listing(
        f"{title}: {moves.count:,}",
        columns("customer", "name", "old", "new", ">days", ">amount", ""),
        tuple(
            (
                one.customer, one.name, one.old or "never", one.new or "never",
                None if one.days is None else abs(one.days), Amount(one.amount, one.currency),
                one.note,
            )
            for one in moves.top
        ),
        tuple(one.customer_id for one in moves.top),
        empty="None.",
    )  # fmt: skip


def _sentences(title: str, sentences: Sequence[str]) -> Listing:
    return Listing(title, columns("because"), tuple((one,) for one in sentences))


def _mean(amount: int, of: int) -> str:
    return f"{amount / of:,.1f}" if of else "n/a"


def _weekly(side: Side, what: str, weeks: int) -> str:
    return _mean(sum(getattr(week, what) for week in side.weeks), weeks)


def _delay(delay: Delay) -> str:
    if not delay.cases:
        return "no case"
    return "over half never" if delay.median is None else f"{delay.median} d"
