"""Tables as files."""

from __future__ import annotations

import sys
from pathlib import Path

import typer

from collectwork.cli import output
from collectwork.cli.main import app
from collectwork.cli.session import SESSION
from collectwork.errors import WrongUsage


@app.command("export")
def export_command(
    table: str = typer.Argument(None, metavar="TABLE", help="Without one: what there is."),
    form: str = typer.Option(None, "--format", help="csv, xlsx or json."),
    to: str = typer.Option(None, "--out", help="Write to this file."),
) -> None:
    """A whole table as CSV, XLSX or JSON; taking it out is an entry of the log."""
    from collectwork.usecases import exporting

    out = Path(to) if to else None
    chosen = form or (out.suffix.removeprefix(".").lower() if out else "") or "csv"
    if chosen == "xlsx" and out is None and sys.stdout.isatty():
        raise WrongUsage("A workbook is not for a terminal: name it with --out.")
    with SESSION.desk() as desk:
        if table is None:
            raise WrongUsage(f"Which table? There are: {', '.join(exporting.tables(desk))}.")
        found = exporting.export(desk, table, chosen)
    output.as_file(found.content, out)
    if out is not None:
        output.say(f"{found.rows:,} rows of {found.table} are in {out}.")
