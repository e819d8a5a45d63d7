"""What came in by mail: kept once, matched by a few set-based look-ups a page, listed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, fields
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Connection, Select, and_, func, insert, or_, select, update

from collectwork.domain.inbox import About, Came, FolderRead, Match, Ours, State
from collectwork.store.inbox_lines import InboxLines
from collectwork.store.tables import table

_PORTION = 500
_CLOSED_FOR = timedelta(days=400)  # an invoice that fell due longer ago and is paid is not meant
_MOST_OF_DOMAIN = 5  # customers: several are as good as many
_MOST_OF_ADDRESS = 20  # mails to one customer that are looked through


class InboxRows(InboxLines):
    """The inbox within one transaction."""

    def __init__(self, connection: Connection) -> None:
        super().__init__(connection)

    # ----- how far the folders are read

    def folder(self, mailbox: str, folder: str) -> FolderRead:
        """How far a folder is read; from its beginning where it never was."""
        rows = table("mailbox_folder")
        query = _folders().where(rows.c.mailbox == mailbox, rows.c.folder == folder)
        row = self._connection.execute(query).first()
        return FolderRead(mailbox, folder) if row is None else FolderRead(**row._mapping)

    def folders(self) -> list[FolderRead]:
        """Every folder that was ever looked into."""
        rows = table("mailbox_folder")
        query = _folders().order_by(rows.c.mailbox, rows.c.folder)
        return [FolderRead(**row._mapping) for row in self._connection.execute(query)]

    def keep(self, read: FolderRead) -> None:
        """Note how far a folder is read, or what trouble it made."""
        rows = table("mailbox_folder")
        values = asdict(read)
        here = and_(rows.c.mailbox == read.mailbox, rows.c.folder == read.folder)
        if self._connection.execute(update(rows).where(here).values(values)).rowcount == 0:
            self._connection.execute(insert(rows).values(values))

    # ----- what is known already

    def known(self, mailbox: str, came: Sequence[Came]) -> set[str]:
        """Identities of those that were kept before, from whichever mailbox."""
        rows = table("inbox_message").c
        found: set[str] = set()
        by_server = {one.server_id: one.identity for one in came}
        for some in _portions(list(by_server)):
            query = select(rows.server_id).where(rows.mailbox == mailbox, rows.server_id.in_(some))
            found |= {by_server[id] for id in self._connection.scalars(query)}
        for some in _portions([one.identity for one in came]):
            found |= set(
                self._connection.scalars(select(rows.identity).where(rows.identity.in_(some)))
            )
        return found

    # ----- look-ups of a page

    def ours(
        self, message_ids: Collection[str], rows: Collection[str], tokens: Collection[str]
    ) -> list[Ours]:
        """Mails of ours by Message-ID, by the id of their row, or by their reference."""
        outbox = table("outbox").c
        found: dict[str, Ours] = {}
        for column, wanted in (
            (outbox.message_id, message_ids), (outbox.id, rows), (outbox.token, tokens),
        ):  # fmt: skip
            for some in _portions(sorted(wanted)):
                found |= self._ours(column.in_(some))
        return list(found.values())

    def ours_to(self, address: str, customers: Collection[int], since: str) -> list[Ours]:
        """The newest mails of ours to an address, sent since; ``customers``: who may have it."""
        outbox = table("outbox").c
        found = self._ours(
            and_(
                outbox.customer_id.in_(sorted(customers)[:_PORTION]), outbox.channel == "mail",
                outbox.state == "sent", outbox.sent_at >= since,
            )
        )  # fmt: skip
        to = [
            one
            for one in found.values()
            if address in {recipient.lower() for recipient in one.recipients}
        ]
        return sorted(to, key=lambda one: one.sent_at, reverse=True)[:_MOST_OF_ADDRESS]

    def _ours(self, where: Any) -> dict[str, Ours]:
        outbox = table("outbox")
        query = select(
            outbox.c.id, outbox.c.message_id, outbox.c.customer_id, outbox.c.contact_id,
            outbox.c.token, outbox.c.language, outbox.c.recipients, outbox.c.copies,
            outbox.c["items"], outbox.c.sent_at,
        ).where(where)  # fmt: skip
        return {
            row.id: Ours(
                row.id, row.message_id, row.customer_id, row.contact_id, row.token, row.language,
                (*(row.recipients or ()), *(row.copies or ())),
                tuple(About(one["id"], one["document"]) for one in row._mapping["items"] or ()),
                row.sent_at or "",
            )
            for row in self._connection.execute(query)
        }  # fmt: skip

    def threads(self, message_ids: Collection[str]) -> dict[str, tuple[int, tuple[About, ...]]]:
        """Message-IDs of mails that came in before: their customer and invoices."""
        rows = table("inbox_message").c
        found: dict[str, tuple[int, tuple[About, ...]]] = {}
        for some in _portions(sorted(message_ids)):
            query = select(rows.message_id, rows.customer_id, rows["items"]).where(
                rows.message_id.in_(some), rows.customer_id.is_not(None)
            )
            for id, customer_id, items in self._connection.execute(query):
                found[id] = (customer_id, _about(items))
        return found

    def documents(self, words: Collection[str], day: date) -> dict[str, list[tuple[int, About]]]:
        """Invoices by number, open ones and such as were due not too long ago: customer and
        invoice, by the number in lower case."""
        item = table("item").c
        spelled = sorted({form for word in words for form in (word, word.upper(), word.lower())})
        lately = func.coalesce(item.due, item.issued, day) >= day - _CLOSED_FOR
        found: dict[str, list[tuple[int, About]]] = defaultdict(list)
        for some in _portions(spelled):
            query = (
                select(item.customer_id, item.id, item.document)
                .where(item.document.in_(some), item.kind != "balance")
                .where(or_(item.open_minor != 0, lately))
                .order_by(item.id)
            )
            for customer_id, id, document in self._connection.execute(query):
                found[document.lower()].append((customer_id, About(id, document)))
        return found

    def addresses(self, wanted: Collection[str]) -> dict[str, list[tuple[int, int]]]:
        """Contacts by address in lower case: customer and contact; main contacts first."""
        contact = table("contact").c
        found: dict[str, list[tuple[int, int]]] = defaultdict(list)
        lowered = func.lower(contact.email)
        for some in _portions(sorted(wanted)):
            query = (
                select(lowered, contact.customer_id, contact.id)
                .where(lowered.in_(some))
                .order_by(contact.main.desc(), contact.id)
            )
            for address, customer_id, id in self._connection.execute(query):
                found[address].append((customer_id, id))
        return found

    def domains(self, wanted: Collection[str]) -> dict[str, list[int]]:
        """Customers that have contacts at a domain, a few each: one look through
        the addresses for all the domains of a page."""
        contact = table("contact").c
        found: dict[str, list[int]] = {}
        if not wanted:
            return found
        address = func.lower(contact.email)
        if self._connection.dialect.name == "postgresql":
            domain = func.split_part(address, "@", 2)
        else:
            domain = func.substr(address, func.instr(address, "@") + 1)
        for some in _portions(sorted(wanted)):
            query = select(domain, contact.customer_id).where(domain.in_(some)).distinct()
            for name, customer_id in self._connection.execute(query.order_by(contact.customer_id)):
                known = found.setdefault(name, [])
                if len(known) < _MOST_OF_DOMAIN:
                    known.append(customer_id)
        return found

    def by_hand(self, senders: Collection[str]) -> dict[str, list[int]]:
        """Customers that people filed mails of a sender with, the last one first."""
        rows = table("inbox_message").c
        found: dict[str, list[int]] = defaultdict(list)
        for some in _portions(sorted(senders)):
            query = (
                select(rows.sender, rows.customer_id, func.max(rows.handled_at).label("last"))
                .where(rows.sender.in_(some), rows.matched == "hand")
                .where(rows.customer_id.is_not(None))
                .group_by(rows.sender, rows.customer_id)
                .order_by(func.max(rows.handled_at).desc())
            )
            for sender, customer_id, _ in self._connection.execute(query):
                found[sender].append(customer_id)
        return found

    def numbers(self, customers: Collection[int]) -> dict[int, tuple[str, str]]:
        """Number and name by id."""
        customer = table("customer").c
        found: dict[int, tuple[str, str]] = {}
        for some in _portions(sorted(customers)):
            query = select(customer.id, customer.number, customer.name)
            for id, number, name in self._connection.execute(query.where(customer.id.in_(some))):
                found[id] = (number, name)
        return found

    # ----- keeping

    def add(
        self, came: Came, match: Match, state: State, reason: str, fetched_at: str,
        entry_id: str | None,
    ) -> int:  # fmt: skip
        """A new message; returns its number."""
        same = (
            "mailbox", "server_id", "identity", "message_id", "digest", "at", "sender", "name",
            "answer_to", "subject", "kind", "text", "full_text", "raw",
        )  # fmt: skip
        values: dict[str, Any] = {name: getattr(came, name) for name in same}
        values |= {
            "fetched_at": fetched_at,
            "matched": match.how,
            "customer_id": match.customer_id,
            "contact_id": match.contact_id,
            "outbox_id": match.ours.outbox_id if match.ours else None,
            "items": _rows(match.about),
            "candidates": list(match.candidates),
            "language": match.ours.language if match.ours else "",
            "attachments": [{"name": one.name, "size": one.size} for one in came.attachments],
            "thread": list(came.thread),
            "recipients": list(came.recipients),
            "state": state,
            "reason": reason,
            "entry_id": entry_id,
        }
        statement = insert(table("inbox_message")).values(values)
        rows = table("inbox_message")
        return int(self._connection.scalars(statement.returning(rows.c.id)).one())

    def file(self, id: int, match: Match, entry_id: str, by: str, at: str) -> bool:
        """A person says whose it is; False when it is no longer in the triage list."""
        rows = table("inbox_message")
        query = (
            update(rows)
            .where(rows.c.id == id, rows.c.state == "triage")
            .values(
                state="filed", kind="reply", matched=match.how, customer_id=match.customer_id,
                contact_id=match.contact_id, items=_rows(match.about), entry_id=entry_id,
                reason=match.why, handled_by=by, handled_at=at,
            )
        )  # fmt: skip
        return self._connection.execute(query).rowcount == 1

    def close(self, id: int, state: State, reason: str, by: str, at: str) -> bool:
        """Done or ignored; False when it was closed before."""
        rows = table("inbox_message")
        query = (
            update(rows)
            .where(rows.c.id == id, rows.c.state.in_(("triage", "filed")))
            .values(state=state, reason=reason, handled_by=by, handled_at=at)
        )
        return self._connection.execute(query).rowcount == 1


def _folders() -> Select[Any]:
    rows = table("mailbox_folder")
    return select(*(rows.c[one.name] for one in fields(FolderRead)))


def _rows(about: Sequence[About]) -> list[Mapping[str, Any]]:
    return [{"id": one.item_id, "document": one.document} for one in about]


def _about(items: Any) -> tuple[About, ...]:
    return tuple(About(one["id"], one["document"]) for one in items or ())


def _portions(values: Sequence[Any]) -> list[Sequence[Any]]:
    return [values[at : at + _PORTION] for at in range(0, len(values), _PORTION)]
