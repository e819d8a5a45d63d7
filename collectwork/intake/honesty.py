"""What a ledger lacks and which feature each gap disables; what looks odd in it."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date

from collectwork.domain.customers import key
from collectwork.domain.ledger import FileContent
from collectwork.intake.asof import AsOf
from collectwork.intake.draft import Source


@dataclass(frozen=True, slots=True)
class Counts:
    """Rows of a ledger by what they hold. ``due_first``: due before they were issued, of those with
    ``both`` days; ``later``: issued after the as-of day; ``several``: customers with more than one
    currency; ``nameless``: number and name are the same in every row."""

    rows: int
    with_due: int
    with_issued: int
    both: int
    due_first: int
    later: int
    several: int
    nameless: bool


def counted(content: FileContent, as_of: date | None) -> Counts:
    """The counts of rows held in memory."""
    place = {name: content.columns.index(name) for name in content.columns}
    number, name, currency = place["number"], place["name"], place["currency"]
    with_due = with_issued = both = due_first = later = 0
    codes: dict[str, set[str]] = defaultdict(set)
    for row in content.rows:
        issued, due = row[place["issued"]], row[place["due"]]
        with_due += due is not None
        with_issued += issued is not None
        if issued and due:
            both += 1
            due_first += due < issued
        if issued and as_of and issued > as_of:
            later += 1
        codes[row[number]].add(row[currency])
    return Counts(
        len(content.rows), with_due, with_issued, both, due_first, later,
        sum(len(of) > 1 for of in codes.values()),
        all(row[number] == row[name] for row in content.rows),
    )  # fmt: skip


def say(source: Source, content: FileContent, as_of: AsOf, counts: Counts) -> None:
    """Put gaps and warnings into the content."""
    if as_of.how and as_of.how != "as told" and as_of.day:
        content.warnings.append(f"as of {as_of.day.isoformat()} ({as_of.how})")
    gaps = content.gaps
    if not content.contacts:
        gaps.append(("no contacts", "mail and call lists need a customer or contact list"))
    if counts.rows and not counts.with_due:
        gaps.append(("no due dates", "nothing can be past due: aging and the plan by days are off"))
    elif without := counts.rows - counts.with_due:
        gaps.append((f"{without} items without a due date", "they are never past due"))
    if counts.rows and not counts.with_issued:
        gaps.append(("no invoice dates", "aging by invoice date and usual lateness are off"))
    if counts.rows and counts.nameless:
        if source.columns.has("number"):
            gaps.append(("no customer names", "bring a customer list to see names"))
        else:
            gaps.append(("no customer numbers", "a renamed customer counts as another one"))
    _odd_days(content, counts)
    if counts.several:
        gaps.append(
            (f"{counts.several} customers with more than one currency",
             "amounts are shown and ranked per currency; sums need a dated rate")
        )  # fmt: skip
    _same_names(content)


def _odd_days(content: FileContent, counts: Counts) -> None:
    if counts.due_first and counts.due_first * 5 > counts.both:
        content.warnings.insert(
            0,
            f"in {counts.due_first} of {counts.both} rows the due date is before the invoice date: "
            "the file's dates look broken (day and month exchanged?)",
        )
    elif counts.due_first:
        content.gaps.append(
            (f"{counts.due_first} due dates before the invoice date",
             "their days past due are doubtful")
        )  # fmt: skip
    if counts.later:
        content.warnings.append(f"{counts.later} rows are dated after the as-of date")


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
