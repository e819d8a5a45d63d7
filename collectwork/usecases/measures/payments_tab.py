"""Payments with what happened before them, as the manager's tab and for scripts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from collectwork.analytics import figures
from collectwork.analytics.evidence import CLASSES, Class, Evidenced, Touch, by_class
from collectwork.analytics.figures import Cell, Figure, Listing, Page, columns
from collectwork.analytics.ratio import Ratio
from collectwork.domain.money import Money as Amount
from collectwork.usecases.desk import Desk
from collectwork.usecases.measures import tables, wasted_contacts
from collectwork.usecases.measures.tables import History, Money


@dataclass(frozen=True, slots=True)
class Paid:
    """A payment for people: what it paid, its class, and the actions that are its evidence."""

    row: Evidenced
    document: str
    number: str
    name: str
    customer: int
    before: tuple[Touch, ...] = ()


def payments(
    desk: Desk, first: date | None = None, last: date | None = None, *, explain: bool = False
) -> list[Paid]:
    """Payments whose (last possible) value date lies in the period, oldest first.

    ``explain`` adds every contact about the invoice since 30 days before its due date.
    """
    book, known = tables.money(desk), tables.history(desk)
    rows = [
        row
        for row in tables.classified(desk, book, known)
        if (first is None or row.date_to >= first) and (last is None or row.date_to <= last)
    ]
    before = _touches(known) if explain else {}
    found = [_paid(book, row, before) for row in rows]
    return sorted(found, key=lambda one: (one.row.date_to, one.row.payment, one.document))


def page(desk: Desk, first: date | None = None, last: date | None = None) -> Page:
    """The tab: classes by amount, notes and flags, wasted contacts."""
    first, last = tables.period(desk, first, last)
    book, known = tables.money(desk), tables.history(desk)
    everything = tables.classified(desk, book, known)
    rows = [row for row in everything if first <= row.date_to <= last]
    before = _touches(known)
    parts = [
        *_classes(book, rows, before, desk.policy.base_currency),
        _notes(book, rows, before),
        wasted_contacts.listing(book, known, first, last),
    ]
    return Page(
        f"Payments of {first.isoformat()} to {last.isoformat()}",
        tuple(parts),
        "Evidence, not credit: what happened before each payment. The order of an aging file's "
        "payments is not known; then the weaker class is taken.",
    )


def _paid(book: Money, row: Evidenced, before: dict[int, list[Touch]]) -> Paid:
    customer = row.customer or book.customer_of(row.invoice)
    who = book.who(customer)
    touches: tuple[Touch, ...] = ()
    if row.invoice is not None:
        touches = tuple(one for one in before.get(row.invoice, ()) if one.entered <= row.date_to)
    return Paid(row, book.document(row.invoice), who.number, who.name, customer, touches)


def _touches(known: History) -> dict[int, list[Touch]]:
    found: dict[int, list[Touch]] = defaultdict(list)
    for touch in sorted(known.touches, key=lambda one: (one.entered, one.at)):
        found[touch.invoice].append(touch)
    return found


def _classes(
    book: Money, rows: Sequence[Evidenced], before: dict[int, list[Touch]], base: str
) -> list[Listing]:
    tables = []
    found = by_class(rows)
    order = book.currencies(base)
    for currency in sorted(found, key=lambda one: order.index(one) if one in order else 99):
        sums = found[currency]
        whole = sum(amount for amount, _ in sums.values())
        n = sum(cases for _, cases in sums.values())
        lines: list[tuple[Cell, ...]] = []
        shares = []
        for name in CLASSES:
            amount, cases = sums.get(name, (0, 0))
            behind = _behind(book, rows, before, currency, name)
            key = f"class_{name}"
            lines.append(
                (
                    Figure(key, None, "count", cases, note="name", behind=behind),
                    figures.money(key, amount, currency, cases, behind=behind),
                    figures.share(
                        key, Ratio(amount, whole, cases), whole_cases=False, behind=behind
                    ),
                    None,
                    figures.count(key, cases, behind=behind),
                )
            )
            shares.append(max(0.0, amount / whole) if whole else 0.0)
        total = _behind(book, rows, before, currency, None)
        lines.append(
            (
                "all payments",
                figures.money("received", whole, currency, n, behind=total),
                None,
                None,
                figures.count("received", n, behind=total),
            )
        )
        tables.append(
            Listing(
                f"What went before the money · {currency}",
                columns("class", ">amount", ">share", "", ">payments"),
                tuple(lines),
                bars={3: (*shares, 0.0)},
            )
        )
    if not tables:
        tables.append(
            Listing("What went before the money", (), (), empty="No payments in this period.")
        )
    return tables


def _behind(
    book: Money,
    rows: Sequence[Evidenced],
    before: dict[int, list[Touch]],
    currency: str,
    name: Class | None,
) -> figures.Behind:
    def listing() -> Listing:
        chosen = [
            _paid(book, row, before)
            for row in rows
            if row.currency == currency and (name is None or row.cls == name)
        ]
        return of_payments(f"class_{name}" if name else "received", chosen)

    return listing


def of_payments(key: str, chosen: Sequence[Paid], title: str = "") -> Listing:
    """Payments as a table, newest first; each opens to what went before it."""
    ordered = sorted(chosen, key=lambda one: (one.row.date_to, one.row.amount), reverse=True)
    return Listing(
        title or "Payments",
        columns("customer", "invoice", ">amount", "came", "class", "note"),
        tuple(
            (
                one.name,
                one.document or "on account",
                Amount(one.row.amount, one.row.currency),
                _when(one.row),
                Figure(f"class_{one.row.cls}", None, "count", 1, note="name"),
                ", ".join(_remarks(one.row)),
            )
            for one in ordered
        ),
        tuple(one.customer or None for one in ordered),
        lambda n: _story(ordered[n]),
        key=key,
    )


def _story(paid: Paid) -> Listing:
    """What happened on the invoice before the money."""
    row = paid.row
    lines = [
        (
            touch.entered,
            touch.kind,
            f"claims {touch.claimed.isoformat()}" if touch.claimed != touch.entered else "",
            f"{(row.date_to - touch.entered).days}",
            "the evidence"
            if touch.id in row.evidence
            else ("before or after?" if touch.id in row.possible else ""),
        )
        for touch in reversed(paid.before)
    ]
    return Listing(
        f"{paid.name} · {paid.document or 'on account'} · came {_when(row)}",
        columns("entered", "kind", "", ">days before", ""),
        tuple(lines),
        tuple(paid.customer or None for _ in lines),
        empty="No contact about this invoice before the money came.",
        key=f"class_{row.cls}",
    )


def _when(row: Evidenced) -> str:
    if row.date_from == row.date_to:
        return row.date_to.isoformat()
    return f"{row.date_from.isoformat()} … {row.date_to.isoformat()}"


def _remarks(row: Evidenced) -> list[str]:
    notes = (
        (row.order_unknown, "order unknown"),
        (row.same_day, "same day"),
        (row.late_entry, "late entry"),
    )
    return [words for holds, words in notes if holds]


def _notes(book: Money, rows: Sequence[Evidenced], before: dict[int, list[Touch]]) -> Listing:
    groups = {
        "order_unknown": [row for row in rows if row.order_unknown],
        "same_day": [row for row in rows if row.same_day],
        "late_entry": [row for row in rows if row.late_entry],
    }

    def listing(key: str) -> figures.Behind:
        return lambda: of_payments(key, [_paid(book, row, before) for row in groups[key]])

    lines = []
    for key, chosen in groups.items():
        flagged = key == "late_entry" and len(chosen) >= 10 and len(chosen) > 0.05 * len(rows)
        lines.append(
            (
                Figure(key, None, "count", len(chosen), note="name", behind=listing(key)),
                figures.count(key, len(chosen), behind=listing(key)),
                figures.share(key, Ratio(len(chosen), len(rows), len(rows)), behind=listing(key)),
                "look into it" if flagged else "",
            )
        )
    return Listing(
        "Remarks on these payments", columns("remark", ">payments", ">share", ""), tuple(lines)
    )
