"""Where templates changed: another version in use, an approval, a test begun or ended."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from collectwork.analytics.figures import Listing, columns
from collectwork.domain.templates import Trial, Version
from collectwork.usecases.desk import Desk

_SIGNS = 8  # of a version that people read


@dataclass(frozen=True, slots=True)
class Change:
    """``at``: UTC text."""

    at: str
    template: str
    words: str
    who: str

    @property
    def day(self) -> date:
        return date.fromisoformat(self.at[:10])


def changes(desk: Desk, first: date, last: date) -> list[Change]:
    """Those of the period, the newest first. The first version of a template is no change."""
    with desk.store.read() as tx:
        found = [*_of_versions(tx.templates.versions()), *_of_tests(tx.templates.trials())]
    found.sort(key=lambda one: (one.at, one.template, one.words), reverse=True)
    return [one for one in found if first <= one.day <= last]


def listing(desk: Desk, first: date, last: date) -> Listing | None:
    """The changes of a period as a table; None where there were none."""
    found = changes(desk, first, last)
    if not found:
        return None
    return Listing(
        "Templates changed",
        columns("day", "template", "what", "who"),
        tuple((one.day, one.template, one.words, one.who) for one in found),
        note="Figures before and after are not of the same mails.",
    )


def _of_versions(versions: Sequence[Version]) -> list[Change]:
    found = []
    in_use: set[tuple[str, str]] = set()
    for one in sorted(versions, key=lambda one: (one.used_at or "", one.version)):
        said = f"{one.language}: version {short(one.version)}"
        if one.used_at:
            if (one.name, one.language) in in_use:
                found.append(Change(one.used_at, one.name, f"{said} in use", one.seen_by))
            in_use.add((one.name, one.language))
        if one.approved_at:
            who = one.approved_by or ""
            found.append(Change(one.approved_at, one.name, f"{said} approved", who))
    return found


def _of_tests(trials: Sequence[Trial]) -> list[Change]:
    found = []
    for one in trials:
        arms = f"{short(one.a)} against {short(one.b)}"
        found.append(Change(one.began_at, one.name, f"test begun: {arms}", one.began_by))
        if one.ended_at:
            found.append(Change(one.ended_at, one.name, f"test ended: {arms}", ""))
    return found


def short(arm: str) -> str:
    """A version by its first signs; a template's name as it is."""
    is_version = len(arm) > _SIGNS and all(sign in "0123456789abcdef" for sign in arm)
    return arm[:_SIGNS] if is_version else arm
