"""Whether a damaged file was read as it may be: refused, or with nothing but what it says."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from writers import LAYOUTS, Written, differences, read_items, ready

from collectwork.domain.ledger import FileContent, ReadOptions
from collectwork.errors import InputRefused
from collectwork.intake.read import read_file
from damage import cells, rows
from damage.raw import RAW
from damage.sheet import taken_apart
from damage.victim import SKIP, Amounts, Mutation, Victim

#: Every mutation of rows, columns and cells, by name.
MUTATIONS: dict[str, Mutation] = {
    name: mutation
    for module in (rows, cells)
    for name, mutation in vars(module).items()
    if getattr(mutation, "__module__", "") == module.__name__ and not name.startswith("_")
}

_PROVED = "equal to the file's"
#: Named in the report: sums that a layout may write smaller, and rows that say they are cleared.
_FLAGGED = ("or an amount that is wrong", "are cleared and were not taken")


@dataclass(frozen=True)
class Outcome:
    """``how``: refused, exact, other (as the damaged file says), skipped, or wrong; ``words``: the
    refusal, or what was read and may not be."""

    layout: str
    damage: str
    how: str
    words: str = ""


def damaged_cells(seed: int, path: Path) -> Outcome:
    """One cell, row or column of a written file is damaged; what may be read is known exactly."""
    chance = random.Random(seed)
    name, promise = _written(chance, path)
    damage = chance.choice(sorted(MUTATIONS))
    skipped = Outcome(name, damage, "skipped")
    sheet = taken_apart(path, promise)
    if sheet is None:
        return skipped
    path.write_bytes(sheet.bytes())
    whole = _read(path, promise.options)
    items = _items(promise)
    if isinstance(whole, InputRefused) or _said(whole) != Counter(items):
        return skipped  # its cells alone do not say what the file said
    victim = Victim(sheet, items, whole.reconciled.startswith(_PROVED), chance)
    allowed = MUTATIONS[damage](victim)
    if allowed is SKIP:
        return skipped
    path.write_bytes(sheet.bytes())
    content = _read(path, promise.options)
    if isinstance(content, InputRefused):
        return Outcome(name, damage, "refused", str(content))
    found = _said(content)
    if found in allowed or (victim.loose and _sums(found) in map(_sums, allowed)):
        return Outcome(name, damage, "exact" if found == Counter(items) else "other")
    if _flagged(content):
        return Outcome(name, damage, "other")
    return Outcome(name, damage, "wrong", _words(content, found, Counter(items)))


def damaged_bytes(seed: int, path: Path) -> Outcome:
    """Bytes or lines of a written file are damaged, whatever kind of file it is."""
    chance = random.Random(seed)
    name, promise = _written(chance, path)
    damage = chance.choice(sorted(RAW))
    whole = _read(path, promise.options)
    if isinstance(whole, InputRefused) or any(
        not one.startswith("reconciled") for one in differences(whole, promise)
    ):
        return Outcome(name, damage, "skipped")
    data, most = RAW[damage](path.read_bytes(), chance)
    path.write_bytes(data)
    content = _read(path, promise.options)
    if isinstance(content, InputRefused):
        return Outcome(name, damage, "refused", str(content))
    truth = Counter(_items(promise))
    found = _said(content)
    lost, more = _sums(truth) - _sums(found), _sums(found) - _sums(truth)
    if not lost and not more:
        return Outcome(name, damage, "exact")
    if most is None:  # a part of the file is gone: what is left must be what it was
        right = not more
    elif whole.reconciled.startswith(_PROVED):
        right = sum(lost.elements()) == sum(more.elements()) and lost.total() <= most
    else:
        right = lost.total() <= max(most, 1) and more.total() <= max(most, 1)
    right = right or (not more and _flagged(content))
    how = "other" if right else "wrong"
    return Outcome(name, damage, how, "" if right else _words(content, found, truth))


def _written(chance: random.Random, path: Path) -> tuple[str, Written]:
    name = chance.choice(sorted(LAYOUTS))
    ledger = ready(LAYOUTS[name], chance, size=chance.choice([4, 8, 20]))
    return name, LAYOUTS[name].write(ledger, path, chance)


def _read(path: Path, options: ReadOptions) -> FileContent | InputRefused:
    """What the reader makes of the file; its refusal must be one clear sentence or two."""
    try:
        return read_file(path, options)
    except InputRefused as refused:
        said = str(refused)
        assert said.startswith("Not imported: ")
        assert "\n" not in said
        assert len(said) < 1000
        return refused


def _flagged(content: FileContent) -> bool:
    return any(words in warning for warning in content.warnings for words in _FLAGGED)


def _items(promise: Written) -> list[tuple[str, int]]:
    """(document, open) of every item, as far as the layout shows them."""
    return [_pair(item, promise.shows) for item in promise.items]


def _said(content: FileContent) -> Amounts:
    shows = ("document", "open")
    if content.kind == "open-items":
        return Counter(_pair(item, shows) for item in read_items(content, shows))
    if content.kind != "invoices":
        return Counter()
    document, original = (content.columns.index(part) for part in ("document", "original"))
    return Counter((str(row[document] or ""), row[original]) for row in content.rows)


def _pair(item: tuple[object, ...], shows: tuple[str, ...]) -> tuple[str, int]:
    minor = item[shows.index("open")]
    assert isinstance(minor, int)
    return (str(item[shows.index("document")]) if "document" in shows else ""), minor


def _sums(amounts: Amounts) -> Counter[int]:
    sums: Counter[int] = Counter()
    for (_, minor), count in amounts.items():
        sums[minor] += count
    return sums


def _words(content: FileContent, found: Amounts, truth: Amounts) -> str:
    lacks, more = list((truth - found).items())[:3], list((found - truth).items())[:3]
    return f"{content.reconciled}: lacks {lacks}, has {more}"
