"""Doubts about a ledger: what contradicts itself is refused, what lacks is said."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence

from collectwork.domain.ledger import Problem
from collectwork.domain.money import decimals, digits
from collectwork.errors import InputRefused, Question
from collectwork.intake import asof, dates, headings
from collectwork.intake.draft import Source
from collectwork.intake.headings import normal
from collectwork.intake.layout import Layout, due_bucket
from collectwork.intake.numbers import Number
from collectwork.intake.reconcile import Reconciled
from collectwork.intake.table import blank, shown


def looks_like(layout: Layout, part: str, names: Sequence[str] | None = None) -> str:
    """A sentence on a heading that is nearly one of the part's, with the remedy; else empty."""
    for name in layout.headings if names is None else names:
        found = headings.near(name) if name and not headings.fields(name) else None
        if (found and found[0] == part) or (found and part == "open" and found[0] == "base_open"):
            return (
                f"Column {name!r} looks like the {part.replace('_', ' ')} amount; if it is, name "
                f'it in a profile: [columns] {part} = "{name}".'
            )
    return ""


_UNITS = re.compile(
    r"\b(?:T|K|M|k)(?:EUR|CHF|USD|GBP|€)\b|\bT€|\bin\s+(?:thousands?|millions?|tausend|tsd|mio|"
    r"milliers?|migliaia|miles|duizenden|cents?|pence|rappen|centimes)\b|\bin\s+'?000s?\b",
)


def units(source: Source) -> None:
    """Amounts in thousands or in cents are refused: nobody multiplies by guess."""
    above = [shown(c) for row in source.table.rows[: source.layout.header] for c in row]
    for text in [*above, *source.layout.headings]:
        if found := _UNITS.search(text):
            raise InputRefused(
                f"Not imported: {text.strip()[:80]!r} says that amounts are not in whole units "
                f"({found[0]!r}). Export them in full."
            )


def local_currency(source: Source) -> str:
    """The column that names the currency of amounts in local currency.

    A document currency is not it; it is only taken while the whole file has one currency."""
    columns = source.columns
    if columns.has("base_currency"):
        return "base_currency"
    if not columns.has("currency"):
        return "base_currency"
    codes = {code.upper() for code in columns.texts("currency") if code}
    codes &= headings.CURRENCIES
    if len(codes) == 1 and not (source.options.currency or source.profile.get("currency")):
        code = next(iter(codes))
        source.warnings.append(
            f"the amounts are in local currency and every document is in {code}: taken as {code}"
        )
        return "currency"
    if source.options.currency or source.profile.get("currency"):
        return "base_currency"
    raise InputRefused(
        "Not imported: the amounts are in local currency, and the documents are in "
        f"{', '.join(sorted(codes))}. Say --currency with the company's currency.",
        question=Question("currency"),
    )


_OUTSIDE = re.compile(r"on[ -]?account|at risk|claim|unapplied|unallocated|akonto", re.IGNORECASE)


def outside(layout: Layout) -> list[int]:
    """Columns beside the ages that hold what is on account (Oracle sets it apart)."""
    taken = layout.roles.values()
    return [
        place
        for place, name in enumerate(layout.headings)
        if place not in taken and place not in layout.buckets and _OUTSIDE.search(name)
    ]


def ages(
    source: Source, minor: dict[int, int], items: Sequence[int], currency: Sequence[str | None]
) -> None:
    """Bucket columns must add up to the row's amount wherever "not due" is one of them."""
    layout = source.layout
    if len(layout.buckets) < 3 or not items:
        return
    buckets = [source.columns.amounts(place) for place in [*layout.buckets, *outside(layout)]]
    complete = due_bucket(layout)
    wrong: dict[str, list[int]] = defaultdict(list)
    right: Counter[str] = Counter()
    for index in items:
        code = currency[index] or ""
        cells = [column[index] for column in buckets]
        try:
            total = sum(cell.minor(digits(code)) for cell in cells if isinstance(cell, Number))
        except ValueError:
            continue
        if total == minor[index]:
            right[code] += 1
        elif complete or total:
            wrong[code].append(index)
    for code, places in wrong.items():
        if not right[code]:
            source.warnings.append(
                f"the age columns do not add up to the open amounts in {code}: not checkable"
            )
            continue
        for index in places:
            source.problems.setdefault(
                index,
                Problem(
                    source.row(index), None, None,
                    "expected age columns that add up to the open amount",
                ),
            )  # fmt: skip


def tolerates(source: Source, grouped: bool, result: Reconciled) -> bool:
    """Lists that leave unallocated credits out of their sums (Tally prints them so)."""
    pending = normal(source.layout.heading("open")).startswith("pending")
    if not (grouped and pending and source.layout.header >= 2):
        return False
    if any(step.total.label for step, _ in result.differences):
        return False
    if any((step.minor or 0) > read for step, read in result.differences):
        return False
    result.unchecked.append("the file's sums are smaller by unallocated credits")
    for step, read in result.differences[:5]:
        currency = step.currency or ""
        source.warnings.append(
            f"row {source.row(step.total.index)}: the sum {decimals(step.minor or 0, currency)} is "
            f"{decimals(read - (step.minor or 0), currency)} less than its items: an unallocated "
            "credit, or an amount that is wrong"
        )
    return True


def title(source: Source) -> str | None:
    """The company's name as printed above the table: neither report name nor date."""
    words = ("aging", "aged", "receivable", "a/r", "as of", "as at", "ageing", "detail", "open",
             "offene", "posten", "stichtag", "liste", "report", "basis", "group", "pending",
             "ausgabe", "summary", "parent :", "forderungen", "all dates", "konto")  # fmt: skip
    for row in source.table.rows[: source.layout.header]:
        for cell in row:
            text = shown(cell)
            lower = text.casefold()
            if not text or any(word in lower for word in words) or len(text) > 80:
                continue
            if sum(c.isalpha() for c in text) < 3 or asof.printed([[text]], [], None).day:
                continue
            if dates.evidence([text]).readable or lower.endswith(":"):
                continue
            return text
    return None


def ruined_days(source: Source) -> bool:
    """A due heading whose column holds only fragments of a time."""
    for place, name in enumerate(source.layout.headings):
        if "due" in dict(headings.fields(name)) and place not in source.layout.roles.values():
            cells = {c for c in source.columns.at(place) if not blank(c)}
            found = dates.evidence(cells)
            if cells and found.fragments * 2 > len(cells):
                return True
    return False
