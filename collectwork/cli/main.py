"""The command line's root: the global options. Command modules hang their commands on ``app``."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import typer
import typer.core

from collectwork.cli.session import SESSION, day

_ORDER = (
    *(
        "demo",
        "init",
        "import",
        "imports",
        "profiles",
        "plan",
        "worklist",
        "explain",
        "search",
        "account",
    ),
    *("timeline", "log", "undo", "correct", "codes", "promises", "disputes", "blocks", "send"),
    *("alerts", "outbox", "letters", "payments", "kpi", "review", "rules", "people", "export"),
    *("audit", "secret"),
    "doctor",
)


class _InOrder(typer.core.TyperGroup):
    """Help lists the commands in the order in which a day needs them."""

    def list_commands(self, ctx: typer.Context) -> list[str]:  # type: ignore[override]  # click's own Context there
        names = super().list_commands(ctx)
        return sorted(names, key=lambda one: _ORDER.index(one) if one in _ORDER else len(_ORDER))


app = typer.Typer(
    cls=_InOrder,
    name="collectwork",
    help="The terminal workbench for B2B collection work. Without a command it opens.",
    no_args_is_help=False,
    add_completion=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)


def _version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        sys.stdout.write(f"collectwork {version('collectwork')}\n")
        raise typer.Exit


@app.callback(invoke_without_command=True)
def collectwork(
    context: typer.Context,
    config: str = typer.Option(None, "--config", envvar="COLLECTWORK_CONFIG", help="TOML file."),
    store: str = typer.Option(
        None, "--store", envvar="COLLECTWORK_STORE", help="URL or path of a SQLite file."
    ),
    actor: str = typer.Option(None, "--as", envvar="COLLECTWORK_USER", help="Who acts."),
    today: str = typer.Option(None, "--today", help="The business day, 2026-11-20."),
    quiet: bool = typer.Option(False, "--quiet", help="Only answers and errors."),
    verbose: bool = typer.Option(False, "--verbose", help="More about what is done."),
    no_color: bool = typer.Option(False, "--no-color", help="No colours (NO_COLOR does the same)."),
    _: bool = typer.Option(
        False, "--version", callback=_version, is_eager=True, help="Say the version."
    ),
) -> None:
    """Global options; they may stand before or after the command's name."""
    SESSION.config = Path(config) if config else None
    SESSION.store = store
    SESSION.actor = actor
    SESSION.today = day(today)
    SESSION.quiet = quiet
    SESSION.verbose = verbose
    SESSION.color = not no_color and not os.environ.get("NO_COLOR")
    if context.invoked_subcommand is None:
        with SESSION.desk() as desk:
            SESSION.workbench(desk)
