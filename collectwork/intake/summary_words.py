"""What a summary by age says of itself, what it lacks, and which features that turns off."""

from __future__ import annotations

from collectwork.domain.ledger import FileContent
from collectwork.intake import asof
from collectwork.intake.draft import Source
from collectwork.intake.summary_grid import Grid, basis


def column_name(source: Source, place: int) -> str:
    """A column's heading, for messages."""
    return source.layout.headings[place] or f"column {place + 1}"


def layout_name(source: Source, *, unstacked: bool) -> str:
    """How the report calls the layout."""
    shape = "workbook" if source.table.typed else "text table"
    how = ", customers stacked beside their invoices" if unstacked else ""
    return f"summary by age, {shape}{how}"


def say(source: Source, content: FileContent, made: Grid, as_of: asof.AsOf) -> None:
    """Put warnings and gaps into the content."""
    if as_of.how and as_of.how != "as told" and as_of.day:
        content.warnings.append(f"as of {as_of.day.isoformat()} ({as_of.how})")
    counted = basis(source.table, source.layout, source.profile)
    kinds = {age.kind for _, age in made.buckets}
    labels = {age.kind: age.label.strip() for _, age in reversed(made.buckets)}
    gaps = content.gaps
    gaps.append((
        "no invoices",
        "balances by customer and age are kept instead: promises and disputes are made on the "
        "account, mails name balances and carry no list of invoices, copies of invoices, aging "
        "by invoice, first contact and payment evidence by invoice are off",
    ))  # fmt: skip
    gaps.append((
        "no due dates",
        "days past due are at least those of the bucket; only buckets that are surely past due "
        "count as past due; forecasts and usual lateness are off",
    ))  # fmt: skip
    if "old" in kinds:
        gaps.append((
            "ages count from the invoice date",
            "nothing is surely past due and the worklist stays empty; say terms_days in a profile "
            "if all invoices have the same terms",
        ))  # fmt: skip
    elif counted == "invoice":
        content.warnings.append(
            "ages count from the invoice date: days past due are those less "
            f"{source.profile.get('terms_days')} days of terms, as the profile says"
        )
    elif counted == "due":
        content.warnings.append("ages count from the due date (printed)")
    elif "not due" not in kinds and kinds & {"mixed"}:
        content.warnings.append(
            "nothing says from which day the ages count: taken as from the due date (basis = "
            '"invoice" in a profile if it is the invoice date)'
        )
    if "mixed" in kinds:
        gaps.append((
            f"bucket {labels['mixed']!r} holds what is not due and what is past due",
            "it is in the balance, never past due: the list begins with the next bucket",
        ))  # fmt: skip
    if "unknown" in kinds:
        gaps.append((
            f"column {labels['unknown']!r} does not say which days it holds",
            "it is in the balance, never past due",
        ))  # fmt: skip
    if content.customers and all(one.number == one.name for one in content.customers):
        gaps.append(("no customer numbers", "a renamed customer counts as another one"))
    if made.foreign is not None:
        content.warnings.append(
            f"column {column_name(source, made.foreign)!r} holds the customers' own currencies and "
            "was left; the buckets are in the currency that was told"
        )
