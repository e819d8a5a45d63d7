"""Signing in to a mailbox, where a person and not an app signs in, and forgetting it."""

from __future__ import annotations

import typer

from collectwork.cli import output
from collectwork.cli.main import app
from collectwork.cli.options import JSON
from collectwork.cli.session import SESSION

_MAILBOX = typer.Argument("", help="A [[mail.mailbox]] of the config; left out: that of [mail].")


@app.command("sign-in")
def sign_in(
    mailbox: str = _MAILBOX,
    device: bool = typer.Option(
        False, "--device", help="By a code that is typed in on any other machine."
    ),
    json: bool = JSON,
) -> None:
    """Sign in to a mailbox by the browser or a code; kept encrypted for unattended runs."""
    from collectwork.bootstrap import secrets

    who = secrets.sign_in(mailbox, SESSION.config, output.warn, device=device)
    if json:
        output.as_json({"mailbox": mailbox, "signed_in": True, "account": who})
    else:
        output.say(f"Signed in as {who}.")


@app.command("sign-out")
def sign_out(mailbox: str = _MAILBOX, json: bool = JSON) -> None:
    """Forget the sign-in of a mailbox on this machine."""
    from collectwork.bootstrap import secrets

    was = secrets.sign_out(mailbox, SESSION.config)
    if json:
        output.as_json({"mailbox": mailbox, "signed_in": False, "was_signed_in": was})
    else:
        output.say("Signed out." if was else "Nobody was signed in.")
