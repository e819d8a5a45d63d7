"""How the receivables age: buckets now, the trend, what rolls on, and the balance-sheet figures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from collectwork.analytics import figures, rolls
from collectwork.analytics.aging import CREDITS, DUE_COLUMNS, Aged, aged
from collectwork.analytics.book import ItemFacts
from collectwork.analytics.figures import Behind, Cell, Listing, Page, columns
from collectwork.analytics.ratio import Ratio
from collectwork.domain.balances import BALANCE
from collectwork.domain.money import Money as Amount
from collectwork.domain.receivables import Bucket, bucket
from collectwork.usecases.desk import Desk
from collectwork.usecases.measures import tables, template_marks
from collectwork.usecases.measures.tables import Money

TREND_POINTS = 12
UNAPPLIED = "unapplied cash"
BUCKET_NAMES = {"no_due_date": "no due date"}


def page(desk: Desk) -> Page:
    """The tab, currency by currency."""
    book = tables.money(desk)
    with desk.store.read() as tx:
        days = [day for day in tx.measures.ledger_days() if day <= desk.today]
        of_rules = [day for day, _ in tx.measures.rule_changes()]
        loose = tx.measures.loose_cash(desk.today)
    of_templates = [one.day for one in template_marks.changes(desk, date.min, desk.today)]
    changes = {"rules": of_rules, "templates": of_templates}
    aged_by = aged(book.balances.at(desk.today), desk.today)
    parts: list[Listing] = []
    currencies = [one for one in book.currencies(desk.policy.base_currency) if one in aged_by]
    for currency in currencies:
        unapplied = [(id, minor) for id, code, minor in loose if code == currency]
        parts.append(_now(book, aged_by[currency], desk.today, unapplied))
    points = trend_days(desk.today, days)
    for currency in currencies:
        parts.append(_trend(book, currency, points, changes))
    month = month_start(desk.today, days)
    for currency in currencies:
        parts.append(_rolling(book, currency, month, desk.today))
    return Page(
        f"Aging on {desk.today.isoformat()}",
        tuple(parts) or (Listing("Aging", (), (), empty="Nothing is open."),),
        "Credits and unapplied cash stand apart. Trend and roll rates show what the ledger knew.",
    )


def month_start(today: date, ledgers: Sequence[date]) -> date:
    """The newest ledger that is 30 days old, or the oldest there is."""
    old = [day for day in ledgers if day <= today - timedelta(30)]
    young = [day for day in ledgers if day < today]
    return old[-1] if old else (young[0] if young else today - timedelta(30))


def trend_days(today: date, ledgers: Sequence[date]) -> list[date]:
    """The newest ledgers' days and today; weeks back from today where there are none."""
    if len(ledgers) >= 2:
        chosen = list(ledgers[-TREND_POINTS:])
        return chosen if chosen[-1] == today else [*chosen[1:], today]
    return [today - timedelta(7 * n) for n in range(TREND_POINTS - 1, -1, -1)]


def _now(book: Money, table: Aged, day: date, unapplied: Sequence[tuple[int, int]] = ()) -> Listing:
    whole = table.receivables
    rows: list[tuple[Cell, ...]] = []
    shares = []
    for name in DUE_COLUMNS:
        n, amount = table.counts[name], table.amounts[name]
        if not n and name in ("no_due_date", CREDITS):
            continue
        behind = _items_behind(book, BUCKET_NAMES.get(name, name), table.items[name], day)
        part = amount / whole if whole and amount > 0 else 0.0
        rows.append(
            (
                BUCKET_NAMES.get(name, name),
                figures.money("aging", amount, table.currency, n, behind=behind),
                figures.share("aging", Ratio(amount, whole, n), whole_cases=False, behind=behind)
                if amount >= 0
                else None,
                None,
                figures.count("aging", n, behind=behind),
            )
        )
        shares.append(part)
    if unapplied:
        rows.append(_unapplied(book, unapplied, table.currency))
        shares.append(0.0)
    late = [
        id for name in ("1-30", "31-60", "61-90", "91+") for id in table.items[name]
    ]  # fmt: skip
    behind = _items_behind(book, "overdue", late, day)
    rows.append(
        (
            "overdue",
            figures.money("overdue", table.overdue, table.currency, len(late), behind=behind),
            figures.share(
                "overdue_share", Ratio(table.overdue, whole, len(late)), whole_cases=False,
                behind=behind,
            ),
            None,
            figures.count("overdue", len(late), behind=behind),
        )
    )  # fmt: skip
    return Listing(
        f"Open now · {table.currency}",
        columns("days past due", ">open", ">share", "", ">items"),
        tuple(rows),
        bars={3: (*shares, 0.0)},
        key="aging",
    )


def _unapplied(
    book: Money, unapplied: Sequence[tuple[int, int]], currency: str
) -> tuple[Cell, ...]:
    """Cash of known customers that paid no invoice and that no ledger knows yet, as a credit."""

    def listing() -> Listing:
        return Listing(
            f"Unapplied cash · {currency}",
            columns("customer", ">unapplied"),
            tuple((book.who(id).name, Amount(-minor, currency)) for id, minor in unapplied),
            tuple(id for id, _ in unapplied),
            key="aging",
        )

    whole, n = -sum(minor for _, minor in unapplied), len(unapplied)
    sums = figures.money("aging", whole, currency, n, behind=listing)
    return UNAPPLIED, sums, None, None, figures.count("aging", n, behind=listing)


def _trend(
    book: Money, currency: str, days: Sequence[date], changes: Mapping[str, Sequence[date]]
) -> Listing:
    rows: list[tuple[Cell, ...]] = []
    late: list[float] = []
    for place, day in enumerate(days):
        table = aged(book.balances.at(day), day).get(currency)
        if table is None:
            continue
        ids = [id for name in ("1-30", "31-60", "61-90", "91+") for id in table.items[name]]
        behind = _items_behind(book, f"overdue on {day.isoformat()}", ids, day)
        before = days[place - 1] if place else None
        share = Ratio(table.overdue, table.receivables, len(ids))
        rows.append(
            (
                day,
                figures.money("receivables", table.receivables, currency, table.n, behind=behind),
                figures.money("overdue", table.overdue, currency, len(ids), behind=behind),
                figures.share("overdue_share", share, whole_cases=False, behind=behind),
                None,
                _changed(changes, before, day),
            )
        )
        late.append(float(table.overdue))
    most = max(late, default=0.0) or 1.0
    return Listing(
        f"Trend · {currency}",
        columns("day", ">receivables", ">overdue", ">share", "overdue", ""),
        tuple(rows),
        bars={4: tuple(one / most for one in late)},
        key="overdue",
    )


def _changed(changes: Mapping[str, Sequence[date]], before: date | None, day: date) -> str:
    """What changed after the point before this one; nothing at the first point."""
    found = [
        what
        for what, days in changes.items()
        if before is not None and any(before < one <= day for one in days)
    ]
    return f"{', '.join(found)} changed" if found else ""


def courses(book: Money, currency: str, start: date, end: date) -> list[rolls.Course]:
    """Every item of the currency that was open at the start or the end, with its cash between."""
    paid: dict[int, int] = {}
    credited: dict[int, int] = {}
    for row in book.cash:
        if row.invoice is not None and start < row.until <= end:
            paid[row.invoice] = paid.get(row.invoice, 0) + row.amount
    for line in book.lines:
        if line.kind == "credit_note" and line.invoice is not None and start < line.posted <= end:
            credited[line.invoice] = credited.get(line.invoice, 0) + line.amount
    for fall in book.falls:
        if fall.kind == "credited" and start < fall.until <= end:
            credited[fall.item] = max(credited.get(fall.item, 0), fall.before - fall.left)
    found = []
    for item in book.items:
        if item.currency != currency or item.kind == BALANCE:
            continue  # a balance by age cannot be followed from one summary to the next
        opening = max(0, book.balances.of(item.id, start))
        closing = max(0, book.balances.of(item.id, end))
        if not opening and not closing:
            continue
        found.append(
            rolls.Course(
                item.id, item.customer, bucket(item.due, start) if opening else "current", opening,
                bucket(item.due, end) if closing else None, closing, paid.get(item.id, 0),
                credited.get(item.id, 0),
            )
        )  # fmt: skip
    return found


def _rolling(book: Money, currency: str, start: date, end: date) -> Listing:
    rows = courses(book, currency, start, end)
    came = rolls.entering(rows)
    table: list[tuple[Cell, ...]] = []
    ladder: tuple[Bucket, ...] = rolls.LADDER
    for place, name in enumerate(ladder):
        here = [row for row in rows if row.start == name and row.amount]
        behind = _courses_behind(book, f"{name} on {start.isoformat()}", here, currency)
        older = ladder[place + 1] if place + 1 < len(ladder) else None
        into = _courses_behind(
            book, f"entering {name}", [row for row in rows if _entered(row, name)], currency
        )
        table.append(
            (
                name,
                figures.money("aging", sum(row.amount for row in here), currency, len(here),
                              behind=behind),
                figures.share("roll", rolls.roll(rows, name), whole_cases=False, behind=behind)
                if older
                else None,
                figures.money("entering", came.get(name, 0), currency,
                              sum(_entered(row, name) for row in rows), behind=into)
                if name != "current"
                else None,
            )
        )  # fmt: skip
    late = rolls.overdue(rows)
    behind = _courses_behind(book, "overdue at the start", late, currency)
    cure = figures.share("cure", rolls.cure(rows), whole_cases=False, behind=behind)
    table.append(("cured in cash", None, cure, None))
    return Listing(
        f"Since {start.isoformat()} · {currency}",
        columns("bucket", ">at the start", ">rolled on", ">entering"),
        tuple(table),
        key="roll",
    )


def _entered(row: rolls.Course, name: str) -> bool:
    return (
        row.end == name
        and row.start in rolls.LADDER
        and rolls.LADDER.index(row.end) > rolls.LADDER.index(row.start)
    )


def _items_behind(book: Money, title: str, ids: Sequence[int], day: date) -> Behind:
    def listing() -> Listing:
        items = sorted(
            (book.by_id[id] for id in ids), key=lambda one: -abs(book.balances.of(one.id, day))
        )
        return Listing(
            f"Items · {title}",
            columns("customer", "invoice", "due", ">days", ">open"),
            tuple(
                (
                    book.who(item.customer).name,
                    item.document,
                    item.due if item.kind != BALANCE else None,
                    _days(item, day),
                    Amount(book.balances.of(item.id, day), item.currency),
                )
                for item in items
            ),
            tuple(item.customer for item in items),
            key="aging",
        )

    return listing


def _days(item: ItemFacts, day: date) -> int | str | None:
    """Days past due; of a balance by age those that are certain, as ``31+``."""
    if item.due is None:
        return None
    late = (day - item.due).days
    return f"{late}+" if item.kind == BALANCE and late > 0 else late


def _courses_behind(book: Money, title: str, rows: Sequence[rolls.Course], currency: str) -> Behind:
    def listing() -> Listing:
        ordered = sorted(rows, key=lambda row: -max(row.amount, row.still_open))
        return Listing(
            f"Items · {title}",
            columns("customer", "invoice", ">at the start", ">still open", "now in", ">paid"),
            tuple(
                (
                    book.who(row.account).name,
                    book.document(row.item),
                    Amount(row.amount, currency),
                    Amount(row.still_open, currency),
                    row.end or ("credited" if row.credited and not row.paid else "paid"),
                    Amount(row.paid, currency),
                )
                for row in ordered
            ),
            tuple(row.account for row in ordered),
            key="roll",
        )

    return listing
