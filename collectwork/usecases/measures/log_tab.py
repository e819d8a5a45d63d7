"""Looking through the log."""

from __future__ import annotations

from collectwork.analytics.figures import Listing, Page, columns
from collectwork.usecases.desk import Desk

AT_ONCE = 200


def page(desk: Desk, text: str = "", before: int | None = None) -> Page:
    """Entries newest first whose person, kind, customer, day or words hold every word of ``text``.

    ``before`` goes on from an entry's number.
    """
    with desk.store.read() as tx:
        lines = tx.measures.log_lines(text, AT_ONCE, before)
        names = tx.measures.customers()
    by_number = {one.number: one for one in names.values()}
    rows = tuple(
        (
            line.seq,
            line.at[:10],
            line.at[11:16],
            line.who,
            line.kind,
            by_number[line.customer].name if line.customer in by_number else line.customer or "",
            line.words,
            line.hash[:12],
        )
        for line in lines
    )
    return Page(
        f"Log{f' · {text}' if text else ''}",
        (
            Listing(
                "Entries, newest first",
                columns(">no.", "day", "time", "who", "kind", "customer", "what", "hash"),
                rows,
                tuple(
                    by_number[line.customer].id if line.customer in by_number else None
                    for line in lines
                ),
                empty="No entry holds these words." if text else "The log is empty.",
            ),
        ),
        f"The newest {AT_ONCE} that fit; search for more." if len(lines) == AT_ONCE else "",
    )
