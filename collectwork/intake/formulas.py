"""Sums that a workbook holds as formulas and nobody calculated: plain ones are added up here.

Known are references, numbers, ``+ - *``, brackets, ``SUM``, ``ROUND`` and ``SUBTOTAL(9; …)`` on
one sheet. Everything else stays unknown (None), never guessed. Exact: decimals, no floats.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import Any

_TOKEN = re.compile(
    r"\s*(?:(?P<range>\$?[A-Z]{1,3}\$?\d{1,7}:\$?[A-Z]{1,3}\$?\d{1,7})|"
    r"(?P<cell>\$?[A-Z]{1,3}\$?\d{1,7})(?![\w(!])|(?P<number>\d+(?:\.\d+)?)|"
    r"(?P<name>[A-Z]+)(?=\()|(?P<mark>[-+*(),;]))"
)
_REF = re.compile(r"(\$?)([A-Z]{1,3})(\$?)(\d{1,7})")
_MAX_DEPTH = 60
_MAX_CELLS = 5_000_000  # looked at in one sheet, so that nested ranges cannot take for ever


class _Unknown(Exception):
    """A formula that is not one of the plain ones."""


@dataclass(frozen=True, slots=True)
class Formula:
    """The text of a formula, and how far its cell is from the one the text was written for."""

    text: str
    down: int = 0
    right: int = 0


@dataclass(slots=True)
class Sheet:
    """Cells as they are stored; ``formulas`` by place: those without a result (``pending``) are
    calculated when they are needed."""

    rows: Sequence[Sequence[Any]]
    formulas: Mapping[tuple[int, int], Formula]
    pending: set[tuple[int, int]]
    errors: Mapping[tuple[int, int], str]
    hidden: bool = False  # some rows are: then SUBTOTAL cannot be told
    _known: dict[tuple[int, int], Decimal | None] = field(default_factory=dict)
    _busy: set[tuple[int, int]] = field(default_factory=set)
    _looked: int = 0

    def result(self, place: tuple[int, int]) -> Decimal | None:
        """What a formula comes to; None where that cannot be told."""
        if place in self._known:
            return self._known[place]
        if place in self._busy or len(self._busy) > _MAX_DEPTH:
            return None
        self._busy.add(place)
        try:
            value: Decimal | None = _Reader(self, self.formulas[place]).whole()
        except (_Unknown, InvalidOperation):
            value = None
        finally:
            self._busy.discard(place)
        if not self._busy or value is not None:
            self._known[place] = value
        return value

    def comes_to_zero(self, place: tuple[int, int]) -> bool:
        """A plain formula whose result is 0."""
        return place in self.formulas and self.result(place) == 0

    def value(self, place: tuple[int, int], *, summed: bool) -> Decimal:
        """A cell's number; texts are nothing where they are summed, else they are no number."""
        self._looked += 1
        if self._looked > _MAX_CELLS or place in self.errors:
            raise _Unknown
        if place in self.pending:
            found = self.result(place)
            if found is None:
                raise _Unknown
            return found
        row, column = place
        cell = (
            self.rows[row][column] if row < len(self.rows) and column < len(self.rows[row]) else ""
        )
        if isinstance(cell, bool) or not isinstance(cell, (int, float, Decimal)):
            if summed or cell in ("", None):
                return Decimal(0)
            raise _Unknown
        return Decimal(repr(cell)) if isinstance(cell, float) else Decimal(cell)

    def is_subtotal(self, place: tuple[int, int]) -> bool:
        formula = self.formulas.get(place)
        return formula is not None and "SUBTOTAL" in formula.text.upper()


class _Reader:
    """One formula, read from left to right."""

    def __init__(self, sheet: Sheet, formula: Formula) -> None:
        self._sheet, self._formula = sheet, formula
        self._tokens: list[tuple[str, str]] = []
        text, at = formula.text.strip().removeprefix("=").rstrip(), 0
        if len(text) > 30_000:
            raise _Unknown
        while at < len(text):
            match = _TOKEN.match(text, at)
            if match is None or match.lastgroup is None:
                raise _Unknown
            self._tokens.append((match.lastgroup, match[match.lastgroup]))
            at = match.end()
        self._next = 0
        self._depth = 0

    def whole(self) -> Decimal:
        value = self._sum()
        if self._next != len(self._tokens):
            raise _Unknown
        return value

    def _peek(self) -> tuple[str, str]:
        return self._tokens[self._next] if self._next < len(self._tokens) else ("", "")

    def _take(self, text: str | None = None) -> tuple[str, str]:
        token = self._peek()
        if not token[0] or (text is not None and token[1] != text):
            raise _Unknown
        self._next += 1
        return token

    def _sum(self) -> Decimal:
        value = self._product()
        while self._peek()[1] in ("+", "-"):
            value += self._product() if self._take()[1] == "+" else -self._product()
        return value

    def _product(self) -> Decimal:
        value = self._single()
        while self._peek()[1] == "*":
            self._take()
            value *= self._single()
        return value

    def _single(self) -> Decimal:
        self._depth += 1
        if self._depth > 200:
            raise _Unknown
        kind, text = self._take()
        if text in ("-", "+"):
            value = self._single()
            value = -value if text == "-" else value
        elif text == "(":
            value = self._sum()
            self._take(")")
        elif kind == "number":
            value = Decimal(text)
        elif kind == "cell":
            value = self._sheet.value(self._place(text), summed=False)
        elif kind == "name":
            value = self._function(text)
        else:
            raise _Unknown
        self._depth -= 1
        return value

    def _function(self, name: str) -> Decimal:
        self._take("(")
        if name == "ROUND":
            value = self._sum()
            self._separator()
            places = int(self._sum())
            self._take(")")
            return value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
        subtotal = name == "SUBTOTAL"
        if subtotal:
            if self._take()[1] not in ("9", "109") or self._sheet.hidden:
                raise _Unknown
            self._separator()
        elif name != "SUM":
            raise _Unknown
        value = self._argument(subtotal)
        while self._peek()[1] in (",", ";"):
            self._take()
            value += self._argument(subtotal)
        self._take(")")
        return value

    def _separator(self) -> None:
        if self._take()[1] not in (",", ";"):
            raise _Unknown

    def _argument(self, subtotal: bool) -> Decimal:
        if self._peek()[0] != "range":
            return self._sum()
        first, _, last = self._take()[1].partition(":")
        (top, left), (bottom, right) = self._place(first), self._place(last)
        if bottom < top or right < left or bottom > len(self._sheet.rows) + 1:
            raise _Unknown
        places = (
            (row, column) for row in range(top, bottom + 1) for column in range(left, right + 1)
        )
        return sum(
            (
                self._sheet.value(place, summed=True)
                for place in places
                if not (subtotal and self._sheet.is_subtotal(place))
            ),
            Decimal(0),
        )

    def _place(self, text: str) -> tuple[int, int]:
        match = _REF.fullmatch(text)
        if match is None:
            raise _Unknown
        row, column = int(match[4]) - 1, column_of(match[2])
        row += 0 if match[3] else self._formula.down
        column += 0 if match[1] else self._formula.right
        if row < 0 or column < 0:
            raise _Unknown
        return row, column


def column_of(letters: str) -> int:
    """The column that letters name, counted from 0."""
    place = 0
    for letter in letters:
        place = place * 26 + ord(letter) - 64
    return place - 1
