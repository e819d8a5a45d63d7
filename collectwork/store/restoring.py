"""Going back to a backup without forgetting who was contacted since.

What a backup does not hold is gone from the store: that is its purpose. But a mail that left has
left: messages stay what they have come to. And contacts and attempts made after the backup are told
to the store again, as history that it did not witness; how far the sequences of these customers had
come and what was to be done next is put back: no step is repeated.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, delete, insert, or_, select

from collectwork.domain import chain
from collectwork.domain.actions import Action
from collectwork.domain.activity import Draft, Entry
from collectwork.errors import InputRefused
from collectwork.store import restoring_outbox, schema, sqlite
from collectwork.store.engine import Engines
from collectwork.store.tables import table
from collectwork.store.trouble import said
from collectwork.store.work import Read, Write

SOURCE = "before the restore"
_BATCH = 500
_CARRIED = (
    "code", "channel", "contact", "attempt", "right_party", "automatic", "template", "strategy",
    "step",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Since:
    """What the store held beyond the backup: its head, the number of lost entries, contacts and
    attempts with the invoices they named, and of their customers threads and open next steps."""

    head: Entry
    lost: int
    actions: tuple[Mapping[str, Any], ...]
    items: Mapping[str, tuple[int, ...]]
    threads: tuple[Mapping[str, Any], ...]
    follow_ups: tuple[Mapping[str, Any], ...]
    messages: tuple[Mapping[str, Any], ...] = ()  # what each message of the outbox has come to
    queued: tuple[Mapping[str, Any], ...] = ()  # whole messages queued since


def checked(file: Path, store_id: str) -> Entry:
    """The newest entry of a backup of this very store, whose log verifies; InputRefused else."""
    if not file.is_file():
        raise InputRefused(f"Not restored: there is no file {file}. Nothing was changed.")
    if not _is_database(file):
        raise InputRefused(f"Not restored: {file} is no backup of a store. Nothing was changed.")
    reader = sqlite.plain_reader(file)
    try:
        with said(str(file), "Not restored"), reader.connect() as connection:
            version = schema.version(connection)
            if version != schema.current():
                what = f"of schema {version}" if version else "no collectwork store"
                raise InputRefused(
                    f"Not restored: {file} is {what}; this program needs {schema.current()}. "
                    "Nothing was changed. Open a copy of it once with --store: that brings an "
                    "older one up to date."
                )
            tx = Read(connection)
            walked = chain.walk(tx.log.walk())
            if walked.broken is not None:
                raise InputRefused(
                    f"Not restored: the log of {file} does not verify: entry "
                    f"{walked.broken.seq}: {walked.broken.problem}. Nothing was changed."
                )
            head = tx.log.head()
            if head is None or tx.audit.store_id() != store_id:
                raise InputRefused(
                    f"Not restored: {file} is a backup of another store. Nothing was changed."
                )
            return head
    finally:
        reader.dispose()


def since(tx: Read, backup: Entry, file: Path) -> Since:
    """What this store holds beyond a backup that it grew from."""
    head = tx.log.head()
    if head is None or tx.log.hash_of(backup.seq) != backup.hash:
        raise InputRefused(
            f"Not restored: the store did not grow from {file}: its entry {backup.seq} is another. "
            "Nothing was changed."
        )
    a, link = table("activity"), table("activity_item")
    made = (
        a.c.seq > backup.seq,
        a.c.undone_by.is_(None),
        or_(a.c.contact.is_(True), a.c.attempt.is_(True)),
    )
    actions = tx.connection.execute(select(a).where(*made).order_by(a.c.seq)).mappings().all()
    named = select(link.c.entry_id, link.c.item_id).join(a, a.c.entry_id == link.c.entry_id)
    items: dict[str, tuple[int, ...]] = {}
    for entry, item in tx.connection.execute(named.where(*made)):
        items[entry] = (*items.get(entry, ()), item)
    touched = select(a.c.customer_id).where(*made)
    thread, next_ = table("thread"), table("follow_up")
    threads = select(thread).where(thread.c.customer_id.in_(touched))
    waiting = select(next_).where(next_.c.customer_id.in_(touched), next_.c.state == "open")
    return Since(
        head, head.seq - backup.seq, tuple(map(dict, actions)), items,
        tuple(map(dict, tx.connection.execute(threads).mappings())),
        tuple(map(dict, tx.connection.execute(waiting).mappings())),
        restoring_outbox.kept(tx.connection),
        restoring_outbox.queued_since(tx.connection, backup.recorded_at[:10]),
    )  # fmt: skip


def put_back(opened: Engines, file: Path) -> None:
    """The pages of the backup into the open file, in one transaction of its own: other processes
    see all of it or nothing. The caller holds the queue."""
    source = sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro", uri=True)
    with closing(source), closing(opened.write.raw_connection()) as target:
        driver = target.driver_connection
        if not isinstance(driver, sqlite3.Connection):
            raise AssertionError("only a file can be put back")
        source.backup(driver)
    opened.write.dispose()


def carry(tx: Write, lost: Since) -> tuple[int, int]:
    """Tell the store again who was contacted since, and put their sequences back; messages keep
    what they have come to: how many contacts, how many messages."""
    customer = table("customer")
    query = select(customer.c.id, customer.c.number)
    numbers = {row.id: row.number for row in tx.connection.execute(query)}
    items = set(tx.connection.execute(select(table("item").c.id)).scalars())
    known = [row for row in lost.actions if row["customer_id"] in numbers]
    for row in known:
        named = [one for one in lost.items.get(row["entry_id"], ()) if one in items]
        tx.record(_again(row, numbers[row["customer_id"]], named))
    _positions(tx.connection, lost, {row["customer_id"] for row in known}, items)
    return len(known), restoring_outbox.carry(tx.connection, lost.messages, lost.queued)


def _positions(
    connection: Connection, lost: Since, customers: Collection[int], items: Collection[int]
) -> None:
    """Threads and next steps of these customers as they were."""
    thread, next_ = table("thread"), table("follow_up")
    for start in range(0, len(customers), _BATCH):
        some = sorted(customers)[start : start + _BATCH]
        connection.execute(delete(thread).where(thread.c.customer_id.in_(some)))
        mine = next_.c.customer_id.in_(some)
        connection.execute(delete(next_).where(mine, next_.c.state == "open"))
    threads = [
        {**row, "lead_item_id": row["lead_item_id"] if row["lead_item_id"] in items else None}
        for row in lost.threads
        if row["customer_id"] in customers
    ]
    waiting = [row for row in lost.follow_ups if row["customer_id"] in customers]
    if threads:
        connection.execute(insert(thread), threads)
    if waiting:
        held = set(connection.execute(select(next_.c.id)).scalars())
        fresh = [row for row in waiting if row["id"] not in held]
        if fresh:
            connection.execute(insert(next_), fresh)


def told(backup: Entry, lost: Since, carried: tuple[int, int], kept: Path) -> Draft:
    """The entry of going back."""
    body = {
        "backup": {"seq": backup.seq, "hash": backup.hash.hex(), "made": backup.recorded_at},
        "replaced": {"seq": lost.head.seq, "hash": lost.head.hash.hex()},
        "lost": lost.lost,
        "carried": carried[0],
        "messages": carried[1],
        "kept": kept.name,
    }
    return Draft("store.restored", None, body)


def refuse_foreign(target: Path, own: Path) -> None:
    """InputRefused where a backup would replace the store itself, or something that is none."""
    if target.exists() and target.samefile(own):
        raise InputRefused(f"Not backed up: {target} is the store itself. Name another file.")
    if target.is_dir():
        raise InputRefused(f"Not backed up: {target} is a folder. Name a file in it.")
    if not target.parent.is_dir():
        raise InputRefused(f"Not backed up: there is no folder {target.parent}.")
    if target.exists() and target.stat().st_size and not _is_database(target):
        raise InputRefused(f"Not backed up: {target} is there already and is no backup.")


def _is_database(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(16).startswith(b"SQLite format 3")


def _again(row: Mapping[str, Any], number: str, items: Sequence[int]) -> Action:
    """A contact or attempt as history: who did it and when as it was, witnessed by no entry."""
    return Action(
        kind="history.activity",
        account=row["customer_id"],
        customer=number,
        work_day=row["work_day"],
        text=row["text"] or "",
        items=tuple(items),
        witnessed=False,
        source=SOURCE,
        happened_at=row["happened_at"],
        claimed_by=row["actor"],
        reference=row["entry_id"],
        details={"claimed_entry_at": row["recorded_at"]},
        **{name: row[name] for name in _CARRIED},
    )
