"""Another column that may hold the open amounts: doubts that are refused, never decided."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Any

from collectwork.errors import InputRefused
from collectwork.intake import headings
from collectwork.intake.cells import is_amount
from collectwork.intake.checks import looks_like
from collectwork.intake.draft import Source
from collectwork.intake.headings import normal
from collectwork.intake.numbers import Number
from collectwork.intake.table import blank

_GENERIC = frozenset(map(normal, ("Balance", "Saldo", "Solde", "Pending", "Total Due")))
_RUNNING = frozenset(map(normal, ("Balance", "Saldo", "Solde")))
_HARMLESS = (
    "net", "vat", "tax", "mwst", "ust", "steuer", "tva", "btw", "iva", "gst", "discount", "skonto",
    "rabatt", "remise", "korting", "sconto", "descuento", "rate", "kurs", "limit", "percent",
    "prozent", "freight", "fee", "interest", "zins", "quantity", "menge", "price", "preis",
    "cost", "commission", "lcy", "base", "local", "haus",
)  # fmt: skip


def named(source: Source, part: str) -> None:
    """Two columns that may both be the open amount by name and differ: refused, unless one is only
    a general name such as Balance, or says the same in a currency of its own."""
    layout = source.layout
    chosen = layout.roles[part]
    if part in (source.profile.get("columns") or {}):
        return
    mine: list[Any] | None = None
    for place, name in enumerate(layout.headings):
        if place in layout.roles.values() or not name or normal(name) in _GENERIC:
            continue
        if part not in dict(headings.fields(name)):
            continue
        mine = mine or list(source.columns.amounts(chosen))
        theirs = source.columns.amounts(place)
        differs = _first_difference(source, name, mine, theirs)
        if differs is not None:
            raise InputRefused(
                f"Not imported: {layout.headings[chosen]!r} and {name!r} may both be the open "
                f"amount, and they differ in row {source.row(differs)}. Name the right one in a "
                f'profile: [columns] {part} = "{layout.headings[chosen]}".'
            )


def _first_difference(
    source: Source, name: str, mine: Sequence[Any], theirs: Sequence[Any]
) -> int | None:
    """A row where the two differ; one that names a currency must agree in rows of that one."""
    own = headings.currency_in(name)
    chosen = headings.currency_in(source.layout.heading("open"))
    only = own[1] if own and not chosen and source.columns.has("currency") else None
    codes = source.columns.texts("currency")
    for index, (one, other) in enumerate(zip(mine, theirs, strict=True)):
        if not isinstance(one, Number) or not isinstance(other, Number):
            continue
        if only and codes[index].upper() != only:
            continue
        if not _equal(one, other):
            return index
    return None


def _equal(one: Number, other: Number) -> bool:
    places = max(one.places, other.places)
    return one.minor(places) == other.minor(places)


def may_run(source: Source) -> bool:
    """Whether the open amounts have a heading that may mean the account's balance."""
    told = "open" in (source.profile.get("columns") or {})
    return normal(source.layout.heading("open")) in _RUNNING and not told


def running(source: Source) -> None:
    """A column *Balance* that adds up row by row is the account's, not the item's."""
    columns, layout = source.columns, source.layout
    if not may_run(source):
        return
    balance = columns.amounts(layout.roles["open"])
    for rows in _moving(source, balance):
        if _adds_up(rows, columns.raw("number")) or _adds_up(rows[::-1], columns.raw("number")):
            raise InputRefused(
                f"Not imported: column {layout.heading('open')!r} is a running balance of the "
                "account, not what is open of each row: this is an account statement. Export the "
                "open items."
            )
    _larger(source, balance)


def never_runs(source: Source) -> bool:
    """Whether two rows of one account, one below the other, contradict a balance that adds up
    downwards, and two one that adds up upwards: no further rows can make it such a balance."""
    owner = source.columns.raw("number")
    for rows in _moving(source, source.columns.amounts(source.layout.roles["open"])):
        pairs = [(a, b) for a, b in pairwise(rows) if owner[a[2]] == owner[b[2]]]
        down = any(below[0] != above[0] + below[1] for above, below in pairs)
        up = any(above[0] != below[0] + above[1] for above, below in pairs)
        if not (down and up):
            return False
    return True


def _moving(source: Source, balance: Sequence[Any]) -> Iterable[list[tuple[int, int, int]]]:
    """Balance, movement and row, wherever a row has both."""
    for moved in _movements(source):
        yield [
            (_millionths(balance[i]), _millionths(moved[i]), i)
            for i in range(len(balance))
            if isinstance(balance[i], Number) and isinstance(moved[i], Number)
        ]


def _larger(source: Source, balance: Sequence[Any]) -> None:
    """What is left of an amount is never more than the amount; a balance of the account is."""
    columns, roles = source.columns, source.layout.roles
    if "original" not in roles:
        return
    pairs = [
        (one, two)
        for one, two in zip(columns.amounts(roles["original"]), balance, strict=True)
        if isinstance(one, Number) and isinstance(two, Number) and one.mantissa
    ]
    more = sum(abs(_millionths(two)) > abs(_millionths(one)) for one, two in pairs)
    if more > 1 and more * 2 > len(pairs):
        raise InputRefused(
            f"Not imported: in {more} of {len(pairs)} rows {source.layout.heading('open')!r} is "
            f"more than {source.layout.heading('original')!r}: it may be the balance of an account "
            "and not what is open of each row. If it is open, say so in a profile: "
            f'[columns] open = "{source.layout.heading("open")}".'
        )


def _movements(source: Source) -> Iterable[list[Any]]:
    columns, roles = source.columns, source.layout.roles
    if "original" in roles:
        yield columns.amounts(roles["original"])
    if {"debit", "credit"} <= roles.keys():
        pairs = zip(columns.amounts(roles["debit"]), columns.amounts(roles["credit"]), strict=True)
        yield [_side(one, other) for one, other in pairs]


def _side(debit: Any, credit: Any) -> Number | None:
    if not isinstance(debit, Number) and not isinstance(credit, Number):
        return None
    cents = (_millionths(debit) if isinstance(debit, Number) else 0) - (
        abs(_millionths(credit)) if isinstance(credit, Number) else 0
    )
    return Number(cents, 6)


def _millionths(cell: Number) -> int:
    """For comparing amounts of one column and another: millionths."""
    scaled: int = cell.mantissa * 10 ** max(0, 6 - cell.places)
    return scaled


def _adds_up(rows: Sequence[tuple[int, int, int]], owner: Sequence[Any]) -> bool:
    """Whether each balance is the one before plus the row's amount, starting anew per account."""
    before, telling, opening = 0, 0, False
    for place, (balance, moved, index) in enumerate(rows):
        if balance == before + moved:
            telling += before != 0
        elif place == 0 or owner[index] != owner[rows[place - 1][2]]:
            opening = opening or balance != moved  # the account stood at something before
        else:
            return False
        before = balance
    return telling > opening


def unnamed(source: Source) -> None:
    """An invoice amount taken as open beside another column of amounts whose heading is not known:
    that may be what is open."""
    columns, layout = source.columns, source.layout
    if "settled" in layout.roles or set(layout.roles) & set(source.profile.get("columns") or {}):
        return
    misspelt(source)
    taken = columns.amounts(layout.roles["original" if columns.has("original") else "amount"])
    for place in _unknown_amounts(source):
        other = columns.amounts(place)
        pairs = [
            (one, two)
            for one, two in zip(taken, other, strict=True)
            if isinstance(one, Number) and isinstance(two, Number)
        ]
        if pairs and any(not _equal(one, two) for one, two in pairs) and _within(pairs):
            part = layout.heading("original" if columns.has("original") else "amount")
            raise InputRefused(
                f"Not imported: {part!r} may be what was invoiced and "
                f"{layout.headings[place] or f'column {place + 1}'!r} what is open or was paid of "
                "it; no heading says so. Say in a profile which is "
                f'which: [columns] original = "{part}" and paid = "{layout.headings[place]}", or '
                f'open = "{part}".'
            )


def misspelt(source: Source) -> None:
    """A heading that is nearly one for open amounts, over amounts, is not passed over."""
    if source.profile.get("columns"):
        return
    for place in _unknown_amounts(source):
        name = source.layout.headings[place]
        found = headings.near(name)
        if found and found[0] in ("open", "base_open", "doc_open"):
            raise InputRefused(
                f"Not imported: {looks_like(source.layout, 'open', [name])} Or correct its heading."
            )


def _within(pairs: Sequence[tuple[Number, Number]]) -> bool:
    """No value exceeds what was invoiced, as what is left of it, or was paid of it, never does."""
    return all(abs(_millionths(two)) <= abs(_millionths(one)) for one, two in pairs)


def _unknown_amounts(source: Source) -> list[int]:
    """Columns of amounts with decimals that no part has taken and whose name says nothing."""
    layout = source.layout
    places = []
    for place, name in enumerate(layout.headings):
        if place in layout.roles.values() or place in layout.buckets:
            continue
        if headings.fields(name) and not dict(headings.fields(name)).keys() & {"amount", "open"}:
            continue
        if any(word in normal(name) for word in _HARMLESS):
            continue
        if source.columns.typed and any(word in normal(name) for word in ("days", "tage")):
            continue  # a workbook stores whole numbers like others
        cells = [c for c in source.columns.at(place)[:300] if not blank(c)]
        decimals = sum(isinstance(c, float) or "." in str(c) or "," in str(c) for c in cells)
        if cells and decimals * 2 > len(cells) and sum(map(is_amount, cells)) * 10 > len(cells) * 9:
            places.append(place)
    return places
