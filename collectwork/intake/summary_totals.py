"""A summary against itself: rows across their buckets, columns down to their totals."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from collectwork.domain.ledger import Problem
from collectwork.domain.money import decimals
from collectwork.errors import InputRefused
from collectwork.intake.ages import Age
from collectwork.intake.draft import Source
from collectwork.intake.summary_grid import Grid
from collectwork.intake.summary_rows import Line, Sheet, Sum


@dataclass(slots=True)
class Amounts:
    """Minor units by (row, column), and the currency of each row."""

    minor: dict[tuple[int, int], int]
    codes: Sequence[str | None]

    def at(self, index: int, place: int) -> int:
        return self.minor.get((index, place), 0)

    def of_row(self, index: int) -> Iterator[tuple[tuple[int, int], int]]:
        """The cells of a row that hold amounts."""
        return ((where, m) for where, m in self.minor.items() if where[0] == index)


Parts = dict[int, list[tuple[Age, int]]]


def row_sums(source: Source, made: Grid, sheet: Sheet, amounts: Amounts) -> Parts:
    """What each row is made of: its buckets, credits in a column of their own, and what has no
    column. Raises InputRefused, or notes a problem, where a row does not add up."""
    lines = [line for line in sheet.lines if line.index not in source.problems]
    buckets = {
        line.index: [(age, amounts.at(line.index, place)) for place, age in made.buckets]
        for line in lines
    }
    sums = {index: sum(minor for _, minor in parts) for index, parts in buckets.items()}
    stated = [place for place in made.totals if any((i, place) in amounts.minor for i in sums)]
    stated = [place for place in stated if any(amounts.at(i, place) for i in sums)]
    if not stated:
        return _with_aside(made, buckets, amounts) if made.aside else buckets
    total = min(stated, key=lambda place: sum(_differs(amounts, sums, place)))
    wrong = [index for index in sums if amounts.at(index, total) != sums[index]]
    if not wrong:
        return buckets
    if made.aside:
        with_aside = _with_aside(made, buckets, amounts)
        if all(sum(m for _, m in with_aside[i]) == amounts.at(i, total) for i in sums):
            return with_aside
    if not any(age.kind in ("not due", "mixed") for _, age in made.buckets):
        return _with_rest(source, made, sheet, buckets, amounts, total)
    _name_the_wrong(source, made, buckets, amounts, total, wrong)
    return buckets


def _differs(amounts: Amounts, sums: Mapping[int, int], place: int) -> Iterator[bool]:
    return (amounts.at(index, place) != found for index, found in sums.items())


def _with_aside(made: Grid, buckets: Parts, amounts: Amounts) -> Parts:
    """Credits have columns of their own; they lower what is owed, however they are signed."""
    names = made.layout.headings
    return {
        index: parts
        + [(Age(names[place], "aside"), -abs(amounts.at(index, place))) for place in made.aside]
        for index, parts in buckets.items()
    }


def _with_rest(
    source: Source, made: Grid, sheet: Sheet, buckets: Parts, amounts: Amounts, total: int
) -> Parts:
    """A list without a column for what is not due: the row's total is larger by it. A smaller
    total is believed where the file's own totals bear it out."""
    rest = {i: amounts.at(i, total) - sum(m for _, m in parts) for i, parts in buckets.items()}
    below = [index for index, minor in rest.items() if minor < 0]
    if below and not _grand_agrees(made, sheet, amounts, rest, total):
        _name_the_wrong(source, made, buckets, amounts, total, below)
        return buckets
    source.warnings.append(
        f"the ages have no column for what is not due: {layout_word(made, total)!r} less the ages "
        "is kept as that"
    )
    return {i: [*parts, (Age("not in a column", "rest"), rest[i])] for i, parts in buckets.items()}


def layout_word(made: Grid, place: int) -> str:
    """A column's heading, for messages."""
    return made.layout.headings[place] or f"column {place + 1}"


def _grand_agrees(
    made: Grid, sheet: Sheet, amounts: Amounts, rest: Mapping[int, int], total: int
) -> bool:
    for stated in sheet.totals:
        if stated.of is None and (stated.index, total) in amounts.minor:
            ages = sum(amounts.at(stated.index, place) for place, _ in made.buckets)
            return amounts.at(stated.index, total) - ages == sum(rest.values())
    return False


def _name_the_wrong(
    source: Source, made: Grid, buckets: Parts, amounts: Amounts, total: int, wrong: Sequence[int]
) -> None:
    for index in wrong:
        code = amounts.codes[index] or ""
        found = sum(minor for _, minor in buckets[index])
        source.problems.setdefault(index, Problem(
            source.row(index), layout_word(made, total),
            decimals(amounts.at(index, total), code),
            f"expected the sum of the ages, which is {decimals(found, code)}",
        ))  # fmt: skip


# columns -------------------------------------------------------------------------------------


def check(source: Source, made: Grid, sheet: Sheet, amounts: Amounts) -> str:
    """Every stated sum against the rows it adds up; one sentence for the report."""
    checked, unchecked = 0, set()
    for stated in sheet.totals:
        rows = sheet.lines if stated.of is None else stated.of
        outcome = _compare(source, made, stated, rows, amounts)
        if outcome:
            unchecked.add(outcome)
        else:
            checked += 1
    if made.overdue is not None:
        _check_overdue(source, made, sheet, amounts)
    words = f"equal to the file's totals ({checked} checked, by column)" if checked else ""
    if unchecked:
        why = "not checkable: " + "; ".join(sorted(unchecked))
        return f"{words}; {why}" if words else why
    return words or "not checkable: the file states no total"


def _compare(
    source: Source, made: Grid, stated: Sum, rows: Sequence[Line], amounts: Amounts
) -> str:
    """Nothing where the sum is right; why it cannot be checked; InputRefused where it is wrong."""
    codes = {amounts.codes[line.index] for line in rows}
    code = stated.currency or amounts.codes[stated.index]
    if stated.currency is None and len(codes) > 1:
        return "a total over several currencies"
    if code not in codes and codes:
        code = next(iter(codes)) if len(codes) == 1 else code
    places = [p for p in made.money if p != made.foreign]
    given = [p for p in places if amounts.at(stated.index, p)]
    mine = [line for line in rows if amounts.codes[line.index] == code]
    sums = {p: sum(amounts.at(line.index, p) for line in mine) for p in places}
    if not given and any(sums.values()):
        return "totals are formulas without a stored result, or empty"
    for place in places:
        if (stated.index, place) not in amounts.minor and place not in given and not sums[place]:
            continue
        difference = amounts.at(stated.index, place) - sums[place]
        if difference and made.foreign is not None and 2 * abs(difference) <= len(mine):
            return "converted amounts differ by roundings"
        if difference:
            if source.options.skip_bad_rows and source.problems:
                return f"{len(source.problems)} rows were set aside"
            raise InputRefused(
                f"Not imported: row {source.row(stated.index)}: the file's total {stated.label!r} "
                f"says {decimals(amounts.at(stated.index, place), code or '')} in column "
                f"{layout_word(made, place)!r}, the rows read add up to "
                f"{decimals(sums[place], code or '')} (difference "
                f"{decimals(difference, code or '')} {code}). Export the list again, whole."
            )
    return ""


def settle_doubtful(source: Source, made: Grid, sheet: Sheet, amounts: Amounts) -> None:
    """``Total Access`` below ``Access``: a sum of one row, or a customer of that name. The list's
    total decides it, else the file is refused."""
    doubtful = [stated for stated in sheet.totals if not stated.sure]
    if not doubtful:
        return
    grand = next((stated for stated in sheet.totals if stated.of is None), None)
    for stated in doubtful:
        sheet.totals.remove(stated)
    customers = [Line(stated.index, stated.label) for stated in doubtful]
    for found in (sheet.lines + customers, sheet.lines):
        if grand is not None and _agrees(made, grand, found, amounts):
            sheet.lines = sorted(found, key=lambda line: line.index)
            return
    first = doubtful[0]
    if grand is None and not _agrees(made, first, first.of or [], amounts):
        sheet.lines = sorted(sheet.lines + customers, key=lambda line: line.index)
        return
    raise InputRefused(
        f"Not imported: row {source.row(first.index)}: {first.label!r} may be a sum or a customer "
        "of that name, and no total of the file decides it. Export the list with its total."
    )


def _agrees(made: Grid, stated: Sum, rows: Sequence[Line], amounts: Amounts) -> bool:
    return all(
        amounts.at(stated.index, p) == sum(amounts.at(line.index, p) for line in rows)
        for p, _ in made.buckets
    )


def _check_overdue(source: Source, made: Grid, sheet: Sheet, amounts: Amounts) -> None:
    """A column of all that is past due beside the ages: a check, no money of its own."""
    place: Any = made.overdue
    ranges = [p for p, age in made.buckets if age.kind in ("range", "overdue")]
    wrong = sum(
        amounts.at(line.index, place) != sum(amounts.at(line.index, p) for p in ranges)
        for line in sheet.lines
    )
    if wrong:
        source.warnings.append(
            f"column {layout_word(made, place)!r} is not the sum of the ages in {wrong} rows; the "
            "ages count"
        )
