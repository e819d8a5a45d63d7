"""The end of a large ledger: totals and footers below its last item."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from collectwork.domain.money import digits
from collectwork.errors import InputRefused
from collectwork.intake import numbers
from collectwork.intake.columns import Columns
from collectwork.intake.evenness import whole
from collectwork.intake.large.plan import NotPlain, Plan
from collectwork.intake.large.segment import plain_lines
from collectwork.intake.layout import Layout
from collectwork.intake.numbers import Number
from collectwork.intake.reconcile import Reconciled, Stated, reconcile
from collectwork.intake.rows import Walk
from collectwork.intake.steps import Total
from collectwork.intake.table import Row, Table, shown

BYTES = 1 << 16
_SPECIAL = 30  # rows that may follow the last item
_ITEMS = 20  # items before them, to see them in their place


@dataclass(frozen=True, slots=True)
class Tail:
    """``size``: bytes after the last item; ``totals``: rows that state a sum, with their cells."""

    size: int
    totals: tuple[tuple[Total, Row], ...]


def tail_of(block: bytes, plan: Plan, layout: Layout) -> Tail:
    """Look at the last rows; ``block`` begins with a whole line. Raises NotPlain."""
    lines = plain_lines(block)
    rows = [_row(line, plan) for line in lines]
    last = len(rows)
    while last and len(rows) - last <= _SPECIAL and not _is_item(rows[last - 1], plan):
        last -= 1
    if not last or len(rows) - last > _SPECIAL:
        raise NotPlain("an unusual end")
    shown_rows = rows[max(0, last - _ITEMS) :]
    orders = {order for order in plan.orders.values() if order}
    styles = {"decimal_mark": plan.mark, **({"date_order": min(orders)} if orders else {})}
    columns = Columns(shown_rows, layout, 1, styles, False)
    table = Table(list(shown_rows), delimiter=plan.delimiter, open_end=not block.endswith(b"\n"))
    try:
        found = Walk(columns, columns.raw("open"), layout.heading("open"), table).run()
        whole(columns, table, found.items)
        columns.common_order()
        styled = columns.mark and columns.style()
    except InputRefused as refused:
        raise NotPlain(str(refused)) from None
    if ("decimal_mark" in styled and not plan.marked) or ("date_order" in styled and not orders):
        raise NotPlain("totals of another style")
    if found.problems or len(found.items) != last - max(0, last - _ITEMS):
        raise NotPlain("rows at the end that are neither items nor totals")
    totals = tuple(
        (step, shown_rows[step.index]) for step in found.sequence if isinstance(step, Total)
    )
    size = sum(len(line.encode()) + 1 for line in lines[last:])
    if size and not block.endswith(b"\n"):
        size -= 1
    return Tail(size, totals)


def _row(line: str, plan: Plan) -> list[str]:
    try:
        return next(csv.reader([line], delimiter=plan.delimiter, strict=True), [])
    except csv.Error as error:
        raise NotPlain(str(error)) from None


def _is_item(row: Sequence[str], plan: Plan) -> bool:
    if len(row) != plan.width:
        return False
    needed = [plan.places[part] for part in ("open", "document") if part in plan.places]
    needed += [plan.places.get("number", plan.places.get("name", 0))]
    return all(row[place].strip() for place in needed)


def proof(tail: Tail, plan: Plan, sums: dict[str, int]) -> Reconciled:
    """The file's totals against the sums of all items, by currency. Raises NotPlain where they
    differ, or a total bears no label: the careful reader says what is to be done."""
    codes = sorted(sums)
    stated = [_stated(total, row, plan, sums) for total, row in tail.totals]
    sequence: list[int | Stated] = [*range(len(codes)), *stated]
    result = reconcile(sequence, lambda i: (codes[i], sums[codes[i]]), grouped=False)
    if result.differences or result.unlike or result.set_aside:
        raise NotPlain("totals that differ")
    return result


def _stated(total: Total, row: Row, plan: Plan, sums: dict[str, int]) -> Stated:
    code: str | None = next(iter(sums)) if len(sums) == 1 else None
    if code is None and "currency" in plan.places:
        own = shown(row[plan.places["currency"]]).upper()
        code = own if own in sums else None
    cell: Any = row[plan.places["open"]]
    try:
        found: Number | None = numbers.read(cell, plan.mark)
        return Stated(total, found and found.minor(digits(code or "")), code)
    except ValueError:
        raise NotPlain(f"the total {cell!r}") from None
