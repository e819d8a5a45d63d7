"""In what order the list as shown was worked, and which way picking leaned."""

from __future__ import annotations

from collections import defaultdict
from datetime import date

from collectwork.analytics import figures, order
from collectwork.analytics.ease import Ease
from collectwork.analytics.figures import Behind, Cell, Figure, Listing, columns
from collectwork.analytics.rows import ListLine
from collectwork.usecases.desk import Desk
from collectwork.usecases.measures.tables import Money
from collectwork.usecases.measures.work_done import Worked, days_of

WORKED = ("done", "skipped")
Shown = tuple[str, date, int]  # collector, day, and which making of the list


def order_followed(desk: Desk, book: Money, work: Worked) -> Listing:
    """By collector: how far the list as shown was followed, and which way picking leaned."""
    days = shown_days(book, work)
    people = sorted({who for who, _, _ in days})
    rows: list[tuple[Cell, ...]] = []
    for who in people:
        mine = [lines for (one, _, _), lines in days.items() if one == who]
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


def shown_days(book: Money, work: Worked) -> dict[Shown, list[order.Shown]]:
    """Lists with at least one line worked, lines in the order shown.

    What stands first has the highest priority: a due callback or a pinned account was put there
    on purpose, whatever its score. So the scores of a list are given out from its top.
    """
    did = {(act.who, act.claimed, act.customer) for act in work.acts if act.attempt or act.contact}
    did |= work.withheld
    ease = Ease(_by_themselves(book, work))
    lists: dict[Shown, list[ListLine]] = defaultdict(list)
    newest: dict[tuple[date, str], int] = {}
    for line in work.shown:
        lists[line.collector, line.day, line.run].append(line)
        newest[line.day, line.source] = line.run
    found = {}
    for key, lines in lists.items():
        last = newest[lines[0].day, lines[0].source] == lines[0].run
        worked = [line.state in WORKED or (last and _did(line, did)) for line in lines]
        if any(worked):
            scores = sorted((float(line.score) for line in lines), reverse=True)
            found[key] = [
                order.Shown(
                    line.customer, score, done, ease.chance(line.customer, line.oldest_days),
                    float(line.past_due),
                )
                for line, score, done in zip(lines, scores, worked, strict=True)
            ]  # fmt: skip
    return found


def _did(line: ListLine, did: set[tuple[str, date, int]]) -> bool:
    """What was done that day but entered later, or reported by another system, marks no line."""
    return (line.collector, line.day, line.customer) in did


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


def _day_by_day(who: str, days: dict[Shown, list[order.Shown]]) -> Behind:
    def listing() -> Listing:
        mine = sorted(
            ((day, run, lines) for (one, day, run), lines in days.items() if one == who),
            reverse=True,
        )
        rows: list[tuple[Cell, ...]] = []
        for day, _, lines in mine:
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
