"""One key press: state, entry, next step and the list's line together, once, and taken back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from collectwork.domain.activity import new_id
from collectwork.domain.blocks import FollowUpInput
from collectwork.domain.disputes import DisputeInput
from collectwork.domain.promises import PromiseInput
from collectwork.errors import Conflict, InputRefused, NotAllowed, NotFound
from collectwork.store.opening import open_store
from collectwork.usecases import accounts, blocks, disputes, followups, promises
from collectwork.usecases.desk import Desk
from collectwork.usecases.recording import correct, record, undo
from working.office import MovableClock, Office

FRIDAY = date(2026, 11, 20)
MONDAY = date(2026, 11, 23)


def all_of(office: Office, due: date = date(2026, 11, 27)) -> PromiseInput:
    first, second = office.items
    return PromiseInput(((first, 100_000), (second, 50_000)), due)


def test_a_call_leaves_one_entry_the_next_step_and_a_done_line(office: Office) -> None:
    office.book.on_list(office.brenner)
    before = office.book.entries()
    done = record(office.desk, office.brenner, "no_answer")
    assert office.book.entries() == before + 1
    assert (done.code, done.next_on, done.seq) == ("no_answer", MONDAY, before + 1)
    assert "Brenner Logistik GmbH" in done.text
    (line,) = office.book.rows("work_line")
    assert (line["state"], line["done_by"]) == ("done", done.entry_id)
    (waiting,) = followups.follow_ups(office.desk, office.brenner)
    assert (waiting.kind, waiting.due) == ("next", MONDAY)
    (row,) = [one for one in office.book.rows("activity") if one["entry_id"] == done.entry_id]
    assert (row["attempt"], row["contact"], row["rank"]) == (True, False, 1)
    about = [one["item_id"] for one in office.book.rows("activity_item")]
    assert sorted(about) == sorted(office.items)  # both invoices are due


def test_the_next_outcome_replaces_the_open_next_step(office: Office) -> None:
    record(office.desk, office.brenner, "no_answer")
    record(office.desk, office.brenner, "voicemail")
    waiting = followups.follow_ups(office.desk, office.brenner)
    assert [one.due for one in waiting] == [date(2026, 11, 24)]


def test_a_date_of_ones_own_wins_over_the_default(office: Office) -> None:
    done = record(office.desk, office.brenner, "no_answer", next_on=date(2026, 12, 1))
    assert done.next_on == date(2026, 12, 1)
    with pytest.raises(InputRefused, match="past"):
        record(office.desk, office.brenner, "no_answer", next_on=date(2026, 11, 19))


def test_the_same_key_records_once_and_answers_the_same(office: Office) -> None:
    key = new_id()
    first = record(office.desk, office.brenner, "promise", key=key, promise=all_of(office))
    before = office.book.entries()
    again = record(office.desk, office.brenner, "promise", key=key, promise=all_of(office))
    assert again == first
    assert office.book.entries() == before
    assert len(promises.promises(office.desk)) == 2


def test_a_refused_action_leaves_nothing(office: Office) -> None:
    before = office.book.entries()
    first, _ = office.items
    too_much = PromiseInput(((first, 100_001),), FRIDAY)
    with pytest.raises(InputRefused, match="that is open on RE-1"):
        record(office.desk, office.brenner, "promise", promise=too_much)
    with pytest.raises(InputRefused, match="amount and a date"):
        record(office.desk, office.brenner, "promise")
    with pytest.raises(InputRefused, match="reason"):
        record(office.desk, office.brenner, "skip")
    with pytest.raises(InputRefused, match="reason"):
        record(office.desk, office.brenner, "dispute", dispute=DisputeInput(reason=" "))
    with pytest.raises(InputRefused, match="text"):
        record(office.desk, office.brenner, "note")
    with pytest.raises(InputRefused, match="Did you mean 'voicemail'"):
        record(office.desk, office.brenner, "voicmail")
    with pytest.raises(NotFound):
        record(office.desk, 99_999, "no_answer")
    later = datetime(2026, 11, 20, 9, 1, tzinfo=UTC)
    with pytest.raises(InputRefused, match="future"):
        record(office.desk, office.brenner, "no_answer", happened_at=later)
    assert office.book.entries() == before
    assert not followups.follow_ups(office.desk)


def test_another_customers_invoice_is_refused(office: Office) -> None:
    other = office.book.customer("2", "Kern", [("X-1", 10_000, FRIDAY)])
    first, _ = office.items
    with pytest.raises(InputRefused, match="no such invoice"):
        record(office.desk, other, "no_answer", items=[first])
    with pytest.raises(InputRefused, match="no such invoice"):
        record(office.desk, other, "promise", promise=PromiseInput(((first, 1),), FRIDAY))


def test_a_promise_keeps_its_invoices_back_and_names_the_day_to_look_again(office: Office) -> None:
    done = record(office.desk, office.brenner, "promise", promise=all_of(office))
    assert done.next_on == date(2026, 12, 1)  # kept until Mon 30 Nov, broken from Tue
    lines = promises.promises(office.desk, "open")
    assert [(one.document, one.amount, one.level) for one in lines] == [
        ("RE-1", 100_000, 1),
        ("RE-2", 50_000, 1),
    ]
    page = accounts.page(office.desk, office.brenner)
    assert page.to_collect == {"EUR": 0}
    assert page.past_due == {"EUR": 150_000}
    assert [item.promised for item in page.items] == [100_000, 50_000]


def test_a_second_promise_supersedes_the_first_at_the_next_level(office: Office) -> None:
    first, _ = office.items
    record(
        office.desk, office.brenner, "promise", promise=PromiseInput(((first, 100_000),), MONDAY)
    )
    later = PromiseInput(((first, 90_000),), date(2026, 12, 4))
    record(office.desk, office.brenner, "promise", promise=later)
    (old,) = promises.promises(office.desk, "superseded")
    (new,) = promises.promises(office.desk, "open")
    assert (old.due, new.level, new.amount) == (MONDAY, 2, 90_000)


def test_after_a_broken_promise_the_next_has_a_higher_level_and_the_old_stays_broken(
    office: Office,
) -> None:
    first, _ = office.items
    record(
        office.desk, office.brenner, "promise", promise=PromiseInput(((first, 100_000),), MONDAY)
    )
    later = office.desk.on(date(2026, 12, 1))
    again = PromiseInput(((first, 100_000),), date(2026, 12, 4))
    record(later, office.brenner, "promise", promise=again)  # without an evaluation in between
    office.book.pay(office.brenner, "RE-1", 100_000, date(2026, 12, 2))
    promises.evaluate(office.desk.on(date(2026, 12, 3)))
    lines = promises.promises(office.desk.on(date(2026, 12, 3)))
    assert [(one.state, one.level) for one in lines] == [("broken", 1), ("kept", 2)]


def test_a_dispute_holds_its_invoice_and_not_the_figures(office: Office) -> None:
    first, _ = office.items
    wanted = DisputeInput((first,), category="price", reason="wrong discount", owner="ben")
    done = record(office.desk, office.brenner, "dispute", dispute=wanted)
    assert done.next_on == date(2026, 12, 4)  # ten business days
    page = accounts.page(office.desk, office.brenner)
    assert page.to_collect == {"EUR": 50_000}
    assert page.balance == {"EUR": 150_000}
    (line,) = page.disputes
    answer = disputes.resolve(office.desk, line.id, "credit note agreed")
    assert answer.code == "dispute_resolved"
    assert accounts.page(office.desk, office.brenner).to_collect == {"EUR": 150_000}
    with pytest.raises(InputRefused, match="resolved already"):
        disputes.resolve(office.desk, line.id, "again")


def test_part_of_an_invoice_can_be_disputed(office: Office) -> None:
    first, _ = office.items
    wanted = DisputeInput((first,), 30_000, reason="short delivery")
    record(office.desk, office.brenner, "dispute", dispute=wanted)
    assert accounts.page(office.desk, office.brenner).to_collect == {"EUR": 120_000}
    with pytest.raises(InputRefused, match="one invoice"):
        record(
            office.desk, office.brenner, "dispute",
            dispute=DisputeInput(office.items, 30_000, reason="both"),
        )  # fmt: skip


def test_a_callback_has_a_time_and_is_done_by_the_next_call(office: Office) -> None:
    at = datetime(2026, 11, 20, 15, 0, tzinfo=UTC)
    wanted = FollowUpInput("callback", FRIDAY, at, "+49 40 1", "about RE-1")
    done = record(office.desk, office.brenner, "call_back", follow_up=wanted)
    assert done.next_on == FRIDAY
    (due,) = [one for one in followups.follow_ups(office.desk) if one.kind == "callback"]
    assert (due.due_at, due.phone) == ("2026-11-20T15:00:00.000000Z", "+49 40 1")
    record(office.desk, office.brenner, "will_pay")
    assert all(one.kind != "callback" for one in followups.follow_ups(office.desk))


def test_a_note_leaves_line_and_next_step_alone(office: Office) -> None:
    office.book.on_list(office.brenner)
    record(office.desk, office.brenner, "no_answer")
    record(office.desk, office.brenner, "note", note="new address from January")
    waiting = followups.follow_ups(office.desk)
    assert [one.due for one in waiting] == [MONDAY]


def test_a_skip_is_an_outcome_with_a_reason(office: Office) -> None:
    office.book.on_list(office.brenner)
    record(office.desk, office.brenner, "skip", reason="waits for the bank file")
    (line,) = office.book.rows("work_line")
    assert line["state"] == "skipped"


# -- undo and correction


def undoings() -> list[tuple[str, Callable[[Office], object]]]:
    def call(office: Office) -> object:
        return record(office.desk, office.brenner, "no_answer")

    def promise(office: Office) -> object:
        return record(office.desk, office.brenner, "promise", promise=all_of(office))

    def dispute(office: Office) -> object:
        wanted = DisputeInput(office.items, reason="price")
        return record(office.desk, office.brenner, "dispute", dispute=wanted)

    def callback(office: Office) -> object:
        wanted = FollowUpInput("callback", MONDAY)
        return record(office.desk, office.brenner, "call_back", follow_up=wanted)

    def skip(office: Office) -> object:
        return record(office.desk, office.brenner, "skip", reason="no time")

    def block(office: Office) -> object:
        return blocks.block(office.desk, office.brenner, "legal", "with counsel", None)

    return [(one.__name__, one) for one in (call, promise, dispute, callback, skip, block)]


def picture(office: Office) -> object:
    """Everything that must be as before once an action is undone."""
    page = accounts.page(office.desk, office.brenner)
    line = [(one["state"], one["done_by"]) for one in office.book.rows("work_line")]
    standing = [(one.id, one.state) for one in page.promises]
    return (
        line, standing, page.disputes, page.blocks, page.follow_ups, page.to_collect, page.items,
        office.book.rows("thread"),
    )  # fmt: skip


@pytest.mark.parametrize(("name", "act"), undoings(), ids=[name for name, _ in undoings()])
def test_undo_brings_everything_back_and_leaves_an_entry(
    office: Office, name: str, act: Callable[[Office], object]
) -> None:
    first, _ = office.items
    office.book.on_list(office.brenner)
    earlier = PromiseInput(((first, 70_000),), MONDAY)
    record(office.desk, office.brenner, "promise", promise=earlier)
    before, entries = picture(office), office.book.entries()
    act(office)
    assert picture(office) != before
    back = undo(office.desk)
    assert picture(office) == before
    assert office.book.entries() == entries + 2
    happened = accounts.timeline(office.desk, office.brenner)
    assert [one.undone for one in happened if one.hash][-2:] == [True, False]
    assert back.text.startswith("Undone")


def test_undo_has_its_time_and_its_order(office: Office, clock: MovableClock) -> None:
    first = record(office.desk, office.brenner, "no_answer")
    record(office.desk, office.brenner, "voicemail")
    with pytest.raises(Conflict, match="voicemail"):
        undo(office.desk, first.entry_id)
    undo(office.desk)
    undo(office.desk)  # now the first one is the last
    with pytest.raises(NotFound):
        undo(office.desk)
    with pytest.raises(Conflict, match="already"):
        undo(office.desk, first.entry_id)
    record(office.desk, office.brenner, "no_answer")
    clock.pass_(seconds=office.desk.policy.undo_seconds + 1)
    with pytest.raises(InputRefused, match="120 seconds"):
        undo(office.desk)


def test_undoing_twice_with_one_key_undoes_once(office: Office) -> None:
    record(office.desk, office.brenner, "no_answer")
    record(office.desk, office.brenner, "voicemail")
    key = new_id()
    assert undo(office.desk, key=key) == undo(office.desk, key=key)


def test_a_correction_points_at_the_entry_and_changes_nothing(
    office: Office, clock: MovableClock
) -> None:
    done = record(office.desk, office.brenner, "will_pay", note="pays in May")
    clock.pass_(days=2)
    correct(office.desk, done.entry_id, "pays in March", "misheard")
    (row,) = [one for one in office.book.rows("activity") if one["entry_id"] == done.entry_id]
    assert row["text"] == "pays in May"
    assert row["corrected_by"]
    said = [one.text for one in accounts.timeline(office.desk, office.brenner)]
    assert any("pays in March" in text for text in said)
    with pytest.raises(InputRefused):
        correct(office.desk, done.entry_id, "x", "")


# -- two people


@pytest.fixture
def ben(office: Office, store_url: str, clock: MovableClock) -> Desk:
    other = open_store(store_url, clock, "ben")
    yield replace(office.desk, store=other, actor="ben")  # type: ignore[misc]
    other.close()


def test_an_account_is_at_one_desk_only(office: Office, ben: Desk, clock: MovableClock) -> None:
    accounts.claim(office.desk, office.brenner)
    with pytest.raises(Conflict, match="ana's desk"):
        accounts.claim(ben, office.brenner)
    with pytest.raises(Conflict, match="ana's desk"):
        record(ben, office.brenner, "no_answer")
    record(office.desk, office.brenner, "no_answer")  # the holder may, and gives it back
    record(ben, office.brenner, "voicemail")
    accounts.claim(office.desk, office.brenner)
    clock.pass_(seconds=61)  # a crashed client's lease runs out
    assert accounts.claim(ben, office.brenner).claimed_by == "ben"
    accounts.release(ben, office.brenner)
    assert accounts.page(ben, office.brenner).customer.claimed_by is None


def test_renewing_a_young_lease_writes_nothing(office: Office, clock: MovableClock) -> None:
    accounts.claim(office.desk, office.brenner)
    before = office.book.entries()
    accounts.claim(office.desk, office.brenner)
    assert office.book.entries() == before
    clock.pass_(seconds=40)
    held = accounts.claim(office.desk, office.brenner)
    assert held.claimed_until == clock() + timedelta(seconds=60)
    assert office.book.entries() == before + 1


def test_an_outcome_on_an_account_that_changed_meanwhile_is_a_conflict(
    office: Office, ben: Desk
) -> None:
    seen = accounts.page(office.desk, office.brenner).customer.version
    record(ben, office.brenner, "voicemail")
    with pytest.raises(Conflict, match="changed by somebody else"):
        record(office.desk, office.brenner, "no_answer", version=seen)


def test_only_ones_own_action_can_be_undone(office: Office, ben: Desk) -> None:
    done = record(office.desk, office.brenner, "no_answer")
    with pytest.raises(Conflict, match="ana recorded it"):
        undo(ben, done.entry_id)
    with pytest.raises(NotFound):
        undo(ben)


def test_a_colleagues_contact_is_warned_of(office: Office, ben: Desk) -> None:
    record(office.desk, office.brenner, "will_pay")
    assert accounts.warnings(ben, office.brenner) == ("spoken to today by ana",)
    tomorrow = ben.on(date(2026, 11, 21))
    done = record(tomorrow, office.brenner, "voicemail")
    assert done.warnings == ("spoken to yesterday by ana",)


# -- the contact policy


def test_a_block_refuses_contact_and_the_refusal_is_logged(office: Office) -> None:
    blocks.block(office.desk, office.brenner, "insolvency", "court letter of today", None)
    before = office.book.entries()
    with pytest.raises(NotAllowed, match="court letter"):
        record(office.desk, office.brenner, "no_answer")
    assert office.book.entries() == before + 1
    kinds = [one.kind for one in accounts.timeline(office.desk, office.brenner)]
    assert kinds[-1] == "refusal"
    record(office.desk, office.brenner, "note", note="asked the administrator")
    done = record(office.desk, office.brenner, "will_pay", override="administrator called us")
    with office.desk.store.read() as tx:
        entry = tx.log.by_id(done.entry_id)
    assert entry is not None
    assert entry.data["override"]["reason"] == "administrator called us"
    assert entry.data["override"]["rules"] == ["insolvency stay"]


def test_a_block_ends_by_itself_or_is_lifted(office: Office) -> None:
    until = date(2026, 11, 25)
    blocks.block(office.desk, office.brenner, "do_not_contact", "asked for a week", until)
    with pytest.raises(NotAllowed):
        record(office.desk.on(until), office.brenner, "no_answer")
    record(office.desk.on(date(2026, 11, 26)), office.brenner, "no_answer")
    (line,) = blocks.blocks(office.desk, "active")
    blocks.lift(office.desk, line.id, "settled")
    assert not blocks.blocks(office.desk, "active")
    assert len(blocks.blocks(office.desk, "ended")) == 1
    with pytest.raises(InputRefused, match="needs a date"):
        blocks.block(office.desk, office.brenner, "hold", "later", None)


def test_a_contact_who_is_not_to_be_contacted(office: Office) -> None:
    person = office.book.contact(office.brenner, "Sabine Ott", do_not_contact=True)
    with pytest.raises(NotAllowed, match="Sabine Ott"):
        record(office.desk, office.brenner, "no_answer", contact_id=person)


def test_seven_calls_in_a_week_are_enough(office: Office) -> None:
    for _ in range(7):
        record(office.desk, office.brenner, "no_answer")
    assert any("7 times" in words for words in accounts.warnings(office.desk, office.brenner))


def test_hours_are_those_at_the_customers_place(desk: Desk, clock: MovableClock) -> None:
    from working.book import Book

    book = Book(desk.store)  # type: ignore[arg-type]
    there = book.customer("7", "Pacific", [("P-1", 1, FRIDAY)], time_zone="America/Los_Angeles")
    assert accounts.warnings(desk, there) == ("it is 01:00 at the customer's place",)
