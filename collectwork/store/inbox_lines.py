"""The inbox as lists: what waits, what was done, one message whole."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, and_, exists, func, or_, select

from collectwork.domain.inbox import About, Attached, InboxLine, InboxMessage
from collectwork.store.reactions import by_hand, queued
from collectwork.store.tables import table

_SHOWN = 300  # characters of the text that a line brings
_HEAVY = frozenset(["raw", "text", "full_text", "thread", "recipients", "identity", "digest"])


class InboxLines:
    """Reading the inbox within one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def counts(self) -> dict[str, int]:
        """Messages by state."""
        rows = table("inbox_message").c
        query = select(rows.state, func.count()).group_by(rows.state)
        return {row[0]: row[1] for row in self._connection.execute(query)}

    def kinds(self) -> dict[str, int]:
        """Messages by kind."""
        rows = table("inbox_message").c
        query = select(rows.kind, func.count()).group_by(rows.kind)
        return {row[0]: row[1] for row in self._connection.execute(query)}

    def waiting(self, owner: str | None = None) -> int:
        """Replies to which nobody has reacted; ``owner``: on a person's accounts."""
        rows = table("inbox_message").c
        query = select(func.count()).where(_waits())
        if owner is not None:
            customer = table("customer").c
            query = query.select_from(
                table("inbox_message").join(table("customer"), customer.id == rows.customer_id)
            ).where(customer.owner == owner)
        return self._connection.scalar(query) or 0

    def lines(
        self,
        states: Sequence[str] = (),
        *,
        waiting: bool = False,
        customer_id: int | None = None,
        owner: str | None = None,
        limit: int | None = None,
        offset: int = 0,
    ) -> list[InboxLine]:
        """The newest first. ``waiting``: only what asks for something: the triage list, and
        replies to which nobody has reacted. ``owner``: what is on a person's accounts, and what
        is on nobody's yet."""
        query = self._filtered(_listing(), states, waiting, customer_id, owner)
        rows = table("inbox_message").c
        query = query.order_by(rows.at.desc(), rows.id.desc()).limit(limit).offset(offset)
        found = list(self._connection.execute(query))
        names = self._names({id for row in found for id in row.candidates or ()})
        return [_line(row, names) for row in found]

    def number(
        self, states: Sequence[str] = (), *, waiting: bool = False, owner: str | None = None
    ) -> int:
        """How many ``lines`` has without a limit."""
        rows, customer = table("inbox_message"), table("customer")
        query = select(func.count()).select_from(
            rows.outerjoin(customer, customer.c.id == rows.c.customer_id)
        )
        return self._connection.scalar(self._filtered(query, states, waiting, None, owner)) or 0

    def _filtered(
        self,
        query: Select[Any],
        states: Sequence[str],
        waiting: bool,
        customer_id: int | None,
        owner: str | None,
    ) -> Select[Any]:
        rows, customer = table("inbox_message").c, table("customer").c
        if states:
            query = query.where(rows.state.in_(states))
        if waiting:
            query = query.where(or_(rows.state == "triage", _waits()))
        if customer_id is not None:
            query = query.where(rows.customer_id == customer_id)
        if owner is not None:
            query = query.where(or_(customer.owner == owner, customer.owner.is_(None)))
        return query

    def message(self, id: int) -> InboxMessage | None:
        """One message whole."""
        rows = table("inbox_message")
        row = self._connection.execute(_listing(heavy=True).where(rows.c.id == id)).first()
        if row is None:
            return None
        line = _line(row, self._names(set(row.candidates or ())))
        return InboxMessage(
            line=line,
            server_id=row.server_id,
            answer_to=row.answer_to,
            recipients=tuple(row.recipients or ()),
            text=row.text,
            full_text=row.full_text,
            attachments=tuple(Attached(one["name"], one["size"]) for one in row.attachments or ()),
            thread=tuple(row.thread or ()),
            about=tuple(About(one["id"], one["document"]) for one in row._mapping["items"] or ()),
            contact_id=row.contact_id,
            outbox_id=row.outbox_id,
            language=row.language,
            entry_id=row.entry_id,
            handled_by=row.handled_by,
            handled_at=row.handled_at,
            fetched_at=row.fetched_at,
            unknown_address=row.customer_id is not None and self._unknown(row),
        )

    def raw(self, id: int) -> bytes | None:
        """The bytes as they were fetched, as far as they are kept."""
        rows = table("inbox_message").c
        return self._connection.scalar(select(rows.raw).where(rows.id == id))

    def texts(self, entry_ids: Sequence[str]) -> dict[str, int]:
        """The messages behind entries: entry id → number."""
        rows = table("inbox_message").c
        query = select(rows.entry_id, rows.id).where(rows.entry_id.in_(entry_ids))
        return {row[0]: row[1] for row in self._connection.execute(query)}

    def _unknown(self, row: Row[Any]) -> bool:
        contact = table("contact").c
        query = select(contact.id).where(
            contact.customer_id == row.customer_id, func.lower(contact.email) == row.sender
        )
        return bool(row.sender) and self._connection.execute(query.limit(1)).first() is None

    def _names(self, ids: set[int]) -> dict[int, tuple[str, str]]:
        customer = table("customer").c
        if not ids:
            return {}
        query = select(customer.id, customer.number, customer.name)
        query = query.where(customer.id.in_(sorted(ids)[:1_000]))
        return {id: (number, name) for id, number, name in self._connection.execute(query)}


def _reply_waits() -> ColumnElement[bool]:
    """Nobody did anything on the account after the entry of the message."""
    rows, act, later = table("inbox_message").c, table("activity"), table("activity").alias("later")
    sent = queued(lambda customer: customer == act.c.customer_id)
    after = sent.where(sent.selected_columns.seq > act.c.seq).correlate(act)
    return exists().where(
        act.c.entry_id == rows.entry_id,
        act.c.undone_by.is_(None),
        ~exists().where(
            later.c.customer_id == act.c.customer_id, later.c.seq > act.c.seq, by_hand(later)
        ),
        ~after.exists(),
    )  # fmt: skip


def _waits() -> ColumnElement[bool]:
    rows = table("inbox_message").c
    return and_(rows.state == "filed", rows.kind == "reply", _reply_waits())


def _listing(*, heavy: bool = False) -> Select[Any]:
    rows, customer = table("inbox_message"), table("customer")
    columns = [one for one in rows.c if heavy or one.name not in _HEAVY]
    columns = [one for one in columns if one.name != "raw"]
    return select(
        *columns,
        func.substr(rows.c.text, 1, _SHOWN).label("shown"),
        func.substr(rows.c.full_text, 1, _SHOWN).label("shown_whole"),
        customer.c.number, customer.c.name.label("customer_name"), customer.c.owner,
        _waits().label("waits"),
    ).select_from(rows.outerjoin(customer, customer.c.id == rows.c.customer_id))  # fmt: skip


def _line(row: Row[Any], names: dict[int, tuple[str, str]]) -> InboxLine:
    values = row._mapping
    return InboxLine(
        id=row.id,
        at=row.at,
        mailbox=row.mailbox,
        kind=row.kind,
        state=row.state,
        matched=row.matched,
        sender=row.sender,
        name=row.name,
        subject=row.subject,
        customer_id=row.customer_id,
        customer=row.number or "",
        customer_name=row.customer_name or "",
        owner=row.owner or "",
        text=" ".join((row.shown or row.shown_whole or "").split()),
        reason=row.reason,
        documents=tuple(one["document"] for one in values["items"] or ()),
        attachments=len(row.attachments or ()),
        message_id=row.message_id,
        waiting=bool(row.waits),
        candidates=tuple(names[id] for id in row.candidates or () if id in names),
    )
