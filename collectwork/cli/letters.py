"""Letters on paper: what waits, printing a batch, printing one again."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from collectwork.cli import output
from collectwork.cli.main import app
from collectwork.cli.options import CSV, JSON
from collectwork.cli.outbox import row, sentence
from collectwork.cli.session import SESSION
from collectwork.cli.stopping import stoppable
from collectwork.errors import WrongUsage

if TYPE_CHECKING:
    from collectwork.usecases.channels.printing import Batch
    from collectwork.usecases.desk import Desk

_ACTIONS = ("list", "print", "reprint", "batches")
_COLUMNS = ("customer", "to", "subject", "state", ("queued_at", "queued", "left"), "reason")


@app.command("letters")
def letters(
    action: str = typer.Argument("list", help="list, print, reprint BATCH or batches."),
    batch: str = typer.Argument(None, help="The batch, for reprint."),
    out: Path = typer.Option(None, "--out", help="Folder; default: [letter] folder."),  # noqa: B008
    json: bool = JSON,
    csv: bool = CSV,
) -> None:
    """Letters that wait; print them as one PDF in the order of their addresses, with a register."""
    if action not in _ACTIONS:
        raise WrongUsage(f"letters {action}: say {', '.join(_ACTIONS[:-1])} or {_ACTIONS[-1]}.")
    if (action == "reprint") != (batch is not None):
        raise WrongUsage("letters reprint BATCH: name the batch; the others take none.")
    from collectwork.usecases import outbox as messages
    from collectwork.usecases.channels import printing

    with SESSION.desk() as desk:
        if action == "print":
            with stoppable() as stop:
                _told(printing.print_letters(desk, out, stop), json)
        elif action == "reprint":
            _told(printing.reprint(desk, batch, out), json)
        elif action == "batches":
            output.answer(
                printing.batches(desk), json=json, csv=csv,
                columns=("batch", "printed", ("letters", "letters", "right")),
                empty="No letters were printed yet.",
            )  # fmt: skip
        else:
            _listed(desk, messages, json=json, csv=csv)


def _listed(desk: Desk, messages: Any, *, json: bool, csv: bool) -> None:
    waiting = [
        row(one)
        for one in messages.outbox(desk, channel="letter")
        if one.state not in ("sent", "failed", "expired")
    ]
    output.answer(waiting, json=json, csv=csv, columns=_COLUMNS, empty="No letter waits.")


def _told(done: Batch, json: bool) -> None:
    if json:
        output.as_json(
            {
                "batch": done.id if done.folder else None,
                "folder": str(done.folder) if done.folder else None,
                "letters": [row(one) for one in done.letters],
                "pages": done.pages,
                "unclear": list(done.unclear),
                "left": [row(one) for one in done.left],
            }
        )
        return
    for one in done.left:
        output.say(sentence(one))
    if done.folder is None:
        output.say("No letter was printed.")
        return
    output.say(f"{len(done.letters)} letters on {done.pages} pages: {done.folder}")
    output.say(f"Batch {done.id}. Print it once more with: collectwork letters reprint {done.id}")
    if done.unclear:
        output.say(f"Addresses not understood, first in the file: {', '.join(done.unclear)}")
