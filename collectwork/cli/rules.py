"""The rules: checked, said in words, their facts, versions and differences."""

from __future__ import annotations

from pathlib import Path

import typer

from collectwork.cli.main import app
from collectwork.cli.options import CSV, JSON
from collectwork.cli.output import answer, as_csv, as_json, say
from collectwork.cli.session import SESSION

rules_app = typer.Typer(help="Check the rules, say them in words, list facts, versions, changes.")
app.add_typer(rules_app, name="rules")


@rules_app.command("check")
def rules_check(
    file: Path = typer.Argument(None, help="A rules file; without it those in force."),  # noqa: B008
    json: bool = JSON,
    csv: bool = CSV,
) -> None:
    """Find mistakes in the rules: file, line, column and what is wrong. Exit code 3 on errors."""
    from collectwork.usecases import rule_checks

    with SESSION.desk() as desk:
        found = rule_checks.check(desk, file)
    rows = [
        {"file": one.file, "line": one.line, "column": one.column, "message": one.message,
         "level": one.level}
        for one in found
    ]  # fmt: skip
    if json:
        as_json(rows)
    elif csv:
        as_csv(rows)
    elif not found:
        say("The rules are in order.")
    for one in [] if json or csv else found:
        typer.echo(_safe(f"{one.level}: {one}"))
    if any(one.level == "error" for one in found):
        raise typer.Exit(3)


@rules_app.command("explain")
def rules_explain(json: bool = JSON) -> None:
    """Say the rules in force in words."""
    from collectwork.usecases import planning

    with SESSION.desk() as desk:
        told = planning.rules_in_words(desk)
    if json:
        as_json(told)
        return
    for part in told:
        typer.echo(_safe(f"{part['kind']} {part['name']}: {part['words']}"))
        for said in (*part.get("steps", ()), *part.get("tiers", ())):
            typer.echo(_safe(f"    {said}"))


@rules_app.command("facts")
def rules_facts(json: bool = JSON, csv: bool = CSV) -> None:
    """Every fact that a condition may speak of, with type, unit and definition, by subject."""
    from collectwork.rules.facts import GROUPS

    rows = [
        {"name": fact.name, "type": fact.type, "unit": fact.unit, "definition": fact.definition,
         "also": list(fact.aliases), "group": group}
        for group, facts in GROUPS.items()
        for fact in facts
    ]  # fmt: skip
    if json or csv:
        answer(rows, json=json, csv=csv, columns=())
        return
    columns = [(name, name, "left") for name in ("name", "type", "definition", "also")]
    for group in GROUPS:
        typer.echo(f"{group.upper()}")
        answer([row for row in rows if row["group"] == group], columns=columns)


@rules_app.command("history")
def rules_history(
    limit: int = typer.Option(None, "--limit", min=1, help="Only the newest so many."),
    json: bool = JSON,
    csv: bool = CSV,
) -> None:
    """Which rules were in force when, who brought them, and what each version changed."""
    from collectwork.usecases import rule_versions

    with SESSION.desk() as desk:
        found = rule_versions.history(desk)[:limit]
    rows = [
        {"version": one.version, "since": one.since, "who": one.who, "in_force": one.in_force,
         "added": one.added, "removed": one.removed, "changes": list(one.changes)}
        for one in found
    ]  # fmt: skip
    if json or csv:
        answer(rows, json=json, csv=csv, columns=())
        return
    if not found:
        say("No list was planned yet, so no rules are in force: `collectwork plan` makes one.")
    for one in found:
        now = ", in force" if one.in_force else ""
        lines = f"{one.added} lines added, {one.removed} removed"
        typer.echo(_safe(f"{one.version}  since {one.since[:16]}Z by {one.who}{now}: {lines}"))
        for change in one.changes:
            typer.echo(_safe(f"    {change}"))


@rules_app.command("diff")
def rules_diff(
    old: str = typer.Argument(
        None, help="A version, a file, current, previous or standard; without: those in force."
    ),
    new: str = typer.Argument(None, help="What to compare with; without: the rules as they are."),
    json: bool = JSON,
) -> None:
    """What changed between two sets of rules, in words and line by line."""
    from collectwork.usecases import rule_versions

    with SESSION.desk() as desk:
        found = rule_versions.difference(desk, old, new)
    if json:
        changes, lines = list(found.changes), list(found.lines)
        as_json({"old": found.old, "new": found.new, "changes": changes, "lines": lines})
        return
    if not found.lines:
        say(f"Both are the same: {found.new}.")
        return
    for change in found.changes:
        typer.echo(_safe(change))
    if not found.changes:
        typer.echo("What the rules say is the same; only the text differs.")
    typer.echo("")
    for line in found.lines:
        typer.echo(_safe(line))


def _safe(text: str) -> str:
    from collectwork.present.text import safe

    return safe(text)
