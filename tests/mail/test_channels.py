"""Letters, texts and portal notices: the same checks and the same log as mails, never twice."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import mail_book as book
import pytest
from pypdf import PdfReader
from sqlalchemy import update

from collectwork.documents.made import Made
from collectwork.documents.printed import PrintRoom
from collectwork.domain.activity import Draft
from collectwork.domain.company import Bank, Company
from collectwork.domain.mail import Delivered, Queued
from collectwork.errors import InputRefused, NotAllowed, NotFound
from collectwork.store.tables import table
from collectwork.usecases import accounts, sending
from collectwork.usecases.channels import printing
from collectwork.usecases.desk import Desk
from collectwork.usecases.mails.delivering import send_due
from collectwork.usecases.mails.phones import e164
from collectwork.usecases.ports.outside import Way

COMPANY = Company(
    "Seller GmbH", ("Beispielweg 1", "10115 Berlin"), (), (Bank("", "DE02120300000000202051"),)
)


class Receiver:
    """A program that hands texts on, of the test: it answers what ``plan`` says."""

    name = "sms"

    def __init__(self, *plan: Delivered) -> None:
        self.plan, self.got = list(plan), []  # type: ignore[var-annotated]

    def prepare(self, message: bytes, message_id: str, *, again: bool = False) -> Delivered:
        return Delivered(ok=True)

    def deliver(self, message: bytes, message_id: str, reference: str | None) -> Delivered:
        self.got.append((message_id, json.loads(message)))
        return self.plan.pop(0) if self.plan else Delivered(ok=True)

    def settle(self, message_id: str, reference: str | None) -> bool | None:
        return None


def at_desk(desk: Desk, folder: Path, **ways: Way) -> Desk:
    known = {"letter": Way(lambda _: PrintRoom(), by_hand=True), **ways}
    return replace(desk, documents=Made(), company=COMPANY, letters=folder, ways=known)


def account(desk: Desk, number: str, address: str | None, country: str = "DE", **more: Any) -> int:
    customer = book.customer(
        desk.store, number, f"Brenner {number}", address=address, country=country, **more
    )
    book.item(desk.store, customer, f"RE-{number}", 12_300)
    return customer


def moved(desk: Desk, customer: int, address: str | None) -> None:
    rows = table("customer")
    with desk.store.write() as tx:
        tx.connection.execute(update(rows).where(rows.c.id == customer).values(address=address))  # type: ignore[attr-defined]
        tx.record(Draft("contact.changed", None, {}))


def written(desk: Desk, customer: int, channel: str = "letter", **more: Any) -> Queued:
    template = None if channel == "sms" else "first_notice"
    letter = sending.compose(desk, customer, template=template, channel=channel, **more)
    return sending.queue(desk, letter)


def states(desk: Desk, channel: str) -> dict[str, str]:
    return {one.customer: one.state for one in sending.outbox(desk, channel=channel)}


def test_a_days_letters_leave_as_one_file_in_the_order_of_addresses(
    desk: Desk, tmp_path: Path
) -> None:
    desk = at_desk(desk, tmp_path / "letters")
    places = {
        "1": ("Weg 10\n80331 München", "DE"), "2": ("Weg 9\n80331 München", "DE"),
        "3": ("Gasse 1\n1010 Wien", "AT"), "4": ("Hof Alpha\nIrgendwo", "DE"),
        "5": ("Allee 1, 10115 Berlin", "DE"),
    }  # fmt: skip
    customers = {
        number: account(desk, number, place, country) for number, (place, country) in places.items()
    }
    for customer in customers.values():
        written(desk, customer)
    assert not send_due(desk).touched  # a letter waits for whoever prints it
    done = printing.print_letters(desk)
    assert done.folder is not None
    rows = list(csv.DictReader(io.StringIO((done.folder / printing.REGISTER).read_text("utf-8"))))
    assert [row["customer"] for row in rows] == ["4", "3", "5", "2", "1"]
    assert done.unclear == ("4",)
    pages = PdfReader(done.folder / printing.PDF).pages
    assert len(pages) == done.pages == 5
    for row in rows:
        text = pages[int(row["first_page"]) - 1].extract_text()
        assert f"RE-{row['customer']}" in text
        assert "Seller GmbH" in text
    assert "ÖSTERREICH" in pages[1].extract_text()
    assert set(states(desk, "letter").values()) == {"sent"}
    assert printing.print_letters(desk).folder is None
    again = printing.reprint(desk, done.id)
    assert again.folder is not None
    assert again.folder != done.folder
    assert (again.folder / printing.PDF).read_bytes() == (done.folder / printing.PDF).read_bytes()
    with desk.store.read() as tx:
        sent = [one for one in tx.log.walk() if one.kind == "letter.sent"]
    assert len(sent) == 5
    assert all(one.data["contact"] and one.data["channel"] == "letter" for one in sent)
    said = [one for one in accounts.timeline(desk, customers["1"]) if one.channel == "letter"]
    assert said
    assert "100231" not in said[0].text
    with pytest.raises(NotFound):
        printing.reprint(desk, "none")


def test_what_changed_meanwhile_holds_a_letter(desk: Desk, tmp_path: Path) -> None:
    desk = at_desk(desk, tmp_path / "letters")
    gone, moving, paid, fine = (account(desk, str(n), f"Weg {n}\n1011{n} Berlin") for n in range(4))
    nowhere = account(desk, "9", None)
    for customer in (gone, moving, paid, fine, nowhere):
        written(desk, customer)
    moved(desk, gone, None)
    moved(desk, moving, "Weg 99\n10999 Berlin")
    with desk.store.read() as tx:
        item = tx.accounts.items(paid, desk.today)[0].id
    book.set_open(desk.store, item, 0)
    done = printing.print_letters(desk)
    assert [one.customer for one in done.letters] == ["3"]
    held = {one.customer: one.reason or "" for one in done.left}
    assert "no postal address" in held["0"]
    assert "another one" in held["1"]
    assert "was paid" in held["2"]
    assert "no postal address" in held["9"]
    assert states(desk, "letter")["9"] == "held"


@pytest.mark.parametrize("moment", ["before", "after"])
def test_a_crash_prints_nobody_twice_and_forgets_nobody(
    desk: Desk, tmp_path: Path, moment: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = at_desk(desk, tmp_path / "letters")
    written(desk, account(desk, "1", "Weg 1\n10115 Berlin"))
    real = Made.folder

    def dies(self: Made, out: Path, name: str, files: Any) -> Path:
        if name and moment == "before":
            raise book.Crash
        path = real(self, out, name, files)
        if name:
            raise book.Crash
        return path

    monkeypatch.setattr(Made, "folder", dies)
    with pytest.raises(book.Crash):
        printing.print_letters(desk)
    monkeypatch.setattr(Made, "folder", real)
    assert states(desk, "letter") == {"1": "sending"}
    later = desk.clock() + timedelta(hours=1)
    desk = replace(desk, clock=lambda: later)
    printing.print_letters(desk)
    later = later + timedelta(hours=1)
    printing.print_letters(desk)
    assert states(desk, "letter") == {"1": "sent"}
    printed = list((tmp_path / "letters").glob("letters-*/letters.pdf"))
    assert len(printed) == 1


def test_a_folder_that_cannot_be_written_keeps_them_waiting(desk: Desk, tmp_path: Path) -> None:
    desk = at_desk(desk, tmp_path / "file")
    (tmp_path / "file").write_text("in the way")
    written(desk, account(desk, "1", "Weg 1\n10115 Berlin"))
    with pytest.raises(InputRefused):
        printing.print_letters(desk)
    assert states(desk, "letter") == {"1": "queued"}


def test_one_reminder_a_day_by_whatever_channel(desk: Desk, tmp_path: Path) -> None:
    desk = at_desk(desk, tmp_path)
    customer = account(desk, "1", "Weg 1\n10115 Berlin")
    written(desk, customer)
    with pytest.raises(NotAllowed, match="one reminder a day"):
        sending.queue(desk, sending.compose(desk, customer, template="first_notice"))


def by_sms(desk: Desk, receiver: Receiver, *, repeats: bool = False) -> Desk:
    day = desk.clock().replace(hour=10, minute=0)
    way = Way(lambda _: receiver, repeats=repeats)
    return replace(at_desk(desk, Path(), sms=way, portal=way), clock=lambda: day)


def test_a_text_and_a_notice_are_handed_on_once(desk: Desk) -> None:
    receiver = Receiver()
    desk = by_sms(desk, receiver)
    row = written(desk, account(desk, "1", None), "sms", to=["0170 1234567"])
    notice = written(desk, account(desk, "2", None), "portal")
    done = send_due(desk, now=True)
    assert {one.state for one in done.touched} == {"sent"}
    by_id = dict(receiver.got)
    text = by_id[row.message_id]
    assert text["to"] == ["+491701234567"]
    assert text["segments"] == 1
    assert "123,00 EUR" in text["text"]
    assert by_id[notice.message_id]["to"] == ["2"]
    assert "RE-2" in by_id[notice.message_id]["text"]
    assert not send_due(desk, now=True).touched


@pytest.mark.parametrize(("repeats", "state"), [(True, "sent"), (False, "doubt")])
def test_an_unknown_end_is_tried_again_only_where_the_receiver_knows_the_id(
    desk: Desk, *, repeats: bool, state: str
) -> None:
    receiver = Receiver(Delivered(ok=False, certain=False, words="no answer"))
    desk = by_sms(desk, receiver, repeats=repeats)
    written(desk, account(desk, "1", None), "sms", to=["+491701234567"])
    send_due(desk, now=True)
    later = desk.clock() + timedelta(minutes=5)
    desk = replace(desk, clock=lambda: later)
    send_due(desk, now=True)
    assert states(desk, "sms") == {"1": state}
    assert len({id for id, _ in receiver.got}) == 1
    assert len(receiver.got) == (2 if repeats else 1)
    if not repeats:
        later = later + timedelta(days=1)
        desk = replace(desk, clock=lambda: later)
        send_due(desk, now=True)
        assert states(desk, "sms") == {"1": "held"}


def test_a_text_reaches_nobody_who_is_not_to_be_contacted(desk: Desk) -> None:
    receiver = Receiver()
    desk = by_sms(desk, receiver)
    customer = account(desk, "1", None)
    book.contact(desk.store, customer, "Eva", "eva@x.example", phone="+49 170 1234567")
    row = written(desk, customer, "sms")
    assert row.to == ("+491701234567",)
    book.set_contact(desk.store, customer, do_not_contact=True)
    send_due(desk, now=True)
    assert states(desk, "sms") == {"1": "held"}
    assert not receiver.got


def test_a_channel_that_is_not_set_up_is_refused(desk: Desk, tmp_path: Path) -> None:
    desk = at_desk(desk, tmp_path)
    with pytest.raises(NotAllowed, match="not set up"):
        written(desk, account(desk, "1", None), "portal")
    assert not sending.outbox(desk, channel="portal")


@pytest.mark.parametrize(
    ("text", "country", "number"),
    [("+49 (0)170 123 45 67", "AT", "+491701234567"), ("0170/1234567", "DE", "+491701234567"),
     ("07400 123456", "GB", "+447400123456"), ("(212) 555-2368", "US", "+12125552368"),
     ("0041 79 123 45 67", "DE", "+41791234567")],
)  # fmt: skip
def test_numbers(text: str, country: str, number: str) -> None:
    assert e164(text, country) == number


@pytest.mark.parametrize(
    "text", ["", "abc", "+49", "030 123456", "+49 170 1", "+49 170 1234567 ext 5"]
)
def test_no_numbers(text: str) -> None:
    with pytest.raises(InputRefused):
        e164(text, "DE")
