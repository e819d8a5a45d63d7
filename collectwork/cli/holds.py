"""What holds an account: promises, disputes, blocks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import typer

from collectwork.cli.main import app
from collectwork.cli.output import answer
from collectwork.cli.session import SESSION
from collectwork.cli.work import CSV, JSON, show

if TYPE_CHECKING:
    from datetime import date

    from collectwork.domain.account import BlockLine, DisputeLine, PromiseLine

STATE = typer.Option(None, "--state", help="Only those in this state.")

promises_app = typer.Typer(help="Promises to pay.", invoke_without_command=True)
disputes_app = typer.Typer(help="Disputes.", invoke_without_command=True)
blocks_app = typer.Typer(help="Blocks: no contact until a date.", invoke_without_command=True)
app.add_typer(promises_app, name="promises")
app.add_typer(disputes_app, name="disputes")
app.add_typer(blocks_app, name="blocks")


@promises_app.callback()
def promises(
    context: typer.Context, state: str = STATE, json: bool = JSON, csv: bool = CSV
) -> None:
    """Promises to pay by date promised, in the state they have today."""
    if context.invoked_subcommand is not None:
        return
    from collectwork.usecases import promises as use

    with SESSION.desk() as desk:
        rows = [promise_row(line) for line in use.promises(desk, state)]
    answer(
        rows,
        json=json,
        csv=csv,
        empty="No promises.",
        columns=[
            ("due", "due", "left"),
            ("state", "state", "left"),
            ("customer", "customer", "left"),
            ("invoice", "invoice", "left"),
            ("amount", "amount", "right"),
            ("received", "received", "right"),
            ("id", "id", "left"),
        ],
    )


@promises_app.command("withdraw")
def withdraw(
    promise: str = typer.Argument(..., help="The promise's id."),
    reason: str = typer.Option(..., "--reason", help="Why it no longer stands."),
    json: bool = JSON,
) -> None:
    """Take a promise back."""
    from collectwork.usecases import promises as use

    with SESSION.desk() as desk:
        show(use.withdraw(desk, promise, reason), json=json)


@disputes_app.callback()
def disputes(
    context: typer.Context, state: str = STATE, json: bool = JSON, csv: bool = CSV
) -> None:
    """Disputes, oldest first."""
    if context.invoked_subcommand is not None:
        return
    from collectwork.usecases import disputes as use

    with SESSION.desk() as desk:
        rows = [dispute_row(line) for line in use.disputes(desk, state)]
    answer(
        rows,
        json=json,
        csv=csv,
        empty="No disputes.",
        columns=[
            ("opened", "opened", "left"),
            ("state", "state", "left"),
            ("customer", "customer", "left"),
            ("invoice", "invoice", "left"),
            ("amount", "amount", "right"),
            ("reason", "reason", "left"),
            ("id", "id", "left"),
        ],
    )


@disputes_app.command("resolve")
def resolve(
    dispute: str = typer.Argument(..., help="The dispute's id."),
    resolution: str = typer.Option(..., "--resolution", help="What came of it."),
    withdrawn: bool = typer.Option(False, "--withdrawn", help="The customer gave it up."),
    json: bool = JSON,
) -> None:
    """Close a dispute."""
    from collectwork.usecases import disputes as use

    with SESSION.desk() as desk:
        show(use.resolve(desk, dispute, resolution, withdrawn=withdrawn), json=json)


@disputes_app.command("confirm")
def confirm(
    dispute: str = typer.Argument(..., help="The proposed dispute's id."), json: bool = JSON
) -> None:
    """Open a dispute that a short payment proposed."""
    from collectwork.usecases import disputes as use

    with SESSION.desk() as desk:
        show(use.confirm(desk, dispute), json=json)


@disputes_app.command("decline")
def decline(
    dispute: str = typer.Argument(..., help="The proposed dispute's id."),
    reason: str = typer.Option(..., "--reason", help="Why it is none."),
    json: bool = JSON,
) -> None:
    """Say that a proposed dispute is none; what is missing stays to be collected."""
    from collectwork.usecases import disputes as use

    with SESSION.desk() as desk:
        show(use.decline(desk, dispute, reason), json=json)


@blocks_app.callback()
def blocks(context: typer.Context, state: str = STATE, json: bool = JSON, csv: bool = CSV) -> None:
    """Blocks on customers and invoices, oldest first."""
    if context.invoked_subcommand is not None:
        return
    from collectwork.usecases import blocks as use

    with SESSION.desk() as desk:
        rows = [block_row(line, desk.today) for line in use.blocks(desk, state)]
    answer(
        rows,
        json=json,
        csv=csv,
        empty="No blocks.",
        columns=[
            ("until", "until", "left"),
            ("state", "state", "left"),
            ("customer", "customer", "left"),
            ("kind", "kind", "left"),
            ("reason", "reason", "left"),
            ("id", "id", "left"),
        ],
    )


@blocks_app.command("add")
def add_block(
    customer: str = typer.Argument(..., help="Number, name, or an unambiguous part."),
    kind: str = typer.Option("hold", "--kind", help="hold, do_not_contact, insolvency, legal …"),
    reason: str = typer.Option(..., "--reason", help="Why."),
    until: str = typer.Option(None, "--until", help="The last blocked day."),
    invoice: str = typer.Option(None, "--invoice", help="Only this invoice."),
    json: bool = JSON,
) -> None:
    """Keep contact away from a customer or one invoice."""
    from collectwork.usecases import in_words

    with SESSION.desk() as desk:
        show(in_words.block(desk, customer, kind, reason, until=until, invoice=invoice), json=json)


@blocks_app.command("lift")
def lift(
    block: str = typer.Argument(..., help="The block's id."),
    reason: str = typer.Option(..., "--reason", help="Why."),
    json: bool = JSON,
) -> None:
    """End a block before its date."""
    from collectwork.usecases import blocks as use

    with SESSION.desk() as desk:
        show(use.lift(desk, block, reason), json=json)


def promise_row(line: PromiseLine) -> Mapping[str, Any]:
    """A promise as the contract shows it."""
    from collectwork.domain.money import decimals

    return {
        "id": line.id,
        "customer": line.customer,
        "invoice": line.document,
        "currency": line.currency,
        "amount": decimals(line.amount, line.currency),
        "received": decimals(line.received, line.currency),
        "made_on": line.made_on.isoformat(),
        "due": line.due.isoformat(),
        "kept_until": line.kept_until.isoformat(),
        "state": line.state,
        "level": line.level,
        "who": line.actor,
        "how": line.how,
    }


def dispute_row(line: DisputeLine) -> Mapping[str, Any]:
    """A dispute as the contract shows it; an amount of None is the whole."""
    from collectwork.domain.money import decimals

    known = line.amount is not None and line.currency is not None
    return {
        "id": line.id,
        "customer": line.customer,
        "invoice": line.document,
        "category": line.category,
        "reason": line.reason,
        "currency": line.currency,
        "amount": decimals(line.amount or 0, line.currency or "") if known else None,
        "owner": line.owner,
        "opened": line.opened_on.isoformat(),
        "due": line.due.isoformat() if line.due else None,
        "state": line.state,
        "closed": line.closed_on.isoformat() if line.closed_on else None,
        "resolution": line.resolution,
        "source": line.source,
    }


def block_row(line: BlockLine, today: date) -> Mapping[str, Any]:
    """A block as the contract shows it."""
    from collectwork.domain.blocks import holds

    active = holds(line.since, line.until, line.lifted_on, today)
    return {
        "id": line.id,
        "customer": line.customer,
        "item_id": line.item_id,
        "kind": line.kind,
        "reason": line.reason,
        "since": line.since.isoformat(),
        "until": line.until.isoformat() if line.until else None,
        "lifted": line.lifted_on.isoformat() if line.lifted_on else None,
        "state": "active" if active else "ended",
        "who": line.actor,
    }
