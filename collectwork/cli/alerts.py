"""Alerts: what one should know of before the list brings it up; marking them as seen."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import typer

from collectwork.cli import output
from collectwork.cli.main import app
from collectwork.cli.options import CSV, JSON
from collectwork.cli.session import SESSION
from collectwork.errors import WrongUsage

if TYPE_CHECKING:
    from datetime import date

    from collectwork.domain.alerts import AlertLine

_COLUMNS = (
    ("id", "alert", "left"),
    "state",
    ("day", "since", "left"),
    "customer",
    ("cause", "what happened", "left"),
)
_LIVE = ("new", "seen")


@app.command("alerts")
def alerts(
    action: str = typer.Argument("list", help="list, or seen with the alerts' ids."),
    ids: list[str] = typer.Argument(None, help="For seen: ids, or their beginning or end."),  # noqa: B008
    state: str = typer.Option(
        None, "--state", help="new, seen, done, standing or all; left out: new and seen."
    ),
    collector: str = typer.Option(None, "--collector", help="Of this login's accounts."),
    on: str = typer.Option(None, "--on", help="One kind: over_limit, promise_broken …"),
    all_: bool = typer.Option(False, "--all", help="For seen: every new one (of --on)."),
    limit: int = typer.Option(None, "--limit", min=1, help="The newest so many."),
    json: bool = JSON,
    csv: bool = CSV,
) -> None:
    """Alerts of the rules, the newest first: your own, or your team's where you lead it.

    `alerts seen ID…` marks some as seen, `alerts seen --all` all of them. What was so already when
    an alert was set up is `standing`: nobody is told of it, and only --state standing lists it.
    """
    from collectwork.usecases import alerts as cases
    from collectwork.usecases import planning

    _check(action, ids, state, all_)
    with SESSION.desk() as desk:
        if collector is not None:
            planning.known_collector(desk, collector)
        if action == "seen":
            done = cases.see_all(desk, on) if all_ else cases.see(desk, ids)
            lines = [_row(one, desk.today) | {"state": "seen"} for one in done]
            output.say(f"{len(done)} marked as seen." if done else "Nothing was left to mark.")
        else:
            states = (None,) if state == "all" else (state,) if state else _LIVE
            found = [
                one
                for each in states
                for one in cases.alerts(desk, each, collector=collector, kind=on, limit=limit)
            ]
            found.sort(key=lambda one: one.raised_at, reverse=True)
            lines = [_row(one, desk.today) for one in found[:limit]]
    if json:
        output.as_json(lines)
    elif action != "seen" or csv:
        shown = lines if csv else [_short(row) for row in lines]
        output.answer(shown, csv=csv, columns=_COLUMNS, empty="No alerts.")


def _check(action: str, ids: list[str] | None, state: str | None, all_: bool) -> None:
    from collectwork.domain.alerts import STATES

    if action not in ("list", "seen"):
        raise WrongUsage(f"alerts {action}: say list, or seen with ids or --all.")
    if action == "seen" and bool(ids) == all_:
        raise WrongUsage("alerts seen: name alerts by their ids, or say --all.")
    if action == "list" and (ids or all_):
        raise WrongUsage("alerts list: ids and --all belong to `alerts seen`.")
    if state is not None and state not in (*STATES, "all"):
        raise WrongUsage(f"--state {state}: one of {', '.join(STATES)}, all.")


def _short(row: dict[str, Any]) -> dict[str, Any]:
    """The row as a line for people: the id as far as it is needed, whose account, what happened."""
    return row | {"id": row["id"][:8], "cause": f"{row['name']}: {row['words']}"}


def _row(one: AlertLine, today: date) -> dict[str, Any]:
    amount = {one.currency: one.amount} if one.amount is not None and one.currency else {}
    return {
        "id": one.id,
        "state": one.state,
        "severity": one.severity,
        "day": one.day.isoformat(),
        "age_days": max(0, (today - one.day).days),
        "customer": one.customer,
        "name": one.name,
        "owner": one.owner,
        "alert": one.rule,
        "on": one.kind,
        "words": one.words,
        "amount": output.money(amount),
        "to": list(one.audience),
        "by": list(one.ways),
        "raised_at": one.raised_at,
        "seen_by": one.seen_by,
        "seen_at": one.seen_at,
        "ended_on": one.ended_on.isoformat() if one.ended_on else None,
        "deliveries": list(one.deliveries),
        "ruleset": one.ruleset,
    }
