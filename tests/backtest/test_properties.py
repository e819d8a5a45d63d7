"""Random histories: every ledger is brought back as its file said it, and nothing of later files is
known before."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

import pytest

from backtest.history import Past, row
from collectwork.usecases.backtesting import backtest

BEGIN = date(2026, 9, 7)
Ledger = dict[tuple[str, str], tuple[int, date]]  # customer, document → whole units, due


def next_ledger(before: Ledger, day: date, rng: Random, known: Ledger) -> Ledger:
    """Some are paid, some in part; due days move, old ones are opened again, new ones come."""
    found: Ledger = {}
    for key, (amount, due) in before.items():
        chance = rng.random()
        if chance < 0.3:
            continue
        if chance < 0.45:
            amount = max(1, amount // 2)
        elif chance < 0.55:
            due += timedelta(days=rng.randrange(1, 30))
        found[key] = (amount, due)
    gone = [key for key in known if key not in found]
    if gone and rng.random() < 0.5:
        again = rng.choice(gone)
        found[again] = known[again]
    for _ in range(rng.randrange(1, 5)):
        who = str(rng.randrange(1, 8))
        due = day + timedelta(days=rng.randrange(-40, 20))
        found[who, f"R{len(known) + len(found)}-{day:%m%d}"] = (rng.randrange(10, 20_000), due)
    return found


def written(ledger: Ledger) -> list[str]:
    return [
        row(who, document, amount, due.isoformat())
        for (who, document), (amount, due) in sorted(ledger.items())
    ]


@pytest.mark.parametrize("seed", range(4))
def test_ledgers_come_back_as_their_files_said(sqlite_past: Past, seed: int) -> None:
    rng, known = Random(seed), Ledger()
    ledger: Ledger = {("0", "R0"): (5, date(2027, 1, 1))}
    told: dict[date, Ledger] = {}
    for n in range(6):
        day = BEGIN + timedelta(days=7 * n)
        ledger = next_ledger(ledger, day, rng, known)
        ledger["0", "R0"] = (5, date(2027, 1, 1))
        known |= ledger
        told[day] = ledger
        sqlite_past.ledger(day.isoformat(), *written(ledger))
    with sqlite_past.desk.store.workbench(lambda done, of: None) as bench:
        for n in range(6 * 7):
            day = BEGIN + timedelta(days=n)
            of = told[max(one for one in told if one <= day)]
            with bench.moved_to(day):
                pass
            due: dict[str, int] = {}
            for (who, _), (amount, by) in of.items():
                if by <= day:
                    due[who] = due.get(who, 0) + amount * 100
            owed = list(bench.owing(day))
            who = bench.who({one.customer_id for one in owed})
            assert {who[one.customer_id][0]: one.due for one in owed} == due
        assert bench.difference().differing == 0


@pytest.mark.parametrize("seed", range(2))
def test_later_files_change_no_earlier_day(sqlite_past: Past, seed: int) -> None:
    rng, known = Random(100 + seed), Ledger()
    ledger: Ledger = {}
    before = None
    for n in range(4):
        day = BEGIN + timedelta(days=7 * n)
        ledger = next_ledger(ledger, day, rng, known)
        ledger["0", "R0"] = (5, date(2027, 1, 1))
        known |= ledger
        sqlite_past.ledger(day.isoformat(), *written(ledger))
        if n:
            found = backtest(
                sqlite_past.desk, str(sqlite_past.old), str(sqlite_past.new), imports_only=True
            )
            if before is not None:
                assert list(found.days[: len(before.days)]) == list(before.days)
            before = found
