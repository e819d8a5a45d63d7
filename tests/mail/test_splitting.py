"""What is too large for one mail follows in further ones, after the first, counted once."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import mail_book as book

from collectwork.documents.made import Made
from collectwork.domain.mail import Queued
from collectwork.domain.message import parsed
from collectwork.usecases import sending
from collectwork.usecases.desk import Desk

LIMIT = 400_000


def written(desk: Desk, folder: Path, sizes: dict[str, int]) -> tuple[Desk, int]:
    """A desk with that largest mail, and a customer with copies of that many bytes."""
    folder.mkdir()
    customer = book.customer(desk.store)
    for document, size in sizes.items():
        book.item(desk.store, customer, document, 10_000)
        if size:
            (folder / f"{document}.pdf").write_bytes(b"%PDF-1.7" + b"x" * size)
    server = book.FakeServer()
    policy = replace(desk.policy, mail_largest=LIMIT)
    desk = replace(desk, documents=Made(folder), policy=policy, mailbox=lambda _: server)
    return desk, customer


def rows(desk: Desk) -> list[Queued]:
    return sorted(sending.outbox(desk), key=lambda one: one.subject[-5:])


def test_files_leave_in_order_and_count_once(desk: Desk, tmp_path: Path) -> None:
    sizes = {"RE-1": 200_000, "RE-2": 150_000, "RE-3": 100_000, "RE-4": 900_000, "RE-5": 0}
    desk, customer = written(desk, tmp_path / "copies", sizes)
    letter = sending.compose(desk, customer, template="copy_request")
    said = " ".join(letter.findings)
    assert "3 of 5 invoice copies found" in said
    assert "RE-4 (its file is larger" in said
    assert "RE-5 (no file)" in said
    assert "leaves in 2 mails" in said
    first = sending.queue(desk, letter)
    parts = rows(desk)
    assert [one.subject[-5:] for one in parts] == ["(1/2)", "(2/2)"]
    assert parts[0].attachments[0].startswith("statement-")
    names = [name for one in parts for name in one.attachments[int(one is parts[0]) :]]
    assert names == ["RE-1.pdf", "RE-2.pdf", "RE-3.pdf"]
    assert [one.part_of for one in parts] == [None, first.id]
    assert len({one.message_id for one in parts}) == 2
    with desk.store.read() as tx:
        jobs = [tx.outbox.job(one.id) for one in parts]
    assert all(job is not None and len(job.message) <= LIMIT for job in jobs)
    assert jobs[1] is not None
    text = parsed(jobs[1].message).get_body(("plain",))
    assert text is not None
    assert "Mail 2 von 2" in text.get_content()
    while any(one.state == "queued" for one in rows(desk)):
        assert sending.deliver(desk)
    assert {one.state for one in rows(desk)} == {"sent"}
    with desk.store.read() as tx:
        sent = [one.data for one in tx.log.walk() if one.kind == "mail.sent"]
    assert sorted(one["contact"] for one in sent) == [False, True]


def test_nothing_follows_a_first_mail_that_does_not_leave(desk: Desk, tmp_path: Path) -> None:
    sizes = {"RE-1": 200_000, "RE-2": 150_000}
    desk, customer = written(desk, tmp_path / "copies", sizes)
    first = sending.queue(desk, sending.compose(desk, customer, template="copy_request"))
    book.set_contact(desk.store, customer, email_state="bounced")
    sending.deliver(desk)
    sending.deliver(desk)
    assert [one.state for one in rows(desk)] == ["held", "queued"]
    sending.drop(desk, first.id, "not wanted")
    sending.deliver(desk)
    assert [one.state for one in rows(desk)] == ["expired", "expired"]
