"""Whose a message is: the order of the clues, and that a guess is never taken for knowledge."""

from __future__ import annotations

import random
import string
from collections.abc import Sequence
from dataclasses import replace

import inbox_book as inbox
import mail_book as book
import pytest
from inbox_book import Box, mail

from collectwork.domain.inbox import InboxLine
from collectwork.domain.mail import Queued
from collectwork.usecases import sending
from collectwork.usecases.desk import Desk
from collectwork.usecases.inbox import answering, fetching, triage


def came(desk: Desk, box: Box, *messages: object) -> list[InboxLine]:
    """What became of the messages, in their order."""
    before = {one.id for one in triage.lines(desk)}
    box.put(*messages)  # type: ignore[arg-type]  # mails or their bytes
    fetching.sync(desk, plan_again=False)
    return sorted((o for o in triage.lines(desk) if o.id not in before), key=lambda o: o.id)


@pytest.fixture
def box() -> Box:
    return Box()


def test_the_surest_clue_wins(desk: Desk, box: Box) -> None:
    desk = inbox.with_box(desk, box)
    row, one, _ = inbox.sent(desk, "100231")
    other, two, _ = inbox.sent(desk, "100232", email="x@two.example")
    with desk.store.read() as tx:
        job = tx.outbox.job(other.id)
    assert job is not None
    said = f"about {job.token} and RE-100232"
    by_id, by_token, by_document, by_sender = came(
        desk, box,
        mail("x@two.example", said, References=f"<a@b.example> {row.message_id}"),
        mail("s.ott@brenner.example", f"Re: [{job.token}]", "RE-100231"),
        mail("s.ott@brenner.example", "RE-100232", "is wrong"),
        mail("s.ott@brenner.example", "Hello", "in 2026"),
    )  # fmt: skip
    assert (by_id.matched, by_id.customer_id) == ("message_id", one)
    assert (by_token.matched, by_token.customer_id) == ("token", two)
    assert (by_document.matched, by_document.customer_id) == ("document", two)
    assert (by_sender.matched, by_sender.customer_id, by_sender.documents) == ("sender", one, ())


def test_an_id_in_an_attached_or_quoted_mail_counts(desk: Desk, box: Box) -> None:
    desk = inbox.with_box(desk, box)
    row, customer, _ = inbox.sent(desk)
    forwarded = mail("boss@elsewhere.example", "FW: your mail", "See below.")
    forwarded.add_attachment(
        mail("ar@acme.example", "Open invoices", "…", Message_ID=row.message_id)
    )
    quoted = mail("boss@elsewhere.example", "WG:", f"> Message-ID: {row.message_id}\n> Dear Sir")
    gateway = row.message_id.replace("@", "@gateway.").strip("<>")
    bare = mail("boss@elsewhere.example", "AW:", "Paid.", In_Reply_To=gateway)
    for line in came(desk, box, forwarded, quoted, bare):
        assert (line.matched, line.customer_id) == ("message_id", customer)


def test_a_conversation_goes_on(desk: Desk, box: Box) -> None:
    desk = inbox.with_box(desk, box)
    row, customer, _ = inbox.sent(desk)
    first = mail("new@elsewhere.example", In_Reply_To=row.message_id, Message_ID="<one@x.example>")
    second = mail("third@elsewhere.example", "Re:", "And?", In_Reply_To="<one@x.example>")
    came(desk, box, first)
    (line,) = came(desk, box, second)
    assert (line.matched, line.customer_id) == ("message_id", customer)


def test_what_fits_several_accounts_is_for_a_person(desk: Desk, box: Box) -> None:
    desk = inbox.with_box(desk, box)
    one = book.customer(desk.store, "1", "One", email="ap@group.example")
    two = book.customer(desk.store, "2", "Two", email="ap@group.example")
    book.item(desk.store, one, "RE-5001", 100)
    book.item(desk.store, two, "RE-5001", 100)
    book.item(desk.store, two, "RE-6001", 100)
    both, shared, told = came(
        desk, box,
        mail("x@y.example", "RE-5001"),
        mail("ap@group.example", "Hello"),
        mail("ap@group.example", "RE-6001"),
    )  # fmt: skip
    for line in (both, shared):
        assert (line.state, line.customer_id) == ("triage", None)
        assert {number for number, _ in line.candidates} == {"1", "2"}
    assert (told.matched, told.customer_id) == ("document", two)


def test_domains_belong_to_one_account_or_to_nobody(desk: Desk, box: Box) -> None:
    desk = inbox.with_box(desk, box)
    one = book.customer(desk.store, "1", "One", email="a@one.example")
    book.customer(desk.store, "2", "Two", email="a@two.example")
    book.customer(desk.store, "3", "Three", email="b@two.example")
    book.customer(desk.store, "4", "Four", email="four@gmail.com")
    known, two, free, like = came(
        desk, box, mail("zoe@ONE.example"), mail("zoe@two.example"), mail("zoe@gmail.com"),
        mail("zoe@notone.example"),
    )  # fmt: skip
    assert (known.matched, known.customer_id) == ("sender", one)
    assert (two.customer_id, len(two.candidates)) == (None, 2)
    assert (free.state, free.candidates) == ("triage", ())
    assert (like.state, like.candidates) == ("triage", ())


def test_an_answer_keeps_the_conversation_together(desk: Desk, box: Box) -> None:
    desk = inbox.with_box(desk, box)
    row, customer, _ = inbox.sent(desk)
    long = f"<{'x' * 90}@prod.outlook.example>"
    (line,) = came(
        desk, box,
        mail("new@brenner.example", "AW: Open", Message_ID=long, References=row.message_id),
    )  # fmt: skip
    letter = answering.compose(desk, line.id, customer, "statement")
    assert letter.to == ("new@brenner.example",)
    assert letter.subject.startswith("Re: Open [CW-")
    queued = sending.queue(desk, letter)
    with desk.store.read() as tx:
        job = tx.outbox.job(queued.id)
    assert job is not None
    head = job.message.decode().split("\r\n\r\n")[0]
    assert f"In-Reply-To: {long}\r\n" in head
    assert f"References: {row.message_id}\r\n {long}\r\n" in head
    hostile = replace(letter, answers=("<a@b>\r\nBcc: x@y.example", "<\r\n@b>", "é@b"))
    hostile = replace(hostile, subject="Re: another")
    with desk.store.write() as tx:
        tx.outbox.move(queued.id, ("queued",), "expired")
        tx.record(book.Draft("contact.changed", None, {}))
    again = sending.queue(desk, hostile)
    with desk.store.read() as tx:
        job = tx.outbox.job(again.id)
    assert job is not None
    head = job.message.decode().split("\r\n\r\n")[0]
    assert "In-Reply-To" not in head
    assert "Bcc" not in head


PREFIXES = ("Re:", "AW:", "SV:", "RE: RE:", "Antw:", "TR:", "RV:", "WG:", "Fwd:", "")
NOISE = (
    "in 2026", "100 %", "Nr. 12", "\u00a0", "A4", "12.11.2026", "at 10:04", "24h", "1.000,00",
)  # fmt: skip

ENDS = ("Kind regards", "Mit freundlichen Grüßen", "Tel. 030 123456", "Sent from my phone")


@pytest.mark.parametrize("seed", range(4))
def test_generated_conversations(sqlite_desk: Desk, box: Box, seed: int) -> None:
    """Every message that bears a clue is filed rightly, none that bears none is filed at all."""
    rng = random.Random(seed)
    desk = inbox.with_box(sqlite_desk, box)
    rows = [inbox.sent(desk, f"2{n:05}", email=f"ap{n}@company{n}.example")[:2] for n in range(4)]
    with desk.store.read() as tx:
        tokens = {row.id: tx.outbox.job(row.id).token for row, _ in rows}  # type: ignore[union-attr]
    messages, expected = [], []
    for _ in range(25):
        row, customer = rng.choice(rows)
        kind = rng.choice(["id", "token", "document", "sender", "none"])
        messages.append(_written(rng, kind, row, tokens[row.id]))
        expected.append(None if kind == "none" else customer)
    found = came(desk, box, *messages)
    for line, customer, message in zip(found, expected, messages, strict=True):
        assert line.customer_id == customer, f"{line.reason}: {message}"


def _written(rng: random.Random, kind: str, row: Queued, token: str) -> object:
    sender = f"{''.join(rng.choices(string.ascii_lowercase, k=6))}@stranger.example"
    subject = f"{rng.choice(PREFIXES)} {rng.choice(['Open invoices', 'Your mail', 'Konto'])}"
    text = _noisy(rng, ["We look into it."])
    headers: dict[str, str] = {}
    if kind == "id":
        others = [f"<{n}@x.example>" for n in range(rng.randrange(3))]
        place = rng.choice(["In_Reply_To", "References", "quoted"])
        if place == "quoted":
            text += f"\n> Message-ID: {row.message_id}\n"
        else:
            headers[place] = " ".join([*others, row.message_id])
    elif kind == "token":
        at = rng.randrange(4, 10)
        damaged = rng.choice([token, token.lower(), f"{token[:at]}\n{token[at:]}"])
        if "\n" not in damaged and rng.random() < 0.5:
            subject += f" [{damaged}]"
        else:
            text += f"\n> Reference {damaged}\n"
    elif kind == "document":
        text = _noisy(rng, [f"about {row.documents[0]}{rng.choice(['.', ',', ')', ''])}"])
    elif kind == "sender":
        sender = rng.choice([row.to[0], f"somebody@{row.to[0].partition('@')[2]}"])
    return mail(sender, subject, text, **headers)


def _noisy(rng: random.Random, said: Sequence[str]) -> str:
    """Closing words stand at the end, as they do: what follows them is a signature."""
    return "\n".join([*rng.sample(NOISE, 2), *said, *rng.sample(NOISE, 3), *rng.sample(ENDS, 2)])
