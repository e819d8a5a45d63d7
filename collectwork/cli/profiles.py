"""``profiles``: the saved ways of reading files."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from collectwork.cli import output
from collectwork.cli.main import app
from collectwork.cli.options import CSV, JSON
from collectwork.cli.session import SESSION
from collectwork.errors import ConfigRefused

if TYPE_CHECKING:
    from collectwork.domain.profiles import Profile

profiles_app = typer.Typer(
    help="Saved profiles: how files with certain headings are read.", invoke_without_command=True
)
app.add_typer(profiles_app, name="profiles")


@profiles_app.callback()
def list_profiles(
    context: typer.Context,
    json: bool = JSON,
    csv: bool = CSV,
) -> None:
    """The saved profiles; `import --save-profile NAME` and the workbench make them."""
    from collectwork import bootstrap

    if context.invoked_subcommand is not None:
        return
    rows = [_row(one) for one in bootstrap.profiles(SESSION.config).all()]
    output.answer(
        rows,
        json=json,
        csv=csv,
        columns=(
            ("name", "Profile", "left"), ("kind", "Kind", "left"), ("company", "Company", "left"),
            ("currency", "Currency", "left"), ("columns", "Columns", "left"),
            ("fault", "Fault", "left")
        ),
        empty="No profile was saved yet: collectwork import FILE --save-profile NAME makes one.",
    )  # fmt: skip


@profiles_app.command("show")
def show_profile(
    name: str = typer.Argument(metavar="NAME"),
    json: bool = JSON,
) -> None:
    """One profile as it stands in its file."""
    from collectwork import bootstrap

    found = bootstrap.profiles(SESSION.config).find(name)
    if json:
        output.as_json(_row(found))
        return
    output.say(found.file)
    try:
        output.tell(Path(found.file).read_text("utf-8-sig").rstrip())
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigRefused(f"{found.file} cannot be read: {error}.") from error


def _row(one: Profile) -> dict[str, Any]:
    said = one.values
    return {
        "name": one.name,
        "kind": said.get("kind"),
        "header": said.get("header"),
        "no_header": bool(said.get("no_header")),
        "currency": said.get("currency"),
        "company": said.get("company"),
        "decimal_mark": said.get("decimal_mark"),
        "date_order": said.get("date_order"),
        "ignored": list(said.get("ignored") or ()),
        "columns": dict(said.get("columns") or {}),
        "file": one.file,
        "fault": one.fault or None,
    }
