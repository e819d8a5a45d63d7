"""A small book of business to write letters about, and transports that fail on purpose."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import insert, update

from collectwork.domain.activity import Draft
from collectwork.domain.customers import key
from collectwork.domain.mail import Delivered
from collectwork.store.door import Store
from collectwork.store.tables import table

TODAY = date(2026, 11, 20)


class Crash(BaseException):
    """The process dies here, as far as a test can do it."""


def customer(
    store: Store,
    number: str = "100231",
    name: str = "Brenner Logistik GmbH",
    *,
    email: str | None = "s.ott@brenner.example",
    contact: str = "Sabine Ott",
    language: str | None = "de",
    **more: Any,
) -> int:
    """A customer with one contact; returns its id."""
    with store.write() as tx:
        run = _run(tx.connection)
        done = tx.connection.execute(
            insert(table("customer")).values(
                key=key(number), number=number, name=name, name_key=key(name), language=language,
                first_import_id=run, **more,
            )
        )  # fmt: skip
        customer_id = int(done.inserted_primary_key[0])
        if email is not None:
            tx.connection.execute(
                insert(table("contact")).values(
                    customer_id=customer_id, name=contact, email=email, main=True, role="payables",
                    source="ledger", do_not_contact=False, email_state="unchecked", version=1,
                )
            )  # fmt: skip
        tx.record(Draft("contact.changed", number, {}))
    return customer_id


def contact(store: Store, customer_id: int, name: str, email: str | None, **more: Any) -> None:
    with store.write() as tx:
        values = {"main": False, "do_not_contact": False, "email_state": "unchecked"} | more
        tx.connection.execute(
            insert(table("contact")).values(
                customer_id=customer_id, name=name, email=email, source="entered", version=1,
                **values,
            )
        )  # fmt: skip
        tx.record(Draft("contact.changed", None, {}))


def item(
    store: Store,
    customer_id: int,
    document: str,
    open_minor: int,
    due: date | None = date(2026, 10, 1),
    *,
    currency: str = "EUR",
    kind: str = "invoice",
) -> int:
    """An open item; returns its id."""
    with store.write() as tx:
        run = _run(tx.connection)
        done = tx.connection.execute(
            insert(table("item")).values(
                customer_id=customer_id, company="", document=document, line=1, kind=kind,
                currency=currency, original_minor=open_minor, ledger_minor=open_minor,
                open_minor=open_minor, issued=date(2026, 9, 1), due=due, first_import_id=run,
                first_open_minor=open_minor, last_import_id=run,
            )
        )  # fmt: skip
        tx.record(Draft("contact.changed", None, {}))
    return int(done.inserted_primary_key[0])


def set_open(store: Store, item_id: int, open_minor: int) -> None:
    """Money came in: the ledger's figure moves."""
    with store.write() as tx:
        rows = table("item")
        tx.connection.execute(
            update(rows).where(rows.c.id == item_id).values(open_minor=open_minor)
        )
        tx.record(Draft("contact.changed", None, {}))


def set_contact(store: Store, customer_id: int, **values: Any) -> None:
    with store.write() as tx:
        rows = table("contact")
        tx.connection.execute(
            update(rows).where(rows.c.customer_id == customer_id).values(**values)
        )
        tx.record(Draft("contact.changed", None, {}))


def _run(connection: Any) -> int:
    rows = table("import_run")
    found = connection.execute(rows.select().limit(1)).first()
    if found is not None:
        return int(found.id)
    done = connection.execute(
        insert(rows).values(
            key="k", fingerprint="f", kind="open-items", file_name="a.csv", file_sha256="0",
            company="", as_of=date(2026, 11, 19), rows=0, items=0, customers=0, rejects=0,
            reconciled="yes", actor="ana", at="2026-11-19T06:00:00.000000Z",
        )
    )  # fmt: skip
    return int(done.inserted_primary_key[0])


@dataclass
class FakeServer:
    """A mail server of the test: drafts, sent mails, and a plan of faults.

    ``fault`` is asked before each call with its name; it answers "" (work), "later", "reject",
    "drop" (work is done, the answer is lost), "lost" (nothing is done, the answer is lost),
    "crash" (the process dies after the work) or "crash-before".
    """

    fault: Callable[[str], str] = lambda _: ""
    drafts: dict[str, str] = field(default_factory=dict)  # reference → Message-ID
    sent: list[str] = field(default_factory=list)
    visible: bool = True  # whether Sent Items show what was sent
    calls: int = 0
    name: str = "fake"

    def prepare(self, message: bytes, message_id: str, *, again: bool = False) -> Delivered:
        if again:
            for reference, own in self.drafts.items():
                if own == message_id:
                    return Delivered(ok=True, reference=reference)

        def work() -> str:
            self.calls += 1
            self.drafts[f"d{self.calls}"] = message_id
            return f"d{self.calls}"

        answer = self._act("prepare", work)
        return Delivered(ok=False, later=True, words=answer.words) if not answer.certain else answer

    def deliver(self, message: bytes, message_id: str, reference: str | None) -> Delivered:
        assert reference is not None

        def work() -> str:
            if reference in self.drafts:
                del self.drafts[reference]
                self.sent.append(message_id)
                return reference
            return ""

        answer = self._act("deliver", work)
        if answer.ok and not answer.reference:
            return Delivered(ok=False, certain=False, words="no such draft")
        return answer

    def settle(self, message_id: str, reference: str | None) -> bool | None:
        if reference is None or reference in self.drafts:
            return False
        return True if self.visible and message_id in self.sent else None

    def _act(self, call: str, work: Callable[[], str]) -> Delivered:
        fault = self.fault(call)
        if fault == "later":
            return Delivered(ok=False, later=True, words="busy", wait=30)
        if fault == "reject":
            return Delivered(ok=False, words="550 no such user")
        if fault == "crash-before":
            raise Crash
        if fault == "lost":
            return Delivered(ok=False, certain=False, words="timed out")
        reference = work()
        if fault == "crash":
            raise Crash
        if fault == "drop":
            return Delivered(ok=False, certain=False, words="the line was dropped")
        return Delivered(ok=True, reference=reference)


def chaos(seed: int, share: float = 0.5) -> Callable[[str], str]:
    """Faults at random."""
    rng = random.Random(seed)

    def fault(_: str) -> str:
        kinds = ["later", "drop", "lost", "crash", "crash-before"]
        return rng.choice(kinds) if rng.random() < share else ""

    return fault
