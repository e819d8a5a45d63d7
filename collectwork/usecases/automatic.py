"""Steps that leave by themselves: ``auto = true`` in the rules, mails only, when the day is run.

Nothing leaves that a person would be asked about: a letter with a finding, one that the contact
policy warns of, or one that cannot be written stays on the list, with the reason said.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace

from collectwork.domain.worklist import WorkItem
from collectwork.errors import CollectworkError
from collectwork.rules.ruleset import Ruleset
from collectwork.usecases import planning, sending
from collectwork.usecases.desk import Desk


@dataclass(slots=True)
class Automatic:
    """``queued``: how many mails; ``left``: customer → why it waits for a person."""

    set_up: bool
    queued: int = 0
    left: dict[str, str] = field(default_factory=dict)


def queue_steps(desk: Desk, stop: Callable[[], bool] = lambda: False) -> Automatic:
    """Queue the mails of today's automatic steps; ``stop`` is asked between two."""
    rules = planning.rules_in_force(desk)
    done = Automatic(any(step.auto for one in rules.strategies.values() for step in one.steps))
    if not done.set_up:
        return done
    for line in list(_due(desk, rules)):
        if stop():
            break
        why = _queued(desk, line)
        if why:
            done.left[line.customer] = why
        else:
            done.queued += 1
    return done


def left(desk: Desk) -> dict[str, str]:
    """Customers whose automatic step of today is not in the outbox yet, and why it waits for a
    person; nothing is queued."""
    rules = planning.rules_in_force(desk)
    found = {}
    for line in list(_due(desk, rules)):
        try:
            found[line.customer] = "; ".join(sending.compose(desk, line.customer_id).findings)
        except CollectworkError as error:
            found[line.customer] = str(error)
    return {customer: why for customer, why in found.items() if why}


def _due(desk: Desk, rules: Ruleset) -> Iterator[WorkItem]:
    """Open lines whose step is automatic and is a mail today (no fallback in its place)."""
    steps = {
        (strategy.name, step.name)
        for strategy in rules.strategies.values()
        for step in strategy.steps
        if step.auto and step.action == "mail"
    }
    for line in planning.worklist(desk, None, states=("open",)):
        if (line.strategy, line.step) in steps and line.action == "mail" and line.template:
            yield line


def _queued(desk: Desk, line: WorkItem) -> str:
    """Why a mail waits for a person; "" where it is in the outbox now."""
    try:
        letter = sending.compose(desk, line.customer_id)
        if letter.findings:
            return "; ".join(letter.findings)
        sending.queue(desk, replace(letter, automatic=True))
    except CollectworkError as error:
        return str(error)
    return ""
