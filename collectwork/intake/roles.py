"""Which column plays which part: a heading proposes, the content of its column confirms.

Two columns of one name that both would be needed are refused: nobody picks by chance.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from collectwork.domain.ledger import Kind
from collectwork.errors import InputRefused
from collectwork.intake import headings
from collectwork.intake.cells import is_amount, is_count, is_date
from collectwork.intake.headings import bucket, normal
from collectwork.intake.layout import AMOUNTS, DATES, PARTS, Layout
from collectwork.intake.table import Table, blank, shown

_SAMPLE = 300


def assign(
    table: Table, layout: Layout, kind: Kind, mapping: Mapping[str, str] | None = None
) -> None:
    """Give every part its column: named by the profile, else best heading that content confirms."""
    layout.kind = kind
    layout.buckets = [i for i, n in enumerate(layout.headings) if n and bucket(n)]
    taken: set[int] = set()
    for part, heading in (mapping or {}).items():
        place = _named(layout, part, heading)
        layout.roles[part] = place
        taken.add(place)
    columns = _Samples(table, layout)
    for part in PARTS[kind]:
        if part in layout.roles:
            continue
        best = _best(layout, part, taken, columns)
        if best is not None:
            layout.roles[part] = best
            taken.add(best)
    _names_or_numbers(layout, columns)
    _no_doubles(layout)
    for part in ("open", "doc_open", "base_open", "amount", "original", "total"):
        if part in layout.roles and layout.heading_currency is None:
            found = headings.currency_in(layout.heading(part))
            layout.heading_currency = found[1] if found else None


def _named(layout: Layout, part: str, heading: str) -> int:
    for place, name in enumerate(layout.headings):
        if normal(name) == normal(heading):
            return place
    raise InputRefused(
        f"Not imported: the profile takes {part!r} from a column {heading!r}, which this file does "
        f"not have. It has {', '.join(repr(n) for n in layout.headings if n)[:300]}."
    )


class _Samples:
    """Non-blank cells of the first rows of a column, looked up once."""

    def __init__(self, table: Table, layout: Layout) -> None:
        self._rows = table.rows[layout.start : layout.start + _SAMPLE]
        self._known: dict[int, list[Any]] = {}

    def of(self, place: int) -> list[Any]:
        found = self._known.get(place)
        if found is None:
            found = [row[place] for row in self._rows if place < len(row) and not blank(row[place])]
            self._known[place] = found
        return found


def _best(layout: Layout, part: str, taken: set[int], columns: _Samples) -> int | None:
    candidates = []
    for place, name in enumerate(layout.headings):
        if place in taken or not name:
            continue
        rank = dict(headings.fields(name)).get(part)
        if rank is not None and confirms(part, columns.of(place)):
            candidates.append((rank, place))
    if not candidates:
        return None
    candidates.sort()
    return candidates[0][1]


def confirms(part: str, cells: Sequence[Any]) -> bool:
    """Whether the content of a column can be that part; an empty column contradicts nothing."""
    if not cells:
        return True
    if part in DATES:
        share = sum(is_date(cell) for cell in cells)
    elif part in AMOUNTS:
        share = sum(is_amount(cell) for cell in cells)
    elif part in ("currency", "base_currency"):
        share = sum(
            shown(cell).upper() in headings.CURRENCIES or shown(cell) in "€£$" for cell in cells
        )
    elif part == "days":
        share = sum(
            (is_amount(cell) and not isinstance(cell, str)) or is_count(cell) for cell in cells
        )
    elif part == "email":
        share = sum("@" in shown(cell) for cell in cells)
    elif part == "sign":
        share = sum(len(shown(cell)) <= 6 for cell in cells)
    elif part in ("number", "name", "document", "login", "ref"):
        return not all(
            is_date(cell) and not isinstance(cell, (int, float)) and not str(cell).isdigit()
            for cell in cells
        )
    else:
        return True
    return share * 2 >= len(cells)


def _names_or_numbers(layout: Layout, columns: _Samples) -> None:
    """``Customer`` alone may head numbers or names: the values decide."""
    if "number" not in layout.roles or "name" in layout.roles:
        return
    values = [shown(cell) for cell in columns.of(layout.roles["number"])]
    ambiguous = "name" in dict(headings.fields(layout.heading("number")))
    distinct = set(values) if ambiguous else set()
    likely = sum(any(c.isdigit() for c in v) and " " not in v for v in distinct)
    if distinct and likely * 2 < len(distinct):
        layout.roles["name"] = layout.roles.pop("number")


def _no_doubles(layout: Layout) -> None:
    count = Counter(normal(name) for name in layout.headings if name)
    for place in layout.roles.values():
        name = layout.headings[place]
        if name and count[normal(name)] > 1:
            raise InputRefused(
                f"Not imported: two columns are named {name!r}, and it is not certain which one is "
                "meant. Rename one of them."
            )
