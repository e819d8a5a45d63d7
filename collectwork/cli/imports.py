"""``imports``: what was brought in so far, and taking one of it back."""

from __future__ import annotations

from shutil import get_terminal_size
from typing import TYPE_CHECKING, Any

import typer

from collectwork.cli import output
from collectwork.cli.importing import as_object
from collectwork.cli.main import app
from collectwork.cli.options import CSV, JSON
from collectwork.cli.session import SESSION
from collectwork.errors import WrongUsage

if TYPE_CHECKING:
    from collectwork.domain.ledger import ImportReport, Undone

_ROOM = 120  # columns of a terminal; a narrower one leaves two columns out


@app.command("imports")
def imports(
    action: str = typer.Argument("list", help="list, or undo ID."),
    id: int = typer.Argument(None, help="The number of the import, for undo."),
    reason: str = typer.Option("", "--reason", help="Why it is taken back; the log keeps it."),
    json: bool = JSON,
    csv: bool = CSV,
) -> None:
    """The imports so far, oldest first; `undo ID` takes one back as a whole.

    An import is taken back as long as nothing was built on it (exit code 3 says what); its row
    stays in the list with the time it was taken back, and the same file can be imported again.
    """
    if action == "undo":
        if id is None:
            raise WrongUsage("imports undo: name the import; `collectwork imports` lists them.")
        _undo(id, reason, json)
        return
    if action != "list" or id is not None:
        raise WrongUsage(f"imports {action}: say list, or undo ID.")
    from collectwork.usecases.importing import imports as known

    with SESSION.desk() as desk:
        found = known(desk)
    rows = [as_object(report, None) for report in found]
    if not json and not csv:
        rows = [_shown(row, report) for row, report in zip(rows, found, strict=True)]
    columns = [
        ("import_id", "No.", "right"), ("kind", "Kind", "left"), ("company", "Company", "left"),
        ("as_of", "As of", "left"), ("items", "Items", "right"),
        ("customers", "Customers", "right"), ("totals", "Total", "right"),
        ("past_due", "Past due", "right"), ("file", "File", "left"),
    ]  # fmt: skip
    if get_terminal_size().columns < _ROOM:
        columns = [each for each in columns if each[0] not in ("customers", "past_due")]
    output.answer(rows, json=json, csv=csv, columns=columns, empty="Nothing was imported yet.")


def _shown(row: dict[str, Any], report: ImportReport) -> dict[str, Any]:
    """The row for people: an import that was taken back says so beside its file."""
    if report.undone_at is None:
        return row
    return row | {"file": f"{row['file']} (taken back {report.undone_at[:10]})"}


def _undo(id: int, reason: str, json: bool) -> None:
    from collectwork.usecases.import_undo import undo_import

    with SESSION.desk() as desk:
        undone = undo_import(desk, id, reason)
    if json:
        output.as_json(_undone(undone))
        return
    said = [f"Import {undone.import_id} ({undone.kind}, {undone.file}) is taken back."]
    for name in ("items", "customers", "contacts", "payments", "events", "people"):
        before, after = undone.before[name], undone.after[name]
        if before != after:
            said.append(f"  {name}: {before:,} → {after:,}")
    was, now = output.money(undone.before["open"]), output.money(undone.after["open"])
    said += [
        f"  open: {was.get(code, '0')} → {now.get(code, '0')} {code}"
        for code in sorted({*was, *now})
        if was.get(code) != now.get(code)
    ]
    if undone.lines:
        said.append(f"  {undone.lines:,} lines of lists, of customers that are gone, were removed")
    if undone.changed_since:
        said.append(f"  {undone.changed_since:,} promises or disputes stay as people made them")
    if undone.planned:
        said.append("  the list of the day was made again")
    output.say("\n".join(said))


def _undone(undone: Undone) -> dict[str, Any]:
    def figures(held: Any) -> dict[str, Any]:
        return dict(held) | {"open": output.money(held["open"])}

    return {
        "import_id": undone.import_id,
        "file": undone.file,
        "kind": undone.kind,
        "company": undone.company,
        "as_of": undone.as_of.isoformat() if undone.as_of else None,
        "undone_at": undone.undone_at,
        "reason": undone.reason,
        "before": figures(undone.before),
        "after": figures(undone.after),
        "lines": undone.lines,
        "changed_since": undone.changed_since,
        "planned": undone.planned,
    }
