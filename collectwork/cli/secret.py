"""Secrets: kept in the keyring, never in an argument."""

from __future__ import annotations

import sys

import typer

from collectwork.cli import output
from collectwork.cli.main import app
from collectwork.cli.options import JSON
from collectwork.cli.session import SESSION

secret = typer.Typer(help="Passwords: kept in the system's keyring.", no_args_is_help=True)
app.add_typer(secret, name="secret")


@secret.command("set")
def set_(name: str = typer.Argument(help="For example: exchange")) -> None:
    """Ask for a secret (or read one line of standard input) and keep it in the keyring."""
    from collectwork import bootstrap

    bootstrap.keep_secret(name, _asked(name))
    output.say(f"The secret {name!r} is kept in the keyring.")


@secret.command("check")
def check(
    name: str = typer.Argument(help="For example: exchange"),
    json: bool = JSON,
) -> None:
    """Say whether a secret is there and where it comes from; never the secret itself."""
    from collectwork import bootstrap

    source = bootstrap.secret_source(name, SESSION.config)
    if json:
        output.as_json({"name": name, "found": True, "source": source})
    else:
        output.say(f"The secret {name!r} is there ({source}).")


def _asked(name: str) -> str:
    if sys.stdin is not None and sys.stdin.isatty():
        import getpass

        return getpass.getpass(f"Secret {name} (not shown): ")
    return sys.stdin.readline().rstrip("\r\n") if sys.stdin is not None else ""
