"""The hand-over file: everything an agency or counsel needs of one account, in one folder.

Nothing is booked by it. Its totals are those of the store, or it is not written; its files are
listed with their hashes in a manifest, and the hashes are in the log.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from collectwork.domain import clocks
from collectwork.domain.account import AccountPage
from collectwork.domain.activity import Draft, new_id
from collectwork.domain.filenames import safe_name
from collectwork.domain.money import Money, decimals
from collectwork.errors import InputRefused, NotDelivered
from collectwork.usecases import accounts, interest
from collectwork.usecases import hand_over_tables as tables
from collectwork.usecases.channels import agency
from collectwork.usecases.desk import Desk
from collectwork.usecases.mails.delivering import send_due
from collectwork.usecases.mails.papers import statement_values
from collectwork.usecases.proposing.lines import lines_of

SENT = ("sent", "doubt")


@dataclass(frozen=True, slots=True)
class HandedOver:
    """A hand-over file that was written: its folder, and the SHA-256 of every file in it."""

    customer: str
    name: str
    folder: Path
    files: Mapping[str, str]
    totals: Mapping[str, int]
    hash: str


def must_be_writable(desk: Desk, out: Path) -> None:
    """InputRefused, before anything is decided, where nothing can be written to."""
    desk.documents.folder(out, "", {})


def write(desk: Desk, customer_id: int, out: Path, key: str | None = None) -> HandedOver:
    """Write the folder ``<number>-<day>`` into ``out`` and log it with its hashes.

    Raises NotFound, and InputRefused where the folder exists or cannot be written.
    """
    page = accounts.page(desk, customer_id)
    claims = interest.of_account(desk, customer_id)
    with desk.store.read() as tx:
        fees = [
            one for one in tx.proposals.lines("accepted", "fee", customer_id) if one.wanted.amounts
        ]
        open_sums = tx.proposals.open_sums([customer_id]).get(customer_id, {})
        contacts = tx.accounts.contacts(customer_id)
        promises = tx.promises.lines(None, customer_id)
        disputes = tx.disputes.lines(None, customer_id)
        cash = tx.accounts.loose_cash(customer_id, desk.today)
        sent = [
            one for state in SENT for one in tx.outbox.lines(state, customer_id)
            if one.channel == "mail"
        ]  # fmt: skip
        raw = {one.id: job.message for one in sent if (job := tx.outbox.job(one.id)) is not None}
    by_item = {one.debt.item_id: one for one in claims.lines}
    charged = tables.fees_of(page, [one.wanted.amounts for one in fees])
    rows = [tables.claim(desk, one, by_item.get(one.id), charged) for one in page.items]
    _reconcile(page, open_sums)
    totals = tables.totals_of(page, claims, [one.wanted.amounts for one in fees])
    files = {
        "claims.csv": tables.as_csv(tables.CLAIMS, rows),
        "totals.csv": tables.as_csv(list(totals[0]) if totals else ["currency"], totals),
        "interest.csv": tables.as_csv(
            tables.INTEREST, [x for one in claims.lines for x in lines_of(one)]
        ),
        "debtor.csv": tables.as_csv(list(tables.debtor(page)), [tables.debtor(page)]),
        "contacts.csv": tables.as_csv(tables.CONTACTS, map(tables.contact, contacts)),
        "history.csv": tables.as_csv(
            tables.HISTORY, map(tables.happening, accounts.timeline(desk, customer_id))
        ),
        "promises.csv": tables.as_csv(tables.PROMISES, map(tables.promise, promises)),
        "disputes.csv": tables.as_csv(tables.DISPUTES, map(tables.dispute, disputes)),
        "statement.pdf": desk.documents.statement(_statement(desk, page, cash)),
        "cover.pdf": desk.documents.cover(_cover(desk, page, totals, claims)),
    }
    for number, one in enumerate(sorted(sent, key=lambda one: one.queued_at), 1):
        files[f"mails/{number:03d}-{one.queued_at[:10]}.eml"] = raw[one.id]
    hashes = {name: hashlib.sha256(content).hexdigest() for name, content in files.items()}
    files["manifest.json"] = _manifest(desk, page, hashes, files, totals)
    hashes["manifest.json"] = hashlib.sha256(files["manifest.json"]).hexdigest()
    name = safe_name(f"{page.customer.number}-{desk.today.isoformat()}", "account")
    row = None
    if agency.CHANNEL in desk.ways:
        folder = _free(out, name)
        archive = desk.documents.archive(name, files)
        row = agency.row_of(desk, agency.Parcel(page.customer, name, archive, folder.parent))
    else:
        folder = desk.documents.folder(out, name, files)
    with desk.store.write(key or new_id()) as tx:
        if tx.replayed is None:
            body = {
                "account": customer_id, "folder": folder.name, "files": hashes,
                "totals": dict(open_sums), "work_day": desk.today.isoformat(),
                "text": f"hand-over file {folder.name} with {len(files)} files",
            }  # fmt: skip
            tx.record(Draft("handed_over", page.customer.number, body, id=tx.key))
            if row is not None:
                agency.queue(tx, row, hashes)
    entry = tx.replayed or tx.entries[0]
    if row is not None and tx.replayed is None:
        _leave(desk, row.id)
    customer = page.customer
    return HandedOver(customer.number, customer.name, folder, hashes, open_sums, entry.hash.hex())


def _free(out: Path, name: str) -> Path:
    """Where the folder will be; InputRefused where something is there already."""
    target = out.expanduser().absolute() / name
    if target.exists() or target.is_symlink():
        raise InputRefused(
            f"Not written: {target} exists already. Move it away, or name another folder."
        )
    return target


def _leave(desk: Desk, id: str) -> None:
    """Out of the outbox at once; NotDelivered where it stays there, to be tried again."""
    done = send_due(desk, (agency.CHANNEL,), only=(id,), now=True)
    with desk.store.read() as tx:
        row = tx.outbox.job(id)
    if row is None or row.state == "sent":
        return
    why = done.trouble[0] if done.trouble else row.reason or "it waits"
    raise NotDelivered(f"The hand-over file is kept in the outbox ({row.state}): {why}")


def as_values(one: HandedOver) -> dict[str, Any]:
    """As the contract shows it."""
    return {
        "customer": one.customer,
        "name": one.name,
        "folder": str(one.folder),
        "files": dict(one.files),
        "manifest": one.files["manifest.json"],
        "totals": {code: decimals(minor, code) for code, minor in sorted(one.totals.items())},
        "hash": one.hash,
        "booked": False,
    }


def _reconcile(page: AccountPage, open_sums: Mapping[str, int]) -> None:
    """The list, the account's page and the store say the same, or nothing is written."""
    listed: dict[str, int] = {}
    for one in page.items:
        listed[one.currency] = listed.get(one.currency, 0) + one.open
    kept = {code: minor for code, minor in listed.items() if minor}
    if kept != dict(open_sums):
        raise InputRefused("Not written: the account changed while it was read. Do it once more.")


# -- papers


def _sender(desk: Desk) -> dict[str, str]:
    return {"name": desk.sender or desk.actor, "email": desk.sender, "phone": "", "team": ""}


def _statement(desk: Desk, page: AccountPage, cash: Mapping[str, int]) -> dict[str, Any]:
    reference = f"{page.customer.number}-{desk.today.isoformat()}"
    return statement_values(
        desk, page.customer, page.items, cash, page.as_of, _sender(desk), reference,
        page.customer.language or "en",
    )  # fmt: skip


def _cover(
    desk: Desk,
    page: AccountPage,
    totals: Sequence[Mapping[str, Any]],
    claims: interest.AccountInterest,
) -> dict[str, Any]:
    """Values of ``documents.cover``."""
    return {
        "number": page.customer.number,
        "name": page.customer.name,
        "country": page.customer.country or "",
        "today": desk.today,
        "as_of": page.as_of,
        "made": desk.clock(),
        "sender": desk.sender or desk.actor,
        "totals": totals,
        "law": claims.law.name if claims.law else f"no law known for {claims.country}",
        "missing": sorted({one.why_none for one in claims.lines if one.missing}),
        "items": [(one.document, one.due, Money(one.open, one.currency)) for one in page.items],
        "contacts": [
            " · ".join(part for part in (one.name, one.role, one.phone, one.email) if part)
            for one in page.contacts
            if not one.vanished
        ],
        "promises": len(page.promises),
        "broken": sum(one.state == "broken" for one in page.promises),
        "disputes": sum(one.state == "open" for one in page.disputes),
    }


def _manifest(
    desk: Desk,
    page: AccountPage,
    hashes: Mapping[str, str],
    files: Mapping[str, bytes],
    totals: Sequence[Mapping[str, Any]],
) -> bytes:
    with desk.store.read() as tx:
        head = tx.log.head()
    value = {
        "customer": page.customer.number,
        "name": page.customer.name,
        "day": desk.today.isoformat(),
        "made": clocks.text(desk.clock()),
        "by": desk.actor,
        "log": {"entries": head.seq, "head": head.hash.hex()} if head else None,
        "totals": [{name: str(part) for name, part in row.items()} for row in totals],
        "files": [
            {"name": name, "bytes": len(files[name]), "sha256": digest}
            for name, digest in sorted(hashes.items())
        ],
    }
    return (json.dumps(value, ensure_ascii=False, indent=1) + "\n").encode()
