"""``[[assign]]`` of a rules file: who is to have which accounts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from collectwork.rules.assignment import CUSTOMERS_OWN, Assignment
from collectwork.rules.lexer import shown
from collectwork.rules.places import Path
from collectwork.rules.table_reader import TableReader

MAX_ASSIGNMENTS = 300
LONGEST_LANGUAGE = 12
MOST_SENIOR = 99

_ASSIGN = {
    "name": str, "when": str, "rank": int, "team": str, "skill": str, "language": str,
    "seniority": int, "to": list, "cap": int, "variance": int, "takes_over": bool,
}  # fmt: skip


def read_assignments(reader: TableReader, top: Mapping[str, Any]) -> tuple[Assignment, ...]:
    """The assignments by rank, equal ranks in the order of the file."""
    tables = reader.tables(top, "assign", MAX_ASSIGNMENTS)
    found = [_assignment(reader, raw, ("assign", n)) for n, raw in enumerate(tables)]
    seen: set[str] = set()
    for n, one in enumerate(found):
        if one.name and one.name in seen:
            reader.say(("assign", n, "name"), f"there are two [[assign]] called {shown(one.name)}")
        seen.add(one.name)
    return tuple(sorted(found, key=lambda one: one.rank))


def _assignment(reader: TableReader, raw: Any, path: Path) -> Assignment:
    known = reader.checked(raw, _ASSIGN, path)
    cap = reader.natural(known, "cap", 0, path) if "cap" in known else None
    if cap == 0 and known["cap"] == 0:
        reader.say((*path, "cap"), "cap is the most accounts a person gets of these: at least 1")
    return Assignment(
        reader.name(known, path),
        reader.condition(known, path),
        known.get("rank", 100),
        known.get("team", "").strip(),
        known.get("skill", "").strip(),
        _language(reader, known, path),
        reader.natural(known, "seniority", 0, path, MOST_SENIOR),
        reader.texts(known, "to", path),
        cap,
        reader.natural(known, "variance", 0, path, 100),
        known.get("takes_over", False),
        path,
    )


def _language(reader: TableReader, known: Mapping[str, Any], path: Path) -> str:
    language = str(known.get("language", "")).strip().lower().replace("’", "'")
    code = language.replace("-", "").replace("_", "")
    if (
        language
        and language != CUSTOMERS_OWN
        and not (code.isalpha() and len(language) <= LONGEST_LANGUAGE)
    ):
        reader.say(
            (*path, "language"),
            f'language = {shown(language)} is none: a code as "de", or "{CUSTOMERS_OWN}"',
        )
        return ""
    return language
