"""Proposals kept up to date: new causes proposed, gone ones expired, each once and logged."""

from __future__ import annotations

import gc
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from collectwork.domain.activity import Draft, new_id
from collectwork.domain.facts import AccountFacts
from collectwork.domain.interest import no_rate
from collectwork.domain.proposals import BY_KIND, Proposal, Wanted
from collectwork.rules.proposals import AGAIN_DAYS
from collectwork.rules.ruleset import Ruleset
from collectwork.usecases import planning
from collectwork.usecases.desk import Desk
from collectwork.usecases.ports.work import Read
from collectwork.usecases.proposing.claims import fees, interest
from collectwork.usecases.proposing.conditions import conditions, holds, releases
from collectwork.usecases.proposing.ends import ends
from collectwork.usecases.proposing.lines import in_short
from collectwork.usecases.proposing.view import View

Key = tuple[int, str, str]


@dataclass(frozen=True, slots=True)
class Evaluated:
    """What an evaluation changed; ``waiting``: proposals that wait for a decision afterwards;
    ``no_rate``: why no interest is proposed, where a rate is missing."""

    made: int
    expired: int
    renewed: int
    waiting: int
    no_rate: str = ""


def evaluate(desk: Desk) -> Evaluated:
    """Make, renew and expire the proposals of rules; safe to repeat. Raises RulesRefused.

    One proposal of a kind and cause waits on an account. While its cause holds it is kept up to
    date; when the cause is gone it expires by itself. What a person proposed stays until decided.
    """
    rules = planning.rules_in_force(desk)
    with desk.store.read() as tx:
        found = _wanted(desk, tx, rules)
        waiting = {one.wanted.key: one for one in tx.proposals.lines("proposed")}
    new = [one for key, one in found.items() if key not in waiting]
    gone = [one for key, one in waiting.items() if key not in found and not one.by_hand]
    changed = [
        (one, found[key]) for key, one in waiting.items()
        if key in found and not one.by_hand and _differs(one, found[key])
    ]  # fmt: skip
    if new or gone or changed:
        with desk.store.read() as tx:  # another runner may have been quicker
            known = {one.wanted.key for one in tx.proposals.lines("proposed")}
        new = [one for one in new if one.key not in known]
        gone = [one for one in gone if one.wanted.key in known]
    if new or gone or changed:
        _keep(desk, rules, new, gone, changed)
    left = len(waiting) + len(new) - len(gone)
    return Evaluated(len(new), len(gone), len(changed), left, _no_rate(desk, rules))


def _no_rate(desk: Desk, rules: Ruleset) -> str:
    """Interest must not be forgotten silently: the team's country without a rate today."""
    laws = desk.laws()
    country = laws.country(None)
    law = laws.by_country.get(country)
    if all(one.kind != "interest" for one in rules.proposals):
        return ""
    if law is not None and law.rate(desk.today) is not None:
        return ""
    last = max((one.last for one in law.rates if one.last), default=None) if law else None
    return no_rate(country, last + timedelta(days=1) if last and last < desk.today else desk.today)


def _wanted(desk: Desk, tx: Read, rules: Ruleset) -> dict[Key, Wanted]:
    """Everything that is to be proposed; of one kind the first rule that fits an account."""
    again = max([AGAIN_DAYS, *(one.again_days for one in rules.proposals)])
    decided = tx.proposals.decided_since(desk.today - timedelta(days=again))
    facts = _facts(desk, tx, rules)
    view = View(desk, tx, rules, facts, tx.proposals.handed_over(desk.today), decided)
    found = (
        *holds(view), *releases(view), *conditions(view), *ends(view), *fees(view),
        *interest(view),
    )  # fmt: skip
    first: dict[Key, Wanted] = {}
    kinds: set[tuple[int, str]] = set()
    for one in found:
        single = one.kind not in ("fee", "interest")
        if one.key in first or (single and (one.customer_id, one.kind) in kinds):
            continue
        first[one.key] = one
        kinds.add((one.customer_id, one.kind))
    return first


def _facts(desk: Desk, tx: Read, rules: Ruleset) -> Mapping[int, AccountFacts]:
    if not rules.proposals and not tx.proposals.holds():
        return {}
    was = gc.isenabled()
    gc.disable()  # many values that all stay, none in circles
    try:
        found = tx.plans.facts(
            desk.today, desk.policy.quiet_days, rules.min_invoice, desk.policy.base_currency
        )
    finally:
        if was:
            gc.enable()
    return {one.customer_id: one for one in found}


def _differs(before: Proposal, now: Wanted) -> bool:
    """Whether figures changed; that the days went on is no news to put into the log."""
    was = before.wanted
    return (dict(was.amounts), was.items) != (dict(now.amounts), now.items)


def _keep(
    desk: Desk,
    rules: Ruleset,
    new: list[Wanted],
    gone: list[Proposal],
    changed: list[tuple[Proposal, Wanted]],
) -> None:
    with desk.store.write() as tx:
        drafts: list[Draft] = []
        entries = [(new_id(), one) for one in new]
        ids = tx.proposals.add(entries, desk.today, desk.actor, rules.version)
        for id, (entry_id, one) in zip(ids, entries, strict=True):
            body = said(desk, id, one, rules.version) | {"automatic": True}
            body["code"] = "proposal_made"
            drafts.append(Draft("proposal.made", one.customer, body, id=entry_id))
        for before, one in changed:
            tx.proposals.renew(before.id, one, desk.today, rules.version)
            body = said(desk, before.id, one, rules.version)
            body |= {
                "automatic": True, "before": dict(before.wanted.amounts),
                "code": "proposal_renewed",
            }  # fmt: skip
            drafts.append(Draft("proposal.made", one.customer, body))
        for old in gone:
            entry_id = new_id()
            reason = "its cause is gone"
            tx.proposals.decide([old.id], "expired", desk.today, desk.actor, reason, entry_id)
            body = said(desk, old.id, old.wanted, rules.version)
            body |= {"automatic": True, "reason": reason, "code": "proposal_expired"}
            drafts.append(Draft("proposal.expired", old.wanted.customer, body, id=entry_id))
        tx.record_all(drafts)


def said(desk: Desk, id: int, one: Wanted, ruleset: str) -> dict[str, Any]:
    """A proposal as its entry tells it, whole: the log must explain it without the table."""
    amounts = in_short(one.amounts)
    label = BY_KIND[one.kind].label
    return {
        "account": one.customer_id,
        "work_day": desk.today.isoformat(),
        "proposal": id,
        "proposed": one.kind,
        "cause": one.cause,
        "rule": one.rule,
        "ruleset": ruleset,
        "amounts": dict(one.amounts),
        "invoices": list(one.invoices[:200]),
        "derivation": [dict(line) for line in one.derivation],
        "text": f"{label}{f' {amounts}' if amounts else ''}: {one.explanation}",
    }
