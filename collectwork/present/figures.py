"""Figures and tables as text: the same words on screens, in reports and on the command line."""

from __future__ import annotations

from datetime import date

from collectwork.analytics.definitions import meaning
from collectwork.analytics.figures import Cell, Figure, Listing
from collectwork.domain.money import Money, decimals
from collectwork.present.cells import amount

NOT_KNOWN = "n/a"


def cell(value: Cell) -> str:
    """A cell in words; empty for nothing."""
    if value is None:
        return ""
    if isinstance(value, Figure):
        return figure(value)
    if isinstance(value, Money):
        return amount(value.minor, value.currency)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float):
        return f"{value:.2f}"
    if isinstance(value, int):
        return f"{value:,}"
    return value


def texts(listing: Listing) -> list[list[str]]:
    """Every cell in words; amounts bear their currency where the table holds several."""
    found = [
        value.currency
        for row in listing.rows
        for value in row
        if isinstance(value, Money) or (isinstance(value, Figure) and value.unit == "money")
    ]
    mixed = len(set(found)) > 1
    return [[_in_table(value, mixed) for value in row] for row in listing.rows]


def _in_table(value: Cell, mixed: bool) -> str:
    shown = cell(value).replace("\n", " ")
    if mixed and isinstance(value, Money):
        return f"{shown} {value.currency}"
    if mixed and isinstance(value, Figure) and value.unit == "money" and value.value is not None:
        return f"{shown} {value.currency}"
    return shown


def figure(one: Figure) -> str:
    """The value with its unit; a few words where it is not a number."""
    if one.note == "name":
        return one.label or meaning(one.key).name
    shown = _value(one)
    if one.note.startswith("of "):
        return f"{shown} {one.note}"
    return shown if one.value is not None or not one.note else one.note


def _value(one: Figure) -> str:
    if one.value is None:
        return NOT_KNOWN
    if one.unit == "money":
        return amount(int(one.value), one.currency)
    if one.unit == "percent":
        return f"{one.value * 100:.1f} %"
    if one.unit == "days":
        return f"{one.value:.1f} d" if isinstance(one.value, float) else f"{one.value} d"
    if one.unit == "index":
        return f"{one.value:.2f}".replace("-", "−")
    return f"{int(one.value):,}"


def name(one: Figure) -> str:
    """What the figure is called."""
    return one.label or meaning(one.key).name


def machine(one: Figure) -> str | int | float | None:
    """The value for scripts: decimal text for money, a plain number else."""
    if one.value is None:
        return None
    if one.unit == "money":
        return decimals(int(one.value), one.currency)
    if one.unit == "count":
        return int(one.value)
    return round(float(one.value), 6)


def explained(one: Figure) -> list[str]:
    """The figure's definition, its cases and how sure it is, a sentence each."""
    known = meaning(one.key)
    lines = [known.words]
    if known.read:
        lines.append(known.read)
    lines.append(f"{one.n:,} cases." if one.n != 1 else "1 case.")
    if one.low is not None and one.high is not None:
        lines.append(f"95 % interval {one.low * 100:.1f}-{one.high * 100:.1f} % (Wilson).")
    if one.note and one.note != "name":
        lines.append(one.note + ".")
    return lines


def scripted(value: Cell) -> str | int | float | None:
    """A cell for scripts: dates and money as text, figures as their value."""
    if isinstance(value, Figure):
        return name(value) if value.note == "name" else machine(value)
    if isinstance(value, Money):
        return str(value)
    if isinstance(value, date):
        return value.isoformat()
    return value
