"""Every payment of the portfolio whose classes are written down."""

from __future__ import annotations

import time
from pathlib import Path

from collectwork.analytics.cash import received, total
from collectwork.analytics.evidence import Classifier, by_class

from .portfolio import load


def test_every_class_note_and_evidence_is_as_written(shared: Path) -> None:
    book = load(shared / "data" / "attribution")
    started = time.perf_counter()
    cash = received(book.lines)
    judge = Classifier(book.due, book.touches, book.vows, book.obstacles, cash)
    found = judge.classified(cash)
    took = time.perf_counter() - started
    seen = {
        (row.payment, row.invoice): (
            row.cls,
            row.evidence[0] if row.evidence else "",
            "same_day" if row.same_day else "",
        )
        for row in found
    }
    assert len(seen) == len(found)
    assert seen == book.expected
    assert took < 2
    amounts = {
        money: sum(part[0] for part in table.values()) for money, table in by_class(found).items()
    }
    assert amounts == total(cash)
