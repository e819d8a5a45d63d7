"""The day's list as the workbench shows it: pages, length, an account's place, and what is new."""

from __future__ import annotations

from collectwork.domain.matching import Matching
from collectwork.domain.worklist import WorkItem
from collectwork.usecases import planning
from collectwork.usecases.desk import Desk


def page(
    desk: Desk, whose: str | None, matching: Matching, limit: int, offset: int
) -> list[WorkItem]:
    """Lines of the list in order; ``whose`` None = everybody's."""
    run = planning.ensured(desk)
    with desk.store.read() as tx:
        return tx.view.page(run.id, planning.seen_by(tx, whose), matching, limit, offset)


def length(desk: Desk, whose: str | None, matching: Matching) -> int:
    """How many lines that list has."""
    run = planning.ensured(desk)
    with desk.store.read() as tx:
        return tx.view.count(run.id, planning.seen_by(tx, whose), matching)


def place(desk: Desk, whose: str | None, matching: Matching, customer_id: int) -> int | None:
    """How many lines stand before an account's; None where it is not on that list."""
    run = planning.ensured(desk)
    with desk.store.read() as tx:
        return tx.view.place(run.id, planning.seen_by(tx, whose), matching, customer_id)


def newest(desk: Desk) -> int:
    """The number of the newest log entry; it grows with every change anybody makes.

    The cheapest question there is: the workbench asks it every two seconds.
    """
    with desk.store.read() as tx:
        head = tx.log.head()
    return head.seq if head else 0
