"""What is proposed and never booked: fees, interest, holds, write-offs, hand-overs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from collectwork.cli.main import app
from collectwork.cli.options import CSV, CUSTOMER, JSON, ONLY_CUSTOMER, group
from collectwork.cli.output import Column, answer, as_json, say, tell
from collectwork.cli.session import SESSION

if TYPE_CHECKING:
    from collectwork.usecases.proposals import Decided

REASON = typer.Option(..., "--reason", help="Why; it stays with the proposal.")
IDS = typer.Argument(..., help="Numbers of proposals.")
FILES = typer.Option(None, "--out", help="Write hand-over files into this folder.")
OUT = typer.Option(..., "--out", help="The folder to write into.")
CUSTOMERS = typer.Argument(..., help="Numbers or names.")
_COLUMNS: list[Column] = [
    ("id", "no", "right"), "state", "kind",
    "customer", ("amounts", "amount", "right"),
    ("explanation", "why", "left"), ("made_on", "since", "left")
]  # fmt: skip

proposals_app = group("proposals", "What is proposed to a lead and never booked.")


@proposals_app.callback()
def proposals(
    context: typer.Context,
    state: str = typer.Option(None, "--state", help="proposed, accepted, declined or expired."),
    kind: str = typer.Option(None, "--kind", help="fee, interest, credit_hold, write_off …"),
    customer: str = ONLY_CUSTOMER,
    json: bool = JSON,
    csv: bool = CSV,
) -> None:
    """Proposals, those that wait for a decision first."""
    if context.invoked_subcommand is not None:
        return
    from collectwork.usecases import accounts
    from collectwork.usecases import proposals as use

    with SESSION.desk() as desk:
        whose = accounts.id_of(desk, customer)
        rows = [use.as_values(one) for one in use.proposals(desk, state, kind, whose)]
    answer(rows, json=json, csv=csv, empty="No proposals.", columns=_COLUMNS)


@proposals_app.command("show")
def show(number: int = typer.Argument(..., help="Its number."), json: bool = JSON) -> None:
    """One proposal with its derivation."""
    from collectwork.usecases import proposals as use

    with SESSION.desk() as desk:
        values = use.as_values(use.proposal(desk, number))
    if json:
        as_json(values)
    else:
        tell("\n".join(_as_text(values)))


@proposals_app.command("make")
def make(
    kind: str = typer.Argument(..., help="fee, interest, credit_hold, write_off, agency, legal."),
    customer: str = CUSTOMER,
    reason: str = REASON,
    amount: str = typer.Option(None, "--amount", help="As 5.00 EUR; else the ledger's figures."),
    json: bool = JSON,
) -> None:
    """Propose something by hand."""
    from collectwork.usecases import accounts
    from collectwork.usecases import proposals as use

    with SESSION.desk() as desk:
        whose = accounts.find(desk, customer).id
        made = use.make(desk, kind, whose, reason, _amounts(amount))
        values = use.as_values(made)
    if json:
        as_json(values)
    else:
        say(f"Proposed as no. {values['id']}: {values['kind']} for {values['customer']}.")


@proposals_app.command("accept")
def accept(
    numbers: list[int] = IDS,
    reason: str = REASON,
    out: Path = FILES,
    json: bool = JSON,
) -> None:
    """Accept: recorded for the people of the ledger, never booked here."""
    from collectwork.usecases import hand_over_file as file
    from collectwork.usecases import proposals as use

    with SESSION.desk() as desk:
        if out is not None:
            file.must_be_writable(desk, out)
        done = use.accept(desk, numbers, reason)
        written = [
            file.write(desk, line.wanted.customer_id, out)
            for line in (use.proposal(desk, id) for id in done.ids)
            if out is not None and line.wanted.kind in ("agency", "legal")
        ]
    _decided(done, json, [str(one.folder) for one in written])


@proposals_app.command("decline")
def decline(numbers: list[int] = IDS, reason: str = REASON, json: bool = JSON) -> None:
    """Decline; rules rest for a while before they ask again."""
    from collectwork.usecases import proposals as use

    with SESSION.desk() as desk:
        done = use.decline(desk, numbers, reason)
    _decided(done, json, [])


@proposals_app.command("recall")
def recall(customer: str = CUSTOMER, reason: str = REASON) -> None:
    """Take an account back from agency or counsel."""
    from collectwork.usecases import accounts
    from collectwork.usecases import proposals as use

    with SESSION.desk() as desk:
        say(use.recall(desk, accounts.find(desk, customer).id, reason))


@proposals_app.command("evaluate")
def evaluate(json: bool = JSON) -> None:
    """Make the proposals of the rules, and let those expire whose cause is gone."""
    from collectwork.usecases import proposals as use

    with SESSION.desk() as desk:
        found = use.evaluate(desk)
    values = {name: getattr(found, name) for name in ("made", "expired", "renewed", "waiting")}
    if json:
        as_json({**values, "no_rate": found.no_rate or None})
        return
    say(", ".join(f"{count} {name}" for name, count in values.items()))
    if found.no_rate:
        say(f"No interest is proposed: {found.no_rate}.")


@app.command("hand-over-file")
def hand_over_file(
    customers: list[str] = CUSTOMERS,
    out: Path = OUT,
    json: bool = JSON,
) -> None:
    """One folder a customer for agency or counsel: claims, history, mails, statement, manifest."""
    from collectwork.usecases import accounts
    from collectwork.usecases import hand_over_file as file

    with SESSION.desk() as desk:
        found = [accounts.find(desk, one) for one in customers]
        file.must_be_writable(desk, out)
        written = [file.write(desk, one.id, out) for one in found]
    rows = [file.as_values(one) for one in written]
    if json:
        as_json(rows)
    for row in rows if not json else ():
        sums = ", ".join(f"{amount} {code}" for code, amount in row["totals"].items())
        say(f"{row['customer']}: {len(row['files'])} files in {row['folder']}; open {sums}")


def _amounts(text: str | None) -> dict[str, int] | None:
    """``5.00 EUR`` as minor units."""
    from collectwork.domain.money import Money
    from collectwork.errors import WrongUsage

    if text is None:
        return None
    amount, _, currency = text.strip().partition(" ")
    try:
        if not (currency.isalpha() and currency.isupper() and len(currency) == 3):
            raise ValueError
        found = Money.of(amount, currency)
    except (ValueError, ArithmeticError):
        raise WrongUsage(f"{text!r} is not an amount: write it as '5.00 EUR'.") from None
    if found.minor <= 0:
        raise WrongUsage(f"{text!r} is not more than nothing.")
    return {found.currency: found.minor}


def _decided(done: Decided, json: bool, folders: Sequence[str]) -> None:
    if json:
        as_json(
            {"ids": list(done.ids), "state": done.state, "hash": done.hash, "booked": False,
             "activity_id": done.entry_id, "folders": list(folders)}
        )  # fmt: skip
        return
    say(f"{done.text}.")
    for folder in folders:
        say(f"hand-over file: {folder}")


def _as_text(values: Mapping[str, Any]) -> list[str]:
    amounts = ", ".join(f"{amount} {code}" for code, amount in values["amounts"].items())
    head = f"{values['id']}  {values['kind']}  {values['state']}  {values['customer']}"
    lines = [f"{head}  {values['name']}", f"amount: {amounts or 'none'} (not booked)"]
    for label in ("explanation", "lifted_by", "remark", "reason"):
        if values[label]:
            lines.append(f"{label.replace('_', ' ')}: {values[label]}")
    lines += [part_text(part) for part in values["derivation"]]
    return lines


def part_text(part: Mapping[str, Any]) -> str:
    """A line of a derivation."""
    if "from" not in part:
        return f"  {part['what']}: {part['amount']} {part['currency']}"
    return (
        f"  {part['what']}: {part['from']} to {part['to']}, {part['days']} days, "
        f"{part['principal']} {part['currency']} at {part['rate']} % / {part['year']} = "
        f"{part['exact']}"
    )
