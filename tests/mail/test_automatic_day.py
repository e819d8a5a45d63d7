"""A day of automatic steps: what leaves, what is held, fails or waits, and who is told of it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import mail_book as book
from test_no_fault import Away
from test_tiers import AUTO, with_rules

from collectwork.domain.mailboxes import MailboxAbout
from collectwork.usecases import outbox, sending
from collectwork.usecases.alerting import daily
from collectwork.usecases.desk import Desk, RulesText
from collectwork.usecases.unattended import day_steps


def digests(desk: Desk) -> list[str]:
    rows = [row for row in sending.outbox(desk) if row.customer_id is None]
    return [outbox.stored(desk, row.id).message.decode() for row in rows]


def test_the_day_is_told_once_and_nothing_is_queued_twice(sqlite_desk: Desk, clock: Any) -> None:
    server = Away()
    desk = replace(
        with_rules(sqlite_desk), rules=lambda: RulesText("rules.toml", AUTO),
        sender="t@x.example", mailbox=lambda _: server,
        mailboxes=(MailboxAbout(fetches=False),),
    )  # fmt: skip
    for number in ("1", "2", "3"):
        customer = book.customer(desk.store, number, f"C{number}")
        book.item(desk.store, customer, f"RE-{number}", 5000)
    book.item(desk.store, book.customer(desk.store, "4", "Nobody", email=None), "RE-4", 5000)
    assert digests(desk) == []
    first = {one.name: one for one in day_steps(desk)}
    assert first["automatic"].details["queued"] == 3
    assert {row.state for row in sending.outbox(desk)} == {"queued"}
    clock.pass_(minutes=11)
    second = {one.name: one for one in day_steps(desk)}
    assert second["automatic"].details["queued"] == 0
    server.away = False
    clock.pass_(minutes=11)
    list(day_steps(desk))
    assert len(server.sent) >= 3
    told = digests(desk)
    assert len(told) == 1
    assert "4: Nobody (4)" in told[0]
    assert daily.write(desk).queued == ()
