"""An account's history in one line of time: actions, mails, payments, imports, promises."""

from __future__ import annotations

import email
import email.policy
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from collectwork.domain.account import CashFact, Happening, ImportFact, PromiseLine
from collectwork.domain.activity import Entry
from collectwork.domain.assigning import NOBODY, OwnerChange
from collectwork.domain.balances import names_balance
from collectwork.domain.customers import Customer
from collectwork.domain.money import decimals
from collectwork.usecases.ports.work import Read

#: Entries that are bookkeeping of the program, not something that happened to the account.
_UNSEEN = frozenset(["claim", "mail.sending", "erased"])
_JUDGED = ("kept", "partly_kept", "broken")
_IMPORTED = {
    "new": "new",
    "paid": "no longer open",
    "part_paid": "paid in part",
    "credited": "credited",
    "reopened": "open again",
    "due_moved": "due date moved",
    "changed": "changed",
    "vanished": "vanished from the ledger",
    "replaced": "replaced by a ledger of another shape",
}


def history(
    tx: Read, customer: Customer, promises: Iterable[PromiseLine], limit: int | None = None
) -> list[Happening]:
    """Everything in order, oldest first. ``limit``: the newest so many of each source, with mails
    by their subject only; None: everything, mails with their text."""
    entries = tx.happenings.entries(customer.number, limit)
    texts = _mail_texts(tx, entries) if limit is None else {}
    undone = {entry.data.get("target") for entry in entries if entry.kind == "undone"}
    found = [_of_entry(one, texts, undone) for one in reversed(entries) if one.kind not in _UNSEEN]
    found += [_of_cash(one) for one in tx.happenings.cash(customer.id, limit)]
    found += [_of_import(one) for one in tx.happenings.imported(customer.id)]
    found += _of_promises(promises)
    found += [_of_owner(one) for one in tx.assigning.changes_of(customer.id)]
    found.sort(key=lambda one: _moment(one.at))
    return found if limit is None else found[-limit:]


def _moment(at: str) -> str:
    """Days without a time sort after the actions of that day: they were seen in its evening."""
    return at if len(at) > 10 else f"{at}T99"


def _of_entry(entry: Entry, texts: Mapping[str, str], undone: set[Any]) -> Happening:
    body = entry.data
    currency, amount = _money(body)
    late = _days_late(entry)
    witnessed = body.get("witnessed", True)
    return Happening(
        at=entry.happened_at or entry.recorded_at,
        kind=entry.kind,
        code=str(body.get("code", entry.kind)),
        who=_who(entry, body),
        channel=str(body.get("channel", "mail" if entry.kind.startswith("mail.") else "none")),
        text=_text(entry, body, texts) if witnessed else f"{_text(entry, body, texts)} (imported)",
        invoices=tuple(str(one) for one in body.get("invoices", ())),
        hash=entry.hash.hex(),
        entry_id=entry.id,
        currency=currency,
        amount=amount,
        undone=entry.id in undone,
        late_days=late,
    )


def _who(entry: Entry, body: Mapping[str, Any]) -> str:
    """Whoever did it: of a mail that came in, its writer and not who fetched it."""
    if entry.kind in ("mail.received", "mail.noted"):
        return str(body.get("sender_name") or body.get("sender") or "")
    return str(body.get("by", entry.actor))


def _text(entry: Entry, body: Mapping[str, Any], texts: Mapping[str, str]) -> str:
    if entry.body is None:
        return "erased"
    parts = [str(body.get("subject") or "")] if entry.kind.startswith("mail") else []
    if entry.kind == "promise.made":
        parts.append(_promised(body))
    if entry.kind == "dispute.opened":
        parts.append(str(body.get("dispute", {}).get("category", "")))
    if "follow_up" in body:
        planned = body["follow_up"]
        parts.append(f"{planned['kind']} {planned.get('due_at') or planned['due']}")
        parts.append(str(planned.get("purpose") or ""))
    if entry.kind in ("undone", "corrected"):
        parts.append(f"entry {body.get('seq')}")
    if "spoken_to" in body:
        parts.append(f"with {body['spoken_to']}")
    said = str(body.get("text") or "")
    reason = str(body.get("reason") or "")
    parts += [said, reason if reason != said else ""]
    if "override" in body:
        parts.append(f"override: {body['override']['reason']}")
    parts.append(texts.get(str(body.get("outbox", entry.id)), ""))
    return "\n".join(part for part in parts if part)


def _promised(body: Mapping[str, Any]) -> str:
    lines = body.get("promise")
    if not isinstance(lines, list):
        return ""
    sums: dict[tuple[str, str], int] = {}
    for line in lines:
        slot = (line["due"], line["currency"])
        sums[slot] = sums.get(slot, 0) + line["minor"]
    return ", ".join(
        f"{decimals(minor, currency)} {currency} by {due}"
        for (due, currency), minor in sorted(sums.items())
    )


def _money(body: Mapping[str, Any]) -> tuple[str | None, int | None]:
    lines = body.get("promise")
    if not isinstance(lines, list) or len({line["currency"] for line in lines}) != 1:
        return None, None
    return lines[0]["currency"], sum(line["minor"] for line in lines)


def _days_late(entry: Entry) -> int:
    if entry.happened_at is None:
        return 0
    recorded = str(entry.data.get("claimed_entry_at", entry.recorded_at))
    claimed = date.fromisoformat(entry.happened_at[:10])
    return max(0, (date.fromisoformat(recorded[:10]) - claimed).days)


def _mail_texts(tx: Read, entries: Iterable[Entry]) -> dict[str, str]:
    """The text of mails as they left, by the entry that queued them."""
    queued = [entry.id for entry in entries if entry.kind == "mail.queued"]
    texts = {}
    for id, raw in (tx.happenings.messages(queued) if queued else {}).items():
        message = email.message_from_bytes(raw, policy=email.policy.default)
        part = message.get_body(("plain", "html"))
        text = str(part.get_content()).strip() if part is not None else ""
        texts[id] = text.replace("\r\n", "\n")
    return texts


def _of_cash(fact: CashFact) -> Happening:
    posted = f", booked {fact.posted.isoformat()}" if fact.posted else ""
    return Happening(
        at=fact.received.isoformat(),
        kind="payment",
        code=fact.kind,
        who="",
        channel="none",
        text=f"{decimals(fact.minor, fact.currency)} {fact.currency} ({fact.ref}){posted}",
        invoices=(fact.document,) if fact.document else (),
        hash=None,
        currency=fact.currency,
        amount=fact.minor,
    )


def _of_import(fact: ImportFact) -> Happening:
    if fact.after and fact.until and fact.after != fact.until:
        span = f", between {fact.after.isoformat()} and {fact.until.isoformat()}"
    else:
        span = f", on {fact.until.isoformat()}" if fact.until else ""
    what = "balance" if all(map(names_balance, fact.documents)) else "invoice"
    many = len(fact.documents)
    count = f"{many} {what}{'s' if many != 1 else ''}"
    money = f"{decimals(fact.minor, fact.currency)} {fact.currency}"
    return Happening(
        at=fact.at,
        kind="import",
        code=fact.kind,
        who=fact.who,
        channel="none",
        text=f"{count} {_IMPORTED.get(fact.kind, fact.kind)}, {money}{span} ({fact.file})",
        invoices=fact.documents,
        hash=None,
        currency=fact.currency,
        amount=fact.minor,
    )


def _of_owner(change: OwnerChange) -> Happening:
    """Given to another owner; a run over many accounts has one entry for all of them."""
    before = f", {change.before} had it" if change.before else ""
    return Happening(
        at=change.at,
        kind="assigned",
        code="assigned",
        who=change.actor,
        channel="none",
        text=f"to {change.after or NOBODY}{before}: {change.why}",
        invoices=(),
        hash=change.hash,
        entry_id=change.entry_id,
    )


def _of_promises(lines: Iterable[PromiseLine]) -> list[Happening]:
    """How promises ended: kept and partly kept on their day, broken on the day after."""
    return [
        Happening(
            at=line.state_on.isoformat(),
            kind="promise",
            code=line.state,
            who="",
            channel="none",
            text=f"promise of {line.made_on.isoformat()} by {line.due.isoformat()}: "
            f"{decimals(line.received, line.currency)} of "
            f"{decimals(line.amount, line.currency)} {line.currency} received in time",
            invoices=(line.document,) if line.document else (),
            hash=None,
            currency=line.currency,
            amount=line.amount,
        )
        for line in lines
        if line.state in _JUDGED and line.state_on is not None
    ]
