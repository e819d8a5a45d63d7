"""The daily evaluation: from payment files and ledgers, once, with one entry for all changes."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from collectwork.domain.promises import Open, PromiseInput, instalments
from collectwork.errors import InputRefused, NotFound
from collectwork.usecases import accounts, disputes, promises
from collectwork.usecases.recording import record
from working.office import Office

MADE = date(2026, 11, 20)
DUE = date(2026, 11, 27)
LAST = date(2026, 11, 30)


def promise(office: Office, minor: int = 100_000, due: date = DUE) -> None:
    first, _ = office.items
    record(office.desk, office.brenner, "promise", promise=PromiseInput(((first, minor),), due))


def state_on(office: Office, day: date) -> tuple[str, int]:
    """As evaluated and stored, and the same as shown without having been evaluated."""
    shown = promises.promises(office.desk.on(day))[-1]
    promises.evaluate(office.desk.on(day))
    row = office.book.rows("promise")[-1]
    assert (shown.state, shown.received) == (row["state"], row["received_minor"])
    return row["state"], row["received_minor"]


@pytest.mark.parametrize(
    ("minor", "received", "state"),
    [
        (100_000, LAST, "kept"),
        (96_000, DUE, "kept"),
        (95_000, DUE, "kept"),
        (94_999, DUE, "partly_kept"),
        (40_000, DUE, "partly_kept"),
        (100_000, LAST + timedelta(days=1), "broken"),
        (100_000, MADE, "broken"),
    ],
)
def test_states_by_value_date(office: Office, minor: int, received: date, state: str) -> None:
    promise(office)
    office.book.pay(office.brenner, "RE-1", minor, received)
    assert state_on(office, date(2026, 12, 20))[0] == state


def test_nothing_is_said_before_the_day_after(office: Office) -> None:
    promise(office)
    before = office.book.entries()
    assert promises.evaluate(office.desk.on(LAST)) == {}
    assert office.book.entries() == before
    assert promises.evaluate(office.desk.on(LAST + timedelta(days=1))) == {"broken": 1}
    assert office.book.entries() == before + 1
    assert promises.evaluate(office.desk.on(LAST + timedelta(days=2))) == {}
    assert office.book.entries() == before + 1


def test_a_payment_between_two_ledgers_counts_by_the_intervals_end(office: Office) -> None:
    promise(office)
    office.book.compare(office.brenner, "RE-1", 0, date(2026, 11, 22), LAST)
    assert state_on(office, date(2026, 12, 20)) == ("kept", 100_000)


def test_an_interval_that_ends_too_late_proves_nothing(office: Office) -> None:
    promise(office)
    office.book.compare(office.brenner, "RE-1", 0, date(2026, 11, 29), date(2026, 12, 6))
    assert state_on(office, date(2026, 12, 20)) == ("broken", 0)


def test_the_same_money_in_file_and_ledger_counts_once(office: Office) -> None:
    promise(office)
    office.book.pay(office.brenner, "RE-1", 50_000, date(2026, 11, 25))
    office.book.compare(office.brenner, "RE-1", 0, date(2026, 11, 22), date(2026, 11, 29))
    assert state_on(office, date(2026, 12, 20)) == ("kept", 100_000)


def test_overpaying_one_invoice_never_pays_another(office: Office) -> None:
    first, second = office.items
    wanted = PromiseInput(((first, 50_000), (second, 50_000)), DUE)
    record(office.desk, office.brenner, "promise", promise=wanted)
    office.book.pay(office.brenner, "RE-1", 100_000, DUE)
    promises.evaluate(office.desk.on(date(2026, 12, 20)))
    later = promises.promises(office.desk.on(date(2026, 12, 20)))
    assert {one.document: one.state for one in later} == {"RE-1": "kept", "RE-2": "broken"}


def test_a_returned_payment_opens_the_question_again_until_frozen(office: Office) -> None:
    promise(office)
    office.book.pay(office.brenner, "RE-1", 100_000, DUE)
    assert state_on(office, LAST)[0] == "kept"
    office.book.pay(office.brenner, "RE-1", -100_000, date(2026, 12, 3), "reversal")
    assert state_on(office, date(2026, 12, 4))[0] == "broken"


def test_a_return_long_after_the_invoice_was_cleared_changes_nothing(office: Office) -> None:
    promise(office)
    office.book.pay(office.brenner, "RE-1", 100_000, DUE)
    frozen_on = DUE + timedelta(days=office.desk.policy.promise_freeze_days)
    assert state_on(office, frozen_on)[0] == "kept"
    office.book.pay(office.brenner, "RE-1", -100_000, frozen_on, "reversal")
    assert state_on(office, frozen_on + timedelta(days=1))[0] == "kept"


def test_a_credit_note_keeps_no_promise(office: Office) -> None:
    promise(office)
    office.book.pay(office.brenner, "RE-1", 100_000, DUE, "credit_note")
    assert state_on(office, date(2026, 12, 20)) == ("broken", 0)


def test_a_part_of_the_money_keeps_only_the_rest_back(office: Office) -> None:
    promise(office)
    office.book.pay(office.brenner, "RE-1", 40_000, date(2026, 11, 24))
    promises.evaluate(office.desk.on(date(2026, 11, 25)))
    page = accounts.page(office.desk.on(date(2026, 11, 25)), office.brenner)
    assert page.promises[0].state == "partly_kept"
    assert page.to_collect == {"EUR": 50_000}  # RE-2 alone
    after = accounts.page(office.desk.on(date(2026, 12, 1)), office.brenner)
    assert after.to_collect == {"EUR": 110_000}


def test_a_withdrawn_promise_is_counted_nowhere(office: Office) -> None:
    promise(office)
    (line,) = promises.promises(office.desk)
    answer = promises.withdraw(office.desk, line.id, "said it by mistake")
    assert answer.code == "promise_withdrawn"
    assert state_on(office, date(2026, 12, 20)) == ("withdrawn", 0)
    assert accounts.page(office.desk, office.brenner).to_collect == {"EUR": 150_000}
    with pytest.raises(InputRefused, match="withdrawn already"):
        promises.withdraw(office.desk, line.id, "again")
    with pytest.raises(NotFound):
        promises.withdraw(office.desk, "nobody's", "x")
    promise(office)
    assert promises.promises(office.desk, "open")[0].level == 2


def test_the_rest_after_a_kept_part_stays_at_its_level(office: Office) -> None:
    promise(office, 40_000)
    office.book.pay(office.brenner, "RE-1", 40_000, DUE)
    later = office.desk.on(date(2026, 12, 2))
    first, _ = office.items
    rest = PromiseInput(((first, 60_000),), date(2026, 12, 9))
    record(later, office.brenner, "promise", promise=rest)
    found = [(one.state, one.level) for one in promises.promises(later)]
    assert found == [("kept", 1), ("open", 1)]


def test_a_plan_of_instalments_is_judged_part_by_part(office: Office) -> None:
    first, second = office.items
    items = [Open(first, 100_000, date(2026, 10, 1)), Open(second, 50_000, date(2026, 11, 1))]
    dues = [date(2026, 11, 27), date(2026, 12, 18), date(2027, 1, 15)]
    plan = instalments(items, 150_000, dues)
    record(office.desk, office.brenner, "promise", promise=plan)
    office.book.pay(office.brenner, "RE-1", 60_000, date(2026, 11, 26))
    later = office.desk.on(date(2026, 12, 30))
    promises.evaluate(later)
    found = [(one.document, one.amount, one.state) for one in promises.promises(later)]
    assert found == [
        ("RE-1", 50_000, "kept"),
        ("RE-1", 50_000, "partly_kept"),
        ("RE-2", 50_000, "open"),
    ]


def test_a_dispute_closes_itself_when_its_invoice_is_paid(office: Office) -> None:
    from collectwork.domain.disputes import DisputeInput

    first, _ = office.items
    wanted = DisputeInput((first,), reason="price")
    record(office.desk, office.brenner, "dispute", dispute=wanted)
    office.book.pay(office.brenner, "RE-1", 100_000, DUE)
    before = office.book.entries()
    assert promises.evaluate(office.desk.on(LAST)) == {"disputes_closed": 1}
    assert office.book.entries() == before + 1
    (line,) = disputes.disputes(office.desk, "resolved")
    assert line.resolution == "invoice paid"


def test_what_became_of_promises_is_in_the_timeline(office: Office) -> None:
    promise(office)
    later = office.desk.on(date(2026, 12, 2))
    happened = accounts.timeline(later, office.brenner)
    assert [(one.at, one.code) for one in happened if one.kind == "promise"] == [
        ("2026-12-01", "broken")
    ]
