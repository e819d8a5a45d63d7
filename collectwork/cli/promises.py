"""Promises to pay: list, look, withdraw."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from collectwork.cli.options import CSV, JSON, ONLY_CUSTOMER, group, id_of
from collectwork.cli.output import answer, as_json, tell
from collectwork.cli.rows import promise_row, short
from collectwork.cli.session import SESSION
from collectwork.cli.work import show

if TYPE_CHECKING:
    from collectwork.usecases.promise_story import Story

_PROMISE = id_of("The promise's")

promises_app = group("promises", "Promises to pay.")


@promises_app.callback()
def promises(
    context: typer.Context,
    state: str = typer.Option(
        None,
        "--state",
        help="open, kept, partly_kept, broken, withdrawn, superseded; or confirmed: no money "
        "changes them any more.",
    ),
    customer: str = ONLY_CUSTOMER,
    json: bool = JSON,
    csv: bool = CSV,
) -> None:
    """Promises to pay by date promised, in the state they have today. One is broken from the day
    after the promised date and the days of tolerance (`kept until`), never on it."""
    if context.invoked_subcommand is not None:
        return
    from collectwork.usecases import accounts
    from collectwork.usecases import promises as use

    with SESSION.desk() as desk:
        of = accounts.id_of(desk, customer)
        rows = [promise_row(line) for line in use.promises(desk, state, of)]
    plans = any(row["parts"] > 1 for row in rows)
    if not (json or csv):
        rows = [{**row, "of": f"{row['part']}/{row['parts']}"} for row in short(rows)]
    answer(
        rows,
        json=json,
        csv=csv,
        empty="No promises.",
        columns=[
            "due",
            "state",
            *([("of", "part", "left")] if plans else []),
            "customer",
            "invoice",
            ("amount", "amount", "right"),
            ("received", "received", "right"),
            "id",
        ],
    )


@promises_app.command("show")
def show_one(
    promise: str = _PROMISE,
    json: bool = JSON,
) -> None:
    """One promise: what became of it, by whom, and which money was counted."""
    from collectwork.usecases import promise_story

    with SESSION.desk() as desk:
        told = promise_story.story(desk, promise)
    if json:
        as_json(_told(told))
    else:
        tell("\n".join(promise_story.lines(told)))


def _told(told: Story) -> dict[str, object]:
    from collectwork.domain.money import decimals

    currency = told.line.currency
    return {
        **promise_row(told.line),
        "of_plan": [promise_row(line) for line in told.plan],
        "confirmed_on": told.frozen_on.isoformat() if told.frozen_on else None,
        "history": [
            {"at": one.at, "who": one.who, "code": one.code, "text": one.text}
            for one in told.history
        ],
        "money": [
            {
                "after": one.after.isoformat() if one.after else None,
                "on": one.on.isoformat(),
                "amount": decimals(one.minor, currency),
                "counts": one.counts,
            }
            for one in told.money
        ],
    }


@promises_app.command("withdraw")
def withdraw(
    promise: str = _PROMISE,
    reason: str = typer.Option(..., "--reason", help="Why it no longer stands."),
    plan: bool = typer.Option(
        False, "--plan", help="With it all parts of its plan whose time still runs."
    ),
    json: bool = JSON,
) -> None:
    """Take a promise back: it counts neither as kept nor as broken."""
    from collectwork.usecases import promises as use

    with SESSION.desk() as desk:
        show(use.withdraw(desk, promise, reason, plan=plan), json=json)
