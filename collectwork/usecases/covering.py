"""Which accounts nobody touched, which have no next step, and in what order the list was worked."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from collectwork.analytics import figures, neglect, order
from collectwork.analytics.coverage import Case, Covered
from collectwork.analytics.coverage import coverage as covered
from collectwork.analytics.ease import Ease
from collectwork.analytics.figures import Behind, Cell, Figure, Listing, Page, columns
from collectwork.analytics.rows import Act, ListLine
from collectwork.analytics.survival import Curve, Wait, curve
from collectwork.domain.money import Money as Amount
from collectwork.usecases import bookfacts
from collectwork.usecases.bookfacts import Money
from collectwork.usecases.desk import Desk

WORKED = ("done", "skipped")
FIRST_TOUCH_HORIZON = 30


@dataclass(frozen=True)
class Worked:
    """Episodes, actions and lists of a period, as coverage and order need them."""

    episodes: dict[int, list[tuple[date, date | None]]]
    acts: Sequence[Act]
    lists: Sequence[ListLine]
    blocked: Sequence[tuple[int, date, date | None]]
    known_from: date


def worked(desk: Desk, book: Money, first: date, last: date) -> Worked:
    """Read what was done from ``first`` to ``last``."""
    with desk.store.read() as tx:
        read = tx.measures
        acts, lists = read.acts(first, last), read.lists(first, last)
        blocked = read.blocked()
    seen = [item.first_seen for item in book.items if item.first_seen and not item.listed]
    known_from = min(seen, default=date.min)
    return Worked(book.balances.overdue_spans(last), acts, lists, blocked, known_from)


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
    first, last = bookfacts.period(desk, first, last, 60)
    book = bookfacts.money(desk)
    work = worked(desk, book, first, last)
    days = desk.policy.coverage_days
    found = cases(work, first, last, days)
    return Page(
        f"Coverage of {first.isoformat()} to {last.isoformat()}",
        (
            _coverage(desk, book, found, last),
            _waiting(desk, book, work),
            _coldest(desk, book, work, first, last),
            order_followed(desk, book, work),
        ),
        f"In time means within {days} days of the first overdue day.",
    )


def order_followed(desk: Desk, book: Money, work: Worked) -> Listing:
    """By collector: how far the list as shown was followed, and which way picking leaned."""
    days = shown_days(book, work)
    people = sorted({who for who, _ in days})
    rows: list[tuple[Cell, ...]] = []
    for who in people:
        mine = [lines for (one, _), lines in days.items() if one == who]
        followed = order.together(order.adherence(lines) for lines in mine)
        lost = sum((order.regret(lines) for lines in mine), order.NO_REGRET)
        tilts = (
            order.together(order.ease_tilt(lines) for lines in mine),
            order.together(order.size_tilt(lines) for lines in mine),
        )
        behind = _day_by_day(who, days)
        n = int(followed.whole)
        rows.append(
            (
                who or "(nobody)",
                figures.count("listed", sum(len(lines) for lines in mine), behind=behind),
                figures.share("adherence", followed, who=who, behind=behind),
                Figure("order_index", lost.index, "index", n, who=who, behind=behind),
                Figure("ease_tilt", tilts[0].share, "index", tilts[0].n, who=who, behind=behind),
                Figure("size_tilt", tilts[1].share, "index", tilts[1].n, who=who, behind=behind),
                "leans to the easy" if order.flagged(tilts[0]) else "",
            )
        )
    return Listing(
        "Order of the list followed",
        columns("collector", ">shown", ">followed", ">index", ">ease", ">size", ""),
        tuple(rows),
        empty="No list was shown in this period.",
        note="index 1 = as listed, 0 = at random · tilt 0.50 = no preference · never a verdict",
        key="order_index",
    )


def shown_days(book: Money, work: Worked) -> dict[tuple[str, date], list[order.Shown]]:
    """Collector-days with at least one line worked, lines in the order shown."""
    did = {(act.who, act.claimed, act.customer) for act in work.acts if act.attempt or act.contact}
    ease = Ease(_by_themselves(book, work))
    days: dict[tuple[str, date], list[order.Shown]] = defaultdict(list)
    for line in work.lists:
        days[line.collector, line.day].append(
            order.Shown(
                line.customer,
                float(line.score),
                line.state in WORKED or (line.collector, line.day, line.customer) in did,
                ease.chance(line.customer, line.oldest_days),
                float(line.past_due),
            )
        )
    return {key: lines for key, lines in days.items() if any(line.worked for line in lines)}


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
    silent = [
        customer
        for customer in sums
        if customer not in steps
        or steps[customer].last_contact is None
        or steps[customer].last_contact < limit  # type: ignore[operator]
    ]

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


def _by_themselves(book: Money, work: Worked) -> list[tuple[int, int]]:
    """Days late of invoices that were paid without a contact in the 14 days before."""
    contacts = days_of(act for act in work.acts if act.contact)
    found = []
    for row in book.cash:
        item = book.by_id.get(row.invoice) if row.invoice is not None else None
        if item is None or item.due is None:
            continue
        near = any(0 <= (row.until - day).days <= 14 for day in contacts[item.customer])
        if not near:
            found.append((item.customer, (row.until - item.due).days))
    return found


def _day_by_day(who: str, days: dict[tuple[str, date], list[order.Shown]]) -> Behind:
    def listing() -> Listing:
        mine = sorted(
            ((day, lines) for (one, day), lines in days.items() if one == who), reverse=True
        )
        rows: list[tuple[Cell, ...]] = []
        for day, lines in mine:
            k = sum(line.worked for line in lines)
            rows.append(
                (day, len(lines), k, figures.share("adherence", order.adherence(lines)),
                 Figure("order_index", order.regret(lines).index, "index", k),
                 Figure("tau", order.tau(lines).share, "index", order.tau(lines).n))
            )  # fmt: skip
        return Listing(
            f"{who or '(nobody)'}, day by day",
            columns("day", ">shown", ">worked", ">followed", ">index", ">tau"),
            tuple(rows),
            key="order_index",
        )

    return listing


def _named(figure: Figure) -> tuple[Cell, ...]:
    """A line of name, figure and cases; the name opens the same rows."""
    cases = None if figure.unit == "count" else figure.n
    return (replace(figure, value=None, note="name"), figure, cases)


def days_of(acts: Iterable[Act]) -> dict[int, list[date]]:
    """Customer → days, ascending; a late entry counts from its day of entry."""
    found: dict[int, list[date]] = defaultdict(list)
    for act in acts:
        found[act.customer].append(max(act.claimed, act.entered))
    for days in found.values():
        days.sort()
    return found


def first_from(days: Sequence[date], first: date) -> date | None:
    """The first of the days, ascending, that is not before ``first``."""
    return next((day for day in days if day >= first), None)
