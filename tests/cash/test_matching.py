"""What an import applies by itself, what it leaves to a person, and why."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from cash.made import DAY, NEXT, Owed, Paid, ledger, opens, shown, statement
from collectwork.domain.matching_amounts import subset
from collectwork.errors import InputRefused
from collectwork.usecases import accounts, cash, disputes
from collectwork.usecases.desk import Desk
from collectwork.usecases.import_undo import undo_import

BRENNER = [
    Owed("100231", "Brenner Logistik GmbH", "RE-20931", 100_000),
    Owed("100231", "Brenner Logistik GmbH", "RE-20940", 50_000),
    Owed("100231", "Brenner Logistik GmbH", "GS-77", -10_000),
    Owed("100555", "Hansen & Söhne KG", "RE-20950", 234_567),
]


def settled(desk: Desk, *paid: Paid, items: list[Owed] | None = None) -> dict[str, int]:
    """What is open after the statement."""
    ledger(desk, BRENNER if items is None else items)
    statement(desk, list(paid))
    return opens(desk)


@pytest.mark.parametrize("text", ["RE-20931", "RechnungRE20931vom1.10.", "Rg 20931", "RE 0020931"])
def test_a_named_invoice_and_its_amount_are_certain(desk: Desk, text: str) -> None:
    left = settled(desk, Paid(100_000, text, "Brenner Logistik"))
    assert left == {"RE-20940": 50_000, "GS-77": -10_000, "RE-20950": 234_567}
    one = shown(desk)
    assert (one.state, one.number, one.automatic, one.unapplied_minor) == (
        "applied", "100231", True, 0,
    )  # fmt: skip
    assert one.confidence is not None
    assert one.confidence >= 95
    assert one.reasons[0] == "the payment names RE-20931"


def test_several_invoices_and_a_credit_that_the_payer_took_off(desk: Desk) -> None:
    left = settled(desk, Paid(140_000, "RE-20931, RE-20940 abzgl. GS-77", "Brenner Logistik"))
    assert left == {"RE-20950": 234_567}
    with desk.store.read() as tx:
        money = sum(line.amount for line in tx.measures.lines() if line.kind == "payment")
    assert money == 140_000  # a credit is no money


def test_a_cash_discount_in_time_is_no_dispute(sqlite_desk: Desk) -> None:
    issued = [
        Owed("1", "Hansen", "RE-20950", 100_000, issued=NEXT - timedelta(days=10)),
        Owed("1", "Hansen", "RE-20951", 100_000, issued=NEXT - timedelta(days=40)),
    ]
    ledger(sqlite_desk, issued)
    statement(sqlite_desk, [Paid(98_000, "RE-20950", "Hansen"), Paid(97_000, "RE-20951", "Hansen")])
    found = {line.document: line.category for line in disputes.disputes(sqlite_desk)}
    assert found == {"RE-20950": "discount", "RE-20951": "short_payment"}
    assert {line.state for line in disputes.disputes(sqlite_desk)} == {"proposed"}
    assert opens(sqlite_desk) == {"RE-20950": 2_000, "RE-20951": 3_000}


def test_terms_say_which_discount_is_due(sqlite_desk: Desk) -> None:
    owed = Owed("1", "Hansen", "RE-20950", 100_000, terms="4% 30 days, net 60",
                issued=NEXT - timedelta(days=25))  # fmt: skip
    settled(sqlite_desk, Paid(96_000, "RE-20950", "Hansen"), items=[owed])
    assert shown(sqlite_desk).state == "applied"
    (line,) = disputes.disputes(sqlite_desk)
    assert (line.category, line.state, line.amount) == ("discount", "open", 4_000)


def test_an_agreed_discount_is_not_chased_until_it_is_taken_back(desk: Desk) -> None:
    two = [
        Owed("1", "Hansen", number, 100_000, NEXT, terms="2% 14 days, net 30",
             issued=NEXT - timedelta(days=10))
        for number in ("RE-20950", "RE-20951")
    ]  # fmt: skip
    ledger(desk, two)
    statement(desk, [Paid(196_000, "RE-20950 RE-20951", "Hansen")])
    today = replace(desk, today=NEXT)
    customer = accounts.find(desk, "1").id
    assert accounts.page(today, customer).to_collect == {"EUR": 0}
    assert accounts.page(today, customer).balance == {"EUR": 4_000}
    cash.take_back(today, 1, "the wrong payer")
    assert accounts.page(today, customer).to_collect == {"EUR": 200_000}
    cash.apply_best(today, 1)
    assert accounts.page(today, customer).to_collect == {"EUR": 0}
    ledger(desk, [], NEXT + timedelta(days=1))  # cleared there
    assert {line.state for line in disputes.disputes(desk)} == {"resolved"}


def test_a_short_payment_is_applied_and_proposes_a_dispute(desk: Desk) -> None:
    left = settled(desk, Paid(95_000, "RE-20931 abzgl. Fracht", "Brenner Logistik"))
    assert left["RE-20931"] == 5_000
    (line,) = disputes.disputes(desk)
    assert (line.state, line.source, line.document, line.amount) == (
        "proposed", "short_payment", "RE-20931", 5_000,
    )  # fmt: skip
    with desk.store.read() as tx:
        before = tx.accounts.standing(line.customer_id, DAY + timedelta(days=60))
    disputes.confirm(desk, line.id)
    with desk.store.read() as tx:
        after = tx.accounts.standing(line.customer_id, DAY + timedelta(days=60))
    assert before[0].to_collect - after[0].to_collect == 5_000  # held back once it is confirmed
    assert disputes.disputes(desk)[0].state == "open"


def test_a_small_difference_is_noted_without_a_word_to_the_customer(sqlite_desk: Desk) -> None:
    left = settled(sqlite_desk, Paid(99_950, "RE-20931", "Brenner Logistik"))
    assert left["RE-20931"] == 50
    assert disputes.disputes(sqlite_desk) == []
    assert "0.50 EUR less than billed, a small difference" in shown(sqlite_desk).reasons


def test_a_part_payment_leaves_the_rest_open(sqlite_desk: Desk) -> None:
    left = settled(sqlite_desk, Paid(30_000, "Teilzahlung RE-20931", "Brenner Logistik"))
    assert left["RE-20931"] == 70_000
    assert disputes.disputes(sqlite_desk) == []


def test_what_is_paid_too_much_rests_on_account_where_nothing_else_is_open(
    sqlite_desk: Desk,
) -> None:
    settled(sqlite_desk, Paid(240_000, "RE-20950", "Hansen & Söhne KG"))
    one = shown(sqlite_desk)
    assert (one.state, one.unapplied_minor, one.number) == ("on_account", 5_433, "100555")


@pytest.mark.parametrize(
    "paid",
    [
        Paid(110_000, "RE-20931", "Brenner Logistik"),  # the rest may be for another one
        Paid(50_000, "RE-20931", "Brenner Logistik"),  # exactly what another one comes to
        Paid(100_000, "RE-20931", "Hansen & Söhne KG"),  # somebody else paid
        Paid(100_000, None, "Brenner Logistik GmbH"),  # no invoice named
        Paid(100_000, "Auftrag 20931", None),  # not called an invoice
        Paid(120_000, "RE-20931 RE-20940", "Brenner Logistik"),  # which of them is short?
        Paid(40_000, "RE-20931", None),  # a part, by nobody knows whom
        Paid(100_000, "RE-20931", "Brenner Logistik", currency="USD"),
        Paid(334_567, "RE-20931 RE-20950", "Brenner Logistik"),  # two customers' invoices
        Paid(100_000, "RE-20913", "Brenner Logistik"),  # exchanged digits
    ],
)
def test_what_is_not_certain_waits(sqlite_desk: Desk, paid: Paid) -> None:
    left = settled(sqlite_desk, paid)
    assert left == {one.document: one.open for one in BRENNER}
    one = shown(sqlite_desk)
    assert (one.state, one.unapplied_minor) == ("open", paid.amount)
    assert one.best is None or not one.best.certain


def test_the_reasons_say_what_speaks_against_it(sqlite_desk: Desk) -> None:
    settled(sqlite_desk, Paid(100_000, "RE-20931", "Hansen & Söhne KG"))
    best = shown(sqlite_desk).best
    assert best is not None
    assert best.confidence <= 40
    assert "but the payer has the name of 100555 Hansen & Söhne KG" in best.reasons


def test_one_number_of_two_customers_is_never_certain_without_a_sign(sqlite_desk: Desk) -> None:
    twins = [Owed("1", "Hansen", "4711001", 5_000), Owed("2", "Brenner", "4711001", 5_000)]
    ledger(sqlite_desk, twins)
    statement(
        sqlite_desk, [Paid(5_000, "4711001", "Zahlstelle"), Paid(5_000, "4711001", "Brenner")]
    )
    first, second = cash.receipts(sqlite_desk)
    assert (first.state, second.state, second.number) == ("open", "applied", "2")


def test_a_parent_pays_for_its_children(sqlite_desk: Desk) -> None:
    family = [
        Owed("1", "Nord Holding", "RE-1001", 9_000),
        Owed("2", "Kiel Werft", "RE-1002", 7_000),
    ]
    ledger(sqlite_desk, family, parents={"2": "1"})
    statement(sqlite_desk, [Paid(16_000, "RE-1001, RE-1002", "Nord Holding")])
    assert opens(sqlite_desk) == {}
    assert shown(sqlite_desk).number == "1"


def test_an_account_known_from_a_decision_points_to_the_customer(sqlite_desk: Desk) -> None:
    ledger(sqlite_desk, BRENNER)
    account = "DE89 3704 0044 0532 0130 00"
    statement(sqlite_desk, [Paid(1_000, "Anzahlung", "Meyer", account)])
    with sqlite_desk.store.read() as tx:
        hansen = next(row[0] for row in tx.cash.everybody() if row[1] == "100555")
    cash.put_on_account(sqlite_desk, shown(sqlite_desk).id, hansen)
    statement(sqlite_desk, [Paid(234_567, "Danke", "Meyer", account.replace(" ", ""), ref="2")])
    best = cash.receipts(sqlite_desk, "open")[0].best
    assert best is not None
    assert (best.number, best.certain, best.lines[0].document) == ("100555", False, "RE-20950")
    assert "this bank account paid for 100555 Hansen & Söhne KG before" in best.reasons


def test_money_that_came_before_its_invoice_is_applied_with_the_ledger(desk: Desk) -> None:
    statement(desk, [Paid(100_000, "RE-20931", "Brenner Logistik")])
    assert shown(desk).state == "open"
    ledger(desk, BRENNER)
    assert shown(desk).state == "applied"
    assert "RE-20931" not in opens(desk)


def test_a_younger_ledger_that_has_the_money_is_not_reduced_again(desk: Desk) -> None:
    ledger(desk, BRENNER)
    statement(desk, [Paid(100_000, "RE-20931", "Brenner Logistik")])
    assert opens(desk)["RE-20940"] == 50_000
    later = [one for one in BRENNER if one.document != "RE-20931"]
    ledger(desk, later, as_of=NEXT + timedelta(days=2))
    assert opens(desk) == {one.document: one.open for one in later}
    statement(desk, [Paid(50_000, "RE-20940", "Brenner Logistik", ref="late")])  # booked before it
    assert opens(desk)["RE-20940"] == 50_000
    cash.take_back(desk, shown(desk, 1).id, "wrong")
    assert opens(desk) == {one.document: one.open for one in later}


def test_the_bank_takes_a_payment_back(desk: Desk) -> None:
    ledger(desk, BRENNER)
    statement(desk, [Paid(100_000, "RE-20931", "Brenner Logistik", references="E2E-0001")])
    back = Paid(-100_000, "Rueckgabe", "Brenner Logistik", references="E2E-0001",
                day=NEXT + timedelta(days=3))  # fmt: skip
    statement(desk, [back])
    assert opens(desk)["RE-20931"] == 100_000
    first, second = cash.receipts(desk)
    assert (second.kind, second.state, second.unapplied_minor) == ("reversal", "applied", 0)
    with pytest.raises(Exception, match="bank returned this payment"):
        cash.take_back(desk, first.id, "why not")


def test_a_return_ends_the_dispute_that_its_payment_proposed(sqlite_desk: Desk) -> None:
    ledger(sqlite_desk, BRENNER)
    name = "Brenner Logistik"
    statement(sqlite_desk, [Paid(95_000, "RE-20931", name, references="E2E-0003")])
    assert len(disputes.disputes(sqlite_desk, "proposed")) == 1
    later = NEXT + timedelta(days=3)
    statement(sqlite_desk, [Paid(-95_000, None, name, references="E2E-0003", day=later)])
    assert disputes.disputes(sqlite_desk) == []
    assert opens(sqlite_desk)["RE-20931"] == 100_000


def test_a_proposed_dispute_ends_when_the_rest_is_paid(sqlite_desk: Desk) -> None:
    ledger(sqlite_desk, BRENNER)
    statement(sqlite_desk, [Paid(95_000, "RE-20931", "Brenner Logistik")])
    statement(sqlite_desk, [Paid(5_000, "Rest RE-20931", "Brenner Logistik", ref="B2")])
    assert [line.state for line in disputes.disputes(sqlite_desk)] == ["resolved"]


def test_an_import_with_decided_receipts_is_not_taken_back_unseen(desk: Desk) -> None:
    ledger(desk, BRENNER)
    made = statement(desk, [Paid(500, "?", "X"), Paid(100_000, "RE-20931", "Brenner Logistik")])
    assert made.import_id is not None
    cash.set_aside(desk, next(one.id for one in cash.receipts(desk, "open")), "interest")
    with pytest.raises(InputRefused):
        undo_import(desk, made.import_id, "wrong file")


def test_taking_a_statement_back_takes_its_receipts_back(desk: Desk) -> None:
    ledger(desk, BRENNER)
    made = statement(desk, [Paid(95_000, "RE-20931", "Brenner Logistik"), Paid(500, "?", "X")])
    assert made.import_id is not None
    undo_import(desk, made.import_id, "wrong file")
    assert cash.receipts(desk) == []
    assert disputes.disputes(desk) == []
    assert opens(desk) == {one.document: one.open for one in BRENNER}


def test_a_ledger_that_money_was_applied_to_is_not_taken_back_unseen(desk: Desk) -> None:
    statement(desk, [Paid(100_000, "RE-20931", "Brenner Logistik")])
    made = ledger(desk, BRENNER)
    assert shown(desk).state == "applied"
    assert made.import_id is not None
    with pytest.raises(InputRefused, match="payments on what only it brought"):
        undo_import(desk, made.import_id, "wrong file")
    assert "RE-20931" not in opens(desk)


def test_a_return_of_money_that_had_paid_nothing_settles_both(sqlite_desk: Desk) -> None:
    ledger(sqlite_desk, BRENNER)
    statement(sqlite_desk, [Paid(777, "?", "X", references="E2E-0002")])
    later = NEXT + timedelta(days=3)
    statement(sqlite_desk, [Paid(-777, "?", "X", references="E2E-0002", day=later)])
    assert [one.state for one in cash.receipts(sqlite_desk)] == ["set_aside", "set_aside"]
    with sqlite_desk.store.read() as tx:
        assert tx.measures.lines() == []


def test_a_return_of_nothing_known_waits(sqlite_desk: Desk) -> None:
    ledger(sqlite_desk, BRENNER)
    statement(sqlite_desk, [Paid(-777, "?", "X")])
    assert shown(sqlite_desk).state == "open"


def test_the_same_payment_again_changes_nothing(desk: Desk) -> None:
    ledger(desk, BRENNER)
    paid = [Paid(100_000, "RE-20931", "Brenner Logistik", ref="B1"), Paid(500, "x", "Y", ref="B2")]
    statement(desk, paid)
    before = opens(desk), cash.receipts(desk)
    again = statement(desk, [*paid, Paid(600, "z", "Y", ref="B3")])
    assert "2 lines were known from an earlier import" in again.warnings
    assert (opens(desk), cash.receipts(desk)[:2]) == before


def test_lines_of_a_payment_list_that_pay_no_known_invoice_wait_too(desk: Desk) -> None:
    ledger(desk, BRENNER)
    lines = [
        Paid(50_000, number="100231", document="RE-20940", source="list", ref="P1"),
        Paid(777, number="100231", source="list", ref="P2"),
        Paid(888, number="100231", source="list", ref="P3", kind="on_account"),
    ]
    statement(desk, lines)
    assert "RE-20940" not in opens(desk)
    one = shown(desk)
    assert (one.amount_minor, one.state, one.number, one.source) == (777, "open", "100231", "list")


def test_the_log_says_what_an_import_settled(sqlite_desk: Desk) -> None:
    settled(sqlite_desk, Paid(100_000, "RE-20931", "Brenner Logistik"), Paid(1, "?", "?"))
    with sqlite_desk.store.read() as tx:
        (entry,) = [one for one in tx.log.walk() if one.kind == "cash.matched"]
    body = entry.data
    assert (body["receipts"], body["applied"], body["waiting"]) == (2, 1, 1)
    assert body["settled"][0][2][0][1] == 100_000


def test_a_subset_counts_only_where_it_is_the_only_one() -> None:
    assert subset([100, 250, 400], 650) == (1, 2)
    assert subset([100, 250, 350], 350) == ()
    assert subset([100, 250], 99) is None
    assert subset([300, -50, 20], 250) == (0, 1)
    assert subset([1] * 30, 7) == ()
