"""What the manager view asks, one function a question; each answer opens to the rows behind it."""

from __future__ import annotations

from datetime import date

from collectwork.analytics.figures import Figure, Page
from collectwork.usecases.desk import Desk
from collectwork.usecases.measures import (
    aging_tab,
    coverage_tab,
    desk_tab,
    key_figures,
    log_tab,
    payments_tab,
    promises_tab,
    rule_marks,
    rules_tab,
    templates_tab,
    today_tab,
)
from collectwork.usecases.measures.key_figures import By
from collectwork.usecases.measures.payments_tab import Paid


def today(desk: Desk) -> Page:
    """Who does what, how far the list is, who may need help."""
    return today_tab.page(desk)


def coverage(desk: Desk, first: date | None = None, last: date | None = None) -> Page:
    """Untouched accounts, no next step, neglect, order followed."""
    return rule_marks.marked(desk, coverage_tab.page(desk, first, last), first, last, 60)


def desks(desk: Desk) -> Page:
    """What was handed to leads, and what everybody has."""
    return desk_tab.page(desk)


def evidence(desk: Desk, first: date | None = None, last: date | None = None) -> Page:
    """Payments by evidence class, remarks, wasted contacts."""
    return rule_marks.marked(desk, payments_tab.page(desk, first, last), first, last)


def promises_report(desk: Desk, first: date | None = None, last: date | None = None) -> Page:
    """Open promises and what became of those whose time ran out."""
    return rule_marks.marked(desk, promises_tab.page(desk, first, last), first, last)


def aging(desk: Desk) -> Page:
    """Buckets now, the trend, what enters and what rolls on."""
    return aging_tab.page(desk)


def rules(desk: Desk, first: date | None = None, last: date | None = None) -> Page:
    """Versions of the rules, and what came of what they listed."""
    return rules_tab.page(desk, first, last)


def templates(desk: Desk, first: date | None = None, last: date | None = None) -> Page:
    """What came of mails by template and version, and of tests."""
    return templates_tab.page(desk, first, last)


def log(desk: Desk, text: str = "") -> Page:
    """The newest entries that hold the words."""
    return log_tab.page(desk, text)


def payments(
    desk: Desk, first: date | None = None, last: date | None = None, *, explain: bool = False
) -> list[Paid]:
    """Each payment with its evidence class."""
    return payments_tab.payments(desk, first, last, explain=explain)


def kpi(
    desk: Desk, first: date | None = None, last: date | None = None, by: By | None = None
) -> list[Figure]:
    """The key figures of a period."""
    return key_figures.kpi(desk, first, last, by)
