"""Ends of strategies: what is handed over because every step was done."""

from __future__ import annotations

from datetime import timedelta

from collectwork.domain.proposals import Wanted
from collectwork.rules.proposals import ProposalRule
from collectwork.usecases.proposing.view import STEP_DAYS, View, of_overdue


def ends(view: View) -> list[Wanted]:
    """Accounts whose strategy has come to its end, or to a step that hands them over."""
    last = {
        (name, one.steps[-1].name): one.end_with
        for name, one in view.rules.strategies.items()
        if one.end_with not in ("", "stop") and one.steps
    }
    kinds = {
        name: one.end_with if one.end_with in ("legal", "write_off") else "agency"
        for name, one in view.rules.strategies.items()
    }
    pairs: list[tuple[ProposalRule, int, str, str]] = []
    for id, strategy, step in view.tx.proposals.at_end(list(last)):
        rule = ProposalRule(f"end of {strategy}", last[strategy, step])
        pairs.append((rule, id, f"the strategy {strategy!r} is at its end: {step} was done", step))
    for id, strategy, step in view.tx.proposals.to_hand_over(view.desk.today):
        kind = kinds.get(strategy, "agency")
        rule = ProposalRule(f"hand-over of {strategy}", "agency" if kind == "write_off" else kind)
        pairs.append((rule, id, f"the strategy {strategy!r} hands it over: {step} is due", step))
    for rule in view.rules.proposals:
        if rule.kind in ("agency", "legal") and rule.step:
            since = view.desk.today - timedelta(days=STEP_DAYS)
            for id, _, step, day in view.tx.proposals.steps_done([rule.step], since):
                facts = view.facts.get(id)
                if facts is not None and rule.fits(facts):
                    said = f"{step} was done on {day.isoformat()} and something is still overdue"
                    pairs.append((rule, id, said, rule.name))
    return of_overdue(
        view,
        [
            one for one in pairs
            if one[1] not in view.away and not view.rests(one[0], one[1], one[3])
        ],
    )  # fmt: skip
