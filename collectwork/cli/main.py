"""The program: global options, the commands, and the one place where errors become exit codes."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path

import typer

from collectwork.cli.session import SESSION, day
from collectwork.errors import CollectworkError

app = typer.Typer(
    name="collectwork",
    help="The terminal workbench for B2B collection work. Without a command it opens.",
    no_args_is_help=False,
    add_completion=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)

_WITH_VALUE = ("--config", "--store", "--as", "--today")
_FLAGS = ("--quiet", "--verbose", "--no-color")


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
    _: bool = typer.Option(False, "--version", callback=_version, is_eager=True),
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


def _globals_first(arguments: Sequence[str]) -> list[str]:
    """Global options moved before the command's name, so that they may stand anywhere."""
    first: list[str] = []
    rest: list[str] = []
    words = iter(arguments)
    for word in words:
        if word == "--":
            rest += [word, *words]
        elif word in _FLAGS or word.startswith(tuple(f"{name}=" for name in _WITH_VALUE)):
            first.append(word)
        elif word in _WITH_VALUE:
            first += [word, *([value] if (value := next(words, None)) is not None else [])]
        else:
            rest.append(word)
    return first + rest


def _show_usage(error: typer.TyperException) -> None:
    """Usage line and sentence; a group without a verb shows its help."""
    show = getattr(error, "show", None)
    if show is None:
        sys.stderr.write(f"{error.format_message()}\n")
    else:
        show()


def run(arguments: Sequence[str]) -> int:
    """The exit code of a call (see the table in docs/commands.md)."""
    command = typer.main.get_command(app)
    try:
        result = command.main(_globals_first(arguments), "collectwork", standalone_mode=False)
        return result if isinstance(result, int) else 0
    except CollectworkError as error:
        from collectwork.cli.output import warn

        warn(str(error))
        return error.exit_code
    except typer.Exit as error:
        return error.exit_code
    except typer.TyperException as error:
        _show_usage(error)
        return 2
    except (KeyboardInterrupt, typer.Abort):
        sys.stderr.write("Stopped; nothing more was done.\n")
        return 1
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except Exception as error:
        from collectwork.cli.faults import report

        return report(error)


from collectwork.cli import (  # noqa: E402, F401  (each registers its commands)
    account,
    admin,
    audit,
    export,
    importing,
    mail,
    measures,
    people,
    planning,
    secret,
    work,
)
