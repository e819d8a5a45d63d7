"""Which accounts nobody touched, which have no next step, and in what order the list was worked."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, timedelta

from collectwork.analytics import figures, neglect
from collectwork.analytics.coverage import Case, Covered
from collectwork.analytics.coverage import coverage as covered
from collectwork.analytics.figures import Behind, Cell, Figure, Listing, Page, columns
from collectwork.analytics.survival import Curve, Wait, curve
from collectwork.domain.money import Money as Amount
from collectwork.usecases.desk import Desk
from collectwork.usecases.measures import order_kept, tables
from collectwork.usecases.measures.tables import Money
from collectwork.usecases.measures.work_done import Worked, days_of, first_from, worked

WORKED = ("done", "skipped")


def cases(work: Worked, first: date, last: date, days: int) -> list[Case]:
    """Accounts whose first overdue day lies in the period and ``days`` back from its end."""
    contacts = days_of(act for act in work.acts if act.contact)
    attempts = days_of(act for act in work.acts if act.attempt and not act.contact)
    found = []
    for customer, spans in work.episodes.items():
        for begin, end in spans:
            if not first <= begin <= last - timedelta(days) or begin <= work.known_from:
                continue  # what the first ledger shows as overdue began nobody knows when
            until = begin + timedelta(days)
            blocked = any(
                who == customer and since <= begin and (to is None or to >= until)
                for who, since, to in work.blocked
            )
            found.append(
                Case(
                    customer, begin, first_from(contacts[customer], begin),
                    first_from(attempts[customer], begin), end, blocked,
                )
            )  # fmt: skip
    return found


def touch_curve(found: Iterable[Case], last: date) -> Curve:
    """Days to the first contact; paid or still untouched accounts are those still waiting."""
    waits = []
    for case in found:
        end = min(case.paid or last, last)
        if case.touched is not None and case.touched <= end:
            waits.append(Wait((case.touched - case.first).days, True))
        else:
            waits.append(Wait(max(0, (end - case.first).days), False))
    return curve(waits)


def page(desk: Desk, first: date | None = None, last: date | None = None) -> Page:
    """The tab: touched in time, no next step, neglect, order followed."""
    first, last = tables.period(desk, first, last, 60)
    book = tables.money(desk)
    work = worked(desk, book, first, last)
    days = desk.policy.coverage_days
    found = cases(work, first, last, days)
    return Page(
        f"Coverage of {first.isoformat()} to {last.isoformat()}",
        (
            _coverage(desk, book, found, last),
            _waiting(desk, book, work),
            _coldest(desk, book, work, first, last),
            order_kept.order_followed(desk, book, work),
        ),
        f"In time means within {days} days of the first overdue day.",
    )


def neglect_spans(
    desk: Desk, book: Money, work: Worked, first: date, last: date
) -> list[neglect.Span]:
    """Overdue episodes within the period with today's overdue amount of the base currency."""
    amounts = _overdue_now(book, desk.today)
    contacts = days_of(act for act in work.acts if act.contact)
    return [
        neglect.Span(
            customer, amounts[customer][0], max(begin, first), min(end or last, last),
            tuple(day for day in contacts[customer] if begin <= day <= last),
        )
        for customer, spans in work.episodes.items()
        for begin, end in spans
        if customer in amounts and begin <= last and (end is None or end > first)
    ]  # fmt: skip


def _coverage(desk: Desk, book: Money, found: list[Case], last: date) -> Listing:
    result: Covered = covered(found, desk.policy.coverage_days)
    first_day = {case.account: case.first for case in found}
    waits = touch_curve(found, last)

    def listing(key: str, accounts: Sequence[int]) -> Behind:
        def rows() -> Listing:
            return Listing(
                figures.name_of(key),
                columns("customer", "number", "collector", "first overdue"),
                tuple(
                    (book.who(one).name, book.who(one).number, book.who(one).owner, first_day[one])
                    for one in accounts
                ),
                tuple(accounts),
                key=key,
            )

        return rows

    groups = {
        "untouched": result.untouched,
        "attempts_only": result.attempts_only,
        "paid_untouched": result.paid_untouched,
        "blocked": result.blocked,
    }
    lines: list[tuple[Cell, ...]] = [
        _named(figures.share("coverage", result.rate, behind=listing("coverage", result.touched))),
        *(
            _named(figures.count(key, len(which), behind=listing(key, which)))
            for key, which in groups.items()
        ),
        _named(
            Figure(
                "first_touch", waits.median, "days", waits.n,
                behind=listing("first_touch", [case.account for case in found]),
            )
        ),
    ]  # fmt: skip
    return Listing("Newly overdue accounts", columns("", ">", ">cases"), tuple(lines))


def _waiting(desk: Desk, book: Money, work: Worked) -> Listing:
    with desk.store.read() as tx:
        collect = tx.measures.to_collect(desk.today)
        steps = tx.measures.next_steps(desk.today)
    listed = {line.customer for line in work.lists if line.day == desk.today}
    blocked = {
        who for who, since, to in work.blocked
        if since <= desk.today and (to is None or to >= desk.today)
    }  # fmt: skip
    sums: dict[int, list[Amount]] = defaultdict(list)
    for customer, currency, amount, _ in collect:
        if amount > 0:
            sums[customer].append(Amount(amount, currency))
    lost = [
        customer
        for customer in sums
        if customer not in listed
        and customer not in blocked
        and (customer not in steps or steps[customer].next_on is None)
    ]
    limit = desk.today - timedelta(desk.policy.coverage_days)

    def last_contact(customer: int) -> date | None:
        return steps[customer].last_contact if customer in steps else None

    silent = [customer for customer in sums if (last_contact(customer) or date.min) < limit]

    def listing(key: str, accounts: Sequence[int]) -> Behind:
        def rows() -> Listing:
            ordered = sorted(accounts, key=lambda one: -sums[one][0].minor)
            return Listing(
                figures.name_of(key),
                columns("customer", "collector", ">to collect", "last contact", "next step"),
                tuple(
                    (
                        book.who(one).name,
                        book.who(one).owner,
                        sums[one][0],
                        (steps[one].last_contact if one in steps else None) or "never",
                        (steps[one].next_on if one in steps else None) or "none",
                    )
                    for one in ordered
                ),
                tuple(ordered),
                key=key,
            )

        return rows

    return Listing(
        "Accounts with something to collect",
        columns("", ">", ">cases"),
        (
            _named(
                figures.count("to_collect", len(sums), behind=listing("to_collect", list(sums)))
            ),
            _named(figures.count("silent", len(silent), behind=listing("silent", silent))),
            _named(figures.count("no_next_step", len(lost), behind=listing("no_next_step", lost))),
        ),
    )


def _coldest(desk: Desk, book: Money, work: Worked, first: date, last: date) -> Listing:
    spans = neglect_spans(desk, book, work, first, last)
    sla = desk.policy.coverage_days
    rate = neglect.index(spans, sla)
    top = neglect.coldest(spans, sla)
    amounts = _overdue_now(book, desk.today)

    def rows() -> Listing:
        return Listing(
            "Coldest accounts",
            columns("customer", "collector", ">overdue now", ">days beyond"),
            tuple(
                (
                    book.who(row.account).name,
                    book.who(row.account).owner,
                    Amount(*amounts[row.account]),
                    row.days_beyond,
                )
                for row in top
            ),
            tuple(row.account for row in top),
            key="neglect",
        )

    figure = figures.share("neglect", rate, whole_cases=False, behind=rows)
    return replace(rows(), title="Coldest ten", rows=tuple(
        (*row[:3], figures.count("neglect", int(str(row[3])), behind=rows)) for row in rows().rows
    ), note=f"neglect index {figures.percent(figure.value)} of {rate.n} episodes",
        empty="Nobody waits longer than agreed.")  # fmt: skip


def _overdue_now(book: Money, day: date) -> dict[int, tuple[int, str]]:
    """Customer → largest overdue sum over its currencies."""
    sums: dict[tuple[int, str], int] = defaultdict(int)
    for item in book.items:
        if item.open > 0 and item.due is not None and item.due < day:
            sums[item.customer, item.currency] += item.open
    best: dict[int, tuple[int, str]] = {}
    for (customer, currency), amount in sums.items():
        if customer not in best or amount > best[customer][0]:
            best[customer] = (amount, currency)
    return best


def _named(figure: Figure) -> tuple[Cell, ...]:
    """A line of name, figure and cases; the name opens the same rows."""
    cases = None if figure.unit == "count" else figure.n
    return (replace(figure, value=None, note="name"), figure, cases)
