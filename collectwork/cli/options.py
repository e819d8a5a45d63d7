"""Arguments and options of many commands, made once: they read and mean the same everywhere."""

from __future__ import annotations

import typer

from collectwork.cli.main import app

JSON = typer.Option(False, "--json", help="One JSON document on standard output.")
CSV = typer.Option(False, "--csv", help="Comma-separated values (RFC 4180 with a header).")
DRY_RUN = typer.Option(False, "--dry-run", help="Only say what would change.")
KEY = typer.Option(None, "--key", help="An id of your own; the same one records once.")
REASON = typer.Option(..., "--reason", help="Why.")

CUSTOMER = typer.Argument(..., help="Number, name, or an unambiguous part.")
ONLY_CUSTOMER = typer.Option(None, "--customer", help="Only this customer's.")


def id_of(what: str) -> str:
    """The argument that names one row: ``what`` is said with its article, as in *the block's*."""
    argument: str = typer.Argument(..., help=f"{what} id, or its beginning or end.")
    return argument


def group(name: str, about: str) -> typer.Typer:
    """A noun that lists by itself and has verbs: ``blocks``, ``blocks lift ID``."""
    made = typer.Typer(help=about, invoke_without_command=True)
    app.add_typer(made, name=name)
    return made
