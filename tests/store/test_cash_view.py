"""Which receipts a screen shows, in which order, and how they stand; on both databases."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from sqlalchemy import insert

from collectwork.domain import typed
from collectwork.domain.activity import Draft
from collectwork.domain.cash_shown import ALL, Shown
from collectwork.store.tables import table
from collectwork.usecases import cash_as_shown
from collectwork.usecases.desk import Desk

ROWS: tuple[dict[str, Any], ...] = (
    {"payer": "Ärztehaus", "text": "RE-1 100 %", "amount_minor": 10_000, "day": 3},
    {"payer": "Kern & Söhne", "text": "for re-2", "amount_minor": 25_000, "day": 1},
    {"payer": "Voss", "text": "thanks", "amount_minor": 500, "day": 2, "currency": "JPY"},
    {"payer": "Voss", "text": "done", "amount_minor": 700, "day": 2, "state": "set_aside"},
    {"payer": "Ott", "text": "a part", "amount_minor": 900, "day": 2, "state": "part",
     "applied_minor": 400},
)  # fmt: skip


@pytest.fixture
def till(desk: Desk) -> Desk:
    with desk.store.write() as tx:
        connection = tx.connection  # type: ignore[attr-defined]
        run = {
            "key": "0" * 32, "fingerprint": "0", "file_sha256": "0" * 64, "kind": "payments",
            "file_name": "bank.xml", "layout": "camt.053", "rows": 5, "actor": "ana",
            "at": "2026-11-20T08:00:00.000000Z",
        }  # fmt: skip
        made = connection.execute(insert(table("import_run")).values(run))
        run_id = made.inserted_primary_key[0]
        for number, one in enumerate(ROWS):
            values = {
                "import_id": run_id, "line_key": f"line-{number}", "currency": "EUR",
                "state": "open", "applied_minor": 0, **one,
                "received": date(2026, 11, one["day"]),
            }  # fmt: skip
            values.pop("day")
            connection.execute(insert(table("receipt")).values(values))
        tx.record(Draft("contact.changed", None, {"receipts": len(ROWS)}))
    return desk


def payers(desk: Desk, shown: Shown) -> list[str | None]:
    return [one.payer for one in cash_as_shown.page(desk, shown, 100, 0)]


def test_what_waits_comes_from_the_oldest_on_and_all_from_the_newest(till: Desk) -> None:
    assert payers(till, Shown()) == ["Kern & Söhne", "Voss", "Ott", "Ärztehaus"]
    assert payers(till, Shown(ALL)) == ["Ärztehaus", "Ott", "Voss", "Voss", "Kern & Söhne"]
    assert payers(till, Shown("set_aside")) == ["Voss"]


def test_how_it_stands_is_of_all_that_waits(till: Desk) -> None:
    stands = cash_as_shown.stands(till, Shown("set_aside"))
    assert (stands.number, stands.waiting) == (1, 4)
    assert stands.unapplied == {"EUR": 35_500, "JPY": 500}
    assert cash_as_shown.by_state(till) == {"open": 3, "set_aside": 1, "part": 1}


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("ärzte", ["Ärztehaus"]), ("RE-2", ["Kern & Söhne"]), ("100 %", ["Ärztehaus"]),
        ("250", ["Kern & Söhne"]), ("9.00", ["Ott"]), ("_", []),
    ],
)  # fmt: skip
def test_words_and_amounts_find_it(till: Desk, words: str, found: list[str]) -> None:
    shown = Shown(text=words, amounts=typed.amounts(words))
    assert payers(till, shown) == found
    assert cash_as_shown.stands(till, shown).number == len(found)


def test_a_place_is_where_the_page_has_it(till: Desk) -> None:
    for shown in (Shown(), Shown(ALL)):
        rows = cash_as_shown.page(till, shown, 100, 0)
        assert [cash_as_shown.place(till, shown, one.id) for one in rows] == list(range(len(rows)))
    aside = cash_as_shown.page(till, Shown("set_aside"), 1, 0)[0]
    assert cash_as_shown.place(till, Shown(), aside.id) is None
    kept = Shown(also=frozenset([aside.id]))
    assert cash_as_shown.place(till, kept, aside.id) == 2


def test_the_mark_changes_with_a_decision(till: Desk) -> None:
    before = cash_as_shown.mark(till)
    with till.store.write() as tx:
        first = cash_as_shown.page(till, Shown(), 1, 0)[0]
        tx.cash.change(first.id, state="set_aside")
        tx.record(Draft("contact.changed", None, {"receipt": first.id}))
    assert cash_as_shown.mark(till) != before
