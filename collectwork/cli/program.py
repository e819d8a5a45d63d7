"""The program: every command in one place, and the one place where errors become exit codes."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

import typer

from collectwork.cli import (  # noqa: F401  (each registers its commands)
    account,
    admin,
    alerts,
    assigning,
    audit,
    backtesting,
    batch,
    blocks,
    callbacks,
    cash,
    disputes,
    export,
    importing,
    imports,
    inbox,
    interest,
    keeping,
    letters,
    mail,
    measures,
    outbox,
    people,
    planning,
    policies,
    profiles,
    promises,
    proposals,
    rules,
    secret,
    sign_in,
    suggestions,
    templates,
    unattended,
    work,
)
from collectwork.cli.main import app
from collectwork.errors import CollectworkError

_WITH_VALUE = ("--config", "--store", "--as", "--today")
_STOPPED = 130  # what Ctrl-C ends with everywhere
_FLAGS = ("--quiet", "--verbose", "--no-color")


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
    said = getattr(error, "message", None)
    if isinstance(said, str):  # what was typed is repeated in it
        from collectwork.present.text import safe

        vars(error)["message"] = safe(said)
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
        if result == _STOPPED:
            sys.stderr.write("Stopped; nothing more was done.\n")
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
        return _STOPPED
    except SystemExit as stop:
        if not isinstance(stop.__context__, BrokenPipeError):
            raise
        # whoever read the answer has had enough of it
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except Exception as error:
        from collectwork.cli.faults import report

        return report(error)
