"""Accounts that a condition fits: holds and their release, write-offs, hand-overs."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from collectwork.domain.facts import AccountFacts
from collectwork.domain.proposals import BY_KIND, Wanted
from collectwork.rules.proposals import ProposalRule, lifted_by, why
from collectwork.usecases.proposing.view import View, of_overdue, remark


def _fitting(view: View, kind: str) -> list[tuple[ProposalRule, AccountFacts]]:
    rules = [one for one in view.rules.proposals if one.kind == kind and not one.step]
    return [
        (rule, facts)
        for rule in rules
        for facts in view.facts.values()
        if facts.customer_id not in view.away
        and not view.rests(rule, facts.customer_id, rule.name)
        and rule.fits(facts)
    ]


def holds(view: View) -> list[Wanted]:
    """Accounts that should not be delivered to on credit, and are not on hold yet."""
    held = view.tx.proposals.holds()
    released: dict[int, set[int]] = {}
    pairs = []
    for rule, facts in _fitting(view, "credit_hold"):
        since = view.desk.today - timedelta(days=rule.grace_days)
        if rule.grace_days not in released:
            released[rule.grace_days] = view.tx.proposals.released(since)
        if facts.customer_id not in held and facts.customer_id not in released[rule.grace_days]:
            pairs.append((rule, facts))
    return _of_balances(view, pairs)


def releases(view: View) -> list[Wanted]:
    """Accounts on hold whose cause is gone."""
    by_name = {one.name: one for one in view.rules.proposals}
    found = []
    for id, hold in view.tx.proposals.holds().items():
        rule, facts = by_name.get(hold.wanted.rule), view.facts.get(id)
        if hold.by_hand and facts is not None:
            continue  # a person saw the cause, a person sees it gone
        if rule is not None and facts is not None and rule.fits(facts):
            continue
        gone = (
            "nothing is open any more" if facts is None
            else f"the cause of the hold is gone ({hold.wanted.lifts})" if rule is not None
            else f"the rule {hold.wanted.rule!r} is no longer in force"
        )  # fmt: skip
        found.append(
            Wanted(
                id, hold.wanted.customer, "credit_release", hold.wanted.rule or "by hand",
                f"{gone}; on hold since {(hold.decided_on or hold.made_on).isoformat()}",
                lifts="the cause holds again", rule=hold.wanted.rule or "by hand",
                remark=BY_KIND["credit_release"].remark,
            )
        )  # fmt: skip
    return found


def conditions(view: View) -> list[Wanted]:
    """Accounts that a write-off or hand-over rule fits."""
    return _of_balances(view, _fitting(view, "write_off")) + of_overdue(
        view,
        [
            (rule, facts.customer_id, why(rule, facts), rule.name)
            for kind in ("agency", "legal")
            for rule, facts in _fitting(view, kind)
        ],
    )


def _of_balances(view: View, pairs: Sequence[tuple[ProposalRule, AccountFacts]]) -> list[Wanted]:
    sums = view.tx.proposals.open_sums({facts.customer_id for _, facts in pairs})
    return [
        Wanted(
            facts.customer_id, facts.number, rule.kind, rule.name, why(rule, facts), amounts,
            lifts=lifted_by(rule), remark=remark(rule), rule=rule.name,
        )
        for rule, facts in pairs
        if (amounts := sums.get(facts.customer_id, {})) and max(amounts.values()) > 0
    ]  # fmt: skip
