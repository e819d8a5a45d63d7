"""The key figures of a period: for the whole book, by collector, by team or by company."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from collectwork.analytics import figures, neglect, order
from collectwork.analytics.coverage import coverage as covered
from collectwork.analytics.evidence import CLASSES, Evidenced, by_class
from collectwork.analytics.figures import Figure
from collectwork.analytics.promises import Promised, amount_rate, count_rate, counted_of
from collectwork.analytics.ratio import Ratio
from collectwork.analytics.rows import Act
from collectwork.analytics.survival import Wait, curve
from collectwork.usecases.desk import Desk
from collectwork.usecases.measures import coverage_tab, order_kept, tables, wasted_contacts
from collectwork.usecases.measures.balance_sheet import balance_figures
from collectwork.usecases.measures.tables import History, Money
from collectwork.usecases.measures.work_done import Worked, days_of, first_from, worked

By = Literal["collector", "team", "company"]
BY: tuple[By, ...] = ("collector", "team", "company")
HORIZON = 30


@dataclass(frozen=True)
class _Part:
    """The part of the book and of the work that one line of the answer is about."""

    who: str
    book: Money
    customers: set[int]
    doers: set[str] | None  # None: whoever it was


def kpi(
    desk: Desk, first: date | None = None, last: date | None = None, by: By | None = None
) -> list[Figure]:
    """Every key figure of the period (default: the 90 days up to today), part by part.

    By collector and team, balances belong to the owner of the account and work to who did it.
    """
    first, last = tables.period(desk, first, last)
    book, known = tables.money(desk), tables.history(desk)
    with desk.store.read() as tx:
        promised = tx.measures.promised(last)
        teams = {one.login: one.team or "" for one in tx.people.all()}
    work = worked(desk, book, first, last)
    classified = tables.classified(desk, book, known)
    found: list[Figure] = []
    for part in _parts(book, work, promised, teams, by):
        found += balance_figures(part.book, first, last, part.who, desk.policy.base_currency)
        found += _work_figures(desk, part, work, promised, known, first, last)
        found += _order_figures(desk, part, work, first, last)
        found += _evidence_figures(part, classified, first, last)
    return found


def _parts(
    book: Money,
    work: Worked,
    promised: Sequence[Promised],
    teams: dict[str, str],
    by: By | None,
) -> list[_Part]:
    everybody = {item.customer for item in book.items} | set(book.customers)
    if by is None:
        return [_Part("", book, everybody, None)]
    if by == "company":
        of_company: dict[str, set[int]] = defaultdict(set)
        customers: dict[str, set[int]] = defaultdict(set)
        for item in book.items:
            of_company[item.company].add(item.id)
            customers[item.company].add(item.customer)
        return [
            _Part(name, book.part(ids), customers[name], None)
            for name, ids in sorted(of_company.items())
        ]
    group: Callable[[str], str] = (lambda who: who) if by == "collector" else _team(teams)
    owned: dict[str, set[int]] = defaultdict(set)
    items: dict[str, set[int]] = defaultdict(set)
    for id, who in book.customers.items():
        owned[group(who.owner)].add(id)
    for item in book.items:
        items[group(book.who(item.customer).owner)].add(item.id)
    doers: dict[str, set[str]] = defaultdict(set)
    for login in {act.who for act in work.acts if not act.automatic} | {
        one.who for one in promised
    }:
        doers[group(login)].add(login)
    return [
        _Part(name, book.part(items[name]), owned[name], doers[name])
        for name in sorted(owned.keys() | doers.keys())
    ]


def _team(teams: dict[str, str]) -> Callable[[str], str]:
    return lambda who: teams.get(who, "")


def _work_figures(
    desk: Desk,
    part: _Part,
    work: Worked,
    promised: Sequence[Promised],
    known: History,
    first: date,
    last: date,
) -> list[Figure]:
    acts = [act for act in work.acts if _did(part, act)]
    who = part.who
    calls = [act for act in acts if act.channel == "call"]
    talks = [act for act in acts if act.right_party]
    contacts = [act for act in acts if act.contact]
    mails = [act for act in contacts if act.channel == "mail"]
    mine = [one for one in promised if _took(part, one)]
    made = [one for one in mine if first <= one.made_on <= last]
    deeds = {(one.who, one.customer, one.made_on) for one in made}
    ran_out = [one for one in counted_of(mine) if first <= one.ran_out <= last]
    cases = [
        case for case in coverage_tab.cases(work, first, last, desk.policy.coverage_days)
        if case.account in part.customers
    ]  # fmt: skip
    reached = covered(cases, desk.policy.coverage_days)
    waits = curve(_first_payments(part, work, last))
    lost, n = wasted_contacts.wasted_contacts(part.book, known, first, last)
    touch = coverage_tab.touch_curve(cases, last)
    return [
        figures.count("contacts", len(contacts), who=who),
        figures.count("calls", len(calls), who=who),
        figures.count("talks", len(talks), who=who),
        figures.count("mails", len(mails), who=who),
        figures.share(
            "right_party_rate",
            Ratio(sum(act.right_party for act in calls), len(calls), len(calls)),
            who=who,
        ),
        Figure(
            "promise_rate", Ratio(len(deeds), len(talks), len(talks)).share, "percent",
            len(talks), who=who,
        ),
        figures.share("kept_rate", count_rate(ran_out), who=who),
        *(
            figures.share(
                "kept_amount_rate",
                amount_rate([one for one in ran_out if one.currency == currency]),
                whole_cases=False, who=who, currency=currency,
            )
            for currency in sorted({one.currency for one in ran_out})
        ),
        figures.share("coverage", reached.rate, who=who),
        Figure("attempts_only", len(reached.attempts_only), "count", reached.rate.n, who=who),
        Figure("first_touch", touch.median, "days", touch.n, who=who),
        Figure("first_payment_median", waits.median, "days", waits.n, who=who),
        Figure("first_payment_mean", waits.mean_within(HORIZON), "days", waits.n, who=who),
        figures.share("without_payment", waits.without, who=who),
        figures.share("wasted", Ratio(len(lost), n, n), who=who),
    ]  # fmt: skip


def _order_figures(desk: Desk, part: _Part, work: Worked, first: date, last: date) -> list[Figure]:
    days = [
        lines
        for (who, _, _), lines in order_kept.shown_days(part.book, work).items()
        if part.doers is None or who in part.doers
    ]
    followed = order.together(order.adherence(lines) for lines in days)
    lost = sum((order.regret(lines) for lines in days), order.NO_REGRET)
    ranks = order.together(order.tau(lines) for lines in days)
    ease = order.together(order.ease_tilt(lines) for lines in days)
    size = order.together(order.size_tilt(lines) for lines in days)
    spans = [
        span
        for span in coverage_tab.neglect_spans(desk, part.book, work, first, last)
        if span.account in part.customers
    ]
    cold = neglect.index(spans, desk.policy.coverage_days)
    who = part.who
    return [
        figures.share("adherence", followed, who=who),
        Figure("order_index", lost.index, "index", int(followed.whole), who=who),
        Figure("tau", ranks.share, "index", ranks.n, who=who),
        Figure("ease_tilt", ease.share, "index", ease.n, who=who),
        Figure("size_tilt", size.share, "index", size.n, who=who),
        figures.share("neglect", cold, whole_cases=False, who=who),
    ]


def _evidence_figures(
    part: _Part, rows: Sequence[Evidenced], first: date, last: date
) -> list[Figure]:
    mine = [
        row
        for row in rows
        if first <= row.date_to <= last
        and (
            row.invoice in part.book.by_id
            if row.invoice is not None
            else row.customer in part.customers
        )
    ]
    found = []
    for currency, table in by_class(mine).items():
        whole = sum(amount for amount, _ in table.values())
        n = sum(cases for _, cases in table.values())
        found.append(figures.money("received", whole, currency, n, who=part.who))
        for name in CLASSES:
            amount, cases = table.get(name, (0, 0))
            ratio = Ratio(amount, whole, cases)
            found.append(
                figures.share(
                    f"class_{name}", ratio, whole_cases=False, currency=currency, who=part.who
                )
            )
    return found


def _first_payments(part: _Part, work: Worked, last: date) -> list[Wait]:
    """Per overdue episode with a contact, days from the first contact to the first payment."""
    contacts = days_of(act for act in work.acts if act.contact)
    paid: dict[int, list[date]] = defaultdict(list)
    for row in part.book.cash:
        if row.invoice is not None:
            paid[part.book.customer_of(row.invoice)].append(row.until)
    for days in paid.values():
        days.sort()
    waits = []
    for customer, spans in work.episodes.items():
        if customer not in part.customers:
            continue
        for begin, end in spans:
            touched = first_from(contacts[customer], begin)
            if touched is None or touched > (end or last):
                continue
            came = first_from(paid[customer], touched)
            if came is not None and came <= last:
                waits.append(Wait((came - touched).days, True))
            else:
                waits.append(Wait(max(0, (last - touched).days), False))
    return waits


def _did(part: _Part, act: Act) -> bool:
    if act.automatic:
        return part.doers is None and act.customer in part.customers
    return act.who in part.doers if part.doers is not None else act.customer in part.customers


def _took(part: _Part, one: Promised) -> bool:
    return one.who in part.doers if part.doers is not None else one.customer in part.customers
