"""The currency of every row of a bank's list: its cell, its amount, a heading, or what is told."""

from __future__ import annotations

from collections.abc import Sequence

from collectwork.errors import InputRefused
from collectwork.intake import numbers
from collectwork.intake.bank.entries import BankFile
from collectwork.intake.bank.grid import Grid
from collectwork.intake.draft import SIGNS, no_currency
from collectwork.intake.headings import CURRENCIES, currency_code
from collectwork.intake.table import Row, Table, blank, shown

_NO_PROOF = ("$", "¥", "kr")


def currencies_of(
    file: BankFile, table: Table, grid: Grid, rows: Sequence[tuple[int, Row]]
) -> list[str]:
    """A currency a row. InputRefused when nothing states it, or two statements contradict."""
    said = (file.options.currency or (file.options.profile or {}).get("currency") or "").upper()
    if said and said not in CURRENCIES:
        raise InputRefused(f"Not imported: {said!r} is not an ISO currency code such as EUR.")
    default = grid.currency or _above(table, grid.start)
    found = []
    for index, row in rows:
        own = _cell(row, grid)
        sign = _sign(row, grid)
        if own and sign and own != sign:
            raise InputRefused(
                f"Not imported: row {index + 1}: the currency column says {own}, the amount "
                f"{sign}. Correct the row."
            )
        found.append(own or sign or default)
    stated = {code for code in found if code}
    if said and stated and said not in stated:
        raise InputRefused(
            f"Not imported: --currency says {said}, but the file says "
            f"{', '.join(sorted(stated))}. Leave the option out, or check the file."
        )
    if not said and not stated and rows:
        raise no_currency()
    if None in found and not said and len(stated) > 1:
        raise no_currency()
    # a row without a currency among rows of one states a balance or has a note only
    only = said or (next(iter(stated)) if stated else "")
    codes = [code or only for code in found]
    for (index, row), code in zip(rows, codes, strict=True):
        sign = _bare_sign(row, grid)
        if sign and code not in SIGNS[sign]:
            raise InputRefused(
                f"Not imported: row {index + 1}: the amount bears a {sign}, which is no sign of "
                f"{code}. Say the right --currency, or correct the row."
            )
    return codes


def _bare_sign(row: Row, grid: Grid) -> str | None:
    """A sign of several currencies on one of the row's amounts."""
    for part in ("amount", "in", "out", "balance"):
        place = grid.roles.get(part)
        if place is not None and place < len(row) and isinstance(row[place], str):
            sign = next((sign for sign in SIGNS if sign in row[place]), None)
            if sign:
                return sign
    return None


def _cell(row: Row, grid: Grid) -> str | None:
    place = grid.roles.get("currency")
    if place is None or place >= len(row) or blank(row[place]):
        return None
    return currency_code(row[place])


def _sign(row: Row, grid: Grid) -> str | None:
    for part in ("amount", "in", "out"):
        place = grid.roles.get(part)
        if place is None or place >= len(row) or not isinstance(row[place], str):
            continue
        try:
            code = numbers.parts(row[place]).currency
        except ValueError:
            continue
        if code and code not in _NO_PROOF:
            return code
    return None


def _above(table: Table, start: int) -> str | None:
    """A currency that the lines above the list name beside the word, as in "Currency: EUR"."""
    for row in table.rows[: max(start - 1, 0)]:
        cells = [shown(cell) for cell in row]
        for place, cell in enumerate(cells):
            label, _, rest = cell.partition(":")
            word = label.casefold().strip()
            if word in ("currency", "währung", "devise", "valuta", "moneda", "divisa", "waluta"):
                after = rest.strip() or (cells[place + 1] if place + 1 < len(cells) else "")
                if after.upper() in CURRENCIES:
                    return after.upper()
    return None
