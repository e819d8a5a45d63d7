"""Statutory interest of an account, with its derivation."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import typer

from collectwork.cli.main import app
from collectwork.cli.options import CSV, CUSTOMER, JSON
from collectwork.cli.output import answer, as_csv, as_json, money, say
from collectwork.cli.session import SESSION, day

if TYPE_CHECKING:
    from collectwork.domain.interest import Derivation
    from collectwork.usecases.interest import AccountInterest


@app.command("interest")
def interest(
    customer: str = CUSTOMER,
    invoice: str = typer.Option(None, "--invoice", help="This invoice only, paid or open."),
    until: str = typer.Option(None, "--until", help="Up to and including this day, 2026-11-20."),
    law: str = typer.Option(None, "--law", help="Whose law, as DE; else that of the config."),
    json: bool = JSON,
    csv: bool = CSV,
) -> None:
    """Statutory interest of what is overdue, with its derivation; shown, never booked."""
    from collectwork.usecases import accounts
    from collectwork.usecases import interest as use

    with SESSION.desk() as desk:
        whose = accounts.find(desk, customer).id
        country = law.strip().upper() if law else None
        found = use.of_account(desk, whose, invoice, day(until), country)
    if json:
        as_json(_account(found))
    elif csv:
        as_csv([row for one in found.lines for row in _rows(one)])
    else:
        _show(found)


def _account(found: AccountInterest) -> Mapping[str, Any]:
    return {
        "customer": found.customer.number,
        "name": found.customer.name,
        "country": found.country,
        "law": found.law.name if found.law else None,
        "note": (found.law.note or None) if found.law else None,
        "until": found.until.isoformat(),
        "known": found.known,
        "interest": money(found.interest),
        "fixed": money(found.fixed),
        "missing": sorted({one.why_none for one in found.lines if one.missing}),
        "without_due_date": list(found.undated),
        "unapplied": money(found.unapplied),
        "booked": False,
        "invoices": [_invoice(one) for one in found.lines],
    }


def _invoice(one: Derivation) -> Mapping[str, Any]:
    from collectwork.domain.money import decimals
    from collectwork.domain.receivables import days_past_due

    debt = one.debt
    return {
        "invoice": debt.document,
        "currency": debt.currency,
        "due": debt.due.isoformat() if debt.due else None,
        "days_past_due": days_past_due(debt.due, one.until),
        "open": decimals(debt.open, debt.currency),
        "interest": None if one.interest is None else decimals(one.interest, debt.currency),
        "why_none": one.why_none or None,
        "fixed": money({one.fixed.currency: one.fixed.minor}) if one.fixed else {},
        "segments": _rows(one),
    }


def _rows(one: Derivation) -> list[dict[str, Any]]:
    from collectwork.domain.money import decimals
    from collectwork.usecases.proposing.lines import exact, percent

    debt = one.debt
    return [
        {
            "invoice": debt.document,
            "from": part.first.isoformat(),
            "to": part.last.isoformat(),
            "days": part.days,
            "principal": decimals(part.principal, debt.currency),
            "currency": debt.currency,
            "rate": percent(part.rate.percent),
            "base": None if part.rate.base is None else percent(part.rate.base),
            "year": part.year,
            "amount": exact(part.amount, debt.currency),
            "source": part.rate.source,
        }
        for part in one.segments
    ]


def _show(found: AccountInterest) -> None:
    from collectwork.domain.money import spoken

    head = f"{found.customer.number}  {found.customer.name}: interest until {found.until}"
    rows = [row for one in found.lines for row in _rows(one)]
    answer(
        rows,
        title=f"{head} ({found.country})",
        empty=f"{head}: nothing overdue with a known rate.",
        columns=[
            "invoice", "from", "to",
            ("days", "days", "right"), ("principal", "principal", "right"),
            ("currency", "", "left"), ("rate", "%", "right"), ("year", "/", "right"),
            ("amount", "interest", "right")
        ],
    )  # fmt: skip
    none = [one for one in found.lines if one.interest is None]
    if none:
        first = min(none, key=lambda one: one.missing or found.until)
        many = f"{len(none)} invoices" if len(none) > 1 else none[0].debt.document
        say(f"{many}: no figure; {first.why_none}")
    for one in found.lines:
        if one.interest is not None:
            fixed = one.fixed
            sum_ = f", fixed sum {spoken(fixed.minor, fixed.currency)}" if fixed else ""
            say(f"{one.debt.document}: {spoken(one.interest, one.debt.currency)}{sum_}")
    for label, sums in (("interest", found.interest), ("fixed sums", found.fixed)):
        if sums:
            shown = ", ".join(spoken(minor, code) for code, minor in sorted(sums.items()))
            left = "" if found.known or label != "interest" else ", those without a rate left out"
            say(f"{label}, not booked: {shown}{left}")
    if found.undated:
        say(f"without a due date, so without interest: {', '.join(found.undated)}")
    if found.law is not None:
        sources = sorted({row["source"] for row in rows}) or [found.law.name]
        say(f"rates: {'; '.join(sources)}")
        if found.law.note:
            say(f"note: {found.law.note}")
