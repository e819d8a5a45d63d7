"""The mail digest: one a person and business day, to whom it concerns, and none about nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from working.book import TODAY, Book

from alerts.made import days_ago, kinds, new, team, watched
from collectwork.domain.message import parsed
from collectwork.domain.team import Person
from collectwork.usecases import alerts, sending, unattended
from collectwork.usecases.alerting import digest
from collectwork.usecases.desk import Desk

BIG = 'name = "big <b>"\nwhen = "over 1,000"\nto = ["owner", "lead"]\nby = ["app", "digest"]'
ANA = Person("ana", "Ana Roth", "collector", "north", "ana@acme.example")
BEN = Person("ben", "Ben", "collector", "north", "ben@acme.example")
EVA = Person("eva", "Eva Lind", "lead", "north", "eva@acme.example", languages=("de",))
TOM = Person("tom", "Tom", "lead", "south", "tom@acme.example")
LOU = Person("lou", "Lou", "collector", "north", None)


@pytest.fixture
def book(desk: Desk) -> Book:
    return Book(desk.store)


def on(desk: Desk, days: int, hour: int = 9) -> Desk:
    at = datetime(2026, 11, 20, hour, 0, tzinfo=UTC) + timedelta(days=days)
    return replace(desk, today=TODAY + timedelta(days=days), clock=lambda: at)


def office(desk: Desk, book: Book, *persons: Person) -> Desk:
    team(desk, *persons)
    made = watched(desk, book, BIG)
    for number, owner in (("1", "ana"), ("2", "ben"), ("3", "lou")):
        book.customer(number, f"C{number} & Söhne", [("R", 200_000, days_ago(45))], owner=owner)
    alerts.evaluate(made)
    return made


def mails(desk: Desk) -> Mapping[str, str]:
    """Address → text of the digests in the outbox."""
    found = {}
    for one in sending.outbox(desk):
        with desk.store.read() as tx:
            job = tx.outbox.job(one.id)
        assert job is not None
        body = parsed(job.message).get_body(("plain",))
        assert body is not None
        found[one.to[0]] = body.get_content()
    return found


def test_everybody_reads_of_their_own_and_leads_of_their_team(desk: Desk, book: Book) -> None:
    made = office(desk, book, ANA, BEN, EVA, TOM, LOU)
    written = digest.write(made)
    assert written.queued == ("ana", "ben", "eva")
    assert written.without_address == ("lou",)
    texts = mails(made)
    assert "C1 & Söhne" in texts["ana@acme.example"]
    assert "C2" not in texts["ana@acme.example"]
    for name in ("C1", "C2", "C3", "Hallo Eva Lind", "ana: 1"):
        assert name in texts["eva@acme.example"]
    (mail,) = [one for one in sending.outbox(made) if one.to == ("ana@acme.example",)]
    with made.store.read() as tx:
        job = tx.outbox.job(mail.id)
    assert job is not None
    html = parsed(job.message).get_body(("html",))
    assert html is not None
    assert "big &lt;b&gt;" in html.get_content()
    assert "C1 &amp; Söhne" in html.get_content()


def test_it_is_written_once_a_day_and_brings_each_alert_once(desk: Desk, book: Book) -> None:
    made = office(desk, book, ANA)
    assert digest.write(made).queued == ("ana",)
    book.customer("9", "Late", [("R", 300_000, days_ago(45))], owner="ana")
    alerts.evaluate(made)
    assert digest.write(made).queued == ()
    monday = on(made, 3)
    assert digest.write(monday).queued == ("ana",)
    newest = sending.outbox(monday)[0]
    with monday.store.read() as tx:
        job = tx.outbox.job(newest.id)
    assert job is not None
    assert "Late" in job.message.decode()
    assert "C1" not in job.message.decode()
    assert digest.write(on(made, 4)).queued == (), "nothing to say, no mail"


def test_what_was_seen_or_is_over_is_not_brought_up(desk: Desk, book: Book) -> None:
    made = office(desk, book, ANA)
    alerts.see(made, [one.id for one in new(made)])
    assert digest.write(made).queued == ()


def test_a_digest_that_never_left_told_nothing(desk: Desk, book: Book) -> None:
    made = office(desk, book, ANA)
    digest.write(made)
    (mail,) = sending.outbox(made)
    sending.drop(made, mail.id, "the server was away")
    assert digest.write(made).queued == (), "never twice for a day"
    assert digest.write(on(made, 3)).queued == ("ana",)


def test_it_leaves_as_a_mail_and_is_no_contact(desk: Desk, book: Book) -> None:
    made = office(desk, book, ANA)
    digest.write(made)
    (sent,) = sending.deliver(made)
    assert sent.state == "sent"
    assert kinds(made, "mail.") == ["mail.queued", "mail.sending", "mail.sent"]
    assert book.rows("activity") == []
    assert alerts.alerts(made, "new")[0].deliveries in (("digest ana: sent",), ())


@pytest.mark.parametrize(("days", "hour", "due"), [(0, 9, True), (1, 9, False), (2, 9, False)])
def test_on_business_days_only(desk: Desk, days: int, hour: int, due: bool) -> None:
    assert digest.is_due(on(desk, days, hour)) is due


def test_not_before_its_time(desk: Desk) -> None:
    late = replace(desk, policy=replace(desk.policy, digest_at="23:59"))
    assert not digest.is_due(late)


def test_the_step_of_the_day_does_it_all(desk: Desk, book: Book) -> None:
    made = office(desk, book, ANA, LOU)
    step = unattended.alerted(made)
    assert (step.name, step.code) == ("alerts", 0)
    assert step.details["digests"] == ["ana"]
    assert "no address of lou" in step.text
    assert {one.state for one in sending.outbox(made)} == {"sent"}
    assert "digests" in unattended.alerted(made).details


def test_who_has_no_address_is_named(desk: Desk, book: Book) -> None:
    made = office(desk, book, ANA, LOU)
    assert alerts.without_address(made) == ["lou"]
