"""Mails of a template in two versions, a test of two templates, and what came of them."""

from __future__ import annotations

from datetime import date
from typing import Any

from collectwork.domain.actions import Action
from collectwork.domain.activity import new_id
from collectwork.store.door import Store

from .ledger import Ledger, ago

OLD, NEW = "1a2b3c4d5e6f", "9f8e7d6c5b4a"  # versions of first_notice
ARM = "aaaabbbbcccc"  # the one of first_notice_friendly
CUSTOMERS = 60


def mailed(store: Store) -> None:
    """60 customers: the old version 60 days ago (6 answered), the new one 30 days ago (30 answered,
    12 of them paid after it), a test that runs since ten days (2 mails an arm)."""
    book = Ledger(store)
    book.row(
        "import_run", id=1, key="run", fingerprint="f", kind="open-items", file_name="w.csv",
        file_sha256="", company="", as_of=ago(90), rows=0, items=0, customers=0, rejects=0,
        reconciled="", actor="ana", at=f"{ago(90)}T05:00:00.000000Z",
    )  # fmt: skip
    for version, name, days in (
        (OLD, "first_notice", 60), (NEW, "first_notice", 30), (ARM, "first_notice_friendly", 9),
    ):  # fmt: skip
        book.row(
            "template_version", name=name, language="en", version=version, source="x",
            seen_at=moment(ago(days)), seen_by="ana", used_at=moment(ago(days)), note="",
            approved_by="eva" if version == NEW else None,
            approved_at=moment(ago(31)) if version == NEW else None,
        )  # fmt: skip
    book.row(
        "template_test", id="t1", name="first_notice", arm_a=NEW, arm_b="first_notice_friendly",
        began_at=moment(ago(10), 8), began_by="eva",
    )  # fmt: skip
    for n in range(1, CUSTOMERS + 1):
        customer(book, n)
    book.written()


def customer(book: Ledger, n: int) -> None:
    name = "[red]x[/]" if n == 1 else f"Customer {n:02}"
    book.row("customer", id=n, key=str(n), number=str(n), name=name, name_key=name, pinned=0,
             version=1)  # fmt: skip
    book.row(
        "item", id=n, customer_id=n, company="", document=f"RE-{n}", line=1, kind="invoice",
        currency="EUR", original_minor=100_00, ledger_minor=100_00, open_minor=100_00,
        issued=ago(120), due=ago(90), first_import_id=1, first_open_minor=100_00, last_import_id=1,
    )  # fmt: skip
    mail(book, n, OLD, ago(60))
    newer = mail(book, n, NEW, ago(30))
    if n <= 6:
        reply(book, n, ago(58), None)
    elif n <= 36:
        reply(book, n, ago(28), newer if n % 2 else None)
    if n <= 12:
        book.row(
            "payment", line_key=f"l{n}", ref=f"P{n}", kind="payment", company="", customer_id=n,
            item_id=n, currency="EUR", amount_minor=50_00, received=ago(25), posted=ago(25),
        )  # fmt: skip
    if n <= 4:
        mail(book, n, NEW if n % 2 else ARM, ago(9))


def mail(book: Ledger, n: int, version: str, day: date) -> str:
    id = new_id()
    row: dict[str, Any] = {
        "id": id, "key": id, "customer_id": n, "channel": "mail", "template": "first_notice",
        "template_version": version, "automatic": False, "sender": "", "subject": "Invoice",
        "message": b"", "message_id": f"<{id}@x.example>", "state": "sent", "attempts": 1,
        "items": [{"id": n, "document": f"RE-{n}"}], "queued_at": moment(day),
        "sent_at": moment(day), "actor": "ana", "language": "en", "token": "", "always": False,
    }  # fmt: skip
    book.row("outbox", **row)
    return id


def reply(book: Ledger, n: int, day: date, answers: str | None) -> None:
    entry = new_id()
    action = Action("mail.received", "reply", "mail", n, str(n), day, happened_at=moment(day, 15))
    book.actions.append(action.draft(entry))
    book.row(
        "inbox_message", mailbox="ar", server_id=entry, identity=entry, sender="", subject="",
        customer_id=n, kind="reply", state="filed", entry_id=entry, outbox_id=answers,
    )  # fmt: skip


def moment(day: date, hour: int = 9) -> str:
    return f"{day}T{hour:02}:00:00.000000Z"
