"""What is applied without asking is never wrong: payments of known purpose, made to mislead."""

from __future__ import annotations

import os
from collections import Counter
from dataclasses import replace

import pytest

from cash.invented import Case, Invented, invented
from cash.made import ledger, statement
from collectwork.domain.cash import Receipt
from collectwork.usecases import cash
from collectwork.usecases.desk import Desk

#: COLLECTWORK_LONG=10 looks at ten books.
BOOKS = int(os.environ.get("COLLECTWORK_LONG", "1"))


def settle(desk: Desk, made: Invented) -> list[tuple[Case, Receipt]]:
    """Each case with what became of it."""
    ledger(desk, made.owed, parents=made.parents)
    cases = [replace_ref(case, place) for place, case in enumerate(made.cases)]
    statement(desk, [case.paid for case in cases])
    with desk.store.read() as tx:
        told = tx.cash.told([one.id for one in tx.cash.receipts()])
        receipts = {told[one.id]["ref"]: one for one in tx.cash.receipts()}
    return [(case, receipts[case.paid.ref]) for case in cases]


def replace_ref(case: Case, place: int) -> Case:
    return Case(case.kind, replace(case.paid, ref=f"BANK{place:06d}"), case.truth, case.clear)


def applied(desk: Desk, receipt: Receipt) -> dict[tuple[str, str], int]:
    with desk.store.read() as tx:
        return {
            (tx.cash.number(line.customer_id), line.document): line.minor for line in receipt.lines
        }


@pytest.mark.parametrize("seed", range(BOOKS))
def test_no_wrong_allocation_is_made_without_asking(sqlite_desk: Desk, seed: int) -> None:
    made = invented(seed)
    wrong: list[str] = []
    clear: Counter[str] = Counter()
    found: Counter[str] = Counter()
    certain: Counter[str] = Counter()
    for case, receipt in settle(sqlite_desk, made):
        lines = applied(sqlite_desk, receipt)
        if lines:
            certain[case.kind] += 1
            if any(case.truth.get(key) != minor for key, minor in lines.items()):
                wrong.append(f"{case.kind}: {case.paid} for {case.truth}, applied {lines}")
        clear[case.kind] += case.clear
        found[case.kind] += case.clear and lines == case.truth
    print({kind: f"{found[kind]}/{n}" for kind, n in clear.items()}, dict(certain), len(wrong))
    assert not wrong, "\n".join(wrong[:10])
    assert sum(found.values()) >= 0.9 * sum(clear.values())


def test_the_best_proposal_is_mostly_right(sqlite_desk: Desk) -> None:
    made = invented(99, 600)
    held = settle(sqlite_desk, made)
    offered = {one.id: one.best for one in cash.receipts(sqlite_desk)}
    wordless = [(case, offered[r.id]) for case, r in held if case.kind == "wordless"]
    right = [
        best is not None
        and {(best.number, line.document): line.minor for line in best.lines} == case.truth
        for case, best in wordless
    ]
    assert not any(best.certain for _, best in wordless if best)
    assert sum(right) > 0.5 * len(right)
