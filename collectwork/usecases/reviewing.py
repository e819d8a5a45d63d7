"""The weekly review: the week beside the week before, and what stands out."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from collectwork.analytics.figures import Cell, Figure, Listing, Page, columns
from collectwork.errors import NotFound, WrongUsage
from collectwork.present import figures as words
from collectwork.usecases.desk import Desk
from collectwork.usecases.measures import (
    aging_tab,
    coverage_tab,
    key_figures,
    order_kept,
    payments_tab,
    promises_tab,
    rule_marks,
    tables,
    template_marks,
)
from collectwork.usecases.measures.work_done import worked

_WEEK = re.compile(r"(\d{4})-?W(\d{1,2})", re.IGNORECASE)
#: The figures a review begins with, in this order.
SHORT = (
    "received", "overdue", "overdue_share", "dso_count_back", "cei", "cure", "conversion",
    "contacts", "calls", "talks", "mails", "right_party_rate", "promise_rate", "kept_rate",
    "coverage", "first_touch", "adherence", "order_index", "neglect", "wasted",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Review:
    """A week's review; ``collector`` empty for the whole team."""

    week: str
    first: date
    last: date
    collector: str
    page: Page


def week_of(text: str | None, today: date) -> tuple[str, date, date]:
    """``2026-W47`` as its name, Monday and Sunday; the week of today without one."""
    if text is None:
        year, week, _ = today.isocalendar()
    else:
        match = _WEEK.fullmatch(text.strip())
        if match is None:
            raise WrongUsage(f"{text!r} is not a week: write it as 2026-W47.")
        year, week = int(match[1]), int(match[2])
    try:
        monday = date.fromisocalendar(year, week, 1)
    except ValueError:
        raise WrongUsage(f"There is no week {week} in {year}.") from None
    return f"{year}-W{week:02d}", monday, monday + timedelta(6)


def review(desk: Desk, week: str | None = None, collector: str | None = None) -> Review:
    """The review of a week, up to today where it is not over."""
    name, first, last = week_of(week, desk.today)
    end = min(last, desk.today)
    if first > desk.today:
        raise WrongUsage(f"Week {name} has not begun on {desk.today.isoformat()}.")
    there = desk.on(end)
    parts: Sequence[Listing]
    before = first - timedelta(7)
    changes = (rule_marks.listing(there, before, end), template_marks.listing(there, before, end))
    changed = [one for one in changes if one is not None]
    if collector is None:
        parts = [
            _short(there, first, end, None),
            *changed,
            *payments_tab.page(there, first, end).parts,
            *promises_tab.page(there, first, end).parts,
            *coverage_tab.page(there, None, end).parts,
            *aging_tab.page(there).parts,
        ]
    else:
        parts = _of_collector(there, first, end, collector)
    title = f"Review of week {name}" + (f" · {collector}" if collector else "")
    note = f"{first.isoformat()} to {end.isoformat()}" + (" (not over)" if end < last else "")
    return Review(name, first, end, collector or "", Page(title, tuple(parts), note))


def _of_collector(desk: Desk, first: date, last: date, collector: str) -> list[Listing]:
    with desk.store.read() as tx:
        names = tx.measures.collectors()
        mine = [one for one in tx.measures.promised(desk.today) if one.who == collector]
        lists = tx.measures.lists(first, last)
    known = names.keys() | {line.collector for line in lists}
    if collector not in known:
        listed = ", ".join(sorted(known)) or "nobody yet"
        raise NotFound(f"There is no collector {collector!r}. Known: {listed}.")
    book = tables.money(desk)
    work = worked(desk, book, first, last)
    followed = order_kept.order_followed(desk, book, work)
    rows = [n for n, row in enumerate(followed.rows) if row[0] == collector]
    return [
        _short(desk, first, last, collector),
        Listing(
            followed.title, followed.columns, tuple(followed.rows[n] for n in rows),
            note=followed.note, empty="No list was shown to this person.", key=followed.key,
        ),
        promises_tab.listing(
            book, "Promises that ran out",
            [one for one in mine if first <= one.ran_out <= last and not one.live], "kept_rate",
        ),
        promises_tab.listing(
            book, "Promises open", [one for one in mine if one.live], "promises_live"
        ),
    ]  # fmt: skip


def _short(desk: Desk, first: date, last: date, collector: str | None) -> Listing:
    """The week's key figures beside those of the week before."""
    by: key_figures.By | None = "collector" if collector else None
    back = timedelta(7)
    now = _keyed(key_figures.kpi(desk, first, last, by), collector)
    before = _keyed(key_figures.kpi(desk, first - back, last - back, by), collector)
    rows: list[tuple[Cell, ...]] = []
    order = {key: place for place, key in enumerate(SHORT)}
    chosen = sorted(
        (key for key in now if key[0] in order), key=lambda key: (order[key[0]], key[1])
    )
    currencies = {key[1] for key in now if key[1]}
    for key in chosen:
        figure = now[key]
        label = words.name(figure)
        if figure.currency and (len(currencies) > 1 or figure.unit == "money"):
            label = f"{label} · {figure.currency}"
        rows.append((label, figure, before.get(key), figure.n))
    return Listing(
        "The week in figures",
        columns("", ">this week", ">week before", ">cases"),
        tuple(rows),
        note="The week before is taken up to the same weekday.",
    )


def _keyed(found: Sequence[Figure], who: str | None) -> dict[tuple[str, str], Figure]:
    return {
        (one.key, one.currency): one
        for one in found
        if (one.who == who or not who) and one.key in SHORT
    }
