"""Setting up and looking after: demo, init, doctor."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import typer

from collectwork.cli import output
from collectwork.cli.main import app
from collectwork.cli.options import CSV, JSON
from collectwork.cli.session import SESSION

_FOR_YEARS, _FOR_MONTHS = 2_000, 20_000  # customers up to which a year, three months are made up


@app.command("demo")
def demo(
    accounts: int = typer.Option(400, "--accounts", min=1, help="Customers in the book."),
    seed: int = typer.Option(7, "--seed", help="Equal seeds make equal books."),
    days: int = typer.Option(
        None, "--days", min=8, max=1500, help="Days of history; a year, less for large books."
    ),
    no_ui: bool = typer.Option(False, "--no-ui", help="Only build it and say what it holds."),
    json: bool = typer.Option(False, "--json", help="One JSON document; opens nothing."),
) -> None:
    """Build a realistic book of business with history in a throw-away store and open it."""
    from datetime import datetime

    from collectwork import bootstrap
    from collectwork.demo.history import Wish

    today = SESSION.today or datetime.now().astimezone().date()
    wish = Wish(accounts, seed, days or _usual_days(accounts), today)
    url = SESSION.store or str(Path(tempfile.mkdtemp(prefix="collectwork-demo-")) / "demo.db")
    with _progress() as progress:
        desk, built = bootstrap.made_up(wish, url, SESSION.actor, SESSION.config, progress)
    with_screen = not (no_ui or json) and sys.stdin.isatty() and sys.stdout.isatty()
    try:
        answer = {
            "store": desk.store.path, "customers": built.customers, "invoices": built.invoices,
            "activities": built.activities, "payments": built.payments,
            "promises": built.promises, "days": wish.days, "seed": seed,
            "today": today.isoformat(), "actor": desk.actor,
        }  # fmt: skip
        if json:
            output.as_json(answer)
            return
        if with_screen:
            SESSION.workbench(desk)
        else:
            if not no_ui:
                output.say("There is no terminal here, so the workbench is not opened.")
            output.tell("\n".join(f"{name:10} {value}" for name, value in answer.items()))
    finally:
        desk.store.close()
    output.say(f"Go on with: collectwork --store {desk.store.path} --as {desk.actor}")


def _usual_days(accounts: int) -> int:
    if accounts <= _FOR_YEARS:
        return 365
    return 91 if accounts <= _FOR_MONTHS else 28


@contextmanager
def _progress() -> Iterator[Callable[[str, int, int], None]]:
    """A bar on standard error where that is a terminal and nobody asked for quiet."""
    if SESSION.quiet or not sys.stderr.isatty():
        yield lambda what, done, of: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    console = Console(stderr=True, no_color=not SESSION.color)
    columns = (TextColumn("{task.description:26}"), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task("", total=None)
        yield lambda what, done, of: bar.update(task, description=what, completed=done, total=of)


@app.command("init")
def init(
    force: bool = typer.Option(False, "--force", help="Replace files that are there already."),
    yes: bool = typer.Option(False, "--yes", help="The same, in the words of other programs."),
    json: bool = JSON,
) -> None:
    """Write a commented config, rules and templates to change, and an empty store."""
    from collectwork import bootstrap

    files, store = bootstrap.set_up(
        SESSION.config, SESSION.store, lambda path: force or yes or _asked(path)
    )
    answer = {
        "config": str(files.config), "store": store, "rules": str(files.rules),
        "templates": str(files.templates), "kept": [str(path) for path in files.kept],
    }  # fmt: skip
    if json:
        output.as_json(answer)
        return
    for path in files.kept:
        output.say(f"Kept as it was: {path} (replace it with --force).")
    output.tell("\n".join(f"{name:10} {answer[name]}" for name in ("config", "rules", "templates")))
    output.tell(f"store      {store}\n\nNext: collectwork import FILE, then collectwork plan.")


def _asked(path: Path) -> bool:
    """Ask before something is overwritten; where nobody can answer, it is kept."""
    if not sys.stdin.isatty():
        return False
    return typer.confirm(f"{path} is there already. Replace it?", default=False, err=True)


@app.command("doctor")
def doctor(
    json: bool = JSON,
    csv: bool = CSV,
) -> None:
    """Check config, store, log, rules, templates, mail and terminal, and say what to do."""
    from datetime import datetime

    from collectwork.cli import terminal
    from collectwork.doctor import checks

    today = SESSION.today or datetime.now().astimezone().date()
    found = [*checks(SESSION.config, SESSION.store, SESSION.actor, today), *terminal.checks()]
    rows = [
        {"check": one.check, "ok": one.ok, "detail": one.detail, "remedy": one.remedy}
        for one in found
    ]
    if json or csv:
        output.answer(rows, json=json, csv=csv)
    else:
        shown = [row | {"ok": "ok" if row["ok"] else "NOT OK"} for row in rows]
        columns = ("check", ("ok", "", "left"), ("detail", "found", "left"),
                   ("remedy", "what to do", "left"))  # fmt: skip
        output.answer(shown, columns=columns)
    worst = max((_CODES.get(one.check, 0) for one in found if not one.ok), default=0)
    if worst:
        raise typer.Exit(worst)


#: What a finding means for the exit code; others are said and leave it 0.
_CODES = {"config": 3, "rules": 3, "templates": 3, "store": 4, "locks": 4, "log": 6}
