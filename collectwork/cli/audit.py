"""`audit`: is the log whole, and what is its head?"""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

import typer

from collectwork.cli import output
from collectwork.cli.main import app
from collectwork.cli.options import JSON
from collectwork.cli.session import SESSION
from collectwork.errors import LogBroken

if TYPE_CHECKING:
    from collectwork.domain.chain import Verification

audit = typer.Typer(help="The log: does it verify, and what is its head?", no_args_is_help=True)
app.add_typer(audit, name="audit")


@audit.command("verify")
def verify(json: bool = JSON) -> None:
    """Check every entry, the chain, the guards and what this machine saw earlier; exit 6 if not."""
    from collectwork.usecases import auditing

    with SESSION.desk() as desk:
        found = auditing.verify(desk)
    _show(found, json)
    if found.ok and not json:
        typer.echo(f"The log is whole: {found.entries} entries, head {found.head}.")


@audit.command("head")
def head(json: bool = JSON) -> None:
    """The newest entry's number and hash, to be noted down elsewhere."""
    from collectwork.usecases import auditing

    with SESSION.desk() as desk:
        found = auditing.head(desk)
    _show(found, json)
    if found.ok and not json:
        typer.echo(f"{found.entries} entries, head {found.head}, of {found.recorded_at}.")


@audit.command("rebuild")
def rebuild(json: bool = JSON) -> None:
    """Make the rows that screens and measures query anew from the log."""
    from collectwork.usecases import auditing

    with SESSION.desk() as desk:
        rows = auditing.rebuild(desk)
    if json:
        output.as_json({"rows": rows})
    else:
        typer.echo(f"{rows} rows made anew from the log.")


def _show(found: Verification, json: bool) -> None:
    """The answer; what is wrong goes to standard error, with exit code 6."""
    if json:
        output.as_json(asdict(found))
    if not found.ok:
        raise LogBroken(f"{'' if found.log_ok else 'The log does not verify. '}{found.problem}")
