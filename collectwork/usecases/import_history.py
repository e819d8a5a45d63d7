"""What another system reports: entries of their own kind, with claimed and entry time as given.

Nothing of it is ever shown as witnessed here. An activity that was brought in before (the same
number, customer and time) is known and left.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any, NamedTuple

from collectwork.domain import clocks
from collectwork.domain.actions import Action
from collectwork.domain.activity import Draft, canon, new_id
from collectwork.domain.customers import key
from collectwork.domain.ledger import CustomerFacts
from collectwork.domain.money import digits
from collectwork.usecases.intaking import Intake, Taken

_CHANNELS = {"email": "mail", "e-mail": "mail", "phone": "call", "telephone": "call"}
_AUTOMATIC = frozenset(["system", "auto", "automatic", "batch"])
_ATTEMPTS = ("no_answer", "noanswer", "busy", "wrong", "unreached", "not_reached")
_LEFT = ("voicemail", "message", "voice_mail", "mailbox")

Item = tuple[int, int, str, str, str, int]


class Row(NamedTuple):
    """A row of ``domain.ledger.COLUMNS["activities"]``."""

    id: str
    at: datetime
    logged_at: datetime
    by: str | None
    number: str
    documents: tuple[str, ...]
    channel: str
    code: str
    template: str | None
    promise_date: date | None
    promise_amount: Decimal | None
    source: str | None
    text: str


def activities(intake: Intake) -> Taken:
    """Contacts and attempts of another system, promises in them included."""
    rows = [Row(*row) for row in intake.content.rows]
    imports = intake.tx.imports
    known = imports.customer_ids()
    accounts, added = _accounts(intake, [row.number for row in rows], known)
    found: dict[str, list[Item]] = defaultdict(list)
    for item in imports.items_of(sorted({d for row in rows for d in row.documents})):
        found[item[3]].append(item)
    ids, there = _numbers(intake, rows)
    taken = Taken(items=len(rows), customers=len({accounts[row.number][0] for row in rows}))
    promises: list[dict[str, Any]] = []
    live: dict[int, dict[str, Any]] = {}
    for id, row in sorted(zip(ids, rows, strict=True), key=lambda pair: _utc(pair[1].at)):
        if id in there:
            continue
        there.add(id)
        customer_id, number = accounts[row.number]
        items = [
            item for document in row.documents for item in found.get(document, ())
            if item[1] == customer_id
        ]  # fmt: skip
        action = _action(row, customer_id, number, [item[0] for item in items])
        taken.drafts.append(action.draft(id))
        made = _promise(intake, row, id, customer_id, items)
        for promise in made:
            _supersede(live, promise)
        promises += made
    imports.add_promises(promises)
    taken.events["new"] = len(taken.drafts)
    _say(taken, added, len(rows) - len(taken.drafts), len(promises))
    return taken


def _numbers(intake: Intake, rows: list[Row]) -> tuple[list[str], set[str]]:
    """The entry's number for each row, and those that are known already.

    The log keeps the numbers of what was taken back: the same activity gets its next one then.
    """
    imports = intake.tx.imports
    ids = [_entry_id(row) for row in rows]
    there = imports.known_entries(ids)
    times = 0
    while spent := imports.spent_entries([id for id in ids if id not in there]):
        times += 1
        ids = [_again(id, times) if id in spent else id for id in ids]
        there |= imports.known_entries(ids)
    return ids, there


def _again(id: str, times: int) -> str:
    return hashlib.sha256(canon(["history.activity", id, times]).encode()).hexdigest()[:32]


def _accounts(
    intake: Intake, numbers: list[str], known: dict[str, tuple[int, str]]
) -> tuple[dict[str, tuple[int, str]], int]:
    lacking = sorted({number for number in numbers if key(number) not in known})
    facts = [CustomerFacts(number, number) for number in lacking]
    ids = intake.tx.imports.upsert_customers(facts, intake.run_id, master=False)
    found = {number: known[key(number)] for number in numbers if key(number) in known}
    return found | {number: (id, number) for number, id in ids.items()}, len(lacking)


def _entry_id(row: Row) -> str:
    parts = [row.id, key(row.number), _utc(row.at), row.code, row.by, list(row.documents)]
    return hashlib.sha256(canon(["history.activity", *parts]).encode()).hexdigest()[:32]


def _utc(moment: datetime) -> str:
    return clocks.text(moment if moment.tzinfo else moment.replace(tzinfo=UTC))


def _action(row: Row, customer_id: int, number: str, items: list[int]) -> Action:
    code = row.code.casefold()
    channel = _CHANNELS.get(row.channel.casefold(), row.channel.casefold()) or "none"
    attempt_only = channel == "call" and any(word in code for word in _ATTEMPTS)
    left = channel == "call" and any(word in code for word in _LEFT)
    details: dict[str, Any] = {"claimed_entry_at": _utc(row.logged_at)}
    if row.promise_date:
        details["promised_for"] = row.promise_date.isoformat()
    if row.promise_amount is not None:
        details["promised"] = str(row.promise_amount)
    return Action(
        kind="history.activity", code=row.code, channel=channel, account=customer_id,
        customer=number, work_day=_day(row.at), text=row.text, items=tuple(dict.fromkeys(items)),
        invoices=row.documents, contact=channel != "none" and not attempt_only,
        attempt=attempt_only, right_party=channel == "call" and not attempt_only and not left,
        automatic=(row.by or "").casefold() in _AUTOMATIC, witnessed=False,
        template=row.template, source=row.source, happened_at=_utc(row.at),
        claimed_by=row.by or "unknown", reference=row.id or None,
        details=details,
    )  # fmt: skip


def _day(moment: datetime) -> date:
    return (moment.astimezone(UTC) if moment.tzinfo else moment).date()


def _promise(
    intake: Intake, row: Row, entry_id: str, customer_id: int, items: list[Item]
) -> list[dict[str, Any]]:
    """Promise rows, the amount spread over the named invoices, the first named first."""
    if row.promise_date is None or row.promise_amount is None or not items:
        return []
    currency = items[0][4]
    left = int(row.promise_amount.scaleb(digits(currency)).to_integral_value())
    shares = _shares(left, items)
    base = {
        "entry_id": entry_id, "customer_id": customer_id, "actor": row.by or "unknown",
        "currency": currency, "made_on": _day(row.at), "due": row.promise_date,
        "tolerance_days": intake.desk.policy.promise_tolerance_days, "level": 1, "state": "open",
        "received_minor": 0, "frozen": False, "ended": None, "ended_on": None,
    }  # fmt: skip
    return [
        {**base, "id": new_id(), "item_id": item_id, "amount_minor": minor}
        for item_id, minor in shares
    ]


def _shares(amount: int, items: list[Item]) -> list[tuple[int, int]]:
    if len(items) == 1:
        return [(items[0][0], amount)]
    whole = sum(max(item[5], 0) for item in items)
    shares: list[tuple[int, int]] = []
    for item in items:
        part = min(amount, max(item[5], 0)) if whole else amount // len(items)
        if part > 0:
            shares.append((item[0], part))
            amount -= part
    if amount > 0 and shares:
        shares[-1] = (shares[-1][0], shares[-1][1] + amount)
    return shares or [(items[0][0], amount)]


def _supersede(live: dict[int, dict[str, Any]], promise: dict[str, Any]) -> None:
    """A newer promise on an invoice replaces the one before while that one's time still runs."""
    before = live.get(promise["item_id"])
    if before is not None and (promise["made_on"] - before["due"]).days <= before["tolerance_days"]:
        before["ended"], before["ended_on"] = "superseded", promise["made_on"]
        before["state"] = "superseded"
        promise["level"] = before["level"] + 1
    live[promise["item_id"]] = promise


def _say(taken: Taken, added: int, known: int, promises: int) -> None:
    if added:
        taken.warnings.append(f"{added} customers were not known and were added")
    if known:
        taken.warnings.append(f"{known} activities were known already")
    if promises:
        taken.warnings.append(f"{promises} promises were found in them")


def worklists(intake: Intake) -> Taken:
    """Lists as another system showed them, one run a day."""
    imports, rows = intake.tx.imports, intake.content.rows
    accounts, added = _accounts(intake, [row[3] for row in rows], imports.customer_ids())
    currencies = imports.currencies_of()
    days: dict[date, dict[int, dict[str, Any]]] = defaultdict(dict)
    for day, collector, rank, number, priority, overdue, oldest in rows:
        customer_id = accounts[number][0]
        currency = currencies.get(customer_id) or intake.desk.policy.base_currency
        minor = int((overdue or Decimal(0)).scaleb(digits(currency)).to_integral_value())
        days[day].setdefault(customer_id, {
            "customer_id": customer_id, "collector": collector, "rank": rank,
            "currency": currency, "to_collect_minor": minor, "past_due_minor": minor,
            "oldest_days": oldest or 0,
            "score": int((priority or Decimal(0)).scaleb(6).to_integral_value()),
            "value": 0, "waiting_days": 0, "strategy": "", "step": "", "action": "",
            "state": "open",
        })  # fmt: skip
    lists = [(day, list(lines.values())) for day, lines in sorted(days.items())]
    added_lines = imports.add_worklists(lists, intake.at, intake.desk.actor)
    taken = Taken(items=len(rows), customers=len({a[0] for a in accounts.values()}))
    taken.events["new"] = added_lines
    span = [day.isoformat() for day, _ in (lists[:1] + lists[-1:])]
    body = {"import": intake.run_id, "days": len(lists), "lines": added_lines, "span": span}
    taken.drafts.append(Draft("history.worklist", None, body))
    _say(taken, added, 0, 0)
    return taken


def withheld(intake: Intake) -> Taken:
    """Contacts that were about to be made and were withheld, by lottery or policy."""
    imports, rows = intake.tx.imports, intake.content.rows
    accounts, added = _accounts(intake, [row[2] for row in rows], imports.customer_ids())
    entry_id = new_id()
    values = [
        {
            "entry_id": entry_id, "customer_id": accounts[number][0], "collector": collector,
            "day": day, "channel": _CHANNELS.get(channel.casefold(), channel.casefold()),
            "until": until, "reason": reason,
        }
        for day, collector, number, channel, until, reason in rows
    ]  # fmt: skip
    taken = Taken(items=len(rows), customers=len({a[0] for a in accounts.values()}))
    taken.events["new"] = imports.add_withheld(values)
    body = {"import": intake.run_id, "contacts": taken.events["new"]}
    taken.drafts.append(Draft("history.withheld", None, body, None, entry_id))
    _say(taken, added, 0, 0)
    return taken
