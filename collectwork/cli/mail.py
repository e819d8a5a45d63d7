"""Mails: send and outbox."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import typer

from collectwork.cli import output
from collectwork.cli.main import app
from collectwork.cli.options import CSV, JSON
from collectwork.cli.session import SESSION
from collectwork.errors import NotDelivered, WrongUsage

if TYPE_CHECKING:
    from collectwork.domain.mail import Letter, Queued

_COLUMNS = (
    ("id", "message", "left"),
    "state",
    "customer",
    "to",
    "subject",
    ("channel", "by", "left"),
    ("attempts", "tries", "right"),
    ("queued_at", "queued", "left"),
    "reason",
)


@app.command("send")
def send(
    customer: str = typer.Argument(help="Number, name or part of a name."),
    template: str = typer.Option(None, "--template", help="Instead of the step's own."),
    to: list[str] = typer.Option([], "--to", help="Address; may be repeated."),  # noqa: B008
    language: str = typer.Option(None, "--language", help="en, de, fr, es …"),
    preview: bool = typer.Option(False, "--preview", help="Show the mail; nothing is changed."),
    override: str = typer.Option("", "--override", help="Reason to act against a contact rule."),
    json: bool = JSON,
) -> None:
    """Compose and queue one mail, then try to send it."""
    from collectwork.usecases import accounts, sending

    with SESSION.desk() as desk:
        found = accounts.find(desk, customer)
        letter = sending.compose(desk, found.id, template=template, to=to, language=language)
        if preview:
            _show(letter, json)
            return
        _findings(letter)
        queued = sending.queue(desk, replace(letter, override=override))
        trouble = ""
        try:
            sending.deliver(desk, only=queued.id)
        except NotDelivered as error:
            trouble = str(error)
        queued = sending.job(desk, queued.id)
    if json:
        output.as_json(_row(queued))
    else:
        output.say(_sentence(queued))
    if queued.state != "sent":
        raise NotDelivered(
            f"The mail did not leave ({queued.state}): {queued.reason or trouble or 'it waits'}. "
            f"It is kept in the outbox as {queued.id}."
        )


@app.command("outbox")
def outbox(
    action: str = typer.Argument("list", help="list, send, release ID or drop ID."),
    id: str = typer.Argument(None, help="The message, for release and drop."),
    state: str = typer.Option(None, "--state", help="Only those in this state."),
    limit: int = typer.Option(None, "--limit", min=1, help="The newest so many."),
    reason: str = typer.Option("given up by hand", "--reason", help="Why it is dropped."),
    json: bool = JSON,
    csv: bool = CSV,
) -> None:
    """Messages on their way: counts and list; send what is due; release or give up one."""
    from collectwork.domain.mail import MOVES
    from collectwork.usecases import sending
    from collectwork.usecases.alerting import hooks

    if action not in ("list", "send", "release", "drop"):
        raise WrongUsage(f"outbox {action}: say list, send, release ID or drop ID.")
    if action in ("release", "drop") and not id:
        raise WrongUsage(f"outbox {action}: name the message.")
    if state is not None and state not in MOVES:
        raise WrongUsage(f"--state {state}: one of {', '.join(MOVES)}.")
    stuck = 0
    with SESSION.desk() as desk:
        if action == "send":
            touched = sending.deliver(desk, on_each=lambda one: output.say(_sentence(one)))
            done = hooks.deliver(desk)
            for one in done.touched:
                output.say(_sentence(one))
            for trouble in done.trouble:
                output.warn(trouble)
            stuck = sum(
                one.state in ("queued", "failed", "doubt") for one in (*touched, *done.touched)
            )
            stuck += len(done.trouble)
        elif action == "release":
            output.say(_sentence(sending.release(desk, id)))
        elif action == "drop":
            output.say(_sentence(sending.drop(desk, id, reason)))
        counts = sending.counts(desk)
        hooked = sending.counts(desk, hooks.CHANNEL)
        rows = [_row(one) for one in sending.outbox(desk, state, limit, channel=None)]
    if json:
        channels = {"mail": counts, hooks.CHANNEL: hooked}
        output.as_json({"counts": counts, "channels": channels, "messages": rows})
    else:
        if not csv:
            output.say(", ".join(f"{n} {name}" for name, n in counts.items() if n) or "Empty.")
            if any(hooked.values()):
                said = ", ".join(f"{n} {name}" for name, n in hooked.items() if n)
                output.say(f"Webhooks: {said}")
        shown = rows if csv else [_short(row) for row in rows]
        output.answer(shown, csv=csv, columns=_COLUMNS, empty="No message in the outbox.")
    if stuck:
        raise NotDelivered(f"{stuck} of the messages did not leave; they are kept in the outbox.")


def _row(one: Queued) -> dict[str, Any]:
    return {
        "message_id": one.message_id,
        "state": one.state,
        "to": list(one.to),
        "subject": one.subject,
        "invoices": list(one.documents),
        "attachments": list(one.attachments),
        "id": one.id,
        "customer": one.customer,
        "cc": list(one.cc),
        "template": one.template,
        "reason": one.reason,
        "attempts": one.attempts,
        "queued_at": one.queued_at,
        "sent_at": one.sent_at,
        "next_try_at": one.next_try_at,
        "channel": one.channel,
    }


def _short(row: dict[str, Any]) -> dict[str, Any]:
    """The row as a line for people: the id as far as it is needed, the minute of queueing."""
    queued = str(row["queued_at"])[:16].replace("T", " ")
    return {**row, "id": row["id"][-8:], "queued_at": queued}


def _show(letter: Letter, json: bool) -> None:
    if json:
        output.as_json(
            {
                "message_id": None,
                "state": "preview",
                "to": list(letter.to),
                "subject": letter.subject,
                "invoices": [one.document for one in letter.listed],
                "attachments": [one.name for one in letter.attachments],
                "template": letter.template,
                "template_version": letter.template_version,
                "language": letter.language,
                "from": letter.sender,
                "text": letter.text,
                "html": letter.html,
                "totals": output.money(dict(letter.totals)),
                "deadline": letter.deadline.isoformat() if letter.deadline else None,
                "findings": list(letter.findings),
                "earlier": list(letter.earlier),
            }
        )
        return
    _findings(letter)
    head = [
        f"From: {letter.sender}",
        f"To: {', '.join(letter.to)}",
        f"Subject: {letter.subject}",
        *(f"Attached: {one.name} ({len(one.content):,} bytes)" for one in letter.attachments),
    ]
    output.tell("\n".join([*head, "", letter.text.rstrip()]))


def _findings(letter: Letter) -> None:
    for finding in letter.findings:
        output.say(f"! {finding}")


def _sentence(one: Queued) -> str:
    why = f": {one.reason}" if one.reason else ""
    return f"{one.state}{why} – {', '.join(one.to)} – {one.subject}"
