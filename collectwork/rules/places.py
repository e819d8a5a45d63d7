"""Where things stand in a TOML text: the readers of the standard library do not say.

Only what rules files use is looked for: ``[table]``, ``[[table]]`` and ``key = value`` lines. A
place that is not found (inline tables, dotted keys) falls back to its table's line.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

_HEADER = re.compile(r"^\s*(\[\[?)\s*([A-Za-z0-9_.\s-]+?)\s*\]\]?\s*(#.*)?$")
_KEY = re.compile(r"""^(\s*)(["']?)([A-Za-z0-9_-]+)\2\s*=\s*""")
_QUOTES = ('"""', "'''", '"', "'")
_ESCAPE = re.compile(r"\\(u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8}|\s*\n\s*|.)", re.DOTALL)

Path = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Place:
    """A line and a column, both from 1."""

    line: int
    column: int


@dataclass(slots=True)
class Places:
    """The places of a text by path: ``("rule", 0, "when")``, ``("strategy", 1, "step", 0)``."""

    text: str
    _keys: dict[Path, Place] = field(default_factory=dict)
    _values: dict[Path, int] = field(default_factory=dict)  # offset of the value

    def key(self, path: Path) -> Place:
        """Of a key, or of the nearest table around it."""
        while path:
            if path in self._keys:
                return self._keys[path]
            path = path[:-1]
        return Place(1, 1)

    def inside(self, path: Path, offset: int) -> Place:
        """Of the ``offset``-th character of a key's text value."""
        if path not in self._values:
            return self.key(path)
        at = self._values[path]
        quote = next((mark for mark in _QUOTES if self.text.startswith(mark, at)), "")
        at += len(quote)
        if len(quote) == 3 and self.text.startswith("\n", at):
            at += 1
        for _ in range(offset):
            escape = _ESCAPE.match(self.text, at) if quote in ('"', '"""') else None
            at = escape.end() if escape else at + 1
        return self._at(min(at, len(self.text)))

    def _at(self, offset: int) -> Place:
        before = self.text.rfind("\n", 0, offset)
        return Place(self.text.count("\n", 0, offset) + 1, offset - before)


def places(text: str) -> Places:
    """Index a text; quick and never failing, whatever it holds."""
    found = Places(text)
    table: Path = ()
    counts: dict[Path, int] = {}
    offset, until = 0, ""
    for number, line in enumerate(text.split("\n"), 1):
        if until:
            until = "" if until in line else until
        elif header := _HEADER.match(line):
            table = _path(header, counts)
            place = Place(number, header.start(1) + 1)
            found._keys.setdefault(table, place)
            if isinstance(table[-1], int):
                found._keys.setdefault(table[:-1], place)
        elif key := _KEY.match(line):
            path = (*table, key.group(3))
            found._keys.setdefault(path, Place(number, len(key.group(1)) + 1))
            found._values.setdefault(path, offset + key.end())
            until = _open_quote(line[key.end() :])
        offset += len(line) + 1
    return found


def _path(header: re.Match[str], counts: dict[Path, int]) -> Path:
    """The header's path with the number of each array's newest table put in."""
    names = [name.strip() for name in header.group(2).split(".")]
    path: Path = ()
    for depth, name in enumerate(names):
        path = (*path, name)
        last = depth == len(names) - 1
        if last and header.group(1) == "[[":
            counts[path] = counts.get(path, -1) + 1
            path = (*path, counts[path])
        elif not last and path in counts:
            path = (*path, counts[path])
    return path


def _open_quote(value: str) -> str:
    for mark in ('"""', "'''"):
        if value.startswith(mark) and mark not in value[3:]:
            return mark
    return ""
