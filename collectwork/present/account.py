"""An account at a glance, as lines: the panel beside the list and the page of its own."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from collectwork.domain.account import AccountPage, Happening
from collectwork.domain.customers import Contact
from collectwork.domain.disputes import category_label
from collectwork.domain.receivables import BUCKETS, Item, days_past_due
from collectwork.domain.worklist import WorkItem
from collectwork.present import words
from collectwork.present.cells import (
    amount,
    clock,
    day,
    fit,
    moneys,
    next_day,
    past_day,
    short,
    width,
)
from collectwork.present.pieces import Line, Piece, Role, flow, line
from collectwork.present.sentences import eased
from collectwork.present.text import safe

_PANEL_HAPPENINGS = 12
_PANEL_ITEMS = 14
_IMPLIED = ("callback ", "resubmission ")  # the outcome before it says so


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
        *_amounts(page, room, base),
        *_why(page, on_list, room, today),
        *_contacts(page, room, now, whole=whole),
        *_waiting(page, room, today, now),
        _rule("open items", room, len(page.items)),
        *_items(items, room, today),
        *_left_out(len(page.items) - len(items)),
        *_promises(page, room, today, whole=whole),
        *_disputes(page, room, today),
        _rule("what happened", room),
        *_timeline(happened, room, today, now),
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
    holder = customer.claimed_by
    until = customer.claimed_until
    if holder and holder != actor and until is not None and until > now:
        lines.append(line(Piece(f"◉ open at {safe(holder)}’s desk", "risk")))
    return lines


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


def _why(page: AccountPage, on_list: WorkItem | None, room: int, today: date) -> list[Line]:
    reasons = [eased(reason, today) for reason in (on_list.reasons if on_list else ())]
    risks = [eased(reason, today) for reason in page.risk]
    lines: list[Line] = []
    if reasons:
        parts = [line(reason) for reason in reasons] + [line(Piece("w for all of it", "dim"))]
        lines += flow([(Piece("why: ", "dim"), *parts[0]), *parts[1:]], room, " · ", "     ")
    elif on_list is None:
        lines.append(line(Piece("not on today’s list · w says why", "dim")))
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
        parts.append(line(Piece("✗ mail bounced", "risk")))
    if contact.language:
        parts.append(line(Piece(f"speaks {safe(contact.language)}", "dim")))
    if contact.do_not_contact:
        parts.append(line(Piece("✗ do not contact", "risk")))
    if contact.vanished:
        parts.append(line(Piece("no longer in the ledger", "dim")))
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
        parts = [f"▷ {what} {next_day(follow.due, today)}{at}"]
        parts += [safe(text) for text in (follow.phone, follow.purpose) if text]
        lines += flow([line(Piece(part, "act")) for part in parts], room, " · ", "  ")
    return lines


def _rule(title: str, room: int, number: int | None = None) -> Line:
    text = f"── {title}" + (f" ({number})" if number is not None and number > 1 else "") + " "
    return line(Piece(text + "─" * max(0, room - width(text)), "dim"))


def _items(items: Sequence[Item], room: int, today: date) -> list[Line]:
    if not items:
        return [line(Piece("nothing is open", "dim"))]
    dues = [day(item.due, today) if item.open >= 0 else item.kind for item in items]
    sums = [amount(item.open, item.currency) for item in items]
    ages = [_age(item, today) for item in items]
    several = len({item.currency for item in items}) > 1
    document = min(18 if room > 56 else 12, max(width(safe(item.document)) for item in items))
    lines = []
    for item, due, total, age in zip(items, dues, sums, ages, strict=True):
        late = days_past_due(item.due, today)
        owed: Role = "money" if late is not None and late > 60 else ""
        note, role = _item_note(item, today)
        lines.append(
            line(
                Piece(fit(item.document, document)),
                Piece(f"  {fit(due, max(map(width, dues)))}", "dim"),
                Piece(f"  {fit(total, max(map(width, sums)), right=True)}", owed),
                Piece(f" {item.currency}" if several else "", "dim"),
                Piece(f"  {fit(age, max(map(width, ages)), right=True)}", "dim"),
                Piece(f"  {note}", role),
            )
        )
    return lines


def _age(item: Item, today: date) -> str:
    late = days_past_due(item.due, today)
    if late is None or item.open < 0:
        return ""
    return f"{late} d" if late > 0 else "not due"


def _item_note(item: Item, today: date) -> tuple[str, Role]:
    if item.disputed:
        part = "" if item.disputed >= item.open else f" {short(item.disputed, item.currency)}"
        return f"! disputed{part}", "risk"
    if item.promised:
        return f"◇ promised {next_day(item.promised_for, today)}", "good"
    if not item.po:
        return "", ""
    order = safe(item.po)
    return (order if order.upper().startswith("PO") else f"PO {order}"), "dim"


def _promises(page: AccountPage, room: int, today: date, *, whole: bool) -> list[Line]:
    shown = [p for p in page.promises if whole or p.state in ("open", "broken", "partly_kept")]
    if not shown:
        return []
    signs: dict[str, tuple[str, Role]] = {
        "open": ("◇", "act"),
        "kept": ("✓", "good"),
        "partly_kept": ("◐", "risk"),
        "broken": ("✗", "risk"),
    }
    lines = [_rule("promises", room, len(shown))]
    for promise in shown:
        sign, role = signs.get(promise.state, ("·", "dim"))
        lines.append(
            line(
                Piece(f"{sign} {fit(words.spoken(promise.state), 12)}", role),
                Piece(fit(amount(promise.amount, promise.currency), 13, right=True)),
                f"  by {fit(day(promise.due, today).strip(), 7)}",
                Piece(f"  {safe(promise.document or 'account')}", "dim"),
                Piece(f"  {safe(promise.actor)}", "dim"),
            )
        )
    return lines


def _disputes(page: AccountPage, room: int, today: date) -> list[Line]:
    still = [d for d in page.disputes if d.state == "open"]
    if not still:
        return []
    lines = [_rule("disputes", room, len(still))]
    for dispute in still:
        money = (
            amount(dispute.amount, dispute.currency)
            if dispute.amount is not None and dispute.currency
            else "whole"
        )
        parts = [
            line(Piece(f"! {safe(dispute.document or 'account')}", "risk")),
            line(money),
            line(safe(category_label(dispute.category))),
            line(Piece(safe(dispute.reason), "dim")),
        ]
        if dispute.owner:
            parts.append(line(f"with {safe(dispute.owner)}"))
        if dispute.due:
            parts.append(line(f"until {day(dispute.due, today).strip()}"))
        lines += flow([part for part in parts if part[0].text], room, "  ", "  ")
    return lines


def _timeline(happened: Sequence[Happening], room: int, today: date, now: datetime) -> list[Line]:
    """The newest first: that is what is asked for."""
    if not happened:
        return [line(Piece("nothing yet", "dim"))]
    return [_happening(one, room, today, now) for one in reversed(happened)]


def _happening(one: Happening, room: int, today: date, now: datetime) -> Line:
    on = _day_of(one.at, now)
    what = words.outcome(one.code) if one.code else words.spoken(one.kind)
    said = eased(" ".join(one.text.split()), today)
    for implied in _IMPLIED:
        said = said.removeprefix(implied)
    if one.kind == "import" and said:
        what = ""  # its sentence says it
    if not said and one.amount is not None and one.currency:
        said = f"{amount(one.amount, one.currency)} {one.currency}"
    bits = [what, said]
    text = "  ".join(bit for bit in bits if bit)
    if one.late_days > 0:
        text += f"  (entered {one.late_days} d later)"
    sign = words.happening_sign(one.channel, one.kind)
    who = safe(one.who)
    left = room - 10 - width(sign) - 1 - (width(who) + 2 if who else 0)
    role: Role = "dim" if one.undone else "risk" if one.code == "broken" else ""
    if one.undone:
        text = f"undone: {text}"
    return line(
        Piece(fit(past_day(on, today), 9) + " ", "dim"),
        Piece(f"{sign} ", "act" if sign != "·" else "dim"),
        Piece(fit(text, left), role),
        Piece(f"  {who}" if who else "", "dim"),
    )


def _day_of(at: str, now: datetime) -> date:
    if len(at) == 10:
        return date.fromisoformat(at)
    return datetime.fromisoformat(at.replace("Z", "+00:00")).astimezone(now.tzinfo).date()


def _left_out(number: int) -> list[Line]:
    return [line(Piece(f"  … {number} more: enter opens the page", "dim"))] if number > 0 else []
