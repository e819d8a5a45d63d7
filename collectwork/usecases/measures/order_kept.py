"""In what order the list as shown was worked, and which way picking leaned."""

from __future__ import annotations

from collections import defaultdict
from datetime import date

from collectwork.analytics import figures, order
from collectwork.analytics.ease import Ease
from collectwork.analytics.figures import Behind, Cell, Figure, Listing, columns
from collectwork.usecases.desk import Desk
from collectwork.usecases.measures.tables import Money
from collectwork.usecases.measures.work_done import Worked, days_of

WORKED = ("done", "skipped")


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
