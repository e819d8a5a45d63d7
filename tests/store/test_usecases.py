"""Every use case that opens the door leaves an entry: walked over all of them, as they are written.

The store refuses a write without an entry while it runs; this finds one that no test runs.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

import collectwork

ROOT = Path(collectwork.__file__).parent
ROOMS = ("usecases", "demo", "screens", "cli")
LEAVES = {"record", "record_all", "history"}

Function = ast.FunctionDef | ast.AsyncFunctionDef


def _trees() -> Iterator[tuple[Path, ast.Module]]:
    for room in ROOMS:
        for path in sorted((ROOT / room).rglob("*.py")):
            yield path, ast.parse(path.read_text("utf-8"))


def _functions() -> dict[str, list[Function]]:
    found: dict[str, list[Function]] = {}
    for _, tree in _trees():
        for node in ast.walk(tree):
            if isinstance(node, Function):
                found.setdefault(node.name, []).append(node)
    return found


FUNCTIONS = _functions()


def _doors() -> list[tuple[str, ast.With, str]]:
    """(place, with-block, name of the transaction) of every `with ….write(…) as tx`."""
    found = []
    for path, tree in _trees():
        for node in ast.walk(tree):
            for item in node.items if isinstance(node, ast.With) else ():
                call = item.context_expr
                if (
                    isinstance(call, ast.Call)
                    and isinstance(call.func, ast.Attribute)
                    and call.func.attr == "write"
                    and "store" in ast.unparse(call.func.value)
                ):
                    assert isinstance(item.optional_vars, ast.Name), f"{path}:{node.lineno}"
                    place = f"{path.relative_to(ROOT)}:{node.lineno}"
                    found.append((place, node, item.optional_vars.id))
    return found


@cache
def _calls(block: ast.AST) -> list[tuple[ast.Call, str]]:
    """Every call in a block, with what is called in words."""
    calls = [node for node in ast.walk(block) if isinstance(node, ast.Call)]
    return [(call, ast.unparse(call.func)) for call in calls]


def _leaves_entry(block: ast.AST, name: str, seen: set[tuple[ast.AST, str]] | None = None) -> bool:
    """Whether an entry is handed to the transaction, here or in a function it is passed to; each
    function is looked at once."""
    seen = set() if seen is None else seen
    if (block, name) in seen:
        return False
    seen.add((block, name))
    for call, words in _calls(block):
        if words.startswith(f"{name}.") and words.rpartition(".")[2] in LEAVES:
            return True
        called = words.rpartition(".")[2]
        if called not in FUNCTIONS or not _passes(call, name):
            continue
        for function in FUNCTIONS[called]:
            names = [one.arg for one in (*function.args.args, *function.args.kwonlyargs)]
            if any(_leaves_entry(function, one, seen) for one in names):
                return True
    return False


def _passes(call: ast.Call, name: str) -> bool:
    given = [*call.args, *(keyword.value for keyword in call.keywords)]
    return any(
        isinstance(part, ast.Name) and part.id == name for one in given for part in ast.walk(one)
    )


DOORS = _doors()


def test_there_are_doors() -> None:
    assert len(DOORS) > 15


@pytest.mark.parametrize(("place", "block", "name"), DOORS, ids=[door[0] for door in DOORS])
def test_each_leaves_an_entry(place: str, block: ast.With, name: str) -> None:
    assert _leaves_entry(block, name), f"{place}: a write without an entry"
