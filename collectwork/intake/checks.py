"""Doubts about a ledger: what contradicts itself is refused, what lacks is said."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import date

from collectwork.domain.customers import key
from collectwork.domain.ledger import FileContent, Problem
from collectwork.domain.money import digits
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


def ages(
    source: Source, minor: dict[int, int], items: Sequence[int], currency: Sequence[str | None]
) -> None:
    """Bucket columns must add up to the row's amount wherever "not due" is one of them."""
    layout = source.layout
    if len(layout.buckets) < 3 or not items:
        return
    buckets = [source.columns.amounts(place) for place in layout.buckets]
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


def honesty(source: Source, content: FileContent, as_of: asof.AsOf) -> None:
    """What the file lacks and which feature each gap disables; what looks odd in it."""
    rows, columns = content.rows, content.columns
    place = {name: columns.index(name) for name in columns}
    if as_of.how and as_of.how != "as told" and as_of.day:
        content.warnings.append(f"as of {as_of.day.isoformat()} ({as_of.how})")
    gaps = content.gaps
    if not content.contacts:
        gaps.append(("no contacts", "mail and call lists need a customer or contact list"))
    if rows and not any(row[place["due"]] for row in rows):
        gaps.append(("no due dates", "nothing can be past due: aging and the plan by days are off"))
    elif without := sum(row[place["due"]] is None for row in rows):
        gaps.append((f"{without} items without a due date", "they are never past due"))
    if rows and not any(row[place["issued"]] for row in rows):
        gaps.append(("no invoice dates", "aging by invoice date and usual lateness are off"))
    if rows and all(row[place["number"]] == row[place["name"]] for row in rows):
        if source.columns.has("number"):
            gaps.append(("no customer names", "bring a customer list to see names"))
        else:
            gaps.append(("no customer numbers", "a renamed customer counts as another one"))
    _odd_days(content, place, as_of.day)
    _currencies(content, place)
    _same_names(content)


def _odd_days(content: FileContent, place: dict[str, int], as_of: date | None) -> None:
    before = later = both = 0
    for row in content.rows:
        issued, due = row[place["issued"]], row[place["due"]]
        if issued and due:
            both += 1
            before += due < issued
        if issued and as_of and issued > as_of:
            later += 1
    if before and before * 5 > both:
        content.warnings.insert(
            0,
            f"in {before} of {both} rows the due date is before the invoice date: the file's dates "
            "look broken (day and month exchanged?)",
        )
    elif before:
        content.gaps.append(
            (f"{before} due dates before the invoice date", "their days past due are doubtful")
        )
    if later:
        content.warnings.append(f"{later} rows are dated after the as-of date")


def _currencies(content: FileContent, place: dict[str, int]) -> None:
    number, currency = place["number"], place["currency"]
    if len({row[currency] for row in content.rows}) < 2:
        return
    of: dict[str, set[str]] = defaultdict(set)
    for row in content.rows:
        of[row[number]].add(row[currency])
    several = sum(len(codes) > 1 for codes in of.values())
    if several:
        content.gaps.append(
            (f"{several} customers with more than one currency",
             "amounts are shown and ranked per currency; sums need a dated rate")
        )  # fmt: skip


def _same_names(content: FileContent) -> None:
    pairs = [(one.name, one.number) for one in content.customers if one.name != one.number]
    named = Counter(key(name) for name, _ in pairs)
    if len(named) == len(pairs):
        return
    numbers: dict[str, set[str]] = defaultdict(set)
    for name, number in pairs:
        if named[key(name)] > 1:
            numbers[key(name)].add(key(number))
    double = sum(len(of) > 1 for of in numbers.values())
    if double:
        content.warnings.append(f"{double} names belong to more than one customer number")
