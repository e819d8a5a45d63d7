"""How promises are kept: what is open, what ran out, by collector and in all."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from collectwork.analytics import figures, intervals
from collectwork.analytics.figures import Behind, Cell, Figure, Listing, Page, columns
from collectwork.analytics.promises import Promised, amount_rate, count_rate, counted_of
from collectwork.domain.money import Money as Amount
from collectwork.usecases import bookfacts
from collectwork.usecases.bookfacts import Money
from collectwork.usecases.desk import Desk


def page(desk: Desk, first: date | None = None, last: date | None = None) -> Page:
    """The tab."""
    first, last = bookfacts.period(desk, first, last)
    with desk.store.read() as tx:
        rows = tx.measures.promised(desk.today)
        names = tx.measures.collectors()
    book = bookfacts.money(desk)
    live = [row for row in rows if row.live]
    ran_out = [row for row in counted_of(rows) if first <= row.ran_out <= last]
    return Page(
        f"Promises whose time ran out {first.isoformat()} to {last.isoformat()}",
        (
            _live(book, live, desk.today),
            _states(book, ran_out),
            _by_collector(book, ran_out, names),
            listing(book, "Broken lately", _newest(ran_out, "broken")[:10], "kept_rate"),
        ),
        "Kept: 95 % received until the promised date and the tolerance. Small numbers are said to "
        "be small; collectors are never ranked.",
    )


def listing(book: Money, title: str, rows: Sequence[Promised], key: str) -> Listing:
    """Promises as a table."""
    return Listing(
        title,
        columns("customer", "invoice", ">promised", ">received", "made", "for", "state"),
        tuple(
            (
                book.who(row.customer).name,
                book.document(row.item) or "account",
                Amount(row.amount, row.currency),
                Amount(row.received, row.currency),
                row.made_on,
                row.due,
                row.state.replace("_", " "),
            )
            for row in rows
        ),
        tuple(row.customer for row in rows),
        empty="None.",
        key=key,
    )


def _newest(rows: Sequence[Promised], state: str) -> list[Promised]:
    chosen = [row for row in rows if row.state == state]
    return sorted(chosen, key=lambda row: (row.ran_out, row.amount), reverse=True)


def _behind(book: Money, title: str, rows: Sequence[Promised], key: str) -> Behind:
    return lambda: listing(book, title, sorted(rows, key=lambda row: row.due), key)


def _by_currency(rows: Sequence[Promised]) -> dict[str, list[Promised]]:
    found: dict[str, list[Promised]] = defaultdict(list)
    for row in rows:
        found[row.currency].append(row)
    return dict(sorted(found.items()))


def _live(book: Money, rows: Sequence[Promised], today: date) -> Listing:
    soon = today + timedelta(7)
    groups = [
        ("in the tolerance", [row for row in rows if row.due < today]),
        ("today", [row for row in rows if row.due == today]),
        ("next 7 days", [row for row in rows if today < row.due <= soon]),
        ("later", [row for row in rows if row.due > soon]),
        ("all open", list(rows)),
    ]
    lines: list[tuple[Cell, ...]] = []
    for currency, same in _by_currency(rows).items():
        for words, chosen in groups:
            part = [row for row in chosen if row in same]
            behind = _behind(book, f"Open promises · {words}", part, "promises_live")
            due = sum(row.amount for row in part)
            got = sum(row.received for row in part)
            lines.append(
                (
                    words,
                    figures.count("promises_live", len(part), behind=behind),
                    figures.money("promises_live", due, currency, len(part), behind=behind),
                    figures.money("promises_live", got, currency, len(part), behind=behind),
                )
            )
    return Listing(
        "Open promises, by the promised date",
        columns("promised for", ">promises", ">promised", ">received so far"),
        tuple(lines),
        empty="No promise is open.",
        key="promises_live",
    )


def _states(book: Money, rows: Sequence[Promised]) -> Listing:
    lines: list[tuple[Cell, ...]] = []
    for currency, same in _by_currency(rows).items():
        for state in ("kept", "partly_kept", "broken"):
            chosen = [row for row in same if row.state == state]
            words = state.replace("_", " ")
            behind = _behind(book, f"Promises {words}", chosen, "kept_rate")
            lines.append(
                (
                    words,
                    figures.count("kept_rate", len(chosen), behind=behind),
                    figures.money(
                        "promised", sum(row.amount for row in chosen), currency, len(chosen),
                        behind=behind,
                    ),
                    figures.money(
                        "promised", sum(row.received for row in chosen), currency, len(chosen),
                        behind=behind,
                    ),
                )
            )  # fmt: skip
        lines.append(
            (
                "rate",
                figures.share(
                    "kept_rate", count_rate(same), behind=_behind(book, "All", same, "kept_rate")
                ),
                None,
                replace(
                    figures.share("kept_amount_rate", amount_rate(same), whole_cases=False),
                    behind=_behind(book, "All", same, "kept_amount_rate"),
                ),
            )
        )
    return Listing(
        "What became of them",
        columns("state", ">promises", ">promised", ">received in time"),
        tuple(lines),
        empty="No promise ran out in this period.",
        key="kept_rate",
    )


def _by_collector(book: Money, rows: Sequence[Promised], names: dict[str, str]) -> Listing:
    team = count_rate(rows).share
    lines: list[tuple[Cell, ...]] = []
    for who in sorted({row.who for row in rows}):
        mine = [row for row in rows if row.who == who]
        ratio = count_rate(mine)
        behind = _behind(book, f"Promises taken by {names.get(who, who)}", mine, "kept_rate")
        rate = figures.share("kept_rate", ratio, who=who, behind=behind)
        apart = intervals.tells_apart(round(ratio.part), round(ratio.whole), team)
        lines.append(
            (
                names.get(who, who),
                figures.count("kept_rate", len(mine), who=who, behind=behind),
                rate,
                _range(rate),
                "differs from the team" if apart else "not enough data to tell",
            )
        )
    return Listing(
        "By who took them",
        columns("collector", ">ran out", ">kept", "95 % interval", ""),
        tuple(lines),
        empty="No promise ran out in this period.",
        key="kept_rate",
    )


def _range(figure: Figure) -> str:
    if figure.low is None or figure.high is None:
        return "n/a"
    return f"{figure.low * 100:.0f}-{figure.high * 100:.0f} %"
