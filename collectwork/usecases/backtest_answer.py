"""What a replay of two sets of rules came to, put into an answer."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from collectwork.analytics.survival import Wait, curve
from collectwork.domain.backtest import (
    Backtest,
    Delay,
    KnownImport,
    Moves,
    Overlap,
    Shifted,
    Side,
)
from collectwork.rules.backtest import SIZES, Course, Replay, Waited
from collectwork.usecases.ports.work import Workbench
from collectwork.usecases.rules_named import Named

TOP = 20  # accounts named in each list
_HORIZON = 30  # days within which a mean delay is given

#: Customer, currency, amount, old day, new day, note.
_Raw = tuple[int, str, int, date | None, date | None, str]


def answer(
    bench: Workbench,
    replay: Replay,
    both: Mapping[str, Named],
    days: Sequence[date],
    imports: Sequence[KnownImport],
    assumes: tuple[str, ...],
) -> Backtest:
    """Everything that is shown of it."""
    old, new = replay.courses["old"], replay.courses["new"]
    broken = bench.broken(days[0], days[-1])
    shifts = _shifts(replay) | _promises(broken, old, new)
    tops = {name: _top(rows) for name, rows in shifts.items()}
    who = bench.who({row[0] for rows in tops.values() for row in rows})
    moves = {name: _moves(shifts[name], rows, who) for name, rows in tops.items()}
    return Backtest(
        first=days[0],
        last=days[-1],
        imports=imports,
        days=replay.days,
        old=_side(both["old"], old),
        new=_side(both["new"], new),
        overlap=Overlap(
            replay.both, replay.either, old.listed, new.listed,
            len(old.accounts & new.accounts), len(old.accounts | new.accounts),
        ),
        broken=len(broken),
        assumes=assumes,
        approximate=_approximate(bench),
        **moves,
    )  # fmt: skip


def assumptions(
    capacity: Mapping[str, int], otherwise: int, days: Sequence[date], *, imports_only: bool
) -> tuple[str, ...]:
    """What the answer rests on, in sentences."""
    own = sum(1 for lines in capacity.values() if lines > 0)
    made = "on the days of imports" if imports_only else "on every business day"
    return (
        f"Lists are made {made}; an import counts from the day it speaks of, and its facts stand "
        "until the next one.",
        "Promises, disputes, blocks, call-backs and replies are those recorded up to and including "
        "the day; they came about under the rules and the work of that time.",
        f"Contacts are those recorded before {days[0].isoformat()}; from then on each list is "
        "worked in its order up to its collector's capacity, every worked line counts as a contact "
        "that completes its step that day, and quiet days follow.",
        f"Capacity: what `collectwork people` says of {own} people, else {otherwise} lines a day.",
        "Pins and hand-overs to a lead's desk are left out; absences count as they are entered "
        "today. What people typed in of customers and contacts counts as it stands today.",
        "The first-touch delay counts from the first replayed day on which an account has an "
        "amount to collect; who paid or was held back before is censored, not left out.",
    )


def _approximate(bench: Workbench) -> tuple[str, ...]:
    found, lacks = bench.difference(), []
    if found.differing:
        lacks.append(
            f"{found.differing:,} of {found.items:,} items differ from the ledger as stored: what "
            "changed them left no event."
        )
    if found.listed_first:
        lacks.append(
            f"{found.listed_first:,} items were known from an invoice list before a ledger named "
            "them; the ledger's figure counts from its company's next ledger."
        )
    if found.master_from is not None:
        lacks.append(
            f"Approximate before {found.master_from.isoformat()}: what lists of customers and "
            "contacts changed until then was not kept, so it counts from the beginning."
        )
    return tuple(lacks)


def _side(named: Named, course: Course) -> Side:
    sizes = [name for name, _ in SIZES]
    return Side(
        name=named.name,
        version=named.rules.version,
        listed=course.listed,
        accounts=len(course.accounts),
        worked=course.worked,
        left=course.left,
        longest=course.longest,
        weeks=course.worked_weeks,
        delay=_delay(course.waits.items()),
        by_size={
            size: _delay((one, n) for one, n in course.waits.items() if one.size == size)
            for size in sizes
        },
    )


def _delay(waits: Iterable[tuple[Waited, int]]) -> Delay:
    found = curve(Wait(one.days, one.touched) for one, count in waits for _ in range(count))
    return Delay(found.median, found.mean_within(_HORIZON), found.n, found.events)


def _shifts(replay: Replay) -> dict[str, list[_Raw]]:
    """Debts by what the new rules change for them."""
    names = ("earlier", "later", "only_old", "only_new", "paid_anyway")
    found: dict[str, list[_Raw]] = {name: [] for name in names}
    for one in replay.shifts:
        row = (one.customer_id, one.currency, one.amount, one.old, one.new, "")
        sooner = one.new is not None and (one.old is None or one.new < one.old)
        if one.old and one.new:
            found["earlier" if sooner else "later"].append(row)
        else:
            found["only_new" if one.new else "only_old"].append(row)
        if one.paid and sooner:
            found["paid_anyway"].append((*row[:5], f"nothing due on {one.paid.isoformat()}"))
    return found


def _promises(
    broken: Sequence[tuple[int, date, int, str]], old: Course, new: Course
) -> dict[str, list[_Raw]]:
    """Broken promises whose turn comes on another day under the new rules."""
    sooner: list[_Raw] = []
    later: list[_Raw] = []
    for id, day, amount, currency in broken:
        was, now = old.turn_after(id, day), new.turn_after(id, day)
        if was == now:
            continue
        row = (id, currency, amount, was, now, f"promise broken on {day.isoformat()}")
        (sooner if now and (was is None or now < was) else later).append(row)
    return {"broken_sooner": sooner, "broken_later": later}


def _top(rows: Sequence[_Raw]) -> list[_Raw]:
    """Those that move most, the larger amounts first among equals."""

    def weight(row: _Raw) -> tuple[int, int, int]:
        old, new = row[3], row[4]
        return (-abs((old - new).days) if old and new else 0, -row[2], row[0])

    return sorted(rows, key=weight)[:TOP]


def _moves(rows: Sequence[_Raw], top: Sequence[_Raw], who: Mapping[int, tuple[str, str]]) -> Moves:
    return Moves(
        len(rows),
        tuple(
            Shifted(id, *who.get(id, ("", "")), currency, amount, old, new, note)
            for id, currency, amount, old, new, note in top
        ),
    )
