"""Going back to a backup: what left does not leave again, and what waited is not forgotten."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import mail_book as book

from collectwork.usecases import auditing, keeping, sending
from collectwork.usecases.desk import Desk


def test_nobody_twice_and_nobody_forgotten(sqlite_desk: Desk, clock: Any, tmp_path: Path) -> None:
    server = book.FakeServer()
    desk = replace(sqlite_desk, mailbox=lambda _: server)
    customers = [book.customer(desk.store, str(n), f"C{n}") for n in range(4)]
    for n, customer in enumerate(customers):
        book.item(desk.store, customer, f"RE-{n}", 100)

    def queue(n: int) -> str:
        letter = sending.compose(desk, customers[n], template="first_notice")
        return sending.queue(desk, letter).id

    sent, doubtful = queue(0), queue(1)
    keeping.back_up(desk, tmp_path / "b.db")
    sending.deliver(desk, only=sent)
    server.fault = lambda call: "drop" if call == "deliver" else ""
    sending.deliver(desk, only=doubtful)
    waiting = queue(2)
    before = {row.id: row.state for row in sending.outbox(desk)}
    assert before == {sent: "sent", doubtful: "doubt", waiting: "queued"}

    keeping.restore(desk, tmp_path / "b.db")

    assert {row.id: row.state for row in sending.outbox(desk)} == before
    server.fault = lambda _: ""
    clock.pass_(minutes=2)
    sending.deliver(desk)
    assert {row.state for row in sending.outbox(desk)} == {"sent"}
    assert len(server.sent) == len(set(server.sent)) == 3
    assert auditing.verify(desk).ok
