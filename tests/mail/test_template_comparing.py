"""Two versions of a template: the figures of the definition, what is left out, who gets which."""

from __future__ import annotations

import random
from datetime import date

import mail_book as book
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import update

from collectwork.analytics.two_versions import above, cdf, compared, expected_loss, quantile, rate
from collectwork.domain.calendar import NONE
from collectwork.domain.team import Person
from collectwork.domain.template_results import Mailed, Reaction, Tally, outcomes, tallied
from collectwork.domain.templates import Trial
from collectwork.errors import Conflict, InputRefused, NotAllowed, NotFound
from collectwork.store.tables import table
from collectwork.usecases import people, sending
from collectwork.usecases.desk import Desk
from collectwork.usecases.templates import comparing, versions

TODAY = date(2026, 11, 20)


def test_the_figures_of_the_definition() -> None:
    found = compared(12, 80, 21, 85)
    assert found.b_better == pytest.approx(0.938, abs=0.0005)
    assert found.loss_b == pytest.approx(0.0017, abs=0.00005)
    assert [round(100 * one, 1) for one in (found.a.low or 0, found.a.high or 0)] == [9.8, 22.9]
    assert [round(100 * one, 1) for one in (found.b.low or 0, found.b.high or 0)] == [18.0, 33.2]
    assert found.verdict == "not enough data"


def test_better_is_said_only_with_enough_mails_and_little_to_lose() -> None:
    assert compared(10, 100, 30, 100).verdict == "B"
    assert compared(30, 100, 10, 100).verdict == "A"
    assert compared(0, 49, 40, 49).verdict == "not enough data"
    assert compared(0, 0, 0, 0).a.share is None


@given(st.integers(1, 60), st.integers(1, 60), st.integers(1, 60), st.integers(1, 60))
def test_chances_add_up_and_losses_are_means(a: int, b: int, c: int, d: int) -> None:
    assert above((a, b), (c, d)) + above((c, d), (a, b)) == pytest.approx(1, abs=1e-9)
    gain = expected_loss((c, d), (a, b)) - expected_loss((a, b), (c, d))
    assert gain == pytest.approx(a / (a + b) - c / (c + d), abs=1e-9)


@given(st.floats(0.001, 0.999), st.integers(1, 3000), st.integers(1, 3000))
def test_quantiles_invert_the_distribution(p: float, a: int, b: int) -> None:
    assert cdf(quantile(p, a, b), a, b) == pytest.approx(p, abs=1e-6)


def test_the_distribution_agrees_with_drawing_from_it() -> None:
    rng = random.Random(3)
    drawn = sorted(rng.betavariate(13, 69) for _ in range(20_000))
    found = rate(12, 80)
    assert found.low == pytest.approx(drawn[1_000], abs=0.005)
    assert found.high == pytest.approx(drawn[19_000], abs=0.005)


def mail(day: str, version: str = "a", customer: int = 1) -> Mailed:
    return Mailed(customer, version, f"{day}T09:00:00.000000Z", frozenset([7]))


def one(mails: list[Mailed], *reactions: Reaction) -> Tally:
    return tallied(o for o in outcomes(mails, reactions, TODAY, NONE) if o.mail.version == "a")


def answer(at: str) -> Reaction:
    return Reaction(1, "answer", at)


def money(until: str, after: str | None = None, item: int = 7) -> Reaction:
    first = date.fromisoformat(after) if after else None
    return Reaction(1, "money", item=item, after=first, until=date.fromisoformat(until))


def test_answers_count_within_five_business_days_and_never_before_the_mail() -> None:
    monday = [mail("2026-10-05")]  # a Monday: its last day is the next Monday
    assert one(monday, answer("2026-10-12T23:59:59.000000Z")).answered == 1
    assert one(monday, answer("2026-10-13T00:00:01.000000Z")).answered == 0
    assert one(monday, answer("2026-10-05T08:59:59.000000Z")).answered == 0
    assert one(monday, answer("2026-10-06T10:00:00Z"), answer("2026-10-07T10:00:00Z")).answered == 1


def sent(day: str, id: str, version: str = "a") -> Mailed:
    return Mailed(1, version, f"{day}T09:00:00.000000Z", frozenset([7]), id=id)


def credited(mails: list[Mailed], *reactions: Reaction) -> list[str]:
    """The ids of the mails that count as answered."""
    return [o.mail.id for o in outcomes(mails, reactions, TODAY, NONE) if o.answered]


def test_a_reply_counts_for_one_mail_and_not_for_every_mail_before_it() -> None:
    mails = [sent("2026-10-05", "1"), sent("2026-10-06", "2"), sent("2026-10-08", "3", "b")]
    wednesday, friday = "2026-10-07T10:00:00.000000Z", "2026-10-09T10:00:00.000000Z"
    assert credited(mails, answer(wednesday)) == ["2"]
    assert credited(mails, answer(friday)) == ["3"]  # of another template, and the newest
    assert credited(mails, Reaction(1, "answer", friday, mail="1")) == ["1"]  # known to answer it
    assert credited(mails, Reaction(1, "answer", friday, mail="elsewhere")) == []
    assert credited(mails, Reaction(1, "answer", "2026-10-20T10:00:00.000000Z", mail="1")) == []
    assert credited(mails, answer(wednesday), answer(friday)) == ["2", "3"]
    assert credited(mails, Reaction(2, "answer", friday)) == []
    assert credited(mails, answer("2026-10-16T10:00:00.000000Z")) == []  # after the newest's days


def test_mails_too_young_to_judge_are_left_out_and_counted() -> None:
    found = one([mail("2026-10-05"), mail("2026-11-13"), mail("2026-11-19")])
    assert (found.mails, found.young, found.paid_of, found.young_money) == (1, 2, 1, 2)
    assert one([mail("2026-11-13")]).young == 1  # today is its last day: not over yet


def test_money_whose_order_nobody_knows_is_neither_paid_nor_unpaid() -> None:
    sent = [mail("2026-10-05")]
    assert one(sent, money("2026-10-19")).paid == 1
    assert one(sent, money("2026-10-20")).paid == 0
    assert one(sent, money("2026-10-05")).paid == 0  # on its way already
    assert one(sent, money("2026-10-12", item=8)).paid == 0
    assert one(sent, money("2026-10-12", "2026-10-05")).paid == 1
    for unknown in (money("2026-10-07", "2026-10-01"), money("2026-10-25", "2026-10-12")):
        found = one(sent, unknown)
        assert (found.paid, found.paid_of, found.order_unknown) == (0, 0, 1)
    both = one(sent, money("2026-10-07", "2026-10-01"), money("2026-10-10"))
    assert (both.paid, both.order_unknown) == (1, 0)


def test_a_customer_always_gets_the_same_and_half_of_them_each() -> None:
    trial = Trial("01K", "first_notice", "x", "y", "")
    arms = [trial.arm(str(number)) for number in range(2_000)]
    assert arms == [trial.arm(str(number)) for number in range(2_000)]
    assert 900 < arms.count("x") < 1_100
    other = Trial("02K", "first_notice", "x", "y", "")
    same = sum(trial.arm(str(n)) == other.arm(str(n)) for n in range(2_000))
    assert 900 < same < 1_100  # another test deals anew


def test_a_test_from_its_beginning_to_its_verdict(desk: Desk) -> None:
    with pytest.raises(NotFound):
        comparing.compare(desk, "first_notice")
    with pytest.raises(InputRefused, match="both are the same"):
        comparing.begin(desk, "first_notice", "first_notice", "first_notice")
    trial = comparing.begin(desk, "first_notice", "first_notice", "first_notice_friendly")
    with pytest.raises(Conflict, match="--stop"):
        comparing.begin(desk, "first_notice", "first_notice", "second_notice")
    wanted: dict[str, int] = {}
    for n in range(12):
        number = f"9{n}"
        customer = book.customer(desk.store, number, f"Customer {n}", language="en")
        book.item(desk.store, customer, f"RE-{n}", 10_000)
        letter = sending.compose(desk, customer, template="first_notice")
        assert (letter.variant or letter.template) == trial.arm(number)
        assert letter.template == "first_notice"
        sending.queue(desk, letter)
        wanted[trial.arm(number)] = wanted.get(trial.arm(number), 0) + 1
    assert len(wanted) == 2
    sending.deliver(desk)
    long_ago = "2026-09-01T09:00:00.000000Z"
    with desk.store.write() as tx:
        outbox = table("outbox")
        tx.connection.execute(update(outbox).values(state="sent", sent_at=long_ago))
        tx.record(book.Draft("contact.changed", None, {}))
    before = comparing.compare(desk, "first_notice")
    assert (before.tally_a.mails, before.tally_b.mails) == (0, 0)  # they left before the test
    with desk.store.write() as tx:
        tx.connection.execute(update(table("template_test")).values(began_at="2026-08-01"))
        tx.record(book.Draft("contact.changed", None, {}))
    found = comparing.compare(desk, "first_notice")
    assert (found.tally_a.mails, found.tally_b.mails) == (wanted[found.a], wanted[found.b])
    assert found.answers.verdict == "not enough data"
    assert "Not enough data: 50 mails each" in found.words
    assert comparing.stop(desk, "first_notice").ended_at
    with pytest.raises(NotFound):
        comparing.stop(desk, "first_notice")


@pytest.mark.parametrize("role", ["collector", "auditor"])
def test_leads_decide_which_templates_are_used(sqlite_desk: Desk, role: str) -> None:
    desk = sqlite_desk
    people.set_person(desk, Person(desk.actor, "Ana", role))
    for refused in (
        lambda: versions.approve(desk, "first_notice"),
        lambda: comparing.begin(desk, "first_notice", "first_notice", "first_notice_friendly"),
        lambda: comparing.stop(desk, "first_notice"),
    ):
        with pytest.raises(NotAllowed, match=f"a lead .* Ana is {role} here"):
            refused()
    assert versions.history(desk, "first_notice") == []
    people.set_person(desk, Person(desk.actor, "Ana", "lead"))
    assert versions.approve(desk, "first_notice", "en")
    assert comparing.begin(desk, "first_notice", "first_notice", "first_notice_friendly")
