"""Plan, worklist, explain."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import typer

from collectwork.cli.main import app
from collectwork.cli.options import CSV, CUSTOMER, JSON
from collectwork.cli.output import answer, as_json, money, say
from collectwork.cli.session import SESSION

if TYPE_CHECKING:
    from collectwork.domain.worklist import Explanation, PlanResult, RuleTrace, WorkItem


@app.command("plan")
def plan(json: bool = JSON) -> None:
    """Make the day's list, or make it again; worked lines stay as they are."""
    from collectwork.usecases import planning, proposals, rule_checks

    with SESSION.desk(may_make=True) as desk:
        candidates = proposals.candidates(desk)
        result = planning.plan(desk, lookers=[candidates])
        proposed = proposals.evaluate(desk, candidates)
        warnings = sum(one.level == "warning" for one in rule_checks.check(desk))
    if warnings:
        said = "1 warning" if warnings == 1 else f"{warnings} warnings"
        say(f"The rules have {said}: `collectwork rules check`.")
    if json:
        as_json(_result(result))
        return
    say(
        f"{result.listed} of {result.considered} accounts are on the list of "
        f"{result.day.isoformat()}; {result.cleared} no longer due."
    )
    if proposed.waiting:
        say(f"{proposed.waiting} proposals wait for a lead: `collectwork proposals`.")
    if proposed.no_rate:
        say(f"No interest is proposed: {proposed.no_rate}.")
    if not result.listed:
        return
    answer(
        [{"collector": name or "(nobody)", "accounts": n}
         for name, n in result.by_collector.items()],
        columns=("collector", ("accounts", "accounts", "right")),
    )  # fmt: skip
    answer(
        [{"rule": name, "accounts": n} for name, n in result.by_rule.items()],
        columns=("rule", ("accounts", "accounts", "right")),
    )


@app.command("worklist")
def worklist(
    collector: str = typer.Option(None, "--collector", help="Whose list; everybody's without."),
    limit: int = typer.Option(None, "--limit", min=0, help="Only the first so many."),
    worked: bool = typer.Option(False, "--all", help="Also lines that are done or cleared."),
    json: bool = JSON,
    csv: bool = CSV,
) -> None:
    """The day's list in order: what is still to be done. It is planned when there is none yet."""
    from collectwork.usecases import planning

    with SESSION.desk() as desk:
        if not planning.planned(desk):
            say(f"There was no list for {desk.today.isoformat()} yet: it is made now.")
        states = () if worked else ("open",)
        lines = planning.worklist(desk, collector, limit=limit, states=states)
        if collector is not None and not lines:
            planning.known_collector(desk, collector)
    rows = [_line(place, line) for place, line in _places(lines, collector)]
    if not json and not csv:
        rows = [_shown(row, line) for row, line in zip(rows, lines, strict=True)]
    answer(
        rows,
        json=json,
        csv=csv,
        columns=(
            ("rank", "#", "right"),
            ("who", "customer", "left"),
            ("to_collect", "to collect", "right"),
            ("days_shown", "days", "right"),
            ("next", "next step", "left"),
            "collector",
            ("score", "score", "right"),
        ),
        empty="Nothing is to be done: `collectwork explain CUSTOMER` says why an account is off.",
    )


@app.command("explain")
def explain(
    customer: str = CUSTOMER,
    json: bool = JSON,
) -> None:
    """Why an account is on the list, or not, and what would change it."""
    from collectwork.usecases import accounts, explaining, planning

    with SESSION.desk() as desk:
        if not planning.planned(desk):
            say(f"There was no list for {desk.today.isoformat()} yet: it is made now.")
        told = explaining.explain(desk, accounts.find(desk, customer).id)
    if json:
        as_json(_explanation(told))
    else:
        _tell(told)


def _result(result: PlanResult) -> dict[str, Any]:
    return {
        "day": result.day.isoformat(),
        "run_id": result.run_id,
        "considered": result.considered,
        "listed": result.listed,
        "cleared": result.cleared,
        "by_collector": dict(result.by_collector),
        "by_rule": dict(result.by_rule),
    }


def _places(lines: list[WorkItem], collector: str | None) -> list[tuple[int, WorkItem]]:
    """The rank of one collector's list; the place in the order where several are shown."""
    one = collector is not None and len({line.collector for line in lines}) == 1
    return [(line.rank if one else n, line) for n, line in enumerate(lines, 1)]


def _line(rank: int, line: WorkItem) -> dict[str, Any]:
    amounts = line.amounts or {line.currency: (line.to_collect, line.past_due)}
    return {
        "rank": rank,
        "customer": line.customer,
        "name": line.name,
        "collector": line.collector,
        "amount_to_collect": money({code: pair[0] for code, pair in amounts.items()}),
        "past_due": money({code: pair[1] for code, pair in amounts.items()}),
        "oldest_days": line.oldest_days,
        "days_shown": line.days_shown,
        "score": round(line.score / 1_000_000, 6),
        "strategy": line.strategy,
        "step": line.step,
        "action": line.action,
        "reasons": list(line.reasons),
        "rule": line.rule,
        "template": line.template,
        "state": line.state,
        "tier": line.tier,
        "sender": line.sender,
        "copies": list(line.copies),
        "owner": line.owner or None,
        "pinned": line.pinned,
        "pin_reason": line.pin_reason or None,
        "computed_rank": line.computed_rank or line.rank,
    }


def _shown(row: dict[str, Any], line: WorkItem) -> dict[str, Any]:
    amounts = row["amount_to_collect"]
    return row | {
        "to_collect": ", ".join(f"{amount} {code}" for code, amount in amounts.items()),
        "next": "handed over"
        if line.action == "desk"
        else line.step or line.action.replace("_", " "),
        "who": line.name if line.name == line.customer else f"{line.customer} {line.name}",
        "score": f"{row['score']:.2f}",
    }


def _explanation(told: Explanation) -> dict[str, Any]:
    return {
        "customer": told.customer,
        "name": told.name,
        "day": told.day.isoformat(),
        "listed": told.listed,
        "rank": told.rank,
        "collector": told.collector,
        "pinned": told.pinned,
        "pin_reason": told.pin_reason or None,
        "computed_rank": told.computed_rank,
        "desk": told.desk,
        "score": None if told.score is None else round(told.score / 1_000_000, 6),
        "reasons": list(told.reasons),
        "rules": [_rule(trace) for trace in told.rules],
        "blocks": list(told.blocks),
        "would_change": list(told.would_change),
        "facts": told.facts,
        "ruleset": told.ruleset,
    }


def _rule(trace: RuleTrace) -> dict[str, Any]:
    return {
        "rule": trace.rule,
        "holds": trace.holds,
        "words": trace.words,
        "conditions": [
            {"field": one.field, "saw": one.saw, "op": one.op, "value": one.value,
             "holds": one.holds}
            for one in trace.conditions
        ],
    }  # fmt: skip


def _tell(told: Explanation) -> None:
    from collectwork.present.sentences import grouped

    place = f"listed, rank {told.rank}" if told.listed else "not listed"
    owner = told.collector or "nobody"
    out = [f"{told.customer} {told.name}: {place} on {told.day.isoformat()} for {owner}"]
    out += [f"  {one}" for one in told.placed]
    out += [f"  {reason}" for reason in told.reasons]
    for trace in told.rules:
        out.append(f"{'yes' if trace.holds else 'no '}  {trace.rule}: {trace.words}")
        out += [
            f"       {'yes' if one.holds else 'no '} {one.field} {one.op} {one.value}, "
            f"is {grouped(one.saw)}"
            for one in trace.conditions
        ]
    out += [f"held back: {block}" for block in told.blocks]
    out += [f"would change it: {change}" for change in told.would_change]
    for line in out:
        typer.echo(_safe(line))


def _safe(text: str) -> str:
    from collectwork.present.text import safe

    return safe(text)
