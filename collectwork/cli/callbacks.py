"""Call-backs: the list of them, moving and cancelling one."""

from __future__ import annotations

import typer

from collectwork.cli.main import app
from collectwork.cli.output import answer
from collectwork.cli.rows import callback_row, short
from collectwork.cli.session import SESSION
from collectwork.cli.work import CSV, JSON, show

_ID = typer.Argument(..., help="The id of a call-back or resubmission, or its beginning or end.")

callbacks_app = typer.Typer(
    help="Call-backs: a day, a time, a number and a purpose.", invoke_without_command=True
)
app.add_typer(callbacks_app, name="callbacks")


@callbacks_app.callback()
def callbacks(
    context: typer.Context,
    owner: str = typer.Option(None, "--owner", help="Of this person, and those nobody owns."),
    due: bool = typer.Option(False, "--due", help="Only those of today and before."),
    customer: str = typer.Option(None, "--customer", help="Only this customer's."),
    json: bool = JSON,
    csv: bool = CSV,
) -> None:
    """Open call-backs, overdue ones first. Times are those at the customer's place."""
    if context.invoked_subcommand is not None:
        return
    from collectwork.usecases import accounts, followups

    with SESSION.desk() as desk:
        of = accounts.find(desk, customer).id if customer else None
        found = followups.callbacks(desk, owner, due=due, customer_id=of)
        rows = [callback_row(line, desk.today, followups.local(desk, line)) for line in found]
    answer(
        rows if json or csv else short(rows),
        json=json,
        csv=csv,
        empty="No call-backs.",
        columns=[
            ("due", "due", "left"),
            ("local", "time", "left"),
            ("state", "state", "left"),
            ("customer", "customer", "left"),
            ("name", "name", "left"),
            ("phone", "number", "left"),
            ("purpose", "purpose", "left"),
            ("id", "id", "left"),
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
    reason: str = typer.Option(..., "--reason", help="Why it is given up."),
    json: bool = JSON,
) -> None:
    """Give a call-back or resubmission up."""
    from collectwork.usecases import followups

    with SESSION.desk() as desk:
        show(followups.cancel(desk, callback, reason), json=json)
