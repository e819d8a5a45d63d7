"""The rows behind a day's numbers: lines of the list, actions, promises."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from collectwork.analytics.figures import Listing, columns
from collectwork.analytics.promises import Promised
from collectwork.analytics.rows import Act, ListLine
from collectwork.domain.money import Money as Amount
from collectwork.usecases.measures.tables import Money


def lines(book: Money, name: str, found: Sequence[ListLine]) -> Listing:
    """Lines of the list as shown, in the order given; ``name`` is the collector's."""
    return Listing(
        f"Lines · {name}",
        columns(">#", "customer", ">to collect", ">days", "step", "state"),
        tuple(
            (
                line.rank,
                book.who(line.customer).name,
                Amount(line.to_collect, line.currency),
                line.oldest_days,
                line.step.replace("_", " "),
                line.state,
            )
            for line in found
        ),
        tuple(line.customer for line in found),
        key="listed",
    )


def promised(book: Money, name: Callable[[str], str], rows: Sequence[Promised]) -> Listing:
    """Promises taken that day; ``name`` says whose a login is."""
    return Listing(
        "Promised today",
        columns("customer", ">amount", "by", "by whom taken"),
        tuple(
            (
                book.who(one.customer).name,
                Amount(one.amount, one.currency),
                one.due,
                name(one.who),
            )
            for one in rows
        ),
        tuple(one.customer for one in rows),
        key="promised",
    )


def acts(book: Money, title: str, found: Sequence[Act]) -> Listing:
    """Actions as a table, newest first."""
    ordered = sorted(found, key=lambda act: act.at, reverse=True)
    return Listing(
        title,
        columns("day", "time", "customer", "what", "who", "note"),
        tuple(
            (
                act.claimed,
                act.at[11:16],
                book.who(act.customer).name,
                act.code.replace("_", " "),
                act.who,
                act.text or "",
            )
            for act in ordered
        ),
        tuple(act.customer for act in ordered),
        key="contacts",
    )
