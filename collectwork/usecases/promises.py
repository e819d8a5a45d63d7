"""Promises to pay: the lists, taking one back, and the daily evaluation."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from collectwork.domain.account import FollowUpLine, PromiseLine
from collectwork.domain.actions import Action, Recorded
from collectwork.domain.activity import Draft, new_id
from collectwork.domain.money import decimals
from collectwork.domain.promises import STATES, UNSETTLED, Assessment
from collectwork.errors import InputRefused
from collectwork.usecases import disputes, promise_states
from collectwork.usecases.actions.answer import recorded
from collectwork.usecases.desk import Desk
from collectwork.usecases.picking import picked
from collectwork.usecases.ports.work import Write

CONFIRMED = "confirmed"


class _NothingChanged(Exception):
    """Leaves a write transaction that turned out to have nothing to write."""


def promises(
    desk: Desk, state: str | None = None, customer_id: int | None = None
) -> list[PromiseLine]:
    """Promises by date promised, in the state they have today; ``state`` one of
    ``domain.promises.STATES``, or ``confirmed`` for those that no money changes any more."""
    if state is not None and state not in (*STATES, CONFIRMED):
        raise InputRefused(
            f"{state!r} is no state of a promise: {', '.join((*STATES, CONFIRMED))}."
        )
    with desk.store.read() as tx:
        lines = promise_states.as_of_today(desk, tx, tx.promises.lines(None, customer_id))
    if state == CONFIRMED:
        return [line for line in lines if line.frozen]
    return [line for line in lines if state in (None, line.state)]


def withdraw(
    desk: Desk, promise_id: str, reason: str, key: str | None = None, *, plan: bool = False
) -> Recorded:
    """Take a promise back that no longer stands; it is counted neither as kept nor as broken.
    ``plan``: with it every part of its plan of instalments whose time still runs."""
    if not reason.strip():
        raise InputRefused("Not withdrawn: say why.")
    with desk.store.write(key or new_id()) as tx:
        if tx.replayed is None:
            line = picked(tx.promises, promise_id, "promise", "promises")
            own = tx.promises.of_entry(line.entry_id)
            as_now = {one.id: one for one in promise_states.as_of_today(desk, tx, own)}
            if not _runs(as_now[line.id], desk.today):
                state = as_now[line.id].state
                raise InputRefused(f"Not withdrawn: the promise is {state} already.")
            tx.accounts.worked(line.customer_id, None)
            gone = [one for one in own if _runs(as_now[one.id], desk.today)] if plan else [line]
            ahead = _nearer(own, gone)
            tx.promises.end([one.id for one in gone], "withdrawn", desk.today)
            tx.promises.put_ahead({one.id: minor for one, minor in ahead})
            tx.record(_withdrawal(desk, line, gone, reason, [one for one, _ in ahead]))
    return recorded(tx)


def _runs(line: PromiseLine, today: date) -> bool:
    return line.state in UNSETTLED and line.kept_until >= today and not line.frozen


def _nearer(
    plan: Sequence[PromiseLine], gone: Sequence[PromiseLine]
) -> list[tuple[PromiseLine, int]]:
    """Later parts of a plan on the same invoice, and the money that is still claimed before them
    once the withdrawn parts claim none."""
    ids = {one.id for one in gone}
    found = []
    for line in plan:
        less = sum(one.amount for one in gone if one.item_id == line.item_id and one.due < line.due)
        if less and line.id not in ids and line.state not in promise_states.ENDED:
            found.append((line, max(0, line.ahead - less)))
    return found


def _withdrawal(
    desk: Desk,
    line: PromiseLine,
    gone: Sequence[PromiseLine],
    reason: str,
    moved: Sequence[PromiseLine],
) -> Action:
    documents = list(dict.fromkeys(one.document for one in gone if one.document))
    what = f"Plan of {line.parts} instalments" if len(gone) > 1 else "Promise"
    return Action(
        kind="promise.withdrawn",
        code="promise_withdrawn",
        channel="none",
        account=line.customer_id,
        customer=line.customer,
        work_day=desk.today,
        text=reason,
        items=tuple(dict.fromkeys(one.item_id for one in gone if one.item_id is not None)),
        invoices=tuple(documents),
        details={
            "promise_id": line.id,
            "promises": [one.id for one in gone],
            "undo": {
                "promises": {one.id: standing(one) for one in gone},
                "ahead": {one.id: one.ahead for one in moved},
            },
            "said": f"{what} on {', '.join(documents) or line.customer} withdrawn.",
        },
    )


def standing(line: PromiseLine) -> list[str | None]:
    """State and its day, as an entry remembers them for an undo."""
    return [line.state, line.state_on.isoformat() if line.state_on else None]


def evaluate(desk: Desk) -> Mapping[str, int]:
    """Bring every promise to the state it has today, and close disputes whose invoice is paid.

    Safe to repeat: one entry with all changes, and none when nothing changed. A payment known only
    by comparing two ledgers counts as in time when its interval ends by the last day. Returns how
    many promises came into each state, ``disputes_closed``, ``callbacks`` and ``frozen``.
    """
    with desk.store.read() as view:
        found, frozen = promise_states.changes(desk, view)
        if not found and not frozen and not view.disputes.cleared():
            return {}
    counts: Counter[str] = Counter()
    try:
        with desk.store.write() as tx:
            found, frozen = promise_states.changes(desk, tx)
            cleared = [line.id for line, _ in tx.disputes.cleared()]
            with tx.imports.following({"promise": {*found, *frozen}, "dispute": cleared}):
                tx.promises.judge({id: now for id, (_, now) in found.items()}, desk.today)
                tx.promises.freeze(frozen)
                counts["disputes_closed"] = disputes.close_cleared(desk, tx)
            moved = [_moved(line, now) for _, (line, now) in sorted(found.items())]
            counts.update(now.state for line, now in found.values() if line.state != now.state)
            if moved or frozen:
                body = {"day": desk.today.isoformat(), "changes": moved, "frozen": sorted(frozen)}
                broke = [
                    line for line, now in found.values()
                    if now.state == "broken" and line.state != "broken"
                ]  # fmt: skip
                calls = _callbacks(desk, tx, broke)
                counts["callbacks"] = len(calls)
                more = {"callbacks": calls} if calls else {}
                tx.record(Draft("promise.evaluated", None, body | more))
            counts["frozen"] = len(frozen)
            if not (moved or frozen or counts["disputes_closed"]):
                raise _NothingChanged
    except _NothingChanged:
        return {}
    return {name: count for name, count in counts.items() if count}


def _moved(line: PromiseLine, now: Assessment) -> dict[str, Any]:
    return {
        "id": line.id,
        "was": line.state,
        "is": now.state,
        "received": now.received,
        "late": now.late,
        "on": now.on.isoformat() if now.on else None,
    }


def _callbacks(desk: Desk, tx: Write, broke: Sequence[PromiseLine]) -> list[str]:
    """Where the team wants it, a call-back today for each customer whose promise broke; its id."""
    if not desk.policy.broken_promise_callback:
        return []
    waiting = {one.customer_id for one in tx.follow_ups.callbacks()}
    first = {line.customer_id: line for line in reversed(broke) if line.customer_id not in waiting}
    made = [
        FollowUpLine(
            id=new_id(),
            customer_id=line.customer_id,
            kind="callback",
            due=desk.today,
            due_at=None,
            phone=None,
            purpose=f"promise broken: {decimals(line.amount, line.currency)} {line.currency} "
            f"by {line.due.isoformat()}",
            quiet=False,
            owner=line.actor,
            state="open",
        )
        for line in first.values()
    ]
    tx.follow_ups.add(tx.key, made)
    return [one.id for one in made]
