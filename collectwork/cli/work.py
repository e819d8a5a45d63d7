"""Actions: log, undo, correct, codes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from collectwork.cli.main import app
from collectwork.cli.options import CSV, CUSTOMER, JSON, KEY, REASON
from collectwork.cli.output import answer, as_json, say
from collectwork.cli.session import SESSION

if TYPE_CHECKING:
    from collectwork.domain.actions import Recorded

_INVOICE = typer.Option([], "--invoice", help="An invoice it was about; repeatable.")
_PROMISE = typer.Option(
    [],
    "--promise",
    help="AMOUNT@DATE: 500@fri, 50%@eom, all@+2w; repeated, each is an instalment of a plan.",
)


@app.command("log")
def log(
    customer: str = CUSTOMER,
    code: str = typer.Argument(..., help="The outcome; `collectwork codes` lists them."),
    note: str = typer.Option("", "--note", help="What was said."),
    contact: str = typer.Option(None, "--contact", help="Who was reached: name or address."),
    invoice: list[str] = _INVOICE,
    promise: list[str] = _PROMISE,
    instalments: int = typer.Option(
        None, "--instalments", help="Divide the promise into so many equal parts."
    ),
    every: str = typer.Option(None, "--every", help="Their rhythm: month (default), 2w, 10d."),
    first_on: str = typer.Option(None, "--from", help="The first instalment's day."),
    reference: str = typer.Option(None, "--reference", help="What the remittance will say."),
    callback: str = typer.Option(None, "--callback", help="When to call: 'tomorrow 10:00'."),
    next_on: str = typer.Option(None, "--next", help="The next step's day instead of the default."),
    reason: str = typer.Option("", "--reason", help="Why: of a skip, dispute or escalation."),
    category: str = typer.Option("other", "--category", help="A dispute's category."),
    amount: str = typer.Option(None, "--amount", help="A disputed amount less than the whole."),
    owner: str = typer.Option(None, "--owner", help="Who clears a dispute."),
    until: str = typer.Option(None, "--until", help="When a dispute should be cleared."),
    cause: str = typer.Option(None, "--cause", help="A dispute's root cause."),
    how: str = typer.Option(None, "--how", help="How it will be paid: transfer, cheque …"),
    phone: str = typer.Option(None, "--phone", help="The number to call back."),
    quiet_until: bool = typer.Option(
        False, "--hide", help="Resubmission: keep the account off the list until then."
    ),
    at: str = typer.Option(None, "--at", help="When it happened, if not now: 2026-11-20T10:00."),
    override: str = typer.Option("", "--override", help="Reason to act against a contact rule."),
    key: str = KEY,
    json: bool = JSON,
) -> None:
    """Record one action, as the workbench's key does."""
    from collectwork.usecases import in_words

    said = in_words.Said(
        customer=customer,
        code=code,
        note=note,
        contact=contact,
        invoices=tuple(invoice),
        promises=tuple(promise),
        instalments=instalments,
        every=every,
        first_on=first_on,
        reference=reference,
        owner=owner,
        until=until,
        root_cause=cause,
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
        done = in_words.log(desk, said, key=key)
    show(done, json=json)


@app.command("undo")
def undo(
    activity: str = typer.Argument(None, help="The action's id; without it your last one."),
    json: bool = JSON,
) -> None:
    """Take back your last action while that is possible."""
    from collectwork.usecases.recording import undo as take_back

    with SESSION.desk() as desk:
        show(take_back(desk, activity), json=json)


@app.command("correct")
def correct(
    activity: str = typer.Argument(..., help="The action's id."),
    text: str = typer.Argument(..., help="What it should say."),
    reason: str = REASON,
    json: bool = JSON,
) -> None:
    """Add a correction that points at an earlier action."""
    from collectwork.usecases.recording import correct as add_correction

    with SESSION.desk() as desk:
        show(add_correction(desk, activity, text, reason), json=json)


@app.command("codes")
def codes(json: bool = JSON, csv: bool = CSV) -> None:
    """The outcome codes with their keys."""
    from collectwork import bootstrap

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
        for one in bootstrap.codes(SESSION.config)
    ]
    answer(
        rows,
        json=json,
        csv=csv,
        columns=[
            "key",
            "code",
            "label",
            "channel",
            "starts",
            ("next_in_days", "next in days", "right"),
        ],
    )


def show(done: Recorded, *, json: bool) -> None:
    """What was recorded: as JSON, or its sentence on standard error."""
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
