"""What the alerts of the rules find is compared with what stands: new causes are told, once.

Causes are found before the write begins, so that nobody's key press waits for it. Whatever held
already when an alert began to be watched (a new rule, a changed one, the first look at a book) is
kept as standing: it is counted, not told.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from collectwork.domain import clocks
from collectwork.domain.activity import Draft, new_id
from collectwork.domain.alerts import (
    PASSED,
    Cause,
    Evaluated,
    Raised,
    Standing,
    Watched,
    alert_id,
)
from collectwork.domain.money import decimals
from collectwork.rules.alert_watch import Watch
from collectwork.rules.alerts import AlertRule, Key
from collectwork.rules.ruleset import Ruleset
from collectwork.usecases.alerting import hooks
from collectwork.usecases.desk import Desk
from collectwork.usecases.ports.work import Read, Write

_RULES_SHOWN = 100


@dataclass(frozen=True, slots=True)
class _Change:
    """The difference between what was found and what stands."""

    new: tuple[tuple[AlertRule, Cause], ...]
    ended: tuple[str, ...]
    begun: tuple[Watched, ...]  # alerts watched from now on
    over: tuple[str, ...]  # alerts that the rules no longer have

    def __bool__(self) -> bool:
        return bool(self.new or self.ended or self.begun or self.over)


class _Faster(Exception):
    """Somebody else evaluated meanwhile: nothing is left to write."""


def evaluate(desk: Desk, rules: Ruleset, watch: Watch | None = None) -> Evaluated:
    """Raise what is new and arm again what has ceased; safe to repeat, one entry for all of it and
    one for each alert that was raised. ``watch``: where every account was looked at already.

    A book without a single account is not looked at: its first ledger would be nothing but news.
    """
    alerts: tuple[AlertRule, ...] = rules.alerts
    watched, watch = looked(desk, rules, watch)
    if watch is None:
        return Evaluated(desk.today)
    change = _change(desk, alerts, watch, watched)
    if not change:
        return Evaluated(desk.today)
    try:
        with desk.store.write() as tx:
            tx.alerts.alone()
            change = _still(tx, change)
            if not change:
                raise _Faster
            return _apply(desk, tx, rules, change)
    except _Faster:
        return Evaluated(desk.today)


def watching(desk: Desk, tx: Read, rules: Ruleset) -> Watch:
    """What looks at accounts for the alerts of these rules, with what has happened on them."""
    alerts: tuple[AlertRule, ...] = rules.alerts
    return Watch(
        alerts,
        {
            one.name: tx.alerts.causes(one.kind, desk.today, desk.clock(), one.days)
            for one in alerts
            if one.is_event
        },
    )


def looked(
    desk: Desk, rules: Ruleset, watch: Watch | None
) -> tuple[Mapping[str, Watched], Watch | None]:
    """Since when what is watched; who has looked, None where there is nothing to look at."""
    with desk.store.read() as tx:
        watched = tx.alerts.watched()
        if not watched and not tx.alerts.any_account():
            return watched, None
        if watch is not None:
            return watched, watch
        watch = watching(desk, tx, rules)
        if watch.notice.asks or watch.notice.states:
            policy = desk.policy
            for one in tx.plans.noticed(
                desk.today,
                policy.quiet_days,
                rules.min_invoice,
                policy.base_currency,
                (watch.notice,),
            ):
                watch.look(one)
        return watched, watch


def standing(desk: Desk, watch: Watch) -> dict[Key, str]:
    """What stands, as ``Watch.settled`` takes it."""
    with desk.store.read() as tx:
        found = [*tx.alerts.apart(watch.states), *tx.alerts.active(watch.seen)]
    return {(one.rule, one.customer_id, one.subject): one.id for one in found}


def _change(
    desk: Desk, alerts: Sequence[AlertRule], watch: Watch, watched: Mapping[str, Watched]
) -> _Change:
    begun = tuple(
        Watched(one.name, one.signature, desk.today)
        for one in alerts
        if one.name not in watched or watched[one.name].signature != one.signature
    )
    gone = tuple(name for name in watched if name not in {one.name for one in alerts})
    new, over = watch.settled(standing(desk, watch))
    return _Change(tuple(new), tuple(over), begun, gone)


def _still(tx: Write, change: _Change) -> _Change:
    """Without what somebody else raised or ended meanwhile."""
    customers = {cause.customer_id for _, cause in change.new}
    there = {(one.rule, one.customer_id, one.subject) for one in tx.alerts.active(customers)}
    new = tuple(
        (rule, cause)
        for rule, cause in change.new
        if (rule.name, cause.customer_id, cause.subject) not in there
    )
    return replace(change, new=new, ended=tuple(tx.alerts.running(change.ended)))


def _apply(desk: Desk, tx: Write, rules: Ruleset, change: _Change) -> Evaluated:
    before = {
        (one.rule, one.customer_id, one.subject): one
        for one in tx.alerts.ended({cause.customer_id for _, cause in change.new})
    }
    quiet = {one.rule for one in change.begun}
    again: list[str] = []
    made: list[Raised] = []
    people = tx.alerts.customers({cause.customer_id for _, cause in change.new})
    store_id = tx.audit.store_id()
    for rule, cause in change.new:
        last = before.get((rule.name, cause.customer_id, cause.subject))
        if last is not None and last.ended_on == desk.today:
            again.append(last.id)  # it ceased and came back within a day: nothing new
            continue
        state = PASSED if cause.passed else "standing" if rule.name in quiet else "new"
        made.append(_raised(desk, rules, rule, cause, last, state, people, store_id))
    tx.alerts.watch(change.begun, change.over)
    tx.alerts.end(change.ended, desk.today)
    tx.alerts.revive(again)
    tx.alerts.add(made)
    told = [one for one in made if one.state == "new"]
    queued = hooks.queue(desk, tx, told, people)
    count = Evaluated(
        desk.today, len(told), len(change.ended),
        sum(one.state == "standing" for one in made),
        sum(map(len, queued.values())), Counter(one.rule for one in told),
    )  # fmt: skip
    tx.record(_entry(desk, rules, count))
    tx.record_all([_raised_entry(one, people, queued.get(one.id, {})) for one in told])
    return count


def _raised(
    desk: Desk,
    rules: Ruleset,
    rule: AlertRule,
    cause: Cause,
    last: Standing | None,
    state: str,
    people: Mapping[int, tuple[str, str, str | None]],
    store_id: str,
) -> Raised:
    episode = last.episode + 1 if last else 1
    number = people[cause.customer_id][0]
    return Raised(
        id=alert_id(store_id, rule.name, number, cause.subject, episode),
        customer_id=cause.customer_id,
        rule=rule.name,
        ruleset=rules.version,
        kind=rule.kind,
        subject=cause.subject,
        episode=episode,
        severity=rule.severity,
        audience=rule.audience,
        ways=rule.ways,
        day=desk.today,
        raised_at=clocks.text(desk.clock()),
        words=cause.words,
        currency=cause.currency,
        amount=cause.amount,
        state=state,
    )


def _entry(desk: Desk, rules: Ruleset, count: Evaluated) -> Draft:
    most = sorted(count.by_rule.items())[:_RULES_SHOWN]
    body: dict[str, Any] = {
        "day": desk.today.isoformat(), "ruleset": rules.version, "raised": count.raised,
        "ended": count.ended, "standing": count.standing, "by_rule": dict(most),
    }  # fmt: skip
    return Draft("alerts.evaluated", None, body)


def _raised_entry(
    one: Raised, people: Mapping[int, tuple[str, str, str | None]], queued: Mapping[str, str]
) -> Draft:
    body: dict[str, Any] = {
        "account": one.customer_id, "alert": one.id, "rule": one.rule, "ruleset": one.ruleset,
        "on": one.kind, "words": one.words, "to": list(one.audience), "by": list(one.ways),
        "severity": one.severity, "work_day": one.day.isoformat(),
    }  # fmt: skip
    if one.amount is not None and one.currency:
        body["amount"] = {one.currency: decimals(one.amount, one.currency)}
    if queued:
        body["webhooks"] = dict(queued)
    return Draft("alert.raised", people[one.customer_id][0], body, id=new_id())
