"""Proposals come with their cause, stay one, and go with it; a decision books nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from working.book import put
from working.office import Office

from collectwork.domain.activity import Draft, new_id
from collectwork.domain.proposals import Proposal
from collectwork.domain.team import Person
from collectwork.errors import InputRefused, NotAllowed, NotFound
from collectwork.store import tables
from collectwork.usecases import accounts, blocks, explaining, people
from collectwork.usecases import proposals as use
from proposals.conftest import Ruled, with_rules

HOLD = """
[[proposal]]
name = "late and large"
kind = "credit_hold"
when = "oldest_days at least 30 and past_due over 1,000"
grace_days = 10
again_days = 20
"""
REST = """
[[proposal]]
name = "small rest"
kind = "write_off"
when = "balance at most 10 and oldest_days at least 40"
"""
FEES = """
[[proposal]]
name = "fee in Austria"
kind = "fee"
step = "first notice"
amount = "7.50"
when = "country is AT"
[[proposal]]
name = "fee"
kind = "fee"
step = "first notice"
amount = "5.00 EUR"
"""
LATE = """
[[proposal]]
name = "paid late"
kind = "interest"
"""


def waiting(office: Office, kind: str | None = None) -> list[Proposal]:
    return use.proposals(office.desk, "proposed", kind)


def one(office: Office, kind: str | None = None) -> Proposal:
    (found,) = waiting(office, kind)
    return found


def pay(office: Office, document: str, minor: int, day: date = date(2026, 11, 20)) -> None:
    office.book.pay(office.brenner, document, minor, day)


def step_done(office: Office, step: str, day: date) -> None:
    """A mail of a step, as the log's projection holds it."""
    with office.book.store.write() as tx:
        row = tables.Activity(
            entry_id=new_id(), seq=900 + day.toordinal() % 90, kind="mail.sent",
            customer_id=office.brenner, actor="ana", recorded_at="", happened_at="", work_day=day,
            channel="mail", code="mail", contact=True, strategy="s", step=step,
        )  # fmt: skip
        put(tx.connection, row)
        tx.record(logged())


def logged() -> Draft:
    """An entry, which every write needs."""
    return Draft("assigned", None, {"test": True})


# -- a hold, its life


def test_a_hold_is_proposed_once_and_says_why_and_what_lifts_it(ruled: Ruled) -> None:
    office = ruled(HOLD)
    first = use.evaluate(office.desk)
    assert (first.made, first.waiting) == (1, 1)
    entries = office.book.entries()
    assert use.evaluate(office.desk).made == 0
    assert office.book.entries() == entries  # nothing changed, nothing is written
    hold = one(office)
    assert hold.wanted.amounts == {"EUR": 150_000}
    assert "days past due of the oldest invoice 50 (at least 30)" in hold.wanted.explanation
    assert "overdue amount 1500.00 EUR (over 1,000 EUR)" in hold.wanted.explanation
    assert hold.wanted.lifts.startswith("no longer: ")
    assert hold.ruleset
    page = accounts.page(office.desk, office.brenner)
    assert [line.id for line in page.proposals] == [hold.id]
    told = accounts.timeline(office.desk, office.brenner)
    assert [line.kind for line in told if line.kind.startswith("proposal")] == ["proposal.made"]


def test_a_cause_that_is_gone_takes_its_proposal_along(ruled: Ruled) -> None:
    office = ruled(HOLD)
    use.evaluate(office.desk)
    pay(office, "RE-1", 100_000)
    done = use.evaluate(office.desk)
    assert (done.expired, done.waiting) == (1, 0)
    (line,) = use.proposals(office.desk, "expired")
    assert line.reason == "its cause is gone"


def test_a_changed_figure_renews_the_proposal_in_its_place(ruled: Ruled) -> None:
    office = ruled(HOLD)
    use.evaluate(office.desk)
    before = one(office)
    pay(office, "RE-2", 20_000)
    assert use.evaluate(office.desk).renewed == 1
    after = one(office)
    assert (after.id, after.wanted.amounts) == (before.id, {"EUR": 130_000})


def test_accepting_books_nothing_and_is_logged_whole(ruled: Ruled) -> None:
    office = ruled(HOLD)
    use.evaluate(office.desk)
    before = office.book.rows("item"), accounts.page(office.desk, office.brenner).balance
    key = new_id()
    done = use.accept(office.desk, [one(office).id], "agreed with sales", key)
    assert use.accept(office.desk, [done.ids[0]], "agreed with sales", key).hash == done.hash
    after = office.book.rows("item"), accounts.page(office.desk, office.brenner).balance
    assert after == before
    with office.book.store.read() as tx:
        entry = tx.log.by_id(key)
    assert entry is not None
    assert entry.kind == "proposal.accepted"
    assert entry.data["booked"] is False
    assert entry.data["amounts"] == {"EUR": 150_000}
    assert entry.data["reason"] == "agreed with sales"
    assert use.evaluate(office.desk).made == 0  # it is on hold: nothing to ask again
    (held,) = accounts.page(office.desk, office.brenner).proposals
    assert held.state == "accepted"


def test_a_release_is_proposed_when_the_cause_is_gone_and_then_days_of_grace(ruled: Ruled) -> None:
    office = ruled(HOLD)
    use.evaluate(office.desk)
    use.accept(office.desk, [one(office).id], "yes")
    pay(office, "RE-1", 60_000)
    use.evaluate(office.desk)
    release = one(office, "credit_release")
    assert "the cause of the hold is gone" in release.wanted.explanation
    use.accept(office.desk, [release.id], "yes")
    office.book.customer("2", "Other", [("X", 1, None)])
    more = office.book.item(office.brenner, "RE-1")
    with office.book.store.write() as tx:
        item = tables.table("item")
        again = item.update().where(item.c.id == more).values(open_minor=100_000)
        tx.connection.execute(again)
        tx.record(logged())
    assert use.evaluate(office.desk).made == 0
    soon = replace(office.desk, today=office.desk.today + timedelta(days=10))
    assert use.evaluate(soon).made == 0
    later = replace(office.desk, today=office.desk.today + timedelta(days=20))
    assert use.evaluate(later).made == 1


def test_what_was_declined_rests(ruled: Ruled) -> None:
    office = ruled(HOLD)
    use.evaluate(office.desk)
    use.decline(office.desk, [one(office).id], "a big order is under way")
    assert use.evaluate(office.desk).made == 0
    soon = replace(office.desk, today=office.desk.today + timedelta(days=19))
    assert use.evaluate(soon).made == 0
    later = replace(office.desk, today=office.desk.today + timedelta(days=20))
    assert use.evaluate(later).made == 1


# -- deciding


def test_a_collector_proposes_but_does_not_decide(ruled: Ruled) -> None:
    office = ruled("")
    people.set_person(office.desk, Person("ana", "Ana", "collector"))
    made = use.make(office.desk, "write-off", office.brenner, "bankrupt abroad")
    assert (made.by_hand, made.wanted.amounts) == (True, {"EUR": 150_000})
    with pytest.raises(NotAllowed, match="a lead decides on proposals; Ana is collector"):
        use.accept(office.desk, [made.id], "yes")
    assert use.evaluate(office.desk).expired == 0  # a person's proposal waits for a person
    lead = replace(office.desk, actor="lea")
    people.set_person(office.desk, Person("lea", "Lea", "lead"))
    assert use.decline(lead, [made.id], "no").state == "declined"


def test_decisions_are_all_or_none_and_once(ruled: Ruled) -> None:
    office = ruled(HOLD + REST)
    use.evaluate(office.desk)
    fee = use.make(office.desk, "fee", office.brenner, "second notice", {"EUR": 500})
    hold = one(office, "credit_hold")
    entries = office.book.entries()
    with pytest.raises(NotFound, match="no proposal 99"):
        use.accept(office.desk, [fee.id, 99], "yes")
    with pytest.raises(InputRefused, match="give a reason"):
        use.accept(office.desk, [fee.id], " ")
    with pytest.raises(InputRefused, match="at least one"):
        use.accept(office.desk, [], "yes")
    assert office.book.entries() == entries
    done = use.accept(office.desk, [fee.id, hold.id, fee.id], "yes")
    assert done.ids == (fee.id, hold.id)
    assert office.book.entries() == entries + 2
    with pytest.raises(InputRefused, match=f"proposal {fee.id} is accepted already"):
        use.decline(office.desk, [fee.id], "no")


def test_by_hand_it_needs_what_it_is_about(ruled: Ruled) -> None:
    office = ruled("", rates=False)
    for kind, said in (
        ("fee", "a fee needs an amount"),
        ("interest", "no rate known for DE from 2026-10-02"),
        ("credit_release", "not on credit hold"),
        ("writeoff", "Did you mean 'write_off'"),
        ("nonsense", "There are: fee"),
    ):
        with pytest.raises(InputRefused, match=said):
            use.make(office.desk, kind, office.brenner, "why")
    with pytest.raises(NotFound):
        use.make(office.desk, "legal", 10_000, "why")
    made = use.make(office.desk, "legal", office.brenner, "why")
    with pytest.raises(InputRefused, match=f"waits for a decision already .no. {made.id}"):
        use.make(office.desk, "legal", office.brenner, "again")


# -- write-off, fee, interest


def test_a_small_rest_is_proposed_for_writing_off(ruled: Ruled) -> None:
    office = ruled(REST)
    pay(office, "RE-1", 99_500)
    pay(office, "RE-2", 50_000)
    use.evaluate(office.desk)
    assert one(office).wanted.amounts == {"EUR": 500}
    pay(office, "RE-1", 500)
    assert use.evaluate(office.desk).waiting == 0


def test_an_insolvency_is_a_cause(ruled: Ruled) -> None:
    office = ruled('[[proposal]]\nname = "gone"\nkind = "write_off"\nblock = "insolvency"\n')
    assert use.evaluate(office.desk).made == 0
    blocks.block(office.desk, office.brenner, "insolvency", "court letter", None)
    use.evaluate(office.desk)
    assert "insolvency: court letter" in one(office).wanted.explanation


def test_the_fee_of_a_step_is_proposed_once_by_the_first_rule_that_fits(ruled: Ruled) -> None:
    office = ruled(FEES)
    step_done(office, "first notice", date(2026, 11, 10))
    use.evaluate(office.desk)
    fee = one(office, "fee")
    assert (fee.wanted.amounts, fee.wanted.rule) == ({"EUR": 500}, "fee")
    assert fee.wanted.derivation[0]["amount"] == "5.00"
    use.decline(office.desk, [fee.id], "first time")
    late = replace(office.desk, today=office.desk.today + timedelta(days=70))
    assert use.evaluate(late).made == 0  # a fee that was decided is not asked again


def test_interest_is_remembered_when_the_principal_was_paid_late(ruled: Ruled) -> None:
    """RE-1, 1,000.00, due 1 October, paid 31 October: 30 days at 10.27 % of 365 = 8.44."""
    office = ruled(LATE)
    pay(office, "RE-1", 100_000, date(2026, 10, 31))
    use.evaluate(office.desk)
    claim = one(office, "interest")
    assert claim.wanted.invoices == ("RE-1",)
    assert claim.wanted.amounts == {"EUR": 844 + 4000}
    assert [line["what"] for line in claim.wanted.derivation] == [
        "interest on RE-1",
        "interest on RE-1, rounded once",
        "fixed sum for RE-1 (BGB § 288 (2) and (5))",
    ]
    use.accept(office.desk, [claim.id], "invoice it")
    assert use.evaluate(office.desk).made == 0  # claimed once


def test_without_a_rate_there_is_no_claim_but_a_sentence(ruled: Ruled) -> None:
    office = ruled(LATE, rates=False)
    pay(office, "RE-1", 100_000, date(2026, 10, 31))
    done = use.evaluate(office.desk)
    assert done.made == 0
    assert done.no_rate.startswith("no rate known for DE from 2026-07-01")


# -- the end of a strategy, and back


def test_the_end_of_a_strategy_proposes_the_hand_over(ruled: Ruled) -> None:
    office = ruled("")
    assert use.evaluate(office.desk).made == 0
    with office.book.store.write() as tx:
        row = tables.Thread(
            customer_id=office.brenner, strategy="s", step="final notice", step_no=2
        )
        put(tx.connection, row)
        tx.record(logged())
    use.evaluate(office.desk)
    found = one(office)
    assert found.wanted.kind == "agency"
    assert found.wanted.explanation == "the strategy 's' is at its end: final notice was done"
    assert found.wanted.invoices == ("RE-1", "RE-2")


def test_who_is_handed_over_is_left_alone_until_recalled(ruled: Ruled) -> None:
    office = ruled(HOLD)
    use.evaluate(office.desk)
    made = use.make(office.desk, "agency", office.brenner, "nothing helped")
    use.accept(office.desk, [made.id], "after the final notice")
    (block,) = blocks.blocks(office.desk, "active")
    assert (block.kind, block.until) == ("agency", None)
    told = explaining.explain(office.desk, office.brenner)
    assert not told.listed
    assert any("agency" in one for one in told.blocks)
    assert use.evaluate(office.desk).expired == 1  # a hold is no question any more
    text = use.recall(office.desk, office.brenner, "it pays again")
    assert "is back" in text
    assert blocks.blocks(office.desk, "active") == []
    with pytest.raises(InputRefused, match="is not handed over"):
        use.recall(office.desk, office.brenner, "again")


def test_rules_that_go_take_their_proposals_along(ruled: Ruled) -> None:
    office = ruled(HOLD)
    use.evaluate(office.desk)
    bare = with_rules(office.desk, "")
    assert use.evaluate(bare).expired == 1
