"""Whether a table is a summary by age, and which of its columns says what.

Such a list names customers and what each owes by age; it knows no invoices and no due days.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from collectwork.errors import InputRefused
from collectwork.intake import ages, headings
from collectwork.intake.ages import Age
from collectwork.intake.cells import is_amount, is_date
from collectwork.intake.headings import normal
from collectwork.intake.layout import Layout
from collectwork.intake.table import Table, blank, shown

_SAMPLE = 400
#: Headings that number anything: a customer, too.
_GENERIC = frozenset(["no", "nr", "num", "number", "ref", "reference", "assignment", "account"])
_ASIDE = re.compile(
    r"unapplied|unallocated|unused|advance|prepay|retainer|onaccount|creditbalance|credits?$"
    r"|anzahlung|akonto|guthaben|acompte|avoir|anticip|vooruit|abono"
)
_FOREIGN = re.compile(r"fcy|foreign|fremdw|devise.trang|vreemde")
_TOTALS = frozenset(map(normal, (
    "Total", "Totals", "Grand Total", "Total Due", "Total Amount Due", "Total Outstanding",
    "Total Balance", "Balance Due", "Amount Due", "Total Receivable", "Total Open", "Gesamt",
    "Gesamtbetrag", "Gesamtsaldo", "Summe", "Total général", "Total dû", "Totaal", "Totaal open",
    "Totale", "Totale dovuto", "Importe total", "Saldo total", "Total OI",
    "Total Outstanding Amount",
)))  # fmt: skip


@dataclass(slots=True)
class Grid:
    """The columns of a summary: ``buckets`` (place, age), ``totals`` that may state the row's sum,
    best first, ``aside`` (credits that have a column of their own), ``overdue`` (a sum of some of
    the buckets) and ``foreign`` (amounts in the customer's currency)."""

    layout: Layout
    buckets: list[tuple[int, Age]]
    totals: list[int] = field(default_factory=list)
    aside: list[int] = field(default_factory=list)
    overdue: int | None = None
    foreign: int | None = None
    labels: list[int] = field(default_factory=list)  # columns that name the customer

    @property
    def money(self) -> list[int]:
        """Every column of amounts, each once."""
        places = [place for place, _ in self.buckets] + self.totals + self.aside
        places += [place for place in (self.overdue, self.foreign) if place is not None]
        return list(dict.fromkeys(places))


def recognised(table: Table, layout: Layout) -> bool:
    """Whether a list has age columns and customers, and neither documents nor days."""
    body = _Body(table, layout)
    found = [place for place, name in enumerate(layout.headings) if name and _names_age(name)]
    if len(found) < 2 and not (len(found) == 1 and _overdue_only(layout, found)):
        return False
    if any(body.holds_days(p) for p, name in enumerate(layout.headings) if not name):
        return False  # Odoo's lines: due days below the customer's name
    several = sum(bool(name) and not _money_name(name) for name in layout.headings) > 1
    for place, name in enumerate(layout.headings):
        if not name or place in found or body.empty(place):
            continue
        parts = {part for part, _ in headings.fields(name)}
        if parts & {"document", "settled"} and not (
            parts & {"number", "name", "open"} or (normal(name) in _GENERIC and several)
        ):
            return False
        if parts & {"issued", "due"} and body.days(place):
            return False
    return True


def stacked(table: Table, layout: Layout) -> bool:
    """Whether the first heading stacks several names, as Sage prints ID, customer, contact and
    telephone one below the other beside the invoices."""
    if not table.rows[layout.header]:
        return False
    first = str(table.rows[layout.header][0])
    names = [line for line in re.split(r"[\r\n]+|\s/\s", first) if line.strip()]
    known = sum(bool(headings.fields(name.strip())) for name in names)
    found = sum(bool(name) and _names_age(name) for name in layout.headings)
    return len(names) > 1 and known > 1 and found > 1


def grid(
    table: Table, layout: Layout, as_of: date | None, profile: Mapping[str, Any]
) -> Grid:  # fmt: skip
    """Sort the columns by their headings, and where those leave it open, by their content."""
    body = _Body(table, layout)
    taken = set(layout.roles.values())
    buckets = _buckets(layout, body, as_of)
    ranges = any(age.kind in ("range", "mixed") for _, age in buckets)
    made = Grid(layout, buckets)
    places = {place for place, _ in buckets}
    totals: list[tuple[int, int]] = []
    for place, name in enumerate(layout.headings):
        if place in places or (place in taken and place != layout.roles.get("open")):
            continue
        key = normal(name)
        known = dict(headings.fields(name)) if name else {}
        rank = next(
            (n for n, part in enumerate(("total", "open", "base_open")) if part in known), 9
        )
        with_code = headings.currency_in(name)
        bare = normal(with_code[0]) if with_code else key
        if not body.money(place):
            continue
        if _FOREIGN.search(key) and name:
            made.foreign = place
        elif layout.roles.get("open") == place or bare in _TOTALS or rank < 9:
            totals.append((-1 if layout.roles.get("open") == place else rank, place))
        elif name and ages.overdue(name):
            if ranges:
                made.overdue = place
            else:
                made.buckets.append((place, Age(name, "overdue", 1)))
        elif name and _ASIDE.search(key):
            made.aside.append(place)
    made.totals = [place for _, place in sorted(totals)]
    made.labels = _labels(made, body, taken)
    if not made.labels:
        raise InputRefused(
            "Not imported: no column names the customers beside the age columns "
            f"({', '.join(repr(age.label) for _, age in made.buckets)}). Export the list with them."
        )
    return _in_days_since_invoice(made, table, profile)


def _buckets(layout: Layout, body: _Body, as_of: date | None) -> list[tuple[int, Age]]:
    labels = []
    for name in layout.headings:
        number = ages.period(name)
        plain = headings.unpriced(name)
        labels.append(_period(layout, body, number) if number is not None else plain)
    found = []
    for place, age in enumerate(ages.read(labels, as_of)):
        name = layout.headings[place]
        if age is not None and body.some_money(place):
            found.append((place, age))
        elif ages.period(name) is not None or normal(name) in ("before", "after"):
            found.append((place, Age(labels[place] or name, "unknown")))
    return found


def _period(layout: Layout, body: _Body, number: int) -> str:
    """What a period's own column calls it (Business Central), or its days by the period length."""
    for place, name in enumerate(layout.headings):
        if normal(name) == f"period{number}label":
            said = body.texts(place)
            if len(said) > 1:
                raise InputRefused(
                    f"Not imported: column {name!r} names the period differently in different rows "
                    f"({', '.join(sorted(map(repr, said))[:3])}). Export one report."
                )
            text = next(iter(said), "")
            if text and ages.is_age(text):
                return text
    for place, name in enumerate(layout.headings):
        if normal(name) == "periodlengthfilter":
            said = body.texts(place)
            match = re.fullmatch(r"(\d{1,3})\s*([DM])", next(iter(said), ""), re.IGNORECASE)
            if match and len(said) == 1:
                return _by_length(layout, number, int(match[1]), match[2].upper())
    return f"period {number}"


def _by_length(layout: Layout, number: int, size: int, unit: str) -> str:
    """The label that the period's length comes to; the last period is open."""
    numbers = [n for name in layout.headings if (n := ages.period(name)) is not None]
    start = (number - 1) * size
    if unit == "D":
        return f"> {start}" if number == max(numbers) else f"{start + 1} - {start + size}"
    if size > 1:
        return f"period {number}"
    if number == 1:
        return "< 1 Month"
    return f"{start}+ Months" if number == max(numbers) else f"{start} Months"


def _labels(made: Grid, body: _Body, taken: set[int]) -> list[int]:
    """Columns left of the first age that hold the customers, where no heading says so."""
    roles = made.layout.roles
    for part in ("number", "name", "company"):
        if part in roles and body.empty(roles[part]):
            del roles[part]  # Odoo's *Account* is empty where the list is folded
    named = [roles[part] for part in ("name", "number") if part in roles]
    if named:
        return named
    if not made.buckets:
        raise InputRefused(
            "Not imported: this looks like a summary by age, but no column of ages holds amounts. "
            "Export it again, with its headings."
        )
    first = min(place for place, _ in made.buckets)
    return [
        place for place in range(first)
        if place not in taken and place not in made.money and not body.empty(place)
    ]  # fmt: skip


_BY_INVOICE = re.compile(
    r"(?:aging|ageing|aged|age|basis|alterung|fälligkeitsbasis|base|ouderdom)\b.*?"
    r"(?:(?:invoice|document|transaction|bill|posting)\s*date|rechnungsdatum|belegdatum"
    r"|date\s+de\s+(?:la\s+)?facture|factuurdatum|data\s+(?:della\s+)?fattura|fecha\s+de\s+(?:la\s+)?factura)",
    re.IGNORECASE,
)
_BY_DUE = re.compile(
    r"(?:aging|ageing|aged|age|basis|alterung|base|ouderdom)\b.*?"
    r"(?:due\s*date|fälligkeit|échéance|vervaldatum|scadenza|vencimiento)",
    re.IGNORECASE,
)


def basis(table: Table, layout: Layout, profile: Mapping[str, Any]) -> str | None:
    """From which day the ages count: "due" or "invoice"; None where nothing says it."""
    said = profile.get("basis")
    if said in ("due", "invoice"):
        return str(said)
    for row in table.rows[: layout.header]:
        text = " ".join(shown(cell) for cell in row if not blank(cell))
        if _BY_INVOICE.search(text):
            return "invoice"
        if _BY_DUE.search(text):
            return "due"
    return None


def _in_days_since_invoice(made: Grid, table: Table, profile: Mapping[str, Any]) -> Grid:
    """Ages from the invoice date are days past due only where the terms are told."""
    if basis(table, made.layout, profile) != "invoice":
        return made
    terms = profile.get("terms_days")
    if not isinstance(terms, int) or not 0 <= terms <= 365:
        made.buckets = [
            (at, age if age.kind == "not due" else replace(age, kind="old", first=None, last=None))
            for at, age in made.buckets
        ]
    else:
        made.buckets = [(place, ages.shifted(age, terms)) for place, age in made.buckets]
    return made


def _names_age(name: str) -> bool:
    key = normal(name)
    return (
        ages.is_age(headings.unpriced(name))
        or ages.period(name) is not None
        or key in ("before", "after")
    )


def _overdue_only(layout: Layout, found: Sequence[int]) -> bool:
    """``Not due`` and ``Overdue`` are buckets as well."""
    return any(
        name and ages.overdue(name) and normal(name) != "due"
        for place, name in enumerate(layout.headings) if place not in found
    )  # fmt: skip


def _money_name(name: str) -> bool:
    parts = {part for part, _ in headings.fields(name)}
    return _names_age(name) or normal(name) in _TOTALS or bool(parts & {"total", "open"})


class _Body:
    """The first rows below the header, looked at by column."""

    def __init__(self, table: Table, layout: Layout) -> None:
        self._rows: Sequence[Any] = table.rows[layout.start : layout.start + _SAMPLE]

    def _cells(self, place: int) -> list[Any]:
        return [row[place] for row in self._rows if place < len(row) and not blank(row[place])]

    def empty(self, place: int) -> bool:
        return not self._cells(place)

    def texts(self, place: int) -> set[str]:
        return {shown(cell) for cell in self._cells(place)}

    def money(self, place: int) -> bool:
        """Whether a column without a telling name holds amounts."""
        cells = [c for c in self._cells(place) if shown(c) not in ("-", "–", "—")]
        return sum(map(is_amount, cells)) * 2 > len(cells)

    def some_money(self, place: int) -> bool:
        """Whether a column that is called an age may hold amounts: what cannot be read in it is
        then refused by its place, not passed over."""
        cells = self._cells(place)
        return not cells or any(map(is_amount, cells))

    def holds_days(self, place: int) -> bool:
        return any(isinstance(cell, str) and is_date(cell) and not is_amount(cell)
                   for cell in self._cells(place))  # fmt: skip

    def days(self, place: int) -> bool:
        cells = self._cells(place)
        return sum(map(is_date, cells)) * 2 > len(cells)
