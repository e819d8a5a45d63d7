"""A page of messages is kept: each with its entry, in one transaction with how far was read.

What takes time, reading what a reply says, is done before the transaction begins.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from collectwork import replies
from collectwork.domain import clocks
from collectwork.domain.actions import Action
from collectwork.domain.activity import Draft, new_id
from collectwork.domain.customers import Customer
from collectwork.domain.inbox import LONGEST_ENTRY, Came, FolderRead, Match, State
from collectwork.domain.mailboxes import Fetched, Folder
from collectwork.domain.suggestions import Found, KnownItem
from collectwork.usecases.desk import Desk
from collectwork.usecases.inbox import reports
from collectwork.usecases.inbox.matching import matched
from collectwork.usecases.mails.moves import Elsewhere, finish
from collectwork.usecases.ports.work import Write
from collectwork.usecases.suggesting.keeping import keep

FOLDER: Folder = "inbox"
#: Kinds that are noted at the account, and are no contact and nothing to react to.
_NOTED = {"auto": "automatic reply", "receipt": "read receipt"}


@dataclass(slots=True)
class Filed:
    """What became of a page. ``customers``: whose replies were filed."""

    new: int = 0
    known: int = 0
    filed: int = 0
    triage: int = 0
    kinds: Counter[str] = field(default_factory=Counter)
    bounced: list[str] = field(default_factory=list)
    held: int = 0
    suggested: int = 0

    def add(self, other: Filed) -> None:
        """Take another page's figures in."""
        for name in ("new", "known", "filed", "triage", "held", "suggested"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        self.kinds += other.kinds
        self.bounced += other.bounced


@dataclass(frozen=True, slots=True)
class Reading:
    """What a reply says, with the open items that its words were read against."""

    found: tuple[Found, ...] = ()
    known: Sequence[KnownItem] = ()


@dataclass(frozen=True, slots=True)
class Page:
    """Messages with their matches, ready to be kept."""

    came: Sequence[Came]
    matches: Sequence[Match]
    readings: Mapping[str, Reading]  # by identity


def prepared(desk: Desk, came: Sequence[Came], own: Collection[str]) -> Page:
    """Match the messages and read what the replies say; nothing is changed."""
    unique = list({one.identity: one for one in came}.values())
    with desk.store.read() as tx:
        known = tx.inbox.known(unique[0].mailbox, unique) if unique else set()
        new = [one for one in unique if one.identity not in known]
        matches = matched(tx, new, desk.today, own)
        items = {
            id: tx.suggestions.known(id)
            for id in {one.customer_id for one in matches if one.customer_id is not None}
        }
    readings = {
        one.identity: read(desk, one.text, match, items[match.customer_id])
        for one, match in zip(new, matches, strict=True)
        if one.kind == "reply" and match.customer_id is not None
    }
    return Page(new, matches, readings)


def read(desk: Desk, text: str, match: Match, known: Sequence[KnownItem]) -> Reading:
    """What a text says about paying."""
    language = match.ours.language if match.ours else None
    return Reading(replies.read(text, desk.today, language or None, known), known)


def keep_page(
    desk: Desk, page: Page, fetched: Fetched, read_before: FolderRead, came: int
) -> Filed:
    """Everything of a page and how far the folder is read now, at once. ``came``: how many
    messages the server handed over, those that were known before among them."""
    now = clocks.text(desk.clock())
    filed = Filed()
    with desk.store.write() as tx:
        known = tx.inbox.known(read_before.mailbox, page.came) if page.came else set()
        for one, match in zip(page.came, page.matches, strict=True):
            if one.identity in known:
                continue
            known.add(one.identity)
            _keep(desk, tx, one, match, page.readings.get(one.identity, Reading()), filed)
        filed.known = came - filed.new
        tx.inbox.keep(replace(read_before, state=fetched.state, checked_at=now, trouble=None))
        tx.record(
            Draft(
                "mailbox.read",
                None,
                {
                    "mailbox": read_before.mailbox, "folder": FOLDER, "found": came,
                    "new": filed.new, "filed": filed.filed, "triage": filed.triage,
                    "restarted": fetched.restarted,
                },
            )
        )  # fmt: skip
    return filed


def _keep(desk: Desk, tx: Write, came: Came, match: Match, reading: Reading, filed: Filed) -> None:
    filed.new += 1
    filed.kinds[came.kind] += 1
    if came.kind == "bounce":
        reports.keep(desk, tx, came, match, filed.bounced)
        return
    customer = None
    if match.customer_id is not None:
        customer = tx.accounts.customer(match.customer_id)
    if customer is None:
        state, reason = _unmatched(came, match)
        _add(desk, tx, came, match, state, reason, None)
        filed.triage += state == "triage"
    elif came.kind == "reply":
        entry_id = tx.record(received(desk, customer, came, match))
        number = _add(desk, tx, came, match, "filed", match.why, entry_id)
        tx.reports.alive(came.sender, customer.id)
        filed.filed += 1
        filed.held += hold(desk, tx, customer.id, came.at)
        if reading.found:
            kept = keep(desk, tx, number, customer, reading.found, reading.known)
            filed.suggested += len(kept)
    else:
        _note(desk, tx, customer, came, match)


def _unmatched(came: Came, match: Match) -> tuple[State, str]:
    """Where a message goes whose account is not known."""
    if came.kind == "own":
        return "done", "a mail of ours"
    if came.kind == "receipt":
        return "done", "a read receipt that names no mail of ours"
    if came.kind == "auto" and not came.note.startswith("text"):
        return "done", f"an automatic reply ({came.note}); {match.why}"
    if came.kind == "other":
        return "triage", f"it could not be read: {came.trouble}"
    return "triage", match.why


def _add(
    desk: Desk, tx: Write, came: Came, match: Match, state: State, reason: str, entry: str | None
) -> int:
    now = clocks.text(desk.clock())
    return tx.inbox.add(came, match, state, reason, now, entry)


def received(desk: Desk, customer: Customer, came: Came, match: Match) -> Action:
    """A reply as an entry at its account, which then waits for a reaction."""
    text = came.text or came.full_text
    details: dict[str, Any] = {
        "subject": came.subject,
        "sender": came.sender,
        "sender_name": came.name,
        "message_id": came.message_id,
        "matched": match.how,
        "why": match.why,
        "message_sha256": came.digest,
        "mailbox": came.mailbox,
    }
    if match.ours is not None:
        details["answers"] = match.ours.outbox_id
    if came.attachments:
        details["attachments"] = [one.name for one in came.attachments]
    return Action(
        kind="mail.received",
        code="reply",
        channel="mail",
        account=customer.id,
        customer=customer.number,
        work_day=desk.today,
        text=text if len(text) <= LONGEST_ENTRY else text[: LONGEST_ENTRY - 1] + "…",
        items=tuple(one.item_id for one in match.about),
        invoices=tuple(dict.fromkeys(one.document for one in match.about)),
        automatic=True,  # nobody here did anything
        contact_id=match.contact_id,
        happened_at=came.at,
        details=details,
    )


def hold(desk: Desk, tx: Write, customer_id: int, at: str) -> int:
    """What asks for money and has not left waits: first somebody reads what the customer wrote."""
    on = at[:16].replace("T", " ")
    reason = f"the customer wrote on {on} UTC: read it first, then release or drop this one"
    held = 0
    for line in tx.outbox.lines("queued", customer_id):
        job = tx.outbox.job(line.id)
        if job is None or job.always:
            continue
        try:
            finish(desk, tx, job, ("queued",), "held", reason)
        except Elsewhere:
            continue
        held += 1
    return held


def _note(desk: Desk, tx: Write, customer: Customer, came: Came, match: Match) -> None:
    """Out of office, "read", a mail of ours that came back: seen at the account, no contact."""
    if came.kind == "own":
        _add(desk, tx, came, match, "done", "a mail of ours", None)
        return
    what = _NOTED.get(came.kind, came.kind)
    said = came.text or came.subject
    back = f"; back on {came.back_on.isoformat()}" if came.back_on else ""
    entry = Draft(
        "mail.noted",
        customer.number,
        {
            "account": customer.id,
            "code": what.replace(" ", "_"),
            "channel": "mail",
            "subject": came.subject,
            "sender": came.sender,
            "text": f"{what} of {came.sender}{back}: {said[:2_000]}",
            "message_id": came.message_id,
            **({"back_on": came.back_on.isoformat()} if came.back_on else {}),
            **({"answers": match.ours.outbox_id} if match.ours else {}),
        },
        happened_at=came.at,
        id=new_id(),
    )
    tx.record_all([entry])
    _add(desk, tx, came, match, "done", f"{what}{back}", entry.id)
