"""What a customer's past says about the next payment: the counts themselves, in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from statistics import median

from collectwork.domain.account import Lateness

_FEW = 3  # cleared invoices before a habit is spoken of
_LATE_DAYS = 30
_YEAR = timedelta(days=365)


def reasons(
    promises: Mapping[str, int],
    cleared: Sequence[Lateness],
    oldest_days: int,
    limit_share: int | None,
    disputes: int,
    today: date,
    *,
    at_least: bool = False,
) -> tuple[str, ...]:
    """Reasons in words. ``promises``: how many in each state; ``cleared``: invoices paid before;
    ``limit_share``: per cent of the credit limit in use; ``at_least``: the days are a bound, of a
    balance by age."""
    found = []
    judged = sum(promises.get(state, 0) for state in ("kept", "partly_kept", "broken"))
    if promises.get("broken"):
        found.append(f"{promises['broken']} of {judged} promises broken")
    elif promises.get("kept"):
        found.append(f"{promises['kept']} of {judged} promises kept")
    if oldest_days > 0:
        what = "oldest balance at least" if at_least else "oldest invoice"
        found.append(f"{what} {oldest_days} days past due")
    found += _habit([one for one in cleared if one.cleared >= today - _YEAR])
    if limit_share is not None and limit_share >= 80:
        found.append(f"{limit_share} % of the credit limit used")
    if disputes:
        found.append(f"{disputes} open dispute{'s' if disputes > 1 else ''}")
    return tuple(found)


def _habit(cleared: Sequence[Lateness]) -> list[str]:
    if len(cleared) < _FEW:
        return []
    days = [(one.cleared - one.due).days for one in cleared]
    usual = round(median(days))
    when = (
        f"{usual} days late" if usual > 0 else "on time" if usual == 0 else f"{-usual} days early"
    )
    found = [f"usually pays {when} ({len(days)} invoices in a year)"]
    late = sum(one > _LATE_DAYS for one in days)
    if late:
        found.append(f"{late} of {len(days)} invoices more than {_LATE_DAYS} days late")
    return found
