"""Outline lists: a customer stands only in the first row of its block, or in one merged cell.

Pivots and reports print so. The customer is carried down where the whole list is written that way:
several customers, each there once, and no small number of items without one. A flat list with a
gap stays as it is, so that the gap is refused.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from collectwork.intake.cells import is_amount
from collectwork.intake.layout import AMOUNTS, Layout
from collectwork.intake.table import Row, Table, blank, shown

_CUSTOMER = ("number", "name")
_FACTS = ("owner", "segment", "country", "terms", "phone", "email", "contact_name", "company")
_LOOKED_AT = 2000
_LEAST_SHARE = 5  # at least every fifth item lacks its customer


def carried_down(table: Table, layout: Layout) -> None:
    """Write customers into the rows that continue their block, and merged cells into all of
    theirs (amounts excepted); other tables stay as they are."""
    _merged(table, layout)
    places = [layout.roles[part] for part in _CUSTOMER if part in layout.roles]
    if not places or not _is_outline(table, layout, places):
        return
    facts = [layout.roles[part] for part in _FACTS if part in layout.roles]
    above: Row | None = None
    for index, item in _items(table, layout):
        row = table.rows[index]
        if not item:
            above = None  # a sum, or whatever else ends a block
        elif any(not blank(_at(row, place)) for place in places):
            above = row
        elif above is not None:
            table.rows[index] = _with(row, above, [*places, *facts])


def _with(row: Row, above: Row, places: list[int]) -> list[Any]:
    cells = [*row, *[""] * (max(places) + 1 - len(row))]
    for place in places:
        if blank(cells[place]):
            cells[place] = _at(above, place)
    return cells


def _is_outline(table: Table, layout: Layout, places: list[int]) -> bool:
    lacking = any(
        item and all(blank(_at(table.rows[index], place)) for place in places)
        for index, item in _items(table, layout, _LOOKED_AT)
    )
    if not lacking:
        return False
    seen: set[tuple[str, ...]] = set()
    items = without = 0
    block = False
    open_blocks = 0  # that went on without their customer and were not closed by a sum
    going_on = False
    for index, item in _items(table, layout):
        if not item:
            block = going_on = False
            continue
        items += 1
        row = table.rows[index]
        who = tuple(shown(_at(row, place)) for place in places)
        if not any(who):
            without += 1
            if not block:
                return False  # nobody stands above it
            going_on = True
        elif who in seen:
            return False  # a list that names its customers again and again has a gap
        else:
            seen.add(who)
            open_blocks += going_on
            block, going_on = True, False
    if len(seen) < 2 or without * _LEAST_SHARE < items:
        return False
    return without > 1 or not open_blocks + going_on


def _items(table: Table, layout: Layout, most: int | None = None) -> Iterator[tuple[int, bool]]:
    """Index of every filled row below the header, and whether it is an item: an amount beside a
    document or a day."""
    roles = layout.roles
    money = [roles[part] for part in AMOUNTS if part in roles] + layout.buckets
    proofs = [roles[part] for part in ("document", "issued", "due") if part in roles]
    end = len(table.rows) if most is None else min(len(table.rows), layout.start + most)
    for index in range(layout.start, end):
        row = table.rows[index]
        if index in table.sums or all(map(blank, row)):
            continue
        yield (
            index,
            any(is_amount(cell) for place in money if not blank(cell := _at(row, place)))
            and any(not blank(_at(row, place)) for place in proofs),
        )


def _merged(table: Table, layout: Layout) -> None:
    """A cell over several rows speaks for each of them, unless it is an amount."""
    money = {place for part, place in layout.roles.items() if part in AMOUNTS} | set(layout.buckets)
    spread = {place for part, place in layout.roles.items() if part not in AMOUNTS}
    for first, left, last, _ in table.merged:
        if first < layout.start or left not in spread or left in money or last <= first:
            continue
        value = _at(table.rows[first], left) if first < len(table.rows) else ""
        if blank(value):
            continue
        for index in range(first + 1, min(last + 1, len(table.rows))):
            if blank(_at(table.rows[index], left)) and not all(map(blank, table.rows[index])):
                cells = [*table.rows[index], *[""] * (left + 1 - len(table.rows[index]))]
                cells[left] = value
                table.rows[index] = cells


def _at(row: Row, place: int) -> Any:
    return row[place] if place < len(row) else ""
