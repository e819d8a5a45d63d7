"""A bank's list without headings: its columns are what the running balance proves them to be."""

from __future__ import annotations

from itertools import pairwise, permutations
from pathlib import Path

from collectwork.domain.ledger import ReadOptions
from collectwork.errors import InputRefused, Question
from collectwork.intake.bank import grid as grids
from collectwork.intake.bank.cells import is_amount
from collectwork.intake.bank.direction import proof_of
from collectwork.intake.bank.entries import BankFile
from collectwork.intake.bank.grid import Grid
from collectwork.intake.bank.listed import entries
from collectwork.intake.bank.listing import Listing
from collectwork.intake.table import Row, Table, blank, shown

_MOST_AMOUNTS = 5  # columns that may hold amounts
_NEAR = 10  # days between booking and value date


def read(path: Path, sha256: str, table: Table, options: ReadOptions) -> BankFile | None:
    """A bank's list without headings, if the table is one."""
    kind = options.kind or (options.profile or {}).get("kind")
    bare = grids.bare(table) if kind in (None, "payments") else None
    told = kind == "payments"
    if bare is None or (not told and grids.has_unknown_header(table, bare.start)):
        return None
    _nothing_above(table, bare)
    file = BankFile(path, sha256, options, "bank list without headings", notes=list(table.notes))
    grid, proved = _proved_grid(table, bare, file)
    found = Listing(table, grid, file)
    if not (told or proved or _likely(found, bare)):
        raise InputRefused(
            "Not imported: the list has no headings, and nothing proves that it is a bank's. Say "
            "--kind payments if it is, or add a header row.",
            question=Question("kind", ("payments",)),
        )
    file.notes.append(
        "the list has no headings: "
        + ", ".join(f"{part} from column {place + 1}" for part, place in grid.roles.items())
    )
    return entries(found, told=told)


def _nothing_above(table: Table, bare: grids.Bare) -> None:
    """A row above the first that can be read, with an amount where amounts stand, is no junk."""
    for index, row in enumerate(table.rows[: bare.start]):
        cells = [row[place] for place in bare.money if place < len(row) and not blank(row[place])]
        states = any(grids.states_balance(shown(cell)) for cell in row)
        if cells and len(row) >= 3 and all(map(is_amount, cells)) and not states:
            raise InputRefused(
                f"Not imported: row {index + 1} has an amount, {shown(cells[0])!r}, and no day "
                "that can be read. Correct the row, or add a header row."
            )


def _proved_grid(table: Table, bare: grids.Bare, file: BankFile) -> tuple[Grid, bool]:
    """The one reading of the columns that the running balance proves, or that needs no proof."""
    base = {"booked": bare.days[0]}
    if len(bare.days) > 1:
        base["value"] = bare.days[1]
    others = (("currency", bare.currency), ("sign", bare.sign), ("own", bare.own),
              ("account", bare.account))  # fmt: skip
    for part, place in others:
        if place is not None:
            base[part] = place
    proved = []
    for roles in _readings(table, bare):
        if "balance" not in roles:
            continue
        grid = Grid(bare.start, base | roles, bare.texts)
        trial = BankFile(file.path, file.sha256, file.options, file.layout)
        proof = proof_of(Listing(table, grid, trial).lines())
        if (proof.whole or proof.mostly) and proof.sign > 0 and not trial.problems:
            proved.append((proof.right, grid))
    if proved:
        best = max(right for right, _ in proved)
        top = [grid for right, grid in proved if right == best]
        if len(top) == 1:
            return top[0], True
    plain = _unproved(table, bare)
    if plain is None:
        raise InputRefused(
            "Not imported: the list has no headings, and which of its columns "
            f"{', '.join(str(place + 1) for place in bare.candidates[:12])} holds the amounts is "
            "not certain. Name the columns by number in a profile (no_header = true, [columns] "
            "posted = 1, amount = 4), or add a header row.",
            question=Question("columns"),
        )
    return Grid(bare.start, base | plain, bare.texts), False


def _readings(table: Table, bare: grids.Bare) -> list[dict[str, int]]:
    found: list[dict[str, int]] = []
    if len(bare.candidates) > _MOST_AMOUNTS:
        return found  # no bank's list has so many, and each reading reads all rows
    for one, other in permutations(bare.candidates, 2):
        found.append({"amount": one, "balance": other})
    for one, other, third in permutations(bare.candidates, 3):
        if _exclusive(table, bare.start, one, other):
            found.append({"in": one, "out": other, "balance": third})
    return found


def _unproved(table: Table, bare: grids.Bare) -> dict[str, int] | None:
    """Amounts that say their direction themselves: signs; the last other column is a balance."""
    signed = [place for place in bare.money if _signed(table, bare.start, place)]
    if len(bare.money) == 1:
        return {"amount": bare.money[0]}
    if len(signed) == 1 and len(bare.money) == 2:
        other = next(place for place in bare.money if place not in signed)
        if _exclusive(table, bare.start, *bare.money):
            return {"out": signed[0], "in": other}
        if other > signed[0]:
            return {"amount": signed[0], "balance": other}
    if len(signed) == 1 and len(bare.money) == 3:
        for other in bare.money:
            if other not in signed and _exclusive(table, bare.start, signed[0], other):
                rest = next(p for p in bare.money if p not in (signed[0], other))
                return {"out": signed[0], "in": other, "balance": rest}
    return None


def _signed(table: Table, start: int, place: int) -> bool:
    return any(
        shown(row[place]).startswith(("-", "(", "−")) or shown(row[place]).endswith("-")
        for row in table.rows[start:]
        if place < len(row)
    )


def _exclusive(table: Table, start: int, one: int, other: int) -> bool:
    """Whether no row has an amount in both columns, and each column has some."""
    filled = [
        (_filled(row, one), _filled(row, other)) for row in table.rows[start:] if len(row) > one
    ]
    return (
        not any(a and b for a, b in filled)
        and any(a for a, _ in filled)
        and any(b for _, b in filled)
    )


def _filled(row: Row, place: int) -> bool:
    return place < len(row) and shown(row[place]).strip("-–£$€ ") not in ("", "0", "0.00", "0,00")


def _likely(found: Listing, bare: grids.Bare) -> bool:
    """Whether a list that nothing proves looks like a bank's and like nothing else: days in their
    order, value dates near them, and no columns for customers and documents."""
    booked, value = found.days("booked"), found.days("value")
    steps = list(pairwise(booked))
    in_order = all(a <= b for a, b in steps) or all(a >= b for a, b in steps)
    near = not value or all(abs((a - b).days) <= _NEAR for a, b in zip(booked, value, strict=False))
    return bool(steps) and in_order and near and (len(bare.texts) <= 1 or bare.sign is not None)
