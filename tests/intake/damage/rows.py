"""Damage to rows and columns."""

from __future__ import annotations

import re
from typing import Any

from damage.victim import SKIP, Amounts, Victim, as_minor, like


def a_row_is_lost(victim: Victim) -> list[Amounts]:
    place, row = victim.pick()
    del victim.sheet.rows[row]
    return [] if victim.proved else [victim.less(place)]


def a_row_is_there_twice(victim: Victim) -> list[Amounts]:
    place, row = victim.pick()
    victim.sheet.rows.insert(row, list(victim.sheet.rows[row]))
    both = victim.truth
    both[victim.items[place]] += 1
    return [victim.truth] if victim.proved else [victim.truth, both]


def two_rows_are_exchanged(victim: Victim) -> list[Amounts]:
    rows = victim.sheet.rows
    (_, one), (_, other) = victim.pick(), victim.pick()
    rows[one], rows[other] = rows[other], rows[one]
    return [victim.truth]


def any_rows_are_exchanged(victim: Victim) -> list[Amounts]:
    rows = victim.sheet.rows
    one, other = victim.chance.randrange(len(rows)), victim.chance.randrange(len(rows))
    rows[one], rows[other] = rows[other], rows[one]
    return [victim.truth]


def rows_are_sorted(victim: Victim) -> list[Amounts]:
    rows, head = victim.sheet.rows, victim.sheet.head
    column = victim.chance.randrange(len(rows[head]))
    rows[head + 1 :] = sorted(
        rows[head + 1 :], key=lambda row: str(row[column]) if column < len(row) else ""
    )
    return [victim.truth]


def a_note_stands_between(victim: Victim) -> list[Amounts]:
    _, row = victim.pick()
    width = len(victim.sheet.rows[row])
    cells = [""] * width
    cells[victim.chance.randrange(width)] = victim.chance.choice(
        ["please call first", "siehe Mail vom 3.2.", "Seite 2", "Page 2 of 7", "1.234,00", "?",
         "Total", "=SUM(A1:A3)", "12", "Carried forward", "Company: Example", "2026-01-31"]
    )  # fmt: skip
    victim.sheet.rows.insert(row, cells)
    return [victim.truth]


def the_heading_comes_again(victim: Victim) -> list[Amounts]:
    _, row = victim.pick()
    rows = victim.sheet.rows
    rows[row:row] = [[""] * len(rows[row]) for _ in range(victim.chance.randrange(2))] + [
        list(rows[victim.sheet.head])
    ]
    return [victim.truth]


def a_sum_stands_between(victim: Victim) -> list[Amounts]:
    """A labelled sum of the rows above, in the column of open amounts."""
    sheet = victim.sheet
    place, row = victim.pick()
    above = [p for p, y in sheet.found.items() if y <= row]
    if len(above) + 2 < sum(1 for y in range(sheet.head + 1, row + 1) if any(sheet.rows[y])):
        return SKIP
    cells: list[Any] = [""] * len(sheet.rows[row])
    label = victim.chance.choice(["Subtotal", "Zwischensumme", "Sous-total", "Total", "Summe"])
    first = next((x for x in range(sheet.opened) if isinstance(sheet.rows[row][x], str)), None)
    if first is None:
        return SKIP
    cells[first] = label
    total = sum(victim.items[p][1] for p in above)
    if victim.chance.random() < 0.4:
        total += victim.chance.choice([1, 100, -1000])
    example = sheet.rows[sheet.found[place]][sheet.opened]
    cells[sheet.opened] = total / 100 if not isinstance(example, str) else like(example, total)
    sheet.rows.insert(row + 1, cells)
    return [victim.truth]


def the_end_is_cut_off(victim: Victim) -> list[Amounts]:
    _, row = victim.pick()
    if len(victim.sheet.found) < len(victim.items):
        return SKIP
    del victim.sheet.rows[row + 1 :]
    return [victim.less(*(place for place, y in victim.sheet.found.items() if y > row))]


def two_columns_are_exchanged(victim: Victim) -> list[Amounts]:
    rows, head = victim.sheet.rows, victim.sheet.head
    width = len(rows[head])
    one, other = victim.chance.randrange(width), victim.chance.randrange(width)
    for row in rows:
        if max(one, other) < len(row):
            row[one], row[other] = row[other], row[one]
    return [victim.truth]


def a_column_is_lost(victim: Victim) -> list[Amounts]:
    rows, head = victim.sheet.rows, victim.sheet.head
    column = victim.chance.randrange(len(rows[head]))
    name = str(rows[head][column]).casefold()
    if column == victim.sheet.opened or re.search(
        r"clear|ausgl|rapproch|settled|soll|paid|credit|dr/cr|d/c|appl", name
    ):
        return SKIP  # without it the file says something else
    for row in rows:
        del row[column : column + 1]
    victim.loose = True  # it may be the column of documents
    return [victim.truth]


def a_column_is_there_twice(victim: Victim) -> list[Amounts]:
    rows, head = victim.sheet.rows, victim.sheet.head
    column = victim.chance.randrange(len(rows[head]))
    for row in rows:
        if column < len(row):
            row.append(row[column])
    return [victim.truth]


def a_cell_is_missing(victim: Victim) -> list[Amounts]:
    """A delimiter too few: everything behind it moves to the left."""
    _, row = victim.pick()
    cells = victim.sheet.rows[row]
    column = victim.chance.randrange(len(cells))
    if not victim.sheet.delimiter or (cells[column] == "" and not any(cells[column:])):
        return SKIP
    if column > victim.sheet.opened:
        del cells[column]
        return [victim.truth]
    del cells[column]
    return []


def a_cell_too_many(victim: Victim) -> list[Amounts]:
    _, row = victim.pick()
    column = victim.chance.randrange(len(victim.sheet.rows[row]))
    if not victim.sheet.delimiter:
        return SKIP
    victim.sheet.rows[row].insert(column, "")
    return [victim.truth] if column > victim.sheet.opened else []


def two_cells_are_exchanged(victim: Victim) -> list[Amounts]:
    """The open amount against another cell of its row: only an equal one may be read."""
    place, row = victim.pick()
    cells = victim.sheet.rows[row]
    opened = victim.sheet.opened
    other = victim.chance.randrange(len(cells))
    if victim.sheet.rows[victim.sheet.head][opened] == "Invoice Amount":
        return SKIP  # what is open is reckoned from two columns
    cells[opened], cells[other] = cells[other], cells[opened]
    if cells[opened] == cells[other]:
        return [victim.truth]
    if victim.proved:
        return []
    number = as_minor(cells[opened])
    return [] if number is None else [victim.changed(place, number), victim.truth]
