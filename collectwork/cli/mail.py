"""Mails: send one."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import typer

from collectwork.cli import output
from collectwork.cli.main import app
from collectwork.cli.options import JSON
from collectwork.cli.outbox import row, sentence, until
from collectwork.cli.session import SESSION
from collectwork.errors import NotDelivered, WrongUsage

if TYPE_CHECKING:
    from collectwork.domain.mail import Letter
    from collectwork.usecases.desk import Desk


@app.command("send")
def send(
    customer: str = typer.Argument(help="Number, name or part of a name."),
    template: str = typer.Option(None, "--template", help="Instead of the step's own."),
    to: list[str] = typer.Option([], "--to", help="Address; may be repeated."),  # noqa: B008
    channel: str = typer.Option("mail", "--channel", help="mail, letter, sms or portal."),
    language: str = typer.Option(None, "--language", help="en, de, fr, es …"),
    tone: str = typer.Option(None, "--tone", help="friendly, neutral, firm or final."),
    preview: bool = typer.Option(False, "--preview", help="Show the mail; nothing is changed."),
    rewrite: bool = typer.Option(
        False, "--rewrite", help="Text by the model of [rewriting]; with --preview only."
    ),
    override: str = typer.Option("", "--override", help="Reason to act against a contact rule."),
    json: bool = JSON,
) -> None:
    """Compose and queue one mail (letter, text, portal notice), then try to send it.

    A letter waits for `collectwork letters print`.
    """
    from collectwork.usecases import accounts, outbox, sending
    from collectwork.usecases.mails.delivering import send_due

    if channel not in ("mail", "letter", "sms", "portal"):
        raise WrongUsage(f"--channel {channel}: one of mail, letter, sms, portal.")
    with SESSION.desk() as desk:
        found = accounts.find(desk, customer)
        letter = sending.compose(
            desk, found.id, template=template, to=to, language=language, tone=tone,
            channel=channel,
        )  # fmt: skip
        if rewrite:
            _rewritten(desk, letter, preview, json)
            return
        if preview:
            show_letter(letter, json)
            return
        _findings(letter)
        queued = sending.queue(desk, replace(letter, override=override))
        done = send_due(desk, (channel,), only=(queued.id,), by_person=True)
        trouble = done.trouble[0] if done.trouble else ""
        queued = sending.job(desk, queued.id)
        waits = outbox.waits(desk, [queued]).get(queued.id)
    if json:
        output.as_json(row(queued))
    elif queued.state == "sent" or channel == "letter":
        output.say(sentence(queued))
    if channel == "letter" and queued.state == "queued":
        output.say("It leaves with the next batch: collectwork letters print")
    elif queued.state != "sent":
        why = trouble or (until(waits) if waits else "") or queued.reason or "it waits"
        what = {"mail": "mail", "sms": "text", "portal": "notice"}.get(channel, channel)
        left = f"Nobody knows whether the {what} left" if queued.state == "doubt" else None
        raise NotDelivered(
            f"{left or f'The {what} did not leave'} ({queued.state}): {why.rstrip('.')}. "
            f"It is kept in the outbox as {queued.id}."
        )


def _rewritten(desk: Desk, letter: Letter, preview: bool, json: bool) -> None:
    """What the model would make of it, as a difference; sending it is for who has read it."""
    from collectwork.usecases.templates import rewriting

    if not preview:
        raise WrongUsage(
            "--rewrite needs --preview: a rewritten mail is read before it is sent, with e in the "
            "workbench."
        )
    found = rewriting.propose(desk, letter)
    if json:
        output.as_json(
            {
                "state": "preview", "rewritten_by": found.model, "subject": found.letter.subject,
                "text": found.letter.text, "lines": list(found.lines),
                "findings": [one.words for one in found.findings],
            }
        )  # fmt: skip
        return
    for one in found.findings:
        output.say(f"! {one.words}")
    output.tell("\n".join([f"Rewritten by {found.model}:", "", *found.lines]))


def _channel(letter: Letter) -> str:
    return "" if letter.channel == "mail" else f" (by {letter.channel})"


def show_letter(letter: Letter, json: bool) -> None:
    """A letter that nobody got yet."""
    if json:
        output.as_json(
            {
                "message_id": None,
                "state": "preview",
                "to": list(letter.to),
                "subject": letter.subject,
                "invoices": [one.document for one in letter.listed],
                "attachments": [one.name for one in letter.attachments],
                "further": [[one.name for one in part] for part in letter.further],
                "channel": letter.channel,
                "template": letter.template,
                "template_version": letter.template_version,
                "variant": letter.variant,
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
        f"To: {', '.join(letter.to) or 'nobody yet'}" + _channel(letter),
        f"Subject: {letter.subject}",
        *(f"Attached: {one.name} ({len(one.content):,} bytes)" for one in letter.attachments),
        *(
            f"Further mail ({number}/{1 + len(letter.further)}): {one.name} "
            f"({len(one.content):,} bytes)"
            for number, part in enumerate(letter.further, 2)
            for one in part
        ),
    ]
    output.tell("\n".join([*head, "", letter.text.rstrip()]))


def _findings(letter: Letter) -> None:
    for finding in letter.findings:
        output.say(f"! {finding}")
