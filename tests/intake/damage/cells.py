"""Damage to single cells."""

from __future__ import annotations

from datetime import date
from typing import Any

from damage.victim import SKIP, Amounts, Victim, as_minor, digits, like


def a_digit_is_changed(victim: Victim) -> list[Amounts]:
    place, row = victim.pick()
    cells, opened = victim.sheet.rows[row], victim.sheet.opened
    minor = victim.items[place][1]
    digit = victim.chance.randrange(len(str(abs(minor))))
    numerals = list(str(abs(minor)))
    numerals[digit] = victim.chance.choice([d for d in "0123456789" if d != numerals[digit]])
    other = int("".join(numerals)) * (1 if minor > 0 else -1)
    if isinstance(cells[opened], str):
        cells[opened] = like(cells[opened], other)
    else:
        cells[opened] = other / 100
    return [] if victim.proved else [victim.changed(place, other)]


def a_sign_is_changed(victim: Victim) -> list[Amounts]:
    place, row = victim.pick()
    cells, opened = victim.sheet.rows[row], victim.sheet.opened
    minor = -victim.items[place][1]
    if isinstance(cells[opened], str):
        cells[opened] = like(cells[opened], minor)
    else:
        cells[opened] = -cells[opened]
    # among amounts without any sign the total may tell the sign again
    return [victim.truth] if victim.proved else [victim.changed(place, minor), victim.truth]


def marks_are_exchanged(victim: Victim) -> list[Amounts]:
    """1,234.56 becomes 1.234,56 in one cell."""
    _, row = victim.pick()
    cells, opened = victim.sheet.rows[row], victim.sheet.opened
    if not isinstance(cells[opened], str):
        return SKIP
    cells[opened] = cells[opened].translate({ord("."): ",", ord(","): "."})
    return [victim.truth]


def a_mark_is_lost(victim: Victim) -> list[Amounts]:
    """1,234.56 becomes 1,23456 or 1234.56 in one cell."""
    place, row = victim.pick()
    cells, opened = victim.sheet.rows[row], victim.sheet.opened
    if not isinstance(cells[opened], str):
        return SKIP
    marks = [i for i, c in enumerate(cells[opened]) if c in ".,' \u202f"]
    at = victim.chance.choice(marks)
    whole = cells[opened][:at] + cells[opened][at + 1 :]
    cells[opened] = whole
    if at == marks[-1] and len(marks) == 1:  # its decimals became whole units
        sign = -1 if victim.items[place][1] < 0 else 1
        return [] if victim.proved else [victim.changed(place, sign * digits(whole) * 100)]
    return [victim.truth]


def an_amount_is_blank(victim: Victim) -> list[Amounts]:
    _, row = victim.pick()
    victim.sheet.rows[row][victim.sheet.opened] = ""
    return []


def an_amount_is_a_day(victim: Victim) -> list[Amounts]:
    _, row = victim.pick()
    cell: Any = victim.chance.choice(["1-Mar", "Mar-26", "01. Mrz", "2026-03-01", "01.03.2026"])
    if not victim.sheet.delimiter and victim.chance.random() < 0.5:
        cell = date(2026, 3, 1)
    victim.sheet.rows[row][victim.sheet.opened] = cell
    return []


def an_amount_is_a_word(victim: Victim) -> list[Amounts]:
    _, row = victim.pick()
    victim.sheet.rows[row][victim.sheet.opened] = victim.chance.choice(
        ["#REF!", "#N/A", "######", "n/a", "1.23E+05", "1,234.56.78", "12 34", "--5", "1O0.00",
         "TRUE", "NaN", "inf", "1e3", "0x10", "１２３.００", "٣٤٥", "1_000", "½"]
    )  # fmt: skip
    return []


def a_document_is_shortened(victim: Victim) -> list[Amounts]:
    place, row = victim.pick()
    cells = victim.sheet.rows[row]
    column = next(x for x, c in enumerate(cells) if str(c).strip() == victim.items[place][0])
    cells[column] = victim.chance.choice(["4.71E+09", "1.8E+10", "4,71E+09"])
    return []


def a_currency_is_another(victim: Victim) -> list[Amounts]:
    _, row = victim.pick()
    cells = victim.sheet.rows[row]
    columns = [x for x, c in enumerate(cells) if c in ("EUR", "USD", "CHF", "GBP", "INR")]
    if not columns:
        return SKIP
    cells[columns[0]] = victim.chance.choice(["", "EU", "Euro dollars", "XXX", "12"])
    return []


def a_sum_is_changed(victim: Victim) -> list[Amounts]:
    """A digit of a sum, or a sum that cannot be read."""
    sheet = victim.sheet
    items = set(sheet.found.values())
    rows = [y for y in range(sheet.head + 1, len(sheet.rows))
            if y not in items and sheet.opened < len(sheet.rows[y])
            and "ercent" not in str(sheet.rows[y])
            and as_minor(sheet.rows[y][sheet.opened]) not in (None, 0)]  # fmt: skip
    if not rows or not victim.proved or len(sheet.found) < len(victim.items):
        return SKIP
    row = victim.chance.choice(rows)
    cell = sheet.rows[row][sheet.opened]
    minor = as_minor(cell) or 0
    other = minor + victim.chance.choice([1, -1, 10, 900, 100_000])
    sheet.rows[row][sheet.opened] = like(cell, other) if isinstance(cell, str) else other / 100
    return []
