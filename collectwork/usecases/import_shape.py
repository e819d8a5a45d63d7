"""A company that goes from a list of invoices to a summary by age, or back.

The new ledger replaces the old one whole, so nothing counts twice; but what became of the old
items in between cannot be read from a file of the other shape. That is ``replaced``: no payment, no
credit. When the invoices come back they are compared with the list that held them last.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date

from collectwork.domain.balances import BALANCE
from collectwork.domain.comparing import Change, ItemEvent, events
from collectwork.usecases.intaking import Intake, Taken


def from_invoices(
    intake: Intake, taken: Taken, invoices: Sequence[Change], after: date | None, until: date
) -> list[ItemEvent]:
    """Events of the invoices that a summary replaces."""
    if not invoices:
        return []
    taken.warnings.append(
        f"the ledger before listed invoices: its {len(invoices)} open items are replaced by the "
        "balances and nothing is counted twice; what was paid of them since is not known, and "
        "promises and disputes on them are followed no longer (make them on the account)"
    )
    return [_replaced(change, 0, after, until) for change in invoices]


def to_invoices(
    intake: Intake, taken: Taken, changes: Sequence[Change], companies: Sequence[str]
) -> tuple[list[Change], list[ItemEvent]]:
    """The changes that the list proves, and the events of the balances it replaces.

    ``changes`` are those against the ledger before, which was a summary: its balances give way,
    and invoices that an earlier list held are compared with that.
    """
    summed = [change for change in changes if change.before.kind == BALANCE]
    if not summed:
        return list(changes), []
    until = intake.content.as_of
    earlier = intake.tx.imports.replaced(companies)
    known = {change.before.id for change, _ in earlier}
    found = [_replaced(change, 0, None, until) for change in summed]
    by_day: dict[date | None, list[Change]] = defaultdict(list)
    for change, day in earlier:
        by_day[day].append(change)
        if change.minor == change.before.minor:
            found.append(_returned(change, day, until))
    for day, several in by_day.items():
        found += events(several, day, until)
    taken.warnings.append(
        f"the ledger before was a summary by age: its {len(summed)} balances are replaced by the "
        "invoices and nothing is counted twice"
        + (f"; {len(known)} invoices are compared with the list that held them" if known else "")
        + "; invoices that are new here may be older than that summary"
    )
    rest = [c for c in changes if c.before.kind != BALANCE and c.before.id not in known]
    return rest, found


def _replaced(change: Change, now: int, after: date | None, until: date | None) -> ItemEvent:
    old = change.before
    return ItemEvent(old.id, "replaced", old.minor, now, old.due, old.due, after, until)


def _returned(change: Change, after: date | None, until: date | None) -> ItemEvent:
    return ItemEvent(
        change.before.id, "replaced", 0, change.minor, change.before.due, change.due, after, until
    )
