"""Figures: payments, kpi, review."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from json import dumps
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import typer

from collectwork.cli import output
from collectwork.cli.main import app
from collectwork.cli.options import CSV, JSON
from collectwork.cli.session import SESSION, day
from collectwork.errors import WrongUsage
from collectwork.present.text import safe

if TYPE_CHECKING:
    from collectwork.analytics.figures import Figure, Page
    from collectwork.usecases.measures.key_figures import By
    from collectwork.usecases.measures.payments_tab import Paid
    from collectwork.usecases.reviewing import Review

FILES: dict[str, Literal["html", "pdf", "xlsx"]] = {"html": "html", "pdf": "pdf", "xlsx": "xlsx"}
REVIEW_FORMS = ("table", *FILES, "json")


@app.command("payments")
def payments_command(
    explain: bool = typer.Option(False, "--explain", help="Show every contact before the money."),
    first: str = typer.Option(None, "--from", help="From this day on, 2026-11-01."),
    last: str = typer.Option(None, "--to", help="Up to this day."),
    json: bool = JSON,
    csv: bool = CSV,
) -> None:
    """Each payment with its evidence class: what happened before it."""
    from collectwork.usecases import measuring

    start, end = _period(first, last)
    with SESSION.desk() as desk:
        found = measuring.payments(desk, start, end, explain=explain)
    if json or csv:
        rows: Sequence[Mapping[str, Any]] = [_payment(one, explain) for one in found]
        output.answer(rows, json=json, csv=csv)
        return
    output.answer(
        [_readable(one) for one in found],
        title="Payments and what went before them",
        columns=[
            "customer", "invoice", ("amount", "amount", "right"), "came", "class", "note",
            *(["before"] if explain else []),
        ],
        empty="No payments are known in this period.",
    )  # fmt: skip


@app.command("kpi")
def kpi_command(
    first: str = typer.Option(None, "--from", help="First day; default 90 days back."),
    last: str = typer.Option(None, "--to", help="Last day; default today."),
    by: str = typer.Option(None, "--by", help="collector, team or company."),
    json: bool = JSON,
    csv: bool = CSV,
) -> None:
    """The key figures, each with its definition and its number of cases."""
    from collectwork.usecases import measuring
    from collectwork.usecases.measures.key_figures import BY

    start, end = _period(first, last)
    groups: dict[str, By] = {one: one for one in BY}
    if by is not None and by not in groups:
        raise WrongUsage(f"--by {by!r}: take {', '.join(BY)}.")
    with SESSION.desk() as desk:
        found = measuring.kpi(desk, start, end, groups[by] if by else None)
    rows = [_figure(one, by) for one in found]
    if not (json or csv):
        from collectwork.present.figures import figure

        rows = [
            row | {"shown": figure(one), "note": one.note if one.value is not None else ""}
            for row, one in zip(rows, found, strict=True)
        ]
    output.answer(
        rows,
        json=json,
        csv=csv,
        title="Key figures",
        columns=[
            *([(by, by, "left")] if by else []), ("name", "figure", "left"),
            ("currency", "", "left"), ("shown", "value", "right"), ("n", "cases", "right"),
            ("note", "", "left"),
        ],
        empty="Nothing is known in this period.",
    )  # fmt: skip


@app.command("review")
def review_command(
    week: str = typer.Option(None, "--week", help="2026-W47; default this week."),
    collector: str = typer.Option(None, "--collector", help="One person's review."),
    form: str = typer.Option(None, "--format", help=", ".join(REVIEW_FORMS) + "."),
    to: str = typer.Option(None, "--out", help="Write to this file."),
    json: bool = typer.Option(False, "--json", help="As --format json."),
) -> None:
    """The weekly review: the week beside the one before, and what stands out."""
    out = Path(to) if to else None
    chosen = _form("json" if json else form, out)
    if chosen in ("pdf", "xlsx") and out is None and sys.stdout.isatty():
        raise WrongUsage(f"A {chosen} file is not for a terminal: name it with --out.")
    from collectwork.usecases import reviewing

    with SESSION.desk() as desk:
        found = reviewing.review(desk, week, collector)
        if chosen in FILES:
            content = desk.documents.review(found.page, FILES[chosen], desk.clock())
            output.as_file(content, out)
            return
    if chosen == "json":
        if out is None:
            output.as_json(_sections(found))
        else:
            text = dumps(_sections(found), ensure_ascii=False, indent=2)
            output.as_file(f"{text}\n".encode(), out)
    else:
        _pages(found.page)


def _form(form: str | None, out: Path | None) -> str:
    """The format asked for, else by the file's ending, else a table."""
    if form is None:
        ending = out.suffix.removeprefix(".").lower() if out else ""
        form = ending if ending in (*FILES, "json") else "table"
    if form not in REVIEW_FORMS:
        raise WrongUsage(f"There is no format {form!r}: take {', '.join(REVIEW_FORMS)}.")
    if form == "table" and out is not None:
        raise WrongUsage("A table is for the terminal: take html, pdf, xlsx or json with --out.")
    return form


def _period(first: str | None, last: str | None) -> tuple[Any, Any]:
    start, end = day(first), day(last)
    if start is not None and end is not None and start > end:
        raise WrongUsage(f"--from {start} is after --to {end}.")
    return start, end


def _payment(one: Paid, explain: bool) -> dict[str, Any]:
    from collectwork.domain.money import decimals

    row = one.row
    found: dict[str, Any] = {
        "payment": row.payment,
        "invoice": one.document or None,
        "customer": one.number,
        "name": one.name,
        "amount": decimals(row.amount, row.currency),
        "currency": row.currency,
        "date_from": row.date_from.isoformat(),
        "date_to": row.date_to.isoformat(),
        "class": row.cls,
        "evidence": list(row.evidence),
        "order_unknown": row.order_unknown,
        "same_day": row.same_day,
        "late_entry": row.late_entry,
    }
    if explain:
        found["possible"] = list(row.possible)
        found["before"] = [
            {
                "activity": touch.id,
                "kind": touch.kind,
                "claimed": touch.claimed.isoformat(),
                "entered": touch.entered.isoformat(),
                "days_before": (row.date_to - touch.entered).days,
            }
            for touch in one.before
        ]
    return found


def _readable(one: Paid) -> dict[str, Any]:
    from collectwork.analytics.definitions import meaning
    from collectwork.present.cells import amount

    row = one.row
    came = row.date_to.isoformat()
    if row.date_from != row.date_to:
        came = f"{row.date_from.isoformat()} … {came}"
    remarks = (
        (row.order_unknown, "order unknown"),
        (row.same_day, "same day"),
        (row.late_entry, "late entry"),
    )
    return {
        "customer": one.name,
        "invoice": one.document or "on account",
        "amount": f"{amount(row.amount, row.currency)} {row.currency}",
        "came": came,
        "class": meaning(f"class_{row.cls}").name.lower(),
        "note": ", ".join(words for holds, words in remarks if holds),
        "before": ", ".join(f"{touch.kind} {touch.entered.isoformat()}" for touch in one.before),
    }


def _figure(one: Figure, by: str | None) -> dict[str, Any]:
    from collectwork.analytics.definitions import meaning
    from collectwork.present.figures import machine

    found: dict[str, Any] = {"name": (one.label or one.key).replace(" ", "_")}
    if by:
        found[by] = one.who
    known = meaning(one.key)
    return found | {
        "title": one.label or known.name,
        "value": machine(one),
        "unit": one.currency if one.unit == "money" else one.unit,
        "currency": one.currency or None,
        "definition": known.words,
        "n": one.n,
        "low": None if one.low is None else round(one.low, 6),
        "high": None if one.high is None else round(one.high, 6),
        "note": one.note,
    }


def _sections(found: Review) -> dict[str, Any]:
    from collectwork.present.figures import scripted

    return {
        "week": found.week,
        "from": found.first.isoformat(),
        "to": found.last.isoformat(),
        "collector": found.collector or None,
        "sections": [
            {
                "title": part.title,
                "note": part.note,
                "columns": [column.name for column in part.columns],
                "rows": [
                    [
                        round(part.bars[place][number], 4) if place in part.bars else scripted(cell)
                        for place, cell in enumerate(row)
                    ]
                    for number, row in enumerate(part.rows)
                ],
            }
            for part in found.page.parts
        ],
    }


def _pages(page: Page) -> None:
    """The page's tables one after the other, on standard output."""
    from collectwork.present.charts import bar
    from collectwork.present.figures import texts

    sys.stdout.write(f"{safe(page.title)}\n{safe(page.note)}\n")
    for part in page.parts:
        sys.stdout.write("\n")
        rows = [
            {
                str(place): bar(part.bars[place][number], 12) if place in part.bars else text
                for place, text in enumerate(row)
            }
            for number, row in enumerate(texts(part))
        ]
        if not rows:
            sys.stdout.write(f"{safe(part.title)}\n{safe(part.empty)}\n")
            continue
        output.answer(
            rows,
            title=part.title,
            columns=[
                (str(place), column.name, "right" if column.right else "left")
                for place, column in enumerate(part.columns)
            ],
        )
