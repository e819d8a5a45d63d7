"""Call-backs: the list of them, moving and cancelling one."""

from __future__ import annotations

import typer

from collectwork.cli.options import CSV, JSON, ONLY_CUSTOMER, REASON, group, id_of
from collectwork.cli.output import answer
from collectwork.cli.rows import callback_row, short
from collectwork.cli.session import SESSION
from collectwork.cli.work import show

_ID = id_of("The call-back's or resubmission's")

callbacks_app = group("callbacks", "Call-backs: a day, a time, a number and a purpose.")


@callbacks_app.callback()
def callbacks(
    context: typer.Context,
    owner: str = typer.Option(None, "--owner", help="Of this person, and those nobody owns."),
    due: bool = typer.Option(False, "--due", help="Only those of today and before."),
    customer: str = ONLY_CUSTOMER,
    json: bool = JSON,
    csv: bool = CSV,
) -> None:
    """Open call-backs, overdue ones first. Times are those at the customer's place."""
    if context.invoked_subcommand is not None:
        return
    from collectwork.usecases import accounts, followups

    with SESSION.desk() as desk:
        found = followups.callbacks(
            desk, owner, due=due, customer_id=accounts.id_of(desk, customer)
        )
        rows = [callback_row(line, desk.today, followups.local(desk, line)) for line in found]
    answer(
        rows if json or csv else short(rows),
        json=json,
        csv=csv,
        empty="No call-backs.",
        columns=[
            "due",
            ("local", "time", "left"),
            "state",
            "customer",
            "name",
            ("phone", "number", "left"),
            "purpose",
            "id",
        ],
    )


@callbacks_app.command("move")
def move(
    callback: str = _ID,
    to: str = typer.Argument(..., help="When, at the customer's place: 'tomorrow 10:00', fri."),
    reason: str = typer.Option("", "--reason", help="Why."),
    json: bool = JSON,
) -> None:
    """Another day or time."""
    from collectwork.usecases import followups

    with SESSION.desk() as desk:
        show(followups.move(desk, callback, to, reason), json=json)


@callbacks_app.command("cancel")
def cancel(
    callback: str = _ID,
    reason: str = REASON,
    json: bool = JSON,
) -> None:
    """Give a call-back or resubmission up."""
    from collectwork.usecases import followups

    with SESSION.desk() as desk:
        show(followups.cancel(desk, callback, reason), json=json)
