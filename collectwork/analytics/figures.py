"""A figure with its cases and the rows behind it: what every screen, report and command shows."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal, TypedDict, Unpack

from collectwork.analytics.definitions import meaning
from collectwork.analytics.intervals import wilson
from collectwork.analytics.ratio import Ratio
from collectwork.domain.money import Money

Unit = Literal["money", "percent", "days", "count", "index"]
#: Fewer cases than this are shown with the words "few cases".
FEW = 10


@dataclass(frozen=True, slots=True)
class Figure:
    """``key`` names the written definition. ``value``: minor units for money, 0-1 for percent,
    None for n/a. ``low``/``high``: the 95 % interval of a share of few cases."""

    key: str
    value: float | int | None
    unit: Unit
    n: int
    currency: str = ""
    who: str = ""
    low: float | None = None
    high: float | None = None
    note: str = ""
    label: str = ""  # where one definition has several figures: which
    behind: Callable[[], Listing] | None = field(default=None, compare=False, repr=False)


Behind = Callable[[], "Listing"]


class More(TypedDict, total=False):
    """What may be said of any figure besides its value; see ``Figure``."""

    who: str
    label: str
    note: str
    behind: Behind | None


Cell = str | int | float | date | Money | Figure | None


@dataclass(frozen=True, slots=True)
class Column:
    """A heading; ``right`` for numbers."""

    name: str
    right: bool = False


@dataclass(frozen=True, slots=True)
class Listing:
    """A table. ``accounts[n]``: the customer of row n, to open; ``deeper(n)``: what is behind it.

    ``bars``: column index → share (0-1) of each row, drawn as a bar in place of the cell.
    """

    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    accounts: tuple[int | None, ...] = ()
    deeper: Callable[[int], Listing] | None = field(default=None, compare=False, repr=False)
    note: str = ""
    empty: str = "Nothing to show."
    bars: Mapping[int, tuple[float, ...]] = field(default_factory=dict)
    key: str = ""


@dataclass(frozen=True, slots=True)
class Page:
    """What a tab shows: tables one below the other, and how fresh it is."""

    title: str
    parts: tuple[Listing, ...]
    note: str = ""


def name_of(key: str) -> str:
    """The figure's name as people say it."""
    return meaning(key).name


def percent(value: float | None) -> str:
    """``12.3 %``, or n/a."""
    return "n/a" if value is None else f"{value * 100:.1f} %"


def columns(*names: str) -> tuple[Column, ...]:
    """Headings; a leading ``>`` puts the column to the right."""
    return tuple(Column(name.removeprefix(">"), name.startswith(">")) for name in names)


def share(
    key: str, ratio: Ratio, *, whole_cases: bool = True, currency: str = "", **more: Unpack[More]
) -> Figure:
    """A percentage. With ``whole_cases`` its parts are counts, so a Wilson interval is known."""
    low = high = None
    if whole_cases and ratio.n:
        bounds = wilson(round(ratio.part), round(ratio.whole))
        if bounds:
            low, high = bounds
    if 0 < ratio.n < FEW:
        more.setdefault("note", "few cases")
    return Figure(key, ratio.share, "percent", ratio.n, currency, low=low, high=high, **more)


def count(key: str, n: int, **more: Unpack[More]) -> Figure:
    """A plain number of cases."""
    return Figure(key, n, "count", n, **more)


def money(key: str, minor: int, currency: str, n: int, **more: Unpack[More]) -> Figure:
    """An amount over n cases."""
    return Figure(key, minor, "money", n, currency, **more)
