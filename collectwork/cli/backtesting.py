"""rules backtest: two sets of rules over every stored import."""

from __future__ import annotations

import textwrap

import typer

from collectwork.cli.options import CSV, JSON
from collectwork.cli.output import as_csv, as_json
from collectwork.cli.rules import rules_app
from collectwork.cli.session import SESSION, day
from collectwork.errors import InputRefused, WrongUsage

_WIDTH = 80


@rules_app.command("backtest")
def rules_backtest(
    old: str = typer.Argument(
        ..., help="Rules: a file, a version that was in force, current, previous or standard."
    ),
    new: str = typer.Argument(..., help="The rules to hold against them, named alike."),
    first: str = typer.Option(None, "--from", help="First day; default the first ledger's."),
    last: str = typer.Option(None, "--to", help="Last day; default the last import's."),
    imports_only: bool = typer.Option(
        False, "--imports-only", help="Lists on the days of imports only: faster."
    ),
    cash: bool = typer.Option(False, "--cash", help="Refused: the answer says why."),
    json: bool = JSON,
    csv: bool = CSV,
) -> None:
    """Replay two sets of rules over every stored import: who is listed when, list lengths,
    first-touch delay, overlap, work. It does not predict cash, and says why."""
    from collectwork.domain.backtest import NO_CASH

    if cash:
        raise InputRefused(f"Refused: {NO_CASH}")
    start, end = day(first), day(last)
    if start is not None and end is not None and start > end:
        raise WrongUsage(f"--from {start} is after --to {end}.")
    from collectwork.cli.progress import metered
    from collectwork.present import backtest as present
    from collectwork.usecases.backtesting import backtest

    with SESSION.desk() as desk, metered("backtest") as meter:
        found = backtest(
            desk, old, new, first=start, last=end, imports_only=imports_only, progress=meter
        )
    if json:
        as_json(present.document(found))
    elif csv:
        as_csv(present.rows(found))
    else:
        for line in present.text(found):
            for part in (
                textwrap.wrap(line, _WIDTH, subsequent_indent="  ")
                if len(line) > _WIDTH
                else [line]
            ):
                typer.echo(part)
