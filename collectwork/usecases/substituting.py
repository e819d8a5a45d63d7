"""Who works whose accounts today: absence is covered, ownership stays."""

from __future__ import annotations

from collectwork.rules.substitution import NO_ABSENCE, Desks, covers
from collectwork.usecases.desk import Desk
from collectwork.usecases.ports.work import Read


def desks_of(desk: Desk, tx: Read) -> Desks:
    """Where accounts are worked today; whoever was shown a shared account today keeps it."""
    away = covers(tx.people.all(), desk.today)
    if not away:
        return NO_ABSENCE
    run = tx.plans.newest_run(desk.today)
    places = tx.plans.places(run.id) if run is not None else []
    return Desks(away, {id: collector for id, collector, _, _ in places})
