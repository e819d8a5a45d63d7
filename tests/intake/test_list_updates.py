"""Customer and contact lists: what a person did here stays, who left is marked, gaps are exact."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from collectwork.domain.customers import Contact
from collectwork.domain.ledger import ImportReport, ReadOptions
from collectwork.domain.listed import may_set
from collectwork.usecases.accounts import add_contact, change_contact, page, timeline
from collectwork.usecases.desk import Desk
from collectwork.usecases.importing import bring_in

Bring = Callable[..., ImportReport]
HEAD = "Customer No,Name,Owner,Language,Credit Limit,Currency,Contact Name,Email,Phone,Parent\n"
ALPHA = '1,Alpha,ana,de,"10,000.00",EUR,Ann,ann@alpha.example; ap@alpha.example,,\n'
BETA = "2,Beta,bob,en,5000.00,GBP,Bea,bea@beta.example,Phone:(555) 010-1234 Fax:(555) 010-9,1\n"
LEDGER = "Customer No,Invoice No,Due Date,Open Amount,Currency\n1,F1,2026-01-01,10.00,EUR\n"


@pytest.fixture
def bring(desk: Desk, tmp_path: Path) -> Bring:
    count = iter(range(1000))

    def bringing(body: str, **options: Any) -> ImportReport:
        path = tmp_path / f"list-{next(count)}.csv"
        path.write_text(body, "utf-8")
        return bring_in(desk, path, ReadOptions(**options))

    return bringing


def people(desk: Desk, customer: int) -> dict[str, tuple[str | None, bool, bool]]:
    """Name and address → (phone, main, vanished)."""
    return {
        f"{one.name} {one.email}": (one.phone, one.main, one.vanished)
        for one in page(desk, customer).contacts
    }


def test_a_list_brings_hierarchy_limits_and_several_addresses(desk: Desk, bring: Bring) -> None:
    bring(HEAD + ALPHA + BETA)
    alpha, beta = page(desk, 1).customer, page(desk, 2).customer
    assert (alpha.credit_limit, alpha.credit_currency) == (1_000_000, "EUR")
    assert (beta.credit_limit, beta.credit_currency) == (500_000, "GBP")
    assert people(desk, 1) == {
        "Ann ann@alpha.example": (None, True, False),
        "Ann ap@alpha.example": (None, False, False),
    }
    assert people(desk, 2) == {"Bea bea@beta.example": ("(555) 010-1234", True, False)}
    with desk.store.read() as tx:
        parent = tx.connection.execute(text("SELECT parent_id FROM customer WHERE number = '2'"))  # type: ignore[attr-defined]
        assert parent.scalar() == 1


def test_what_a_person_changed_is_kept(desk: Desk, bring: Bring) -> None:
    bring(HEAD + ALPHA)
    ann = next(c for c in page(desk, 1).contacts if c.email == "ann@alpha.example")
    change_contact(desk, replace(ann, phone="555-7", do_not_contact=True))
    add_contact(desk, Contact(0, 1, "Zoe", email="zoe@alpha.example"))
    bring(HEAD + ALPHA.replace("ann@", "ann.new@").replace(",,\n", ",555-8,\n"))
    found = people(desk, 1)
    assert found["Ann ann.new@alpha.example"] == ("555-7", True, False)
    assert found["Zoe zoe@alpha.example"] == (None, False, False)
    assert next(c for c in page(desk, 1).contacts if c.main).do_not_contact


def test_who_is_no_longer_named_is_marked_and_comes_back(desk: Desk, bring: Bring) -> None:
    bring(HEAD + ALPHA + BETA)
    gone = bring(HEAD + ALPHA.replace("; ap@alpha.example", ""))
    assert gone.events["vanished"] == 3
    assert people(desk, 1)["Ann ap@alpha.example"][2]
    assert page(desk, 2).customer.vanished
    assert any("marked, not deleted (2)" in note for note in gone.warnings)
    bring(HEAD + ALPHA + BETA.replace("bea@", "Bea@"))
    assert not page(desk, 2).customer.vanished
    assert people(desk, 2) == {"Bea Bea@beta.example": ("(555) 010-1234", True, False)}
    kinds = [one.kind for one in timeline(desk, 2)]
    assert kinds == ["customer.vanished", "customer.back"]


def test_a_part_of_the_list_makes_nobody_vanish(desk: Desk, bring: Bring) -> None:
    rows = "".join(f"{n},Name {n},ana,de,,,P{n},p{n}@x.example,,\n" for n in range(1, 9))
    bring(HEAD + rows)
    part = bring(HEAD + "1,Name 1,ana,de,,,P1,p1@x.example,,\n")
    assert part.events["vanished"] == 0
    assert any("part of the list" in note for note in part.warnings)


def test_gaps_look_at_what_the_store_has(desk: Desk, bring: Bring) -> None:
    options: dict[str, Any] = {"as_of": date(2026, 1, 31)}
    first = {lacks for lacks, _ in bring(LEDGER, **options).gaps}
    assert {"no contacts", "no telephone numbers", "no languages", "no credit limits"} <= first
    bring(HEAD + ALPHA)
    again = bring(LEDGER.replace("10.00", "9.00"), **options)
    lacking = {lacks for lacks, _ in again.gaps}
    assert "no telephone numbers" in lacking
    assert not lacking & {"no contacts", "no languages", "no credit limits"}


def test_the_footer_of_a_report_is_no_customer(desk: Desk, bring: Bring) -> None:
    report = bring(
        "Customer Contact List\nAcme Inc.\n\n"
        "Customer full name,Phone numbers,Email,Full name,Billing address\n"
        'Adler,Phone:(555) 010-1234,a@adler.example,Ann Adler,"1 High St\nTown"\n\n'
        '"Thursday, Jan 01, 2026 08:15:12 AM GMT-8"\n'
    )
    assert (report.kind, report.customers) == ("customers", 1)
    assert people(desk, 1) == {"Ann Adler a@adler.example": ("(555) 010-1234", True, False)}


@pytest.mark.parametrize(
    ("told", "held", "new", "fills", "sets"),
    [
        (None, "de", "fr", False, True),  # nothing known of earlier lists
        ({"x": "de"}, "de", "fr", False, True),
        ({"x": "de"}, "it", "fr", False, False),  # a person changed it
        ({}, "it", "fr", False, False),  # a person entered it
        ({}, None, "fr", True, True),
        ({"x": "de"}, None, "de", False, False),  # a person emptied it
        ({"x": "de"}, "de", "fr", True, False),  # a ledger only fills
        ({"x": "de"}, "de", None, False, False),
    ],
)
def test_who_may_set(told: Any, held: Any, new: Any, fills: bool, sets: bool) -> None:
    assert may_set(told, "x", held, new, fills=fills) is sets


def test_tags_come_from_a_list_and_rules_may_ask_for_them(desk: Desk, bring: Bring) -> None:
    head = "Customer No,Name,Owner,Tags\n"
    bring(head + "1,Alpha,ana,vip; Key Account | VIP\n2,Beta,bob,\n")
    bring(LEDGER, as_of=date(2026, 1, 5), company="A")
    assert page(desk, 1).customer.tags == ("VIP", "Key Account")
    assert page(desk, 2).customer.tags == ()
    with desk.store.read() as tx:
        found = list(tx.plans.facts(date(2026, 1, 5), 5, 0, "EUR", 1))
        assert found[0].tags == ("VIP", "Key Account")
        assert {"VIP", "Key Account"} <= set(tx.plans.words_known()["tags"])
    bring(head + "1,Alpha,ana,paused\n2,Beta,bob,new\n")
    assert [page(desk, id).customer.tags for id in (1, 2)] == [("paused",), ("new",)]
    bring(head + "1,Alpha,ana,\n2,Beta,bob,new\n")
    assert page(desk, 1).customer.tags == ("paused",), "an empty cell says nothing"
