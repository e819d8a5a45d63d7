"""`db`: the store's schema, backup, going back to a backup."""

from __future__ import annotations

from pathlib import Path

import typer

from collectwork.cli import output
from collectwork.cli.main import app
from collectwork.cli.options import JSON
from collectwork.cli.session import SESSION

db = typer.Typer(help="The store: schema, backup, restore.", no_args_is_help=True)
app.add_typer(db, name="db")

_FILE = typer.Argument(..., help="The file of the backup.")


@db.command("upgrade")
def upgrade(json: bool = JSON) -> None:
    """Bring the store up to date; opening it does so as well, after a copy was made beside it."""
    from collectwork.usecases import auditing

    with SESSION.desk() as desk:
        entries = auditing.head(desk).entries
        path = desk.store.path
    if json:
        output.as_json({"store": path, "entries": entries})
    else:
        output.tell(f"{path} is up to date: {entries} entries.")


@db.command("backup")
def backup(file: Path = _FILE, json: bool = JSON) -> None:
    """A verified copy of the store, made while others work."""
    from collectwork.usecases import keeping

    with SESSION.desk() as desk:
        made = keeping.back_up(desk, file)
    if json:
        output.as_json({"file": made.file, "entries": made.entries, "head": made.head})
    else:
        output.tell(f"{made.file}: {made.entries} entries, head {made.head}")


@db.command("restore")
def restore(file: Path = _FILE, json: bool = JSON) -> None:
    """Go back to a backup of this store. What is here now is kept in a file beside the store;
    contacts made since are told again, so that nobody is written to twice."""
    from collectwork.usecases import keeping

    with SESSION.desk() as desk:
        done = keeping.restore(desk, file)
    if json:
        output.as_json(
            {"entries": done.entries, "lost": done.lost, "carried": done.carried, "kept": done.kept}
        )
        return
    output.tell(
        f"Restored. {done.lost} entries made after the backup are not in it any more; "
        f"{done.carried} contacts and attempts among them were told again, as history.\n"
        f"The store as it was is kept in {done.kept}."
    )
