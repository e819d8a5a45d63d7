"""The unattended day: what lies in the folders, promises, the day's list, mails. Step by step, and
one that fails does not keep the others from being done."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial

from collectwork.domain.clocks import MACHINE
from collectwork.domain.watching import Step
from collectwork.errors import CollectworkError
from collectwork.usecases import (
    alerts,
    assigning,
    automatic,
    planning,
    promises,
    proposals,
    sending,
    suggestions,
)
from collectwork.usecases.alerting import daily, digest, hooks
from collectwork.usecases.desk import Desk
from collectwork.usecases.inbox import step as inbox_step
from collectwork.usecases.mails.delivering import TO_CUSTOMERS, send_due

Named = tuple[str, Callable[[Desk], Step]]


def day_steps(desk: Desk, stop: Callable[[], bool] = lambda: False) -> Iterator[Step]:
    """Everything after the files; ``stop`` is asked between two steps."""
    looked = None
    for name, take in _STEPS:
        if stop():
            return
        if take is plan:
            looked = inbox_step.first_look(desk)
        if take is send:
            take = partial(send, stop=stop)
        if name == inbox_step.NAME:
            take = partial(inbox_step.step, before=looked)
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
    over = suggestions.expire(desk)
    more = f"; {over} suggestions of replies are over" if over else ""
    details = {"changed": dict(changed), "suggestions_expired": over}
    return Step("promises", (said or "nothing changed") + more, details=details)


def assign(desk: Desk) -> Step:
    """New accounts that nobody owns, where the rules say who is to have them."""
    if not planning.rules_in_force(desk).assignments:
        said = "the rules have no [[assign]]: what nobody owns stays on the common list"
        return Step("assign", said, details={"moved": 0, "not_assigned": 0})
    done = assigning.assign(desk, plan_again=False)
    text = f"{len(done.moved)} accounts got an owner" if done.moved else "nobody's list changed"
    if done.left:
        text += f"; {len(done.left)} could not be assigned: {done.left[0].why}"
    counts = {"moved": len(done.moved), "not_assigned": len(done.left), "id": done.entry_id}
    return Step("assign", text, details=counts)


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


def _proposals(desk: Desk) -> Step:
    """What waits for a lead's decision: kept up to date, never booked."""
    done = proposals.evaluate(desk)
    text = f"{done.made} made, {done.expired} expired, {done.waiting} wait for a decision"
    text += f"; no interest is proposed: {done.no_rate}" if done.no_rate else ""
    details = {"made": done.made, "expired": done.expired, "waiting": done.waiting}
    return Step("proposals", text, details=details)


def _automatic(desk: Desk) -> Step:
    """Mails of steps that the rules let leave without a person."""
    done = automatic.queue_steps(desk)
    details: dict[str, object] = {"set_up": done.set_up, "queued": done.queued}
    if not done.set_up:
        said = "not set up: no step of the rules says auto = true; mails of people leave now"
        return Step("automatic", said, details=details)
    text = f"{done.queued} mails queued"
    if done.left:
        customer, why = next(iter(done.left.items()))
        text += f", {len(done.left)} wait for a person: {customer}: {why}"
    return Step("automatic", text, details=details | {"left": done.left})


def send(desk: Desk, stop: Callable[[], bool] = lambda: False) -> Step:
    """What is due by every channel to customers; what did not leave stays in the outbox. ``stop``
    is asked between two messages."""
    done = send_due(desk, TO_CUSTOMERS, stop=stop)
    touched = done.touched
    sent = sum(one.state == "sent" for one in touched)
    stuck = [one for one in touched if one.state in ("queued", "failed", "doubt")]
    said = [f"{sent} sent" if touched else "nothing was due"]
    counts = sending.counts(desk)
    if not touched and counts["queued"] and not done.waits:
        said.append(f"{counts['queued']} wait for their next try")
    if stuck:
        said.append(f"{len(stuck)} did not leave and are kept: {stuck[0].reason or stuck[0].state}")
    for number, wait in done.waits.values():
        local = wait.until.astimezone(MACHINE)
        said.append(f"{number} wait until {local:%Y-%m-%d %H:%M}: {wait.why}")
    said += done.trouble
    details = _counts(desk) | {"sent": sent} | ({"error": done.trouble[0]} if done.trouble else {})
    return Step("outbox", ", ".join(said), 5 if stuck or done.trouble else 0, details)


def alerted(desk: Desk) -> Step:
    """Alerts are raised, the day's digests written, and what they bring leaves at once."""
    made = alerts.evaluate(desk)
    details: dict[str, object] = {
        "raised": made.raised, "ended": made.ended, "standing": made.standing,
        "by_rule": dict(made.by_rule),
    }  # fmt: skip
    new, standing = alerts.raised_today(desk)
    details |= {"new_today": new, "standing_today": standing}
    said = [f"{new} new today, {made.raised} of them now; {made.ended} over"]
    if standing:
        said.append(f"{standing} stood so when they began to be watched, nobody is told of them")
    if digest.is_due(desk):
        written = digest.write(desk)
        details |= {"digests": list(written.queued), "no_address": list(written.without_address)}
        if written.queued:
            said.append(f"digests for {', '.join(written.queued)}")
        if written.without_address:
            said.append(f"no address of {', '.join(written.without_address)}")
        said += _told_of_sending(desk, details)
    return _leaving(desk, Step("alerts", "; ".join(said), details=details))


def _told_of_sending(desk: Desk, details: dict[str, object]) -> list[str]:
    """The digests of what was sent and what was not, with the alerts' own."""
    written = daily.write(desk, partial(automatic.left, desk))
    details["sent_digests"] = list(written.queued)
    if not written.queued:
        return []
    return [f"what was sent is told to {', '.join(written.queued)}"]


def digest_due(desk: Desk) -> bool:
    """Whether the day's digests may go."""
    return digest.is_due(desk)


def _leaving(desk: Desk, step: Step) -> Step:
    """The step, with what became of the messages that it brought."""
    told = step.details.get("digests") or step.details.get("sent_digests")
    mails = send(desk) if told else None
    hooked = post(desk)
    more = "".join(f"; {one.text}" for one in (mails, hooked) if one and one.code)
    code = max(mails.code if mails else 0, hooked.code)
    return Step("alerts", step.text + more, code, {**step.details, **hooked.details})


def post(desk: Desk) -> Step:
    """Alerts for other programs that are due; what was not taken stays in the outbox."""
    done = hooks.deliver(desk)
    sent = sum(one.state == "sent" for one in done.touched)
    stuck = [one for one in done.touched if one.state in ("queued", "failed", "doubt", "expired")]
    said = [f"{sent} webhooks sent"] if sent else []
    if stuck:
        said.append(f"{len(stuck)} webhooks not taken: {stuck[0].reason or stuck[0].state}")
    said += done.trouble
    code = 5 if stuck or done.trouble else 0
    return Step("webhooks", "; ".join(said) or "nothing was due", code, {"webhooks": sent})


def _counts(desk: Desk) -> dict[str, object]:
    return {"counts": dict(sending.counts(desk))}


def inbox(desk: Desk) -> Step:
    """Replies and bounces, from every mailbox that is fetched."""
    return inbox_step.step(desk)


_STEPS: Sequence[Named] = (
    ("promises", _promises),
    ("assign", assign),
    ("plan", plan),
    ("proposals", _proposals),
    ("automatic", _automatic),
    ("outbox", send),
    (inbox_step.NAME, inbox),
    ("alerts", alerted),
)
