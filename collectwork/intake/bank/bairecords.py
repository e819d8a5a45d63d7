"""Records of BAI2: logical records with their continuations, and the places of their fields."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from collectwork.errors import InputRefused
from collectwork.intake.numbers import MAX_MINOR

_CODES = ("01", "02", "03", "16", "49", "88", "98", "99")
_BETWEEN = re.compile(r"/\s*(?=(?:" + "|".join(_CODES) + r"),)")
_STARTS = re.compile(r"^\s*(" + "|".join(_CODES) + r"),")
_WHOLE = re.compile(r"[+-]?\d{1,18}", re.ASCII)


@dataclass(slots=True)
class Record:
    """A logical record: its first line, its fields and the texts that continue it."""

    line: int
    fields: list[str]
    more: list[str] = field(default_factory=list)
    physical: int = 1

    @property
    def code(self) -> str:
        """The kind of record, such as 16."""
        return self.fields[0]

    def at(self, place: int) -> str:
        """The field at a place; empty past the last."""
        return self.fields[place].strip() if place < len(self.fields) else ""


def records(text: str) -> Iterator[Record]:
    """Logical records; a line that begins with no code is the rest of a text."""
    current: Record | None = None
    for number, line in enumerate(text.replace("\r\n", "\n").replace("\r", "\n").split("\n"), 1):
        if not line.strip():
            continue
        for piece in _BETWEEN.split(line):
            match = _STARTS.match(piece)
            body = piece.rstrip()
            body = body[:-1] if body.endswith("/") else body
            if match and match[1] != "88":
                if current:
                    yield current
                current = Record(number, body.strip().split(","))
            elif current is None:
                raise InputRefused(
                    f"Not imported: line {number}: {piece.strip()[:60]!r} is no BAI2 record. Get "
                    "the file from the bank again."
                )
            elif match:
                current.physical += 1
                rest = body.strip()[3:]
                current.more.append(rest)
                if current.code in ("02", "03"):
                    current.fields += rest.split(",")
            else:
                current.more.append(body)
    if current:
        yield current


def whole(record: Record, place: int) -> int | None:
    """A field in minor units, None when it is empty; InputRefused when it is no whole number."""
    text = record.at(place)
    if not text:
        return None
    if not _WHOLE.fullmatch(text) or abs(int(text)) >= MAX_MINOR * 1000:
        raise InputRefused(
            f"Not imported: line {record.line}: {text[:40]!r} – expected an amount in minor units "
            "without a decimal mark. Get the file from the bank again."
        )
    return int(text)


def after_funds(record: Record, place: int) -> int:
    """The place after a funds type and what belongs to it."""
    kind = record.at(place).upper()
    if kind == "S":
        return place + 4
    if kind == "V":
        return place + 3
    if kind == "D":
        return place + 2 + 2 * (whole(record, place + 1) or 0)
    return place + 1


def complete(record: Record) -> None:
    """Fields of a transaction may go on in its continuation; what follows them is its text."""
    while record.more and (short := after_funds(record, 3) + 2 - len(record.fields)) > 0:
        rest = record.more[0].split(",")
        lacking = rest[:short]
        words = any(" " in one.strip() for one in lacking) or len(rest) <= len(lacking)
        if words and short <= 2:
            return  # a text although its references were left out
        del record.more[0]
        while rest and len(record.fields) < after_funds(record, 3) + 2:
            record.fields.append(rest.pop(0))
        if rest:
            record.fields.append(",".join(rest))
