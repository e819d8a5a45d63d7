"""Steps that tests of the outbox share: a queued mail, a server at work, what is in the log."""

from __future__ import annotations

from dataclasses import replace

import mail_book as book

from collectwork.domain.mail import Queued
from collectwork.usecases import sending
from collectwork.usecases.desk import Desk


def at_work(desk: Desk, server: book.FakeServer) -> Desk:
    return replace(desk, mailbox=lambda _: server)


def queued(desk: Desk, number: str = "100231") -> tuple[Queued, int, int]:
    """A customer with one overdue invoice and a queued first notice: row, customer, item."""
    customer = book.customer(desk.store, number, f"Brenner {number}")
    item = book.item(desk.store, customer, f"RE-{number}", 123450)
    row = sending.queue(desk, sending.compose(desk, customer, template="first_notice"))
    return row, customer, item


def only(desk: Desk) -> Queued:
    (row,) = sending.outbox(desk)
    return row


def kinds(desk: Desk) -> list[str]:
    with desk.store.read() as tx:
        return [entry.kind for entry in tx.log.walk() if entry.kind.startswith("mail.")]
