"""Where rules or templates changed: said with every figure of a period in which they did, so that a
jump is not mistaken for effort."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from collectwork.analytics.figures import Listing, Page, columns
from collectwork.usecases import rule_versions
from collectwork.usecases.desk import Desk
from collectwork.usecases.measures import template_marks
from collectwork.usecases.rule_versions import Version

_NAMED = 3


def changes(desk: Desk, first: date, last: date) -> list[Version]:
    """Changes that came into force in the period, the newest first; the first rules are none."""
    return [
        one
        for one in rule_versions.history(desk)[:-1]
        if first <= date.fromisoformat(one.since[:10]) <= last
    ]


def marked(desk: Desk, page: Page, first: date | None, last: date | None, days: int = 90) -> Page:
    """The page with a word on the rules and templates where they changed in its period."""
    end = last or desk.today
    begin = first or end - timedelta(days - 1)
    of_rules = [one.since[:10] for one in changes(desk, begin, end)]
    of_templates = [str(one.day) for one in template_marks.changes(desk, begin, end)]
    said = [*_said("rules", of_rules), *_said("templates", of_templates)]
    return replace(page, note=f"┆ {' · '.join(said)}. {page.note}".rstrip()) if said else page


def _said(what: str, days: Sequence[str]) -> list[str]:
    """``days``: the newest first."""
    days = list(dict.fromkeys(days))
    if not days:
        return []
    earlier = " and before" if days[_NAMED:] else ""
    return [f"{what} changed {', '.join(reversed(days[:_NAMED]))}{earlier}"]


def listing(desk: Desk, first: date, last: date) -> Listing | None:
    """The changes of a period as a table; None where there were none."""
    found = changes(desk, first, last)
    if not found:
        return None
    return Listing(
        "Rules changed",
        columns("since", "version", "who", "changed"),
        tuple(
            (one.since[:10], one.version, one.who, words)
            for one in found
            for words in (one.changes or ("",))
        ),
        note="Figures before and after a change of rules are not of the same work.",
    )
