"""Write the generated parts of the documentation: keys, outcomes, commands, definitions, facts.

python scripts/write_docs.py        (or `make docs`)

A generated part stands between `<!-- begin NAME -->` and `<!-- end NAME -->`. tests/docs says when
one is out of date, so that an undocumented command or key fails the checks.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import typer

from collectwork.cli.program import app
from collectwork.domain.outcomes import STANDARD
from collectwork.present.glossary import glossary
from collectwork.rules.facts import GROUPS
from collectwork.screens import commands

DOCS = Path(__file__).resolve().parent.parent / "docs"
EXAMPLE = DOCS.parent / "collectwork" / "config" / "example.toml"


def outcomes() -> str:
    """The outcome codes, as `collectwork codes` lists them."""
    lines = [
        "| key | code | meaning | channel | right person | contact | starts | next step |",
        "| --- | --- | --- | --- | --- | --- | --- | --- |",
    ]
    for one in STANDARD:
        step = "set by you" if one.next_in_days is None else _days(one.next_in_days)
        cells = (
            f"`{one.key}`", f"`{one.code}`", one.label, one.channel, _yes(one.right_party),
            _yes(one.contact), one.starts or "–", step,
        )  # fmt: skip
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines)


def keys() -> str:
    """Every command of the workbench with its keys and its name for `[keys]`."""
    lines = ["| keys | does | where | name in the config |", "| --- | --- | --- | --- |"]
    where = {
        "list": "list", "account": "account", "both": "list and account", "cash": "cash",
        "all": "everywhere",
    }  # fmt: skip
    for one in commands.table(STANDARD):
        shown = " ".join(f"`{commands.shown_key(key)}`" for key in one.keys.split(","))
        lines.append(f"| {shown} | {one.say} | {where[one.where]} | `{one.id}` |")
    return "\n".join(lines)


def reference() -> str:
    """Every command with its arguments and options."""
    root: Any = typer.main.get_command(app)
    context = typer.Context(root, info_name="collectwork")
    parts = ["## Global options", "", _options(root)]
    for name, command in _walk(root, context):
        parts += ["", f"## `{name}`", "", _help(command), "", _options(command)]
    return "\n".join(parts).rstrip()


def facts() -> str:
    """Every fact that a condition may name, by subject."""
    parts: list[str] = []
    for subject, group in GROUPS.items():
        parts += ["", f"### {subject.capitalize()}", ""]
        parts += ["| fact | also written | type | definition |", "| --- | --- | --- | --- |"]
        parts += [
            f"| `{fact.name}` | {', '.join(fact.aliases)} | {fact.type} | {fact.definition} |"
            for fact in group
        ]
    return "\n".join(parts).strip("\n")


def _walk(group: Any, context: Any, above: str = "") -> Iterator[tuple[str, Any]]:
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        if hasattr(command, "list_commands"):
            if command.invoke_without_command:
                yield f"{above}{name}", command
            yield from _walk(command, context, f"{above}{name} ")
        else:
            yield f"{above}{name}", command


def _help(command: Any) -> str:
    return " ".join((command.help or "").split())


def _options(command: Any) -> str:
    lines = ["| | meaning | default |", "| --- | --- | --- |"]
    for one in command.params:
        if one.name in ("help", "install_completion", "show_completion"):
            continue
        is_option = one.param_type_name == "option"
        name = ", ".join(one.opts) if is_option else (one.metavar or one.name.upper())
        if is_option and not one.is_flag:
            name += f" {(one.metavar or one.name.rstrip('_')).upper()}"
        default = (
            "" if one.default in (None, False, (), []) or callable(one.default) else one.default
        )
        if not is_option and one.required:
            default = "required"
        lines.append(f"| `{name}` | {(one.help or '').replace('|', chr(92) + '|')} | {default} |")
    return "\n".join(lines) if len(lines) > 2 else "No options of its own."


def _yes(value: bool) -> str:
    return "yes" if value else "–"


def _days(number: int) -> str:
    return "same day" if number == 0 else f"{number} business day{'' if number == 1 else 's'}"


#: File → name of the part → what writes it.
PARTS: dict[str, dict[str, Callable[[], str]]] = {
    "collector.md": {"outcomes": outcomes, "keys": keys},
    "commands.md": {"commands": reference},
    "lead.md": {"definitions": glossary},
    "rules.md": {"facts": facts},
}


def with_parts(text: str, parts: dict[str, Callable[[], str]]) -> str:
    """The text with each generated part as it must be now; ValueError where one has no place."""
    for name, write in parts.items():
        pattern = rf"(<!-- begin {name} -->\n).*?(<!-- end {name} -->)"
        content = f"{write()}\n".replace("\\", r"\\")
        text, found = re.subn(pattern, rf"\g<1>{content}\g<2>", text, flags=re.DOTALL)
        if found != 1:
            raise ValueError(f"the part {name} has {found} places")
    return text


def main() -> None:
    """Bring every generated part up to date."""
    for file, parts in PARTS.items():
        path = DOCS / file
        path.write_text(with_parts(path.read_text("utf-8"), parts), "utf-8", newline="\n")
    EXAMPLE.write_bytes((DOCS.parent / "config.example.toml").read_bytes())


if __name__ == "__main__":
    main()
