"""Proposals kept up to date: new causes proposed, gone ones expired, each once and logged."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from collectwork.domain.interest import no_rate
from collectwork.domain.proposals import Proposal, Wanted
from collectwork.rules.proposals import AGAIN_DAYS
from collectwork.rules.ruleset import Ruleset
from collectwork.usecases import planning
from collectwork.usecases.desk import Desk
from collectwork.usecases.ports.work import Read
from collectwork.usecases.proposing.candidates import Candidates, found
from collectwork.usecases.proposing.claims import fees, interest
from collectwork.usecases.proposing.conditions import conditions, holds, releases
from collectwork.usecases.proposing.ends import ends
from collectwork.usecases.proposing.keeping import Change, keep
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


class _Faster(Exception):
    """Somebody else evaluated meanwhile: nothing is left to write."""


def evaluate(desk: Desk, candidates: Candidates | None = None) -> Evaluated:
    """Make, renew and expire the proposals of rules; safe to repeat. Raises RulesRefused.

    One proposal of a kind and cause waits on an account. While its cause holds it is kept up to
    date; when the cause is gone it expires by itself. What a person proposed stays until decided.
    ``candidates``: where a plan by the same rules looked at the accounts already.
    """
    rules = planning.rules_in_force(desk)
    with planning.many_values(), desk.store.read() as tx:
        if candidates is None or candidates.version != rules.version:
            candidates = found(desk, tx, rules)
        wanted = to_propose(desk, tx, rules, candidates)
        waiting, decided = tx.proposals.waiting(), tx.proposals.decided_since(desk.today)
    change = _change(wanted, waiting)
    if change:
        try:
            with desk.store.write() as tx:
                tx.proposals.alone()
                now = tx.proposals.waiting()
                meanwhile = tx.proposals.decided_since(desk.today).keys() - decided.keys()
                if meanwhile or now.keys() != waiting.keys():  # somebody was quicker
                    left = {key: one for key, one in wanted.items() if key not in meanwhile}
                    change = _change(left, now)
                if not change:
                    raise _Faster
                keep(desk, tx, rules, change)
                waiting = now
        except _Faster:
            change, waiting = Change(), now
    made, gone = len(change.new), len(change.gone)
    still = len(waiting) + made - gone
    return Evaluated(made, gone, len(change.changed), still, _no_rate(desk, rules))


def _change(wanted: Mapping[Key, Wanted], waiting: Mapping[Key, Proposal]) -> Change:
    return Change(
        tuple(one for key, one in wanted.items() if key not in waiting),
        tuple(one for key, one in waiting.items() if key not in wanted and not one.by_hand),
        tuple(
            (one, wanted[key]) for key, one in waiting.items()
            if key in wanted and not one.by_hand and _differs(one, wanted[key])
        ),
    )  # fmt: skip


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


def to_propose(desk: Desk, tx: Read, rules: Ruleset, candidates: Candidates) -> dict[Key, Wanted]:
    """Everything that is to be proposed; of one kind the first rule that fits an account."""
    again = max([AGAIN_DAYS, *(one.again_days for one in rules.proposals)])
    decided = tx.proposals.decided_since(desk.today - timedelta(days=again))
    view = View(desk, tx, rules, candidates.facts(), tx.proposals.handed_over(desk.today), decided)
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


def _differs(before: Proposal, now: Wanted) -> bool:
    """Whether figures changed; that the days went on is no news to put into the log."""
    was = before.wanted
    return (dict(was.amounts), was.items) != (dict(now.amounts), now.items)
