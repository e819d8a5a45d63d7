"""Alerts: evaluated after facts, promises and plans have changed; read, and acknowledged."""

from __future__ import annotations

from collections.abc import Sequence

from collectwork.domain import clocks
from collectwork.domain.activity import Draft, new_id
from collectwork.domain.alerts import (
    KINDS,
    STATES,
    AlertLine,
    Evaluated,
    Reader,
    State,
    Wanted,
)
from collectwork.errors import CollectworkError, InputRefused
from collectwork.rules import reading
from collectwork.rules.alert_watch import Watch
from collectwork.rules.ruleset import Ruleset
from collectwork.usecases import rule_versions
from collectwork.usecases.alerting import digest, raising
from collectwork.usecases.alerting.readers import reader_of
from collectwork.usecases.desk import Desk
from collectwork.usecases.mails.addresses import problem
from collectwork.usecases.picking import picked_id


def evaluate(desk: Desk, rules: Ruleset | None = None, watch: Watch | None = None) -> Evaluated:
    """Raise what is new, arm again what has ceased; safe to repeat at any time.

    ``rules``, ``watch``: of a plan that looked at the accounts already. Raises RulesRefused.
    """
    return raising.evaluate(desk, rules or rule_versions.to_plan_with(desk), watch)


def watch(desk: Desk, rules: Ruleset) -> Watch:
    """For a plan: what looks at accounts in passing; ``evaluate`` takes it afterwards."""
    with desk.store.read() as tx:
        return raising.watching(desk, tx, rules)


def noticed(desk: Desk) -> None:
    """Evaluate after facts have changed, where alerts are watched already.

    Before the first plan nothing is: a book comes in file by file, and half a book alarms. What
    cannot be evaluated (rules that are being changed) does not undo what has happened; the next
    plan or run says so.
    """
    with desk.store.read() as tx:
        if not tx.alerts.watched():
            return
    try:
        evaluate(desk)
    except CollectworkError:
        return


def alerts(
    desk: Desk,
    state: State | str | None = None,
    *,
    collector: str | None = None,
    kind: str | None = None,
    way: str | None = None,
    told: bool = False,
    limit: int | None = None,
    offset: int = 0,
) -> list[AlertLine]:
    """What the actor may see, the newest first; ``collector``: of that login's accounts; ``told``:
    without those that stood before they were watched."""
    wanted = _wanted(state, collector, kind, way, told)
    with desk.store.read() as tx:
        return tx.alerts.lines(reader_of(tx, desk.actor), wanted, limit, offset)


def count(
    desk: Desk, state: State | str | None = "new", *, way: str | None = "app", told: bool = False
) -> int:
    """How many the actor has in a state (None: in any); those that are shown in the workbench."""
    with desk.store.read() as tx:
        return tx.alerts.count(reader_of(tx, desk.actor), _wanted(state, None, None, way, told))


def raised_today(desk: Desk) -> tuple[int, int]:
    """Of the whole book: how many were told on the desk's day, and how many began as standing."""
    everybody = Reader(desk.actor, None, leads=True)
    with desk.store.read() as tx:
        told = tx.alerts.count(everybody, Wanted(told=True, day=desk.today))
        return told, tx.alerts.count(everybody, Wanted(day=desk.today)) - told


def without_address(desk: Desk) -> list[str]:
    """Logins that a digest of the rules in force may go to, and that have no address for it."""
    text = desk.rules()
    rules = reading.read(text.text, text.file)
    if not any("digest" in one.ways for one in rules.alerts):
        return []
    with desk.store.read() as tx:
        people = digest.addressees(tx.people.all())
    return [one.login for one in people if problem(one.email)]


def see(desk: Desk, ids: Sequence[str], *, key: str | None = None) -> list[AlertLine]:
    """Mark alerts as seen, each with an entry; ids may be shortened as long as they fit one only.
    Those that somebody has seen, or whose cause is over, are left. Returns what was marked."""
    with desk.store.read() as tx:
        reader = reader_of(tx, desk.actor)
        meant = [picked_id(tx.alerts.like(reader, id), id, "alert", "alerts") for id in ids]
        known = {one.id: one for one in tx.alerts.lines(reader, Wanted())}
    return _see(desk, [known[id] for id in dict.fromkeys(meant)], key)


def see_all(
    desk: Desk, kind: str | None = None, *, way: str | None = None, key: str | None = None
) -> list[AlertLine]:
    """Mark every new alert (of a kind) as seen."""
    return _see(desk, alerts(desk, "new", kind=kind, way=way), key)


def _see(desk: Desk, lines: Sequence[AlertLine], key: str | None) -> list[AlertLine]:
    fresh = [one for one in lines if one.state in ("new", "standing")]
    if not fresh:
        return []
    at = clocks.text(desk.clock())
    with desk.store.write(key or new_id()) as tx:
        if tx.replayed is None:
            tx.alerts.see([one.id for one in fresh], desk.actor, at)
            for one in fresh:
                tx.record(Draft("alert.seen", one.customer, _seen(one)))
    return fresh


def _seen(one: AlertLine) -> dict[str, object]:
    return {
        "account": one.customer_id, "alert": one.id, "rule": one.rule, "on": one.kind,
        "words": one.words, "was": one.state,
    }  # fmt: skip


def _wanted(
    state: str | None, owner: str | None, kind: str | None, way: str | None, told: bool
) -> Wanted:
    if state is not None and state not in STATES:
        raise InputRefused(f"{state!r} is no state of an alert: {', '.join(STATES)}.")
    if kind is not None and kind not in KINDS:
        raise InputRefused(f"{kind!r} is no kind of alert: {', '.join(KINDS)}.")
    return Wanted(state, kind, way, owner, told=told)
