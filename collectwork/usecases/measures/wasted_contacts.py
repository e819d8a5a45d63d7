"""Contacts about invoices that were settled already, charged to the process."""

from __future__ import annotations

from collections import defaultdict
from datetime import date

from collectwork.analytics import figures
from collectwork.analytics.book import TAKES
from collectwork.analytics.figures import Listing, columns
from collectwork.analytics.ratio import Ratio
from collectwork.analytics.wasted import Made, Settling, Wasted, wasted
from collectwork.usecases.measures.tables import History, Money


def wasted_contacts(
    book: Money, known: History, first: date, last: date
) -> tuple[list[Wasted], int]:
    """Wasted contacts of the period, and how many contacts there were."""
    invoices: dict[str, set[int]] = defaultdict(set)
    day: dict[str, date] = {}
    for touch in known.touches:
        if touch.kind != "attempt" and first <= touch.claimed <= last:
            invoices[touch.id].add(touch.invoice)
            day[touch.id] = touch.claimed
    made = [Made(id, day[id], tuple(sorted(which))) for id, which in invoices.items()]
    amounts = {
        item.id: item.original if item.original is not None else item.first_open
        for item in book.items
    }
    lines = [
        Settling(line.invoice, line.amount, line.value, line.posted)
        for line in book.lines
        if line.invoice is not None and line.kind in TAKES
    ]
    return wasted(made, amounts, lines), len(made)


def listing(book: Money, known: History, first: date, last: date) -> Listing:
    """The meter: contacts by cause, each opening to its contacts."""
    found, n = wasted_contacts(book, known, first, last)

    def by_cause(cause: str) -> figures.Behind:
        def rows() -> Listing:
            chosen = [one for one in found if one.cause == cause]
            customers = [book.customer_of(one.contact.invoices[0]) for one in chosen]
            return Listing(
                f"Wasted contacts · {cause}",
                columns("day", "customer", "invoices"),
                tuple(
                    (
                        one.contact.day,
                        book.who(customer).name,
                        ", ".join(book.document(item) for item in one.contact.invoices),
                    )
                    for one, customer in zip(chosen, customers, strict=True)
                ),
                tuple(customer or None for customer in customers),
                key="wasted",
            )

        return rows

    return Listing(
        "Wasted contacts",
        columns("cause", ">contacts", ">of all contacts"),
        tuple(
            (
                cause,
                figures.count("wasted", cases, behind=by_cause(cause)),
                figures.share("wasted", Ratio(cases, n, n), behind=by_cause(cause)),
            )
            for cause, cases in (
                (cause, sum(one.cause == cause for one in found))
                for cause in ("not yet posted", "posted before")
            )
        ),
        key="wasted",
    )
