"""Actions: log, undo, codes, promises, disputes, blocks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import typer

from collectwork.cli.main import app
from collectwork.cli.output import answer, as_json, say
from collectwork.cli.session import SESSION

if TYPE_CHECKING:
    from collectwork.domain.account import BlockLine, DisputeLine, PromiseLine
    from collectwork.domain.actions import Recorded

_INVOICE = typer.Option([], "--invoice", help="An invoice it was about; repeatable.")
JSON = typer.Option(False, "--json", help="One JSON document on standard output.")
CSV = typer.Option(False, "--csv", help="Comma-separated values on standard output.")
STATE = typer.Option(None, "--state", help="Only those in this state.")


@app.command("log")
def log(
    customer: str = typer.Argument(..., help="Number, name, or an unambiguous part."),
    code: str = typer.Argument(..., help="The outcome; `collectwork codes` lists them."),
    note: str = typer.Option("", "--note", help="What was said."),
    contact: str = typer.Option(None, "--contact", help="Who was reached: name or address."),
    invoice: list[str] = _INVOICE,
    promise: str = typer.Option(None, "--promise", help="AMOUNT@DATE: 500@fri, 50%@eom, all@+2w."),
    callback: str = typer.Option(None, "--callback", help="When to call: 'tomorrow 10:00'."),
    next_on: str = typer.Option(None, "--next", help="The next step's day instead of the default."),
    reason: str = typer.Option("", "--reason", help="Why: of a skip, dispute or escalation."),
    category: str = typer.Option("other", "--category", help="A dispute's category."),
    amount: str = typer.Option(None, "--amount", help="A disputed amount less than the whole."),
    how: str = typer.Option(None, "--how", help="How it will be paid: transfer, cheque …"),
    phone: str = typer.Option(None, "--phone", help="The number to call back."),
    quiet_until: bool = typer.Option(
        False, "--hide", help="Resubmission: keep the account off the list until then."
    ),
    at: str = typer.Option(None, "--at", help="When it happened, if not now: 2026-11-20T10:00."),
    override: str = typer.Option("", "--override", help="Reason to act against a contact rule."),
    key: str = typer.Option(None, "--key", help="An id of your own; the same one records once."),
    json: bool = JSON,
) -> None:
    """Record one action, as the workbench's key does."""
    from collectwork.usecases import spoken

    said = spoken.Said(
        customer=customer,
        code=code,
        note=note,
        contact=contact,
        invoices=tuple(invoice),
        promise=promise,
        callback=callback,
        next_on=next_on,
        reason=reason,
        category=category,
        amount=amount,
        how=how,
        phone=phone,
        hide=quiet_until,
        at=at,
        override=override,
    )
    with SESSION.desk() as desk:
        done = spoken.log(desk, said, key=key)
    _recorded(done, json=json)


@app.command("undo")
def undo(
    activity: str = typer.Argument(None, help="The action's id; without it your last one."),
    json: bool = JSON,
) -> None:
    """Take back your last action while that is possible."""
    from collectwork.usecases.recording import undo as take_back

    with SESSION.desk() as desk:
        _recorded(take_back(desk, activity), json=json)


@app.command("correct")
def correct(
    activity: str = typer.Argument(..., help="The action's id."),
    text: str = typer.Argument(..., help="What it should say."),
    reason: str = typer.Option(..., "--reason", help="Why."),
    json: bool = JSON,
) -> None:
    """Add a correction that points at an earlier action."""
    from collectwork.usecases.recording import correct as add_correction

    with SESSION.desk() as desk:
        _recorded(add_correction(desk, activity, text, reason), json=json)


@app.command("codes")
def codes(json: bool = JSON, csv: bool = CSV) -> None:
    """The outcome codes with their keys."""
    with SESSION.desk() as desk:
        rows = [
            {
                "code": one.code,
                "key": one.key,
                "label": one.label,
                "channel": one.channel,
                "right_party": one.right_party,
                "contact": one.contact,
                "starts": one.starts or None,
                "next_in_days": one.next_in_days,
                "needs": list(one.needs),
            }
            for one in desk.outcomes
        ]
    answer(
        rows,
        json=json,
        csv=csv,
        columns=[
            ("key", "key", "left"),
            ("code", "code", "left"),
            ("label", "label", "left"),
            ("channel", "channel", "left"),
            ("starts", "starts", "left"),
            ("next_in_days", "next in days", "right"),
        ],
    )


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
        _recorded(use.withdraw(desk, promise, reason), json=json)


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
        _recorded(use.resolve(desk, dispute, resolution, withdrawn=withdrawn), json=json)


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
    from collectwork.usecases import spoken

    with SESSION.desk() as desk:
        _recorded(
            spoken.block(desk, customer, kind, reason, until=until, invoice=invoice), json=json
        )


@blocks_app.command("lift")
def lift(
    block: str = typer.Argument(..., help="The block's id."),
    reason: str = typer.Option(..., "--reason", help="Why."),
    json: bool = JSON,
) -> None:
    """End a block before its date."""
    from collectwork.usecases import blocks as use

    with SESSION.desk() as desk:
        _recorded(use.lift(desk, block, reason), json=json)


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


def block_row(line: BlockLine, today: Any) -> Mapping[str, Any]:
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


def _recorded(done: Recorded, *, json: bool) -> None:
    for words in done.warnings:
        say(f"Mind: {words}.")
    if json:
        as_json(
            {
                "activity_id": done.entry_id,
                "code": done.code,
                "next": done.next_on.isoformat() if done.next_on else None,
                "hash": done.hash,
                "seq": done.seq,
                "text": done.text,
            }
        )
    else:
        say(done.text)
