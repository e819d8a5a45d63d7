"""Secrets: kept in the keyring, never in an argument."""

from __future__ import annotations

import sys
from contextlib import suppress

import typer

from collectwork.cli import output
from collectwork.cli.main import app
from collectwork.cli.options import JSON
from collectwork.cli.session import SESSION
from collectwork.errors import ConfigRefused, InputRefused, NotFound

secret = typer.Typer(help="Passwords: kept in the system's keyring.", no_args_is_help=True)
app.add_typer(secret, name="secret")


@secret.command("set")
def set_(name: str = typer.Argument(help="For example: exchange")) -> None:
    """Ask for a secret and keep it in the keyring.

    Where nobody sits at a terminal one line of standard input is read.
    """
    from collectwork.bootstrap import secrets

    secrets.keep(name, _asked(name))
    output.say(f"The secret {name!r} is kept in the keyring.")
    with suppress(ConfigRefused):  # kept it is, whatever the config looks like
        if name not in (named := secrets.named(SESSION.config)):
            output.warn(f"The config names none of that name; it names {', '.join(named)}.")


@secret.command("check")
def check(
    name: str = typer.Argument(None, help="For example: exchange. Left out: all that are needed."),
    json: bool = JSON,
) -> None:
    """Say whether a secret is there, and whence.

    Never the secret itself.
    """
    from collectwork.bootstrap import secrets

    if name is None:
        _check_all(secrets.used(SESSION.config), json)
        return
    source = secrets.source(name, SESSION.config)
    if json:
        output.as_json({"name": name, "found": True, "source": source})
    else:
        output.say(f"The secret {name!r} is there ({source}).")


def _check_all(names: list[str], json: bool) -> None:
    """Each secret that the config needs; refused at the end where one lacks."""
    from collectwork.bootstrap import secrets

    rows: list[dict[str, object]] = []
    for name in names:
        try:
            rows.append(
                {
                    "name": name,
                    "found": True,
                    "source": secrets.source(name, SESSION.config),
                }
            )
        except InputRefused as error:
            rows.append({"name": name, "found": False, "source": None, "reason": str(error)})
    if json:
        output.as_json(rows)
    elif not rows:
        output.say("The config needs no secret.")
    for row in () if json else rows:
        there = f"The secret {row['name']!r} is there ({row['source']})."
        output.say(there if row["found"] else str(row["reason"]))
    lacking = [str(row["name"]) for row in rows if not row["found"]]
    if lacking:
        raise NotFound(f"Not there: {', '.join(lacking)} ({len(lacking)} of {len(rows)} secrets).")


def _asked(name: str) -> str:
    if sys.stdin is not None and sys.stdin.isatty():
        import getpass

        return getpass.getpass(f"Secret {name} (not shown): ")
    return sys.stdin.readline().rstrip("\r\n") if sys.stdin is not None else ""
