"""Which column of a bank's list is what: by its heading, by a profile's numbers, or, in a list
without headings, by what its cells are."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from collectwork.intake.bank.cells import are_words, is_amount, is_day, whole
from collectwork.intake.bank.words import (
    BALANCE_ROWS,
    LEDGERS,
    NAMES,
    NOT_LEDGERS,
    ONLY_BANKS,
    SUM_ROWS,
)
from collectwork.intake.headings import currency_code, currency_in, normal
from collectwork.intake.table import Row, Table, blank, shown

_HEAD = 60  # rows in which a header may stand
_SAMPLE = 400
_SIGN = re.compile(r"\s*[(\[]\s*([€£$¥])\s*[)\]]")
_SIGNS = {"€": "EUR", "£": "GBP"}  # a $ is no proof
_ORDER = (
    "booked", "value", "amount", "in", "out", "balance", "currency", "sign", "account", "ref",
    "end_to_end", "status", "name", "own", "text",
)  # fmt: skip
#: What parts of a payment list are called in a profile.
_PROFILE = {"posted": "booked", "received": "value", "payer": "name", "reference": "text"}


@dataclass(slots=True)
class Grid:
    """Where the rows begin, and the place of each part; ``texts``: all places of remittance."""

    start: int
    roles: dict[str, int]
    texts: list[int]
    headings: list[str] = field(default_factory=list)
    only_banks: bool = False
    currency: str | None = None  # that a heading names

    @property
    def money(self) -> bool:
        return "amount" in self.roles or {"in", "out"} <= self.roles.keys()

    @property
    def days(self) -> bool:
        return bool({"booked", "value"} & self.roles.keys())

    def name(self, part: str) -> str:
        """How a person would find the column."""
        place = self.roles[part]
        heading = self.headings[place] if place < len(self.headings) else ""
        return heading or f"column {place + 1}"


# with headings -----------------------------------------------------------------------------------


def headed(table: Table) -> Grid | None:
    """The header of a bank's list, if there is one that is no ledger's."""
    best: tuple[int, Grid] | None = None
    for index, row in enumerate(table.rows[:_HEAD]):
        names = [shown(cell) if isinstance(cell, str) else "" for cell in row]
        if sum(map(bool, names)) < 3 or any(is_amount(cell) for cell in row if not blank(cell)):
            continue
        above = [shown(cell) for cell in table.rows[index - 1]] if index else []
        if sum(map(bool, above)) > 2 and _speak_of_ledgers(above):
            continue  # the second row of a ledger's header
        grid = _by_headings(table, index, names)
        if grid.money and grid.days and (best is None or len(grid.roles) > best[0]):
            best = len(grid.roles), grid
    return best[1] if best else None


def _by_headings(table: Table, index: int, names: Sequence[str]) -> Grid:
    plain = [normal(_bare(name)) for name in names]
    sample = [row for row in table.rows[index + 1 : index + _SAMPLE] if not _empty(row)]
    roles: dict[str, int] = {}
    texts: list[int] = []
    for part in _ORDER:
        for place, name in enumerate(plain):
            if not name or place in roles.values() or name not in NAMES[part]:
                continue
            cells = [row[place] for row in sample if place < len(row) and not blank(row[place])]
            if not _fits(part, cells):
                continue
            if part == "text":
                texts.append(place)
            else:
                roles[part] = place
                break
    grid = Grid(index + 1, roles, texts, list(names))
    grid.only_banks = any(name in ONLY_BANKS for name in plain)
    for part in ("amount", "in", "balance"):
        if part not in roles:
            continue
        found = currency_in(names[roles[part]])
        sign = _SIGN.search(names[roles[part]])
        if found or (sign and sign[1] in _SIGNS):
            grid.currency = found[1] if found else _SIGNS[sign[1]] if sign else None
            break
    return grid


def _bare(name: str) -> str:
    found = currency_in(name)
    return found[0] if found else _SIGN.sub("", name)


def _fits(part: str, cells: Sequence[Any]) -> bool:
    if not cells:
        return part not in ("booked", "amount")
    if part in ("booked", "value"):
        share = sum(map(is_day, cells))
    elif part in ("amount", "in", "out", "balance"):
        share = sum(map(is_amount, cells))
    elif part == "currency":
        share = sum(bool(currency_code(cell)) for cell in cells)
    elif part == "sign":
        return are_words(cells)
    elif part == "own":
        return len({shown(cell) for cell in cells}) == 1 or all(len(shown(c)) >= 8 for c in cells)
    else:
        return True
    return share * 2 > len(cells)


def of_a_ledger(grid: Grid) -> bool:
    """Whether headings speak of customers, invoices or due days."""
    return _speak_of_ledgers(grid.headings)


def _speak_of_ledgers(names: Sequence[str]) -> bool:
    plain = [normal(name) for name in names]
    return any(
        word in name for name in plain if name not in NOT_LEDGERS for word in LEDGERS
    )  # fmt: skip


# with numbers of a profile -----------------------------------------------------------------------


def numbered(table: Table, columns: Mapping[str, Any], ignored: Sequence[Any]) -> Grid | None:
    """A list without headings whose columns a profile names by number, from 1."""
    places: dict[str, int] = {}
    for part, said in columns.items():
        number = said if isinstance(said, int) else int(said) if str(said).isdigit() else 0
        if number:
            places[_PROFILE.get(part, part)] = number - 1
    if not places:
        return None
    text = places.pop("text", None)
    left_out = {n - 1 for n in ignored if isinstance(n, int)}
    start = next(
        (i for i, row in enumerate(table.rows[:_HEAD]) if _data(row, places)), len(table.rows)
    )
    roles = {part: place for part, place in places.items() if place not in left_out}
    return Grid(start, roles, [] if text is None else [text])


def _data(row: Row, places: Mapping[str, int]) -> bool:
    days = [places[part] for part in ("booked", "value") if part in places]
    return any(place < len(row) and is_day(row[place]) for place in days)


# without headings --------------------------------------------------------------------------------


@dataclass(slots=True)
class Bare:
    """What the columns of a list without headings are; ``money``: columns of amounts in order."""

    start: int
    days: list[int] = field(default_factory=list)
    money: list[int] = field(default_factory=list)
    wholes: list[int] = field(default_factory=list)  # amounts without decimals, or numbers
    currency: int | None = None
    sign: int | None = None
    own: int | None = None  # the account the list is of: the same in every row
    account: int | None = None  # the payer's
    texts: list[int] = field(default_factory=list)

    @property
    def candidates(self) -> list[int]:
        """Columns that may hold amounts."""
        return sorted([*self.money, *self.wholes[:3]])


_STATES = re.compile(
    rf"(?:{'|'.join(map(re.escape, BALANCE_ROWS))})(?:$|:| per\b| am\b| as\b| on\b| au\b| al\b)"
)
_IBAN = re.compile(r"^[A-Z]{2}\d{2}[A-Z0-9]{10,30}$")


def bare(table: Table) -> Bare | None:
    """The columns of a list without headings, if its rows have days and amounts at all."""
    rows = table.rows
    start = next((i for i, row in enumerate(rows[:_HEAD]) if is_data(row)), None)
    if start is None:
        return None
    sample = [row for row in rows[start : start + _SAMPLE] if not _empty(row) and not _states(row)]
    if not sample:
        return None
    width = max(map(len, sample))
    found = Bare(start)
    for place in range(width):
        cells = [row[place] for row in sample if place < len(row) and not blank(row[place])]
        if not cells:
            continue
        many = len(cells) * 10 >= len(sample) * 9
        if many and all(map(is_day, cells)):
            found.days.append(place)
        elif all(map(is_amount, cells)):
            (found.wholes if all(map(whole, cells)) else found.money).append(place)
        elif many and found.currency is None and all(currency_code(c) for c in cells):
            found.currency = place
        elif many and found.sign is None and are_words(cells):
            found.sign = place
        elif many and found.own is None and _one_account(cells):
            found.own = place
        elif found.account is None and all(_IBAN.match(shown(c).replace(" ", "")) for c in cells):
            found.account = place
        else:
            found.texts.append(place)
    if not found.money:
        found.money, found.wholes = found.wholes, []
    if not found.days or not found.money or not (found.texts or found.sign is not None):
        return None
    return found


def _one_account(cells: Sequence[Any]) -> bool:
    said = {shown(cell).replace(" ", "") for cell in cells}
    digits = sum(map(str.isdigit, next(iter(said))))
    return len(cells) > 1 and len(said) == 1 and digits >= 7


def has_unknown_header(table: Table, start: int) -> bool:
    """Whether the row above the first data looks like headings that nobody knows."""
    if not 0 < start < len(table.rows):
        return False
    above = [shown(cell) for cell in table.rows[start - 1]]
    filled = [cell for cell in above if cell]
    width = len([cell for cell in table.rows[start] if not blank(cell)])
    words = sum(any(map(str.isalpha, cell)) for cell in filled)
    return len(filled) >= 3 and words == len(filled) and len(filled) >= width - 2


def is_data(row: Row) -> bool:
    """A row with a day and an amount among three cells or more."""
    cells = [cell for cell in row if not blank(cell)]
    money = [cell for cell in cells if is_amount(cell) and not is_day(cell)]
    return len(cells) >= 3 and any(map(is_day, cells)) and bool(money)


def _states(row: Row) -> bool:
    dated = any(map(is_day, row))
    return any(
        isinstance(cell, str) and (states_balance(cell) or (states_sum(cell) and not dated))
        for cell in row
    )


@lru_cache(maxsize=20_000)
def states_balance(text: str) -> bool:
    """Whether a text names a balance instead of a payment."""
    return bool(_STATES.match(text.casefold().strip(" :.")))


def states_sum(text: str) -> bool:
    """Whether a text names a total; beside a day it may be a payer called so."""
    return text.casefold().strip(" :.") in SUM_ROWS


def _empty(row: Row) -> bool:
    return all(blank(cell) for cell in row)
