"""The day's list as the workbench shows it: pages, how long it is, where an account stands."""

from __future__ import annotations

from collections.abc import Sequence

from collectwork.domain.matching import Matching
from collectwork.domain.worklist import WorkItem
from collectwork.usecases import planning
from collectwork.usecases.desk import Desk
from collectwork.usecases.ports.work import Read


def page(
    desk: Desk, whose: str | None, matching: Matching, limit: int, offset: int
) -> list[WorkItem]:
    """Lines of the list in order; ``whose`` None = everybody's."""
    run = planning.ensured(desk)
    with desk.store.read() as tx:
        return tx.view.page(run.id, _collectors(tx, whose), matching, limit, offset)


def length(desk: Desk, whose: str | None, matching: Matching) -> int:
    """How many lines that list has."""
    run = planning.ensured(desk)
    with desk.store.read() as tx:
        return tx.view.count(run.id, _collectors(tx, whose), matching)


def place(desk: Desk, whose: str | None, matching: Matching, customer_id: int) -> int | None:
    """How many lines stand before an account's; None where it is not on that list."""
    run = planning.ensured(desk)
    with desk.store.read() as tx:
        return tx.view.place(run.id, _collectors(tx, whose), matching, customer_id)


def _collectors(tx: Read, whose: str | None) -> Sequence[str] | None:
    """As ``planning.worklist``: who owns nothing sees what nobody owns."""
    if whose is None:
        return None
    return (whose,) if tx.plans.owns(whose) else (whose, "")
