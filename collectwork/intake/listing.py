"""A table becomes a source of rows: the right sheet, its kind, and which column is what."""

from __future__ import annotations

from pathlib import Path

from collectwork.domain.ledger import Kind, ReadOptions
from collectwork.errors import InputRefused, Question
from collectwork.intake import outline, roles, summary_grid, unfold
from collectwork.intake.columns import Columns
from collectwork.intake.draft import Source
from collectwork.intake.headings import normal, signature
from collectwork.intake.kinds import kind_of, possible
from collectwork.intake.layout import PARTS, Layout, find_header
from collectwork.intake.table import Table


def chosen(tables: list[Table], options: ReadOptions) -> tuple[Table, Layout]:
    """The sheet whose header has the most known headings."""
    profile = options.profile or {}
    found = [(table, layout) for table in tables if (layout := find_header(table, profile))]
    if not found:
        first = next((row for row in tables[0].rows if any(str(c).strip() for c in row)), [])
        shows = "; ".join(str(c) for c in first if str(c).strip())[:120]
        raise InputRefused(
            "Not imported: no row with known headings (customer, invoice, due date, amount …) was "
            f"found; the file begins with {shows!r}. Add a header row, or export the list with "
            "one.",
            question=Question("columns" if options.kind else "kind"),
        )
    best = max(
        found,
        key=lambda pair: len(possible(pair[1])) * 1000 + min(len(pair[0].rows), 999),
    )
    best = _shown(best, found)
    names = _names(best[1])
    for table, layout in found:
        if table is best[0] or len(table.rows) <= layout.start:
            continue
        if _names(layout) == names and table.hidden and not best[0].hidden:
            best[0].notes.append(
                f"the hidden sheet {table.sheet!r} holds such a list as well and was left out"
            )
        elif _names(layout) == names:
            raise InputRefused(
                f"Not imported: the sheets {best[0].sheet!r} and {table.sheet!r} are lists of "
                "one kind; taking one of them would leave the other out. Save each as a file."
            )
    table, layout = best
    if profile.get("header") not in (None, signature(layout.headings)):
        table.notes.append("its headings are not those that the profile was made for")
    return best


def _names(layout: Layout) -> list[str]:
    return list(filter(None, map(normal, layout.headings)))


def _shown(best: tuple[Table, Layout], found: list[tuple[Table, Layout]]) -> tuple[Table, Layout]:
    """A hidden sheet gives way to one that is shown and holds the same kind of list."""
    if not best[0].hidden:
        return best
    for table, layout in found:
        if not table.hidden and _names(layout) == _names(best[1]):
            return table, layout
    best[0].notes.append(f"read from the sheet {best[0].sheet!r}, which is hidden")
    return best


def is_summary(table: Table, layout: Layout, options: ReadOptions) -> bool:
    """Balances by age instead of invoices; not where somebody says that it is another list."""
    said = options.kind or (options.profile or {}).get("kind")
    return said in (None, "open-items") and (
        summary_grid.recognised(table, layout) or summary_grid.stacked(table, layout)
    )


def prepared(
    path: Path, digest: str, table: Table, layout: Layout, options: ReadOptions
) -> tuple[Source, Kind]:
    """A list's rows with their columns named. Raises InputRefused where that is not certain."""
    unfold.customers_above(table, layout)
    profile = options.profile or {}
    kind = options.kind or profile.get("kind") or kind_of(table, layout)
    if kind not in PARTS:
        raise InputRefused(f"Not imported: there is no kind {kind!r}.")
    roles.assign(table, layout, kind, profile)
    if kind in ("open-items", "invoices"):
        outline.carried_down(table, layout)
    return sourced(path, digest, table, layout, options), kind


def sourced(path: Path, digest: str, table: Table, layout: Layout, options: ReadOptions) -> Source:
    """The rows below the header; marks on rows count from there."""
    start = layout.start
    columns = Columns(table.rows[start:], layout, start + 1, options.profile or {}, table.typed)
    table.spoiled = {i - start: why for i, why in table.spoiled.items() if i >= start}
    table.sums = {i - start: name for i, name in table.sums.items()}
    return Source(path, digest, table, layout, options, columns)
