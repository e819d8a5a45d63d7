"""What an outcome starts: promises, disputes, callbacks and resubmissions.

Each function checks, writes its rows in the action's transaction, and returns what the entry must
say about it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from collectwork.domain import clocks, typed
from collectwork.domain.account import DisputeLine, FollowUpLine, PromiseLine
from collectwork.domain.activity import new_id
from collectwork.domain.balances import BALANCE
from collectwork.domain.blocks import FollowUpInput
from collectwork.domain.calendar import add_business_days, business_day_from
from collectwork.domain.customers import Customer
from collectwork.domain.disputes import DEFAULT_DAYS, DisputeInput
from collectwork.domain.money import decimals
from collectwork.domain.promises import Line, PromiseInput, fate_of_earlier, level_after
from collectwork.domain.receivables import Item
from collectwork.errors import InputRefused
from collectwork.usecases import promise_states
from collectwork.usecases.desk import Desk
from collectwork.usecases.ports.work import Write

ENDED = ("withdrawn", "superseded")


@dataclass(frozen=True, slots=True)
class Started:
    """What began: details for the entry, invoices it is about, the day to look again, what an
    undo needs, and words for the sentence."""

    details: dict[str, Any] = field(default_factory=dict)
    items: tuple[int, ...] = ()
    next_on: date | None = None
    planned: tuple[FollowUpLine, ...] = ()
    before: dict[str, Any] = field(default_factory=dict)
    words: str = ""


def promise(
    desk: Desk, tx: Write, customer: Customer, wanted: PromiseInput, entry_id: str
) -> Started:
    """A promise per invoice; earlier ones on these invoices are superseded or confirmed. On
    balances of a summary by age it is one on the account, because they have no invoices."""
    items = _own_items(tx, customer, [item for p in wanted.instalments for item, _ in p.lines])
    _check_promise(desk, wanted, items)
    earlier = tx.promises.of_items(items)
    if any(item.kind == BALANCE for item in items.values()):
        earlier += tx.promises.of_account(customer.id)
    known = promise_states.judged_lines(desk, tx, earlier)
    lines = _promise_lines(desk, customer, wanted, items, _newest(known), entry_id)
    running = [p for p in known if p.state not in ENDED and not p.frozen]
    superseded = [p for p in running if _fate(p, desk.today) == "superseded"]
    confirmed = [p for p in running if _fate(p, desk.today) == "confirmed"]
    tx.promises.end([p.id for p in superseded], "superseded", desk.today)
    tx.promises.freeze([p.id for p in confirmed])
    tx.promises.add(lines)
    first = min(line.kept_until for line in lines)
    details: dict[str, Any] = {
        "promise": [
            {
                "id": line.id,
                "item": line.item_id,
                "invoice": line.document,
                "currency": line.currency,
                "minor": line.amount,
                "due": line.due.isoformat(),
                "kept_until": line.kept_until.isoformat(),
                "level": line.level,
                "part": line.part,
                "parts": line.parts,
                "ahead": line.ahead,
            }
            for line in lines
        ]
    }
    if wanted.how:
        details["how"] = wanted.how
    if wanted.reference:
        details["reference"] = wanted.reference
    if confirmed:
        details["confirmed"] = [p.id for p in confirmed]
        details["judged"] = [
            {"id": p.id, "is": p.state, "received": p.received, "late": p.late} for p in confirmed
        ]
    if superseded:
        details["superseded"] = [p.id for p in superseded]
    changed = {p.id: [p.state, p.state_on.isoformat() if p.state_on else None] for p in running}
    return Started(
        details,
        tuple(items),
        # broken is first true on the day after; a plan comes back after its first part: then only
        # what broke, or is due beside the plan, is anything to collect
        business_day_from(first + timedelta(days=1), desk.holidays),
        before={"promises": changed} if changed else {},
        words=_words(lines),
    )


def _words(lines: Sequence[PromiseLine]) -> str:
    """What was promised, in words: a sum by a day, or so many instalments."""
    last = max(line.kept_until for line in lines)
    by = f"by {max(line.due for line in lines).isoformat()}"
    if lines[0].parts > 1:
        return f"{_sums(lines)} in {lines[0].parts} instalments {by}"
    same = len({line.kept_until for line in lines}) == 1
    return f"{_sums(lines)} {by}" + (f", kept until {last.isoformat()}" if same else "")


def dispute(
    desk: Desk, tx: Write, customer: Customer, wanted: DisputeInput, entry_id: str
) -> Started:
    """A dispute per invoice, or one on the account; out of the sequence, never out of figures."""
    items = _own_items(tx, customer, wanted.items)
    _check_dispute(desk, wanted, items)
    due = wanted.due or add_business_days(desk.today, DEFAULT_DAYS, desk.holidays)
    invoices = [item for item in items.values() if item.kind != BALANCE]
    summed = len(invoices) < len(items)  # a balance by age has no invoice: the account is disputed
    targets: Sequence[Item | None] = [*invoices, None] if summed else (invoices or [None])
    lines = [
        DisputeLine(
            id=new_id(),
            customer_id=customer.id,
            customer=customer.number,
            item_id=item.id if item else None,
            document=item.document if item else None,
            category=wanted.category,
            reason=wanted.reason,
            currency=item.currency if item else wanted.currency,
            amount=wanted.amount,
            owner=wanted.owner,
            opened_on=desk.today,
            due=due,
            state="open",
            root_cause=wanted.root_cause,
        )
        for item in targets
    ]
    tx.disputes.add(entry_id, lines)
    about = ", ".join(line.document or "the account" for line in lines[:3])
    more = f" and {len(lines) - 3} more" if len(lines) > 3 else ""
    details: dict[str, Any] = {
        "dispute": {
            "ids": [line.id for line in lines],
            "category": wanted.category,
            "reason": wanted.reason,
            "minor": wanted.amount,
            "currency": lines[0].currency,
            "owner": wanted.owner,
            "due": due.isoformat(),
        }
    }
    return Started(details, tuple(items), due, words=f"on {about}{more}")


def follow_up(desk: Desk, tx: Write, customer: Customer, wanted: FollowUpInput) -> Started:
    """A callback or resubmission; its row is written with the next step."""
    check_day(desk, wanted.kind, wanted.due, wanted.due_at, "Not recorded")
    if wanted.quiet and not (wanted.purpose or "").strip():
        raise InputRefused("Not recorded: hiding the account until then needs its reason.")
    at = clocks.text(wanted.due_at) if wanted.due_at else None
    line = FollowUpLine(
        id=new_id(),
        customer_id=customer.id,
        kind=wanted.kind,
        due=wanted.due,
        due_at=at,
        phone=wanted.phone,
        purpose=wanted.purpose,
        quiet=wanted.quiet,
        owner=desk.actor,
        state="open",
    )
    said = {
        "id": line.id,
        "kind": line.kind,
        "due": line.due.isoformat(),
        "due_at": at,
        "phone": line.phone,
        "purpose": line.purpose,
        "quiet": line.quiet,
    }
    return Started({"follow_up": said}, (), line.due, (line,))


def check_day(desk: Desk, kind: str, due: date, at: datetime | None, refused: str) -> None:
    """Whether a call-back or resubmission may be on that day; ``refused`` begins the sentence."""
    if due < desk.today:
        raise InputRefused(f"{refused}: {due.isoformat()} lies in the past.")
    now = desk.clock()
    # not when --today is another day; a moment is the same one at every place
    if at is not None and at <= now and desk.today == now.astimezone().date():
        raise InputRefused(f"{refused}: that time has passed already.")
    months = desk.policy.resubmission_months
    latest = typed.day(f"+{months}m", desk.today)
    if kind == "resubmission" and due > latest:
        most = "a month" if months == 1 else f"{months} months"
        raise InputRefused(
            f"{refused}: {due.isoformat()} is more than {most} ahead, and an account that nobody "
            f"looks at is forgotten. Choose a day until {latest.isoformat()}, or block it with a "
            "reason."
        )


def _promise_lines(
    desk: Desk,
    customer: Customer,
    wanted: PromiseInput,
    items: dict[int, Item],
    earlier: dict[int | None, PromiseLine],
    entry_id: str,
) -> list[PromiseLine]:
    ahead: dict[int | None, int] = {}
    lines = []
    parts = wanted.instalments
    for number, part in enumerate(parts, 1):
        for item_id, minor in _of_the_account(part.lines, items):
            item = items[item_id] if item_id is not None else _balance(items)
            before = earlier.get(item_id)
            lines.append(
                PromiseLine(
                    id=new_id(),
                    customer_id=customer.id,
                    customer=customer.number,
                    item_id=item_id,
                    document=item.document if item_id is not None else None,
                    currency=item.currency,
                    amount=minor,
                    received=0,
                    made_on=desk.today,
                    due=part.due,
                    kept_until=part.due + timedelta(days=desk.policy.tolerance_of(item.company)),
                    state="open",
                    level=level_after(before.state, before.level) if before else 1,
                    actor=desk.actor,
                    how=wanted.how,
                    reference=wanted.reference,
                    entry_id=entry_id,
                    ahead=ahead.get(item_id, 0),
                    contact_id=wanted.contact_id,
                    part=number,
                    parts=len(parts),
                )
            )
            ahead[item_id] = ahead.get(item_id, 0) + minor
    return lines


def _of_the_account(lines: Sequence[Line], items: dict[int, Item]) -> list[tuple[int | None, int]]:
    """What is promised on balances, as one sum on the account (item None)."""
    found = [(id, minor) for id, minor in lines if items[id].kind != BALANCE]
    rest = sum(minor for id, minor in lines if items[id].kind == BALANCE)
    return [*found, (None, rest)] if rest else [*found]


def _balance(items: dict[int, Item]) -> Item:
    return next(item for item in items.values() if item.kind == BALANCE)


def _check_promise(desk: Desk, wanted: PromiseInput, items: dict[int, Item]) -> None:
    if not items:
        raise InputRefused("Not promised: name an amount on at least one open invoice.")
    if len({item.currency for item in items.values() if item.kind == BALANCE}) > 1:
        raise InputRefused("Not promised: balances of two currencies need a promise each.")
    promised: dict[int, int] = {}
    for part in wanted.instalments:
        if part.due < desk.today:
            raise InputRefused(f"Not promised: {part.due.isoformat()} lies in the past.")
        for item_id, minor in part.lines:
            if minor <= 0:
                raise InputRefused("Not promised: each amount must be more than zero.")
            promised[item_id] = promised.get(item_id, 0) + minor
    for item_id, minor in promised.items():
        item = items[item_id]
        if minor > item.open:
            said, owed = (decimals(amount, item.currency) for amount in (minor, item.open))
            raise InputRefused(
                f"Not promised: {said} {item.currency} is more than the {owed} that is open "
                f"on {item.document}."
            )


def _check_dispute(desk: Desk, wanted: DisputeInput, items: dict[int, Item]) -> None:
    if not wanted.reason.strip():
        raise InputRefused("Not recorded: a dispute needs its reason.")
    if wanted.due is not None and wanted.due < desk.today:
        raise InputRefused(f"Not recorded: {wanted.due.isoformat()} lies in the past.")
    if wanted.amount is None:
        return
    if any(item.kind == BALANCE for item in items.values()):
        raise InputRefused(
            "Not recorded: a balance by age has no invoice of which a part could be disputed. "
            "Dispute the account as a whole, without an amount."
        )
    if len(items) > 1:
        raise InputRefused("Not recorded: a disputed amount belongs to one invoice; name one.")
    item = next(iter(items.values()), None)
    if wanted.amount <= 0 or (item is not None and wanted.amount > item.open):
        raise InputRefused(
            "Not recorded: the disputed amount must be above zero and at most what is open."
        )


def _own_items(tx: Write, customer: Customer, ids: Sequence[int]) -> dict[int, Item]:
    found = {item.id: item for item in tx.accounts.items_by_id(ids)} if ids else {}
    strangers = [id for id in ids if id not in found or found[id].customer_id != customer.id]
    if strangers:
        raise InputRefused(f"Not recorded: {customer.name} has no such invoice.")
    return found


def _newest(lines: Sequence[PromiseLine]) -> dict[int | None, PromiseLine]:
    """The newest promise of each invoice; of a plan of instalments one that was not kept, if any.

    ``lines`` come newest first.
    """
    newest: dict[int | None, PromiseLine] = {}
    for line in lines:
        known = newest.setdefault(line.item_id, line)
        if line.entry_id == known.entry_id and known.state == "kept":
            newest[line.item_id] = line
    return newest


def _fate(line: PromiseLine, today: date) -> str:
    return fate_of_earlier(line.state, promise_states.terms_of(line), today)


def _sums(lines: Sequence[PromiseLine]) -> str:
    sums: dict[str, int] = {}
    for line in lines:
        sums[line.currency] = sums.get(line.currency, 0) + line.amount
    return " and ".join(f"{decimals(minor, code)} {code}" for code, minor in sorted(sums.items()))
