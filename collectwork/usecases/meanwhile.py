"""What was done with accounts while a list was made from what was known before.

Facts are read and weighed outside of the write, so that no key press waits for a plan. What was
recorded in between is looked at again, account by account, before the list is stored.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from collectwork.domain.worklist import PlannedLine
from collectwork.rules.decide import Rulebook
from collectwork.usecases.actions.contact_day import contact_day
from collectwork.usecases.desk import Desk
from collectwork.usecases.ports.work import Read

_MOST = 500  # entries looked at: far more than a team makes while one plan is made


def acted_on(tx: Read, since: int) -> frozenset[int]:
    """The accounts that entries after a number are about."""
    found = (entry.data.get("account") for entry in tx.log.walk(since, _MOST))
    return frozenset(id for id in found if isinstance(id, int))


def still_due(
    desk: Desk, tx: Read, book: Rulebook, lines: Sequence[PlannedLine], acted: frozenset[int]
) -> Sequence[PlannedLine]:
    """The lines without those that what was done meanwhile has settled; what it brought up comes
    with the next list."""
    if not acted:
        return lines
    gone: defaultdict[str, list[PlannedLine]] = defaultdict(list)
    for one in lines:
        if one.customer_id in acted and not _same(desk, tx, book, one):
            gone[one.collector].append(one)
    settled = {one.customer_id for several in gone.values() for one in several}
    kept = (one for one in lines if one.customer_id not in settled)
    return [_closer(one, gone[one.collector]) if one.collector in gone else one for one in kept]


def _closer(line: PlannedLine, gone: Sequence[PlannedLine]) -> PlannedLine:
    """In the place that it has without those before it that are gone."""
    return replace(
        line,
        rank=line.rank - sum(one.rank < line.rank for one in gone),
        computed_rank=line.computed_rank
        - sum(one.computed_rank < line.computed_rank for one in gone),
    )


def _same(desk: Desk, tx: Read, book: Rulebook, line: PlannedLine) -> bool:
    found = tx.plans.facts(
        desk.today, desk.policy.quiet_days, book.rules.min_invoice, desk.policy.base_currency,
        line.customer_id,
    )  # fmt: skip
    if not found:
        return False
    day = contact_day(desk, tx, line.customer_id)
    now = day.judged(book.decide(found[0], desk.today), found[0])
    return now.listed and (now.action, now.step) == (line.action, line.step)
