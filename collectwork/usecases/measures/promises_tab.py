"""How promises are kept: what is open, what ran out, by collector and in all."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, timedelta

from collectwork.analytics import figures, intervals
from collectwork.analytics.figures import Behind, Cell, Figure, Listing, Page, columns
from collectwork.analytics.promises import Promised, amount_rate, count_rate, counted_of
from collectwork.domain.money import Money as Amount
from collectwork.usecases.desk import Desk
from collectwork.usecases.measures import tables
from collectwork.usecases.measures.tables import Money


def page(desk: Desk, first: date | None = None, last: date | None = None) -> Page:
    """The tab."""
    first, last = tables.period(desk, first, last)
    with desk.store.read() as tx:
        rows = tx.measures.promised(desk.today)
        names = tx.measures.collectors()
    book = tables.money(desk)
    live = [row for row in rows if row.live]
    ran_out = [row for row in counted_of(rows) if first <= row.ran_out <= last]
    base = desk.policy.base_currency
    return Page(
        f"Promises whose time ran out {first.isoformat()} to {last.isoformat()}",
        (
            *(_live(book, same, desk.today, one) for one, same in _split(book, live, base)),
            *(_states(book, same, one) for one, same in _split(book, ran_out, base)),
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


def _split(book: Money, rows: Sequence[Promised], base: str) -> list[tuple[str, list[Promised]]]:
    """The rows of each currency; an empty table of the base currency where there are none."""
    found: dict[str, list[Promised]] = defaultdict(list)
    for row in rows:
        found[row.currency].append(row)
    known = book.currencies(base)
    if not found:
        return [(known[0] if known else base, [])]
    return sorted(found.items(), key=lambda one: known.index(one[0]) if one[0] in known else 99)


def _live(book: Money, rows: Sequence[Promised], today: date, currency: str) -> Listing:
    soon = today + timedelta(7)
    groups = [
        ("in the tolerance", [row for row in rows if row.due < today]),
        ("today", [row for row in rows if row.due == today]),
        ("next 7 days", [row for row in rows if today < row.due <= soon]),
        ("later", [row for row in rows if row.due > soon]),
        ("all open", list(rows)),
    ]
    lines: list[tuple[Cell, ...]] = []
    for words, chosen in groups:
        behind = _behind(book, f"Open promises · {words}", chosen, "promises_live")
        n = len(chosen)
        due = sum(row.amount for row in chosen)
        got = sum(row.received for row in chosen)
        lines.append(
            (
                words,
                figures.count("promises_live", n, behind=behind),
                figures.money("promises_live", due, currency, n, behind=behind),
                figures.money("promises_live", got, currency, n, behind=behind),
            )
        )
    return Listing(
        f"Open promises, by the promised date · {currency}",
        columns("promised for", ">promises", ">promised", ">received so far"),
        tuple(lines),
        key="promises_live",
    )


def _states(book: Money, rows: Sequence[Promised], currency: str) -> Listing:
    lines: list[tuple[Cell, ...]] = []
    for state in ("kept", "partly_kept", "broken"):
        chosen = [row for row in rows if row.state == state]
        words = state.replace("_", " ")
        behind = _behind(book, f"Promises {words}", chosen, "kept_rate")
        n, due = len(chosen), sum(row.amount for row in chosen)
        got = sum(row.received for row in chosen)
        lines.append(
            (
                words,
                figures.count("kept_rate", n, behind=behind),
                figures.money("promised", due, currency, n, behind=behind),
                figures.money("promised", got, currency, n, behind=behind),
            )
        )
    everything = _behind(book, "Promises that ran out", rows, "kept_rate")
    amounts = figures.share(
        "kept_amount_rate", amount_rate(rows), whole_cases=False, behind=everything
    )
    lines.append(
        ("rate", figures.share("kept_rate", count_rate(rows), behind=everything), None, amounts)
    )
    return Listing(
        f"What became of them · {currency}",
        columns("state", ">promises", ">promised", ">received in time"),
        tuple(lines),
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
