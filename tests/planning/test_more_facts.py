"""The facts that only rules ask for, against small books worked out by hand."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from working.book import TODAY, Book, put

from collectwork.domain.activity import Draft
from collectwork.domain.facts import AccountFacts
from collectwork.store import tables
from collectwork.store.door import Store


def ago(days: int) -> date:
    return TODAY - timedelta(days=days)


def put_rows(store: Store, *rows: Any) -> None:
    with store.write() as tx:
        for row in rows:
            put(tx.connection, row)
        tx.record(Draft("assigned", None, {"rows": len(rows)}))


def facts(store: Store, customer: int) -> AccountFacts:
    with store.read() as tx:
        (alone,) = tx.plans.facts(TODAY, 5, 0, "", customer)
        of_all = {one.customer_id: one for one in tx.plans.facts(TODAY, 5, 0, "")}
    assert of_all[customer] == alone
    return alone


@pytest.fixture
def acted(store: Store) -> Any:
    """Writes an activity; places in the log count up."""
    count = iter(range(1_000, 2_000))

    def act(customer: int, days: int, channel: str = "call", **more: Any) -> None:
        seq = next(count)
        values = {
            "kind": "call" if channel == "call" else "mail", "code": "no_answer", "actor": "ana",
            "contact": channel != "call",
        } | more  # fmt: skip
        row = tables.Activity(
            entry_id=f"entry{seq}", seq=seq, customer_id=customer, recorded_at="2026",
            channel=channel, happened_at="2026", work_day=ago(days), **values,
        )  # fmt: skip
        put_rows(store, row)

    return act


def test_calls_messages_and_copies_are_counted_since_what_the_customer_did(
    store: Store, acted: Any
) -> None:
    one = Book(store).customer("C1", "Alpha", [("R1", 10_000, ago(40))])
    acted(one, 50, code="promise", right_party=True, contact=True)
    acted(one, 29, attempt=True)
    acted(one, 12, "mail", code="mail")
    acted(one, 6, code="copy_requested", right_party=True, contact=True)
    found = facts(store, one)
    assert (found.copy_waiting, found.copy_sent, found.days_since_copy_asked) == (True, False, 6)
    assert (found.calls_7, found.calls_30, found.unanswered_calls) == (1, 2, 0)
    assert (found.mails_since_reply, found.last_outcome) == (0, "copy_requested")
    acted(one, 4, "mail", code="mail", template="copy_request")
    acted(one, 3, "mail", code="mail", automatic=True)
    acted(one, 2, attempt=True)
    acted(one, 1, attempt=True)
    found = facts(store, one)
    assert (found.copy_waiting, found.copy_sent, found.days_since_copy_sent) == (False, True, 4)
    assert (found.unanswered_calls, found.mails_since_reply) == (2, 2)
    assert (found.days_since_call, found.days_since_mail, found.days_since_action) == (1, 3, 1)
    acted(one, 0, "mail", kind="mail.received", code="", contact=False)
    found = facts(store, one)
    assert (found.days_since_reply, found.mails_since_reply) == (0, 0)
    assert found.last_outcome == "no_answer"


def test_promises_and_disputes(store: Store) -> None:
    book = Book(store)
    one = book.customer("C1", "Alpha", [("R1", 10_000, ago(40)), ("R2", 5_000, ago(20))])
    first, second = book.item(one, "R1"), book.item(one, "R2")

    def promise(id: str, item: int, due: int, state: str, **more: Any) -> tables.Promise:
        return tables.Promise(
            id=id, entry_id=id, customer_id=one, item_id=item, actor="ana", currency="EUR",
            amount_minor=5_000, made_on=ago(due + 10), due=ago(due), tolerance_days=3, state=state,
            **more,
        )  # fmt: skip

    put_rows(
        store,
        promise("p1", first, 20, "broken"),
        promise("p2", first, 8, "broken", level=2),
        promise("p3", second, 30, "kept"),
        promise("p4", second, -5, "open"),
        tables.Dispute(
            id="d1", customer_id=one, item_id=second, amount_minor=3_000, opened_on=ago(9),
            due=ago(2),
        ),
        tables.Dispute(id="d2", customer_id=one, opened_on=ago(30), state="resolved"),
    )  # fmt: skip
    found = facts(store, one)
    assert (found.promise_level, found.promises_kept, found.days_since_broken) == (2, 33, 4)
    assert (found.days_to_promise, found.days_since_promise) == (5, 5)
    assert (found.dispute_age, found.dispute_overdue, found.disputed_share) == (9, 2, 20)


def test_amounts_and_counts_by_age_follow_the_account_s_currency(store: Store) -> None:
    book = Book(store)
    items = [
        ("R0", 700, ago(-3)), ("R1", 1_000, ago(1)), ("R2", 2_000, ago(30)), ("R3", 4_000, ago(31)),
        ("R4", 8_000, ago(90)), ("R5", 16_000, ago(91)), ("C1", -500, ago(50)),
    ]  # fmt: skip
    one = book.customer("C1", "Alpha", items, credit_limit_minor=30_000)
    found = facts(store, one)
    amounts = (found.overdue_1_30, found.overdue_31_60, found.overdue_61_90, found.overdue_over_90)
    assert amounts == (3_000, 4_000, 8_000, 16_000)
    assert (found.items_1_30, found.items_31_60, found.items_61_90, found.items_over_90) == (
        2, 1, 1, 1,
    )  # fmt: skip
    assert found.over_90_share == 16_000 * 100 // 31_000
    assert found.days_to_due == 3
    assert found.credit_left == 30_000 - found.balance
    assert (found.weekday, found.month_day, found.days_to_month_end) == ("friday", 20, 10)


def test_only_what_fell_overdue_since_the_ledger_before_is_new(store: Store) -> None:
    book = Book(store)
    one = book.customer("C1", "Alpha", [("R1", 1_000, ago(20)), ("R2", 2_000, ago(3))])
    assert facts(store, one).new_overdue == 0  # no earlier ledger
    with store.write() as tx:
        for as_of in (ago(7), ago(0)):
            run = book.run(tx.connection, as_of)
            put(tx.connection, tables.LedgerRun(company="", import_id=run))
        tx.record(Draft("assigned", None, {}))
    found = facts(store, one)
    assert (found.new_overdue, found.new_overdue_items) == (2_000, 1)


def test_risk_is_the_formula_of_the_documentation(store: Store) -> None:
    book = Book(store)
    paid = [(f"P{n}", late) for n, late in enumerate((40, 5, 35, 60))]
    one = book.customer("C1", "Alpha", [("R1", 1_000, ago(40))])
    other = book.customer("C2", "Beta", [("R2", 1_000, ago(1))])
    third = book.customer("C3", "Gamma", [("R3", 1_000, ago(1))])
    assert facts(store, one).risk is None  # nobody has paid anything yet
    rows = [
        tables.Item(
            customer_id=one, document=name, kind="invoice", currency="EUR", open_minor=0,
            due=ago(300 - 10 * n + late), settled=ago(300 - 10 * n), first_import_id=1,
            first_open_minor=100, last_import_id=1,
        )
        for n, (name, late) in enumerate(paid)
    ]  # fmt: skip
    punctual = [
        tables.Item(
            customer_id=other, document=f"Q{n}", kind="invoice", currency="EUR", open_minor=0,
            due=ago(100), settled=ago(100), first_import_id=1, first_open_minor=100,
            last_import_id=1,
        )
        for n in range(6)
    ]  # fmt: skip
    put_rows(store, *rows, *punctual)
    # Old to new late, not, late, late; one open past 30 days; the book's share is 3 of 10: as in
    # the worked example of the formula, 0.576.
    assert facts(store, one).risk == 58
    assert facts(store, other).risk == 13
    assert facts(store, third).risk == 30


def test_master_data_thread_and_payments(store: Store) -> None:
    book = Book(store)
    head = book.customer("H", "Holding", [("R9", 100, ago(1))])
    put_rows(store, tables.Person(login="kim", name="Kim", team="north", seniority=3))
    one = book.customer(
        "C1", "Alpha", [("R1", 10_000, ago(40))], parent_id=head, owner="kim", pinned=1
    )
    book.contact(one, "Payables", time_zone="Europe/Rome")
    put_rows(
        store,
        tables.Thread(customer_id=one, strategy="short", step="call", step_no=2, done_on=ago(6)),
    )
    book.pay(one, "R1", 4_000, ago(15))
    found = facts(store, one)
    assert (found.parent, found.team, found.owner_level) == ("H", "north", 3)
    assert (found.strategy, found.last_step, found.steps_done) == ("short", "call", 2)
    assert (found.days_since_step, found.days_since_payment) == (6, 15)
    assert (found.has_contact, found.has_time_zone, bool(found.pinned)) == (True, True, True)
    assert (found.company, found.companies, found.days_known) == (None, 0, 0)
    assert not facts(store, head).has_contact
