"""An account at a glance, as lines: the panel beside the list and the page of its own."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from collectwork.domain.account import AccountPage
from collectwork.domain.customers import Contact
from collectwork.domain.receivables import BUCKETS
from collectwork.domain.worklist import WorkItem
from collectwork.present import words
from collectwork.present.cells import (
    clock,
    day,
    fit,
    moneys,
    next_day,
    past_day,
    short,
    width,
)
from collectwork.present.contact_now import contact_lines
from collectwork.present.happened import timeline
from collectwork.present.owed import cash_lines, dispute_lines, item_lines, promise_lines
from collectwork.present.pieces import Line, Piece, Role, flow, line, rule
from collectwork.present.proposals import account_proposals
from collectwork.present.sentences import eased
from collectwork.present.suggestions import account_suggestions
from collectwork.present.text import safe

_PANEL_HAPPENINGS = 12
_PANEL_ITEMS = 14


def account_lines(
    page: AccountPage,
    room: int,
    *,
    now: datetime,
    today: date,
    base: str = "",
    on_list: WorkItem | None = None,
    actor: str = "",
    whole: bool = False,
) -> list[Line]:
    """Everything to know before picking up the telephone. ``whole`` leaves nothing out."""
    items = page.items if whole else page.items[:_PANEL_ITEMS]
    happened = page.timeline if whole else page.timeline[-_PANEL_HAPPENINGS:]
    return [
        *_head(page, room, now, actor),
        *_desk(page, room, today, actor),
        *_amounts(page, room, base),
        *_why(page, on_list, room, today, actor),
        *_contacts(page, room, now, whole=whole),
        *contact_lines(page.policy, room, today, now),
        *_waiting(page, room, today, now),
        *account_suggestions(page.suggestions, room, today),
        *account_proposals(page, room, today),
        rule("open items", room, len(page.items)),
        *item_lines(items, room, today),
        *_left_out(len(page.items) - len(items)),
        *cash_lines(page, room, today),
        *promise_lines(page, room, today, whole=whole),
        *dispute_lines(page, room, today),
        rule("what happened", room),
        *timeline(happened, room, today, now),
        *_left_out(len(page.timeline) - len(happened)),
    ]


def local_time(zone: str | None, now: datetime) -> str:
    """``Berlin 10:42``; empty where the zone is unknown: a guess would be worse than nothing."""
    if not zone:
        return ""
    try:
        there = now.astimezone(ZoneInfo(zone))
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return ""
    return f"{safe(zone.rpartition('/')[2].replace('_', ' '))} {clock(there)}"


def main_contact(page: AccountPage) -> Contact | None:
    """Whom to talk to: the main contact, else the first with a telephone, else the first."""
    usable = [c for c in page.contacts if not c.do_not_contact and not c.vanished]
    if not usable:
        return None
    return next((c for c in usable if c.main), None) or next(
        (c for c in usable if c.phone), usable[0]
    )


def _head(page: AccountPage, room: int, now: datetime, actor: str) -> list[Line]:
    customer = page.customer
    contact = main_contact(page)
    there = local_time(customer.time_zone or (contact.time_zone if contact else None), now)
    left = (
        f"{customer.number}  {customer.name}"
        if customer.number != customer.name
        else (customer.name)
    )
    rest = room - width(there) - 1
    lines = [line(Piece(fit(left, rest), "title"), " ", Piece(there, "dim"))]
    if customer.vanished:
        lines.append(line(Piece("no longer on the customer list", "dim")))
    holder = customer.claimed_by
    until = customer.claimed_until
    if holder and holder != actor and until is not None and until > now:
        lines.append(line(Piece(f"◉ open at {safe(holder)}’s desk", "risk")))
    return lines


def _desk(page: AccountPage, room: int, today: date, actor: str) -> list[Line]:
    """At whose desk it lies, or what came back from there; how it is pinned."""
    lines: list[Line] = []
    given = page.hand_over
    if given is not None and given.at_desk:
        since = past_day(given.since, today)
        text = f"▲ at {given.holder}’s desk since {since}, by {given.giver}: {given.reason}"
        lines += _words(text, room, "act" if given.holder == actor else "risk")
    elif given is not None:
        lines += _words(f"▼ handed back by {given.returned_by}: {given.note}", room, "act")
    if page.customer.pinned:
        where = "to the top" if page.customer.pinned > 0 else "to the end"
        lines += _words(f"pinned {where}: {page.customer.pin_reason}", room, "act")
    return lines


def _words(text: str, room: int, role: Role) -> list[Line]:
    return flow([line(Piece(part, role)) for part in safe(text).split()], room, " ", "  ")


def _amounts(page: AccountPage, room: int, base: str) -> list[Line]:
    collect = moneys(page.to_collect, base=base)
    balance = moneys(page.balance, base=base)
    parts: list[Line] = [line("to collect ", Piece(collect, "money")), line(f"of {balance}")]
    limit, currency = page.customer.credit_limit, page.customer.credit_currency
    if limit and currency:
        share = page.balance.get(currency, 0) * 100 // limit
        parts.append(line(Piece(f"limit {share} %", "risk" if share > 100 else "dim")))
    unapplied = {c: v for c, v in page.unapplied.items() if v}
    if unapplied:
        parts.append(line(Piece(f"unapplied {moneys(unapplied, base=base)}", "dim")))
    lines = flow(parts, room)
    for currency, buckets in sorted(page.buckets.items()):
        shown: list[Line] = [line(Piece(currency, "dim"))] if len(page.buckets) > 1 else []
        for bucket in BUCKETS:
            minor = buckets.get(bucket, 0)
            if bucket == "no_due_date" and not minor:
                continue
            role: Role = "money" if minor > 0 and bucket in ("61-90", "91+") else ""
            label = words.BUCKET_LABELS.get(bucket, bucket)
            shown.append(line(Piece(f"{label} ", "dim"), Piece(short(minor, currency), role)))
        lines += flow(shown, room)
    return lines


def _why(
    page: AccountPage, on_list: WorkItem | None, room: int, today: date, actor: str
) -> list[Line]:
    reasons = [eased(reason, today) for reason in (on_list.reasons if on_list else ())]
    risks = [eased(reason, today) for reason in page.risk]
    lines: list[Line] = []
    if reasons:
        parts = [line(reason) for reason in reasons] + [line(Piece("w for all of it", "dim"))]
        lines += flow([(Piece("why: ", "dim"), *parts[0]), *parts[1:]], room, " · ", "     ")
    elif on_list is None:
        whose = page.customer.owner
        other = f": {safe(whose)} has the account" if whose and whose != actor else ""
        lines.append(line(Piece(f"not on your list today{other} · w says why", "dim")))
    if risks:
        parts = [line(risk) for risk in risks]
        lines += flow([(Piece("risk: ", "dim"), *parts[0]), *parts[1:]], room, " · ", "      ")
    return lines


def _contacts(page: AccountPage, room: int, now: datetime, *, whole: bool) -> list[Line]:
    first = main_contact(page)
    if first is None:
        return [line(Piece("no contact known: mail and telephone are missing", "risk"))]
    rest = [c for c in page.contacts if c is not first] if whole else []
    lines = [one for contact in (first, *rest) for one in _contact(contact, room, now)]
    hidden = len(page.contacts) - 1 - len(rest)
    if hidden > 0:
        lines.append(line(Piece(f"  and {words.count(hidden, 'more contact')}", "dim")))
    return lines


def _contact(contact: Contact, room: int, now: datetime) -> list[Line]:
    role = f", {contact.role}" if contact.role else ""
    parts: list[Line] = [line(Piece("☎ ", "act"), Piece(safe(contact.name + role), "strong"))]
    if contact.phone:
        parts.append(line(safe(contact.phone)))
    if contact.email and contact.email != contact.name:
        parts.append(line(safe(contact.email)))
    if contact.email_state == "bounced":
        parts.append(line(Piece("✗ address bounced: use another", "risk")))
    if contact.language:
        parts.append(line(Piece(f"speaks {safe(contact.language)}", "dim")))
    if contact.do_not_contact:
        parts.append(line(Piece("✗ do not contact", "risk")))
    if contact.vanished:
        parts.append(line(Piece("no longer on the list", "dim")))
    return flow(parts, room, "  ", "  ")


def _waiting(page: AccountPage, room: int, today: date, now: datetime) -> list[Line]:
    lines: list[Line] = []
    for block in page.blocks:
        until = f" until {day(block.until, today).strip()}" if block.until else ""
        text = f"■ {words.spoken(block.kind)}{until}: {safe(block.reason)}"
        lines += flow([line(Piece(part, "risk")) for part in text.split(" ")], room, " ", "  ")
    for follow in page.follow_ups:
        if follow.state != "open":
            continue
        at = ""
        if follow.due_at:
            at = f" {clock(datetime.fromisoformat(follow.due_at).astimezone(now.tzinfo))}"
        what = {"callback": "call back", "resubmission": "look again"}.get(follow.kind, "next step")
        parts = [
            f"▷ {what} {next_day(follow.due, today)}{at}",
            *_there(page, follow.due_at, at, now),
        ]
        parts += [safe(text) for text in (follow.phone, follow.purpose) if text]
        lines += flow([line(Piece(part, "act")) for part in parts], room, " · ", "  ")
    return lines


def _there(page: AccountPage, due_at: str | None, here: str, now: datetime) -> list[str]:
    """The time of a call-back at the customer's place, as agreed, where it is another one."""
    if due_at is None:
        return []
    contact = main_contact(page)
    zone = page.customer.time_zone or (contact.time_zone if contact else None)
    there = local_time(zone, datetime.fromisoformat(due_at))
    return [there] if there and not there.endswith(here) else []


def _left_out(number: int) -> list[Line]:
    return [line(Piece(f"  … {number} more: enter opens the page", "dim"))] if number > 0 else []
