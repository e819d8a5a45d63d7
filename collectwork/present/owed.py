"""What an account owes, as lines: open items, promises, disputes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from collectwork.domain.account import AccountPage
from collectwork.domain.balances import BALANCE, at_least
from collectwork.domain.disputes import category_label
from collectwork.domain.receivables import Item, days_past_due
from collectwork.present import words
from collectwork.present.cash import STATE_WORDS
from collectwork.present.cells import amount, day, fit, next_day, short, width
from collectwork.present.pieces import Line, Piece, Role, flow, line, rule
from collectwork.present.text import safe


def item_lines(items: Sequence[Item], room: int, today: date) -> list[Line]:
    """The open items: number, due day, amount, age, and what holds one back."""
    if not items:
        return [line(Piece("nothing is open", "dim"))]
    dues = [_due(item, today) for item in items]
    sums = [amount(item.open, item.currency) for item in items]
    ages = [_age(item, today) for item in items]
    several = len({item.currency for item in items}) > 1
    document = min(18 if room > 56 else 12, max(width(safe(item.document)) for item in items))
    lines = []
    for item, due, total, age in zip(items, dues, sums, ages, strict=True):
        late = days_past_due(item.late_by, today)
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
    if any(item.kind == BALANCE for item in items):
        note = "a summary by age: no invoices, no due days; days are at least those"
        lines.append(line(Piece(fit(note, room), "dim")))
    return lines


def _due(item: Item, today: date) -> str:
    if item.kind == BALANCE:
        return safe(item.bucket or "")  # the bucket as printed
    return day(item.due, today) if item.open >= 0 else item.kind


def _age(item: Item, today: date) -> str:
    if item.kind == BALANCE:
        bound = at_least(item.due_by, today)
        return "" if bound is None or item.open < 0 else f"{bound}+ d"
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


def promise_lines(page: AccountPage, room: int, today: date, *, whole: bool) -> list[Line]:
    """Promises by state; ``whole`` shows those that ended well, too."""
    shown = [p for p in page.promises if whole or p.state in ("open", "broken", "partly_kept")]
    if not shown:
        return []
    signs: dict[str, tuple[str, Role]] = {
        "open": ("◇", "act"),
        "kept": ("✓", "good"),
        "partly_kept": ("◐", "risk"),
        "broken": ("✗", "risk"),
    }
    lines = [rule("promises", room, len(shown))]
    dues = [day(promise.due, today).strip() for promise in shown]
    for promise, due in zip(shown, dues, strict=True):
        sign, role = signs.get(promise.state, ("·", "dim"))
        lines.append(
            line(
                Piece(f"{sign} {fit(words.spoken(promise.state), 12)}", role),
                Piece(fit(amount(promise.amount, promise.currency), 13, right=True)),
                f"  by {fit(due, max(map(width, dues)))}",
                Piece(f"  {safe(promise.document or 'account')}", "dim"),
                Piece(f"  {safe(promise.actor)}", "dim"),
            )
        )
    return lines


def cash_lines(page: AccountPage, room: int, today: date) -> list[Line]:
    """Money of the customer that no invoice got yet."""
    if not page.receipts:
        return []
    several = len({one.currency for one in page.receipts}) > 1
    sums = [amount(one.unapplied_minor, one.currency) for one in page.receipts]
    lines = [rule("cash not applied · $ decides", room, len(page.receipts))]
    for one, left in zip(page.receipts, sums, strict=True):
        text = " ".join((one.text or one.reference or one.payer or "").split())
        lines.append(
            line(
                Piece(f"+ {fit(day(one.received, today).strip(), 7)}", "dim"),
                Piece(fit(left, max(map(width, sums)), right=True), "money"),
                Piece(f" {one.currency}" if several else "", "dim"),
                f"  {STATE_WORDS.get(one.state, one.state)}",
                Piece(f"  {safe(text)}", "dim"),
            )
        )
    return lines


def dispute_lines(page: AccountPage, room: int, today: date) -> list[Line]:
    """The disputes that are open, and those that a short payment proposes."""
    still = [d for d in page.disputes if d.state in ("open", "proposed")]
    if not still:
        return []
    lines = [rule("disputes", room, len(still))]
    for dispute in still:
        money = (
            amount(dispute.amount, dispute.currency)
            if dispute.amount is not None and dispute.currency
            else "whole"
        )
        proposed = dispute.state == "proposed"
        sign = Piece("? proposed ", "act") if proposed else Piece("! ", "risk")
        parts = [
            line(sign, Piece(safe(dispute.document or "account"), "act" if proposed else "risk")),
            line(money),
            line(safe(category_label(dispute.category))),
            line(Piece(safe(dispute.reason), "dim")),
        ]
        if proposed:
            parts.append(line(Piece("D confirms or declines it", "act")))
        if dispute.owner:
            parts.append(line(f"with {safe(dispute.owner)}"))
        if dispute.due:
            parts.append(line(f"until {day(dispute.due, today).strip()}"))
        lines += flow([part for part in parts if part[0].text], room, "  ", "  ")
    return lines
