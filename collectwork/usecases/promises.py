"""Promises to pay: the lists, taking one back, and the daily evaluation."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from collectwork.domain.account import PromiseLine
from collectwork.domain.actions import Action, Recorded
from collectwork.domain.activity import Draft, new_id
from collectwork.domain.promises import STATES, UNSETTLED
from collectwork.errors import InputRefused, NotFound
from collectwork.usecases import disputes, promise_states
from collectwork.usecases.actions.answer import recorded
from collectwork.usecases.desk import Desk


class _NothingChanged(Exception):
    """Leaves a write transaction that turned out to have nothing to write."""


def promises(
    desk: Desk, state: str | None = None, customer_id: int | None = None
) -> list[PromiseLine]:
    """Promises by date promised, in the state they have today; ``state`` one of
    ``domain.promises.STATES``."""
    if state is not None and state not in STATES:
        raise InputRefused(f"{state!r} is no state of a promise: {', '.join(STATES)}.")
    with desk.store.read() as tx:
        lines = promise_states.as_of_today(desk, tx, tx.promises.lines(None, customer_id))
    return [line for line in lines if state in (None, line.state)]


def withdraw(desk: Desk, promise_id: str, reason: str, key: str | None = None) -> Recorded:
    """Take a promise back that no longer stands; it is counted neither as kept nor as broken."""
    if not reason.strip():
        raise InputRefused("Not withdrawn: say why.")
    with desk.store.write(key or new_id()) as tx:
        if tx.replayed is None:
            line = tx.promises.by_id(promise_id)
            if line is None:
                raise NotFound("There is no such promise.")
            if line.state not in UNSETTLED or line.kept_until < desk.today:
                raise InputRefused(f"Not withdrawn: the promise is {line.state} already.")
            tx.accounts.worked(line.customer_id, None)
            tx.promises.end([line.id], "withdrawn", desk.today)
            tx.record(
                Action(
                    kind="promise.withdrawn",
                    code="promise_withdrawn",
                    channel="none",
                    account=line.customer_id,
                    customer=line.customer,
                    work_day=desk.today,
                    text=reason,
                    items=(line.item_id,) if line.item_id is not None else (),
                    invoices=(line.document,) if line.document else (),
                    details={
                        "promise_id": line.id,
                        "undo": {"promises": {line.id: line.state}},
                        "said": f"Promise on {line.document or line.customer} withdrawn.",
                    },
                )
            )
    return recorded(tx)


def evaluate(desk: Desk) -> Mapping[str, int]:
    """Bring every promise to the state it has today, and close disputes whose invoice is paid.

    Safe to repeat: one entry with all changes, and none when nothing changed. A payment known only
    by comparing two ledgers counts as in time when its interval ends by the last day. Returns how
    many promises came into each state, ``disputes_closed``, and ``frozen``.
    """
    with desk.store.read() as view:
        found, frozen = promise_states.changes(desk, view)
        if not found and not frozen and not view.disputes.paid():
            return {}
    counts: Counter[str] = Counter()
    try:
        with desk.store.write() as tx:
            found, frozen = promise_states.changes(desk, tx)
            paid = [line.id for line in tx.disputes.paid()]
            with tx.imports.following({"promise": {*found, *frozen}, "dispute": paid}):
                tx.promises.judge({id: now for id, (_, now) in found.items()}, desk.today)
                tx.promises.freeze(frozen)
                counts["disputes_closed"] = disputes.close_paid(desk, tx)
            moved = [
                {"id": id, "was": line.state, "is": now.state, "received": now.received}
                for id, (line, now) in sorted(found.items())
            ]
            counts.update(now.state for line, now in found.values() if line.state != now.state)
            if moved or frozen:
                body = {"day": desk.today.isoformat(), "changes": moved, "frozen": sorted(frozen)}
                tx.record(Draft("promise.evaluated", None, body))
            counts["frozen"] = len(frozen)
            if not (moved or frozen or counts["disputes_closed"]):
                raise _NothingChanged
    except _NothingChanged:
        return {}
    return {name: count for name, count in counts.items() if count}
