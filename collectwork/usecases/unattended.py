"""The unattended day: what lies in the folders, promises, the day's list, mails. Step by step, and
one that fails does not keep the others from being done."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from collectwork.domain.watching import Step
from collectwork.errors import CollectworkError, NotDelivered
from collectwork.usecases import planning, promises, sending
from collectwork.usecases.desk import Desk

Named = tuple[str, Callable[[Desk], Step]]


def day_steps(desk: Desk, stop: Callable[[], bool] = lambda: False) -> Iterator[Step]:
    """Everything after the files; ``stop`` is asked between two steps."""
    for name, take in _STEPS:
        if stop():
            return
        yield guarded(name, desk, take)


def guarded(name: str, desk: Desk, take: Callable[[Desk], Step]) -> Step:
    """A step, or the trouble it ran into as one."""
    try:
        return take(desk)
    except CollectworkError as error:
        return Step(name, str(error), error.exit_code, {"error": str(error)})


def _promises(desk: Desk) -> Step:
    changed = promises.evaluate(desk)
    said = ", ".join(f"{count} {state.replace('_', ' ')}" for state, count in changed.items())
    return Step("promises", said or "nothing changed", details={"changed": dict(changed)})


def plan(desk: Desk) -> Step:
    """The list of the day, made or made again."""
    made = planning.plan(desk)
    text = f"{made.listed} of {made.considered} accounts are on the list of {made.day.isoformat()}"
    return Step(
        "plan",
        text,
        details={
            "day": made.day.isoformat(), "run_id": made.run_id, "considered": made.considered,
            "listed": made.listed, "cleared": made.cleared,
        },
    )  # fmt: skip


def send(desk: Desk) -> Step:
    """Mails that are due; what did not leave stays in the outbox."""
    try:
        touched = sending.deliver(desk)
    except NotDelivered as error:
        return Step("outbox", str(error), error.exit_code, _counts(desk) | {"error": str(error)})
    sent = sum(one.state == "sent" for one in touched)
    stuck = [one for one in touched if one.state in ("queued", "failed", "doubt")]
    text = f"{sent} sent" if touched else "nothing was due"
    if stuck:
        text += f", {len(stuck)} did not leave and are kept: {stuck[0].reason or stuck[0].state}"
    return Step("outbox", text, 5 if stuck else 0, _counts(desk) | {"sent": sent})


def _counts(desk: Desk) -> dict[str, object]:
    return {"counts": dict(sending.counts(desk))}


def _not_set_up(name: str, text: str) -> Named:
    return name, lambda _: Step(name, f"not set up: {text}", details={"set_up": False})


_STEPS: Sequence[Named] = (
    ("promises", _promises),
    ("plan", plan),
    _not_set_up("automatic", "steps of a sequence are sent by people; mails they queued leave now"),
    ("outbox", send),
    _not_set_up("inbox", "replies and bounces are not fetched"),
    _not_set_up("alerts", "nobody is alerted"),
)
