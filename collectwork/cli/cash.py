"""Money that came in: what it may pay, and deciding it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import typer

from collectwork.cli.options import CSV, CUSTOMER, JSON, KEY, group
from collectwork.cli.output import answer, as_json, say, tell
from collectwork.cli.session import SESSION
from collectwork.errors import WrongUsage

if TYPE_CHECKING:
    from collectwork.domain.cash import Decided, Proposal, Receipt

_ID = typer.Argument(..., help="The receipt's number, from `collectwork cash`.")
_REASON = typer.Option(..., "--reason", help="Why; the log keeps it.")
_INVOICE = typer.Option([], "--invoice", help="NUMBER, or NUMBER=AMOUNT for a part; repeatable.")

cash_app = group("cash", "Money that came in, and what it pays.")


@cash_app.callback()
def cash(
    context: typer.Context,
    state: str = typer.Option(
        None, "--state", help="Only open, part, applied, on_account or set_aside."
    ),
    waiting: bool = typer.Option(False, "--waiting", help="Only what waits for a decision."),
    customer: str = typer.Option(None, "--customer", help="Only money of this customer."),
    json: bool = JSON,
    csv: bool = CSV,
) -> None:
    """Receipts, oldest first; those that wait with their best proposal."""
    if context.invoked_subcommand is not None:
        return
    from collectwork.domain.cash import WAITING
    from collectwork.usecases import accounts
    from collectwork.usecases import cash as use

    with SESSION.desk() as desk:
        owner = accounts.id_of(desk, customer)
        found = use.receipts(desk, state, owner)
    rows = [row(one) for one in found if not waiting or one.state in WAITING]
    answer(
        rows if json or csv else [_told(one) for one in rows],
        json=json,
        csv=csv,
        empty="No money waits for a decision." if waiting else "No receipts.",
        columns=[
            ("id", "No.", "right"),
            "received",
            "state",
            "payer",
            ("amount", "amount", "right"),
            ("unapplied", "unapplied", "right"),
            ("currency", "", "left"),
            ("told", "pays, or may pay", "left"),
        ],
    )


@cash_app.command("show")
def show(receipt: int = _ID, json: bool = JSON) -> None:
    """One receipt with everything it may pay, the best first, and why."""
    from collectwork.usecases import cash as use

    with SESSION.desk() as desk:
        found = use.receipt(desk, receipt)
        options = use.proposals(desk, receipt)
    if json:
        offered = [proposal_row(one, found.currency) for one in options]
        as_json(dict(row(found)) | {"proposals": offered})
        return
    tell("\n".join(_page(found, options)))


@cash_app.command("apply")
def apply(
    receipt: int = _ID,
    invoice: list[str] = _INVOICE,
    best: bool = typer.Option(False, "--best", help="Take the best proposal as it stands."),
    customer: str = typer.Option(
        None, "--customer", help="Whose invoices, where several customers have the number."
    ),
    dispute: bool = typer.Option(
        False, "--dispute", help="Propose a dispute about what is missing on the invoices."
    ),
    key: str = KEY,
    json: bool = JSON,
) -> None:
    """Apply what is left of a receipt."""
    from collectwork.usecases import cash as use
    from collectwork.usecases import cash_words

    if best == bool(invoice):
        raise WrongUsage("cash apply: name invoices with --invoice, or say --best.")
    with SESSION.desk() as desk:
        if best:
            done = use.apply_best(desk, receipt, key)
        else:
            done = cash_words.apply(
                desk, receipt, invoice, customer=customer, dispute_short=dispute, key=key
            )
    _done(done, json=json)


@cash_app.command("account")
def account(
    receipt: int = _ID,
    customer: str = CUSTOMER,
    key: str = KEY,
    json: bool = JSON,
) -> None:
    """Put what is left on a customer's account, without an invoice."""
    from collectwork.usecases import accounts
    from collectwork.usecases import cash as use

    with SESSION.desk() as desk:
        owner = accounts.find(desk, customer)
        done = use.put_on_account(desk, receipt, owner.id, key=key)
    _done(done, json=json)


@cash_app.command("aside")
def aside(receipt: int = _ID, reason: str = _REASON, key: str = KEY, json: bool = JSON) -> None:
    """Set a receipt aside: it is no customer's money."""
    from collectwork.usecases import cash as use

    with SESSION.desk() as desk:
        _done(use.set_aside(desk, receipt, reason, key=key), json=json)


@cash_app.command("back")
def back(receipt: int = _ID, reason: str = _REASON, key: str = KEY, json: bool = JSON) -> None:
    """Take a decision back, or what an import applied; the receipt waits again."""
    from collectwork.usecases import cash as use

    with SESSION.desk() as desk:
        _done(use.take_back(desk, receipt, reason, key=key), json=json)


def _done(done: Decided, *, json: bool) -> None:
    if not json:
        say(done.text)
        return
    from collectwork.domain.money import decimals

    as_json(
        {
            "receipt": done.receipt_id,
            "state": done.state,
            "currency": done.currency,
            "unapplied": decimals(done.unapplied_minor, done.currency),
            "activity_id": done.entry_id,
            "code": done.code,
            "hash": done.hash,
            "disputes": list(done.disputes),
            "text": done.text,
        }
    )


def row(one: Receipt) -> Mapping[str, Any]:
    """A receipt as the contract shows it."""
    from collectwork.domain.money import decimals

    return {
        "id": one.id,
        "received": one.received.isoformat(),
        "posted": one.posted.isoformat() if one.posted else None,
        "state": one.state,
        "kind": one.kind,
        "payer": one.payer,
        "payer_account": one.payer_account,
        "own_account": one.own_account,
        "currency": one.currency,
        "amount": decimals(one.amount_minor, one.currency),
        "unapplied": decimals(one.unapplied_minor, one.currency),
        "text": one.text,
        "reference": one.reference,
        "customer": one.number,
        "name": one.name,
        "lines": [
            {"invoice": line.document, "amount": decimals(line.minor, one.currency)}
            for line in one.lines
        ],
        "automatic": one.automatic,
        "confidence": one.confidence,
        "reasons": list(one.reasons),
        "decided_by": one.decided_by,
        "decided_at": one.decided_at,
        "source": one.source,
        "file": one.file,
        "version": one.version,
        "proposal": proposal_row(one.best, one.currency) if one.best else None,
    }


def proposal_row(one: Proposal, currency: str) -> Mapping[str, Any]:
    """A proposal as the contract shows it."""
    from collectwork.domain.money import decimals

    short = one.short
    return {
        "customer": one.number,
        "name": one.name,
        "confidence": one.confidence,
        "certain": one.certain,
        "lines": [
            {
                "invoice": line.document,
                "open": decimals(line.open_minor, currency),
                "amount": decimals(line.minor, currency),
            }
            for line in one.lines
        ],
        "rest": decimals(one.rest_minor, currency),
        "reasons": list(one.reasons),
        "short": {
            "invoice": short.document,
            "missing": decimals(short.missing_minor, currency),
            "why": short.why,
        }
        if short
        else None,
        "dispute": one.dispute,
    }


def _told(one: Mapping[str, Any]) -> Mapping[str, Any]:
    """The row for people: what it pays, or what is proposed and how sure that is."""
    parts = [line["invoice"] for line in one["lines"]]
    offered = one["proposal"]
    if offered and one["unapplied"].strip("-0."):
        names = ", ".join(line["invoice"] for line in offered["lines"]) or "on account"
        parts.append(f"{offered['confidence']} %: {offered['name']}, {names}?")
    return dict(one) | {"told": "; ".join(parts), "state": one["state"].replace("_", " ")}


def _page(found: Receipt, options: list[Proposal]) -> list[str]:
    from collectwork.domain.money import spoken

    owner = f", {found.number} {found.name}" if found.number else ""
    said = [
        f"Receipt {found.id}: {spoken(found.amount_minor, found.currency)} from "
        f"{found.payer or 'an unnamed payer'}, {found.received.isoformat()}",
        f"  {found.state.replace('_', ' ')}{owner}; "
        f"{spoken(found.unapplied_minor, found.currency)} unapplied; {found.file}",
    ]
    said += [f"  {part}" for part in (found.text, found.reference, found.payer_account) if part]
    said += [
        f"  pays {line.document}: {spoken(line.minor, found.currency)}" for line in found.lines
    ]
    said += [f"    {reason}" for reason in found.reasons]
    for one in options:
        lines = ", ".join(
            f"{line.document} {spoken(line.minor, found.currency)}" for line in one.lines
        )
        said.append(f"  {one.confidence} %: {one.number} {one.name}: {lines or 'on account'}")
        said += [f"    {reason}" for reason in one.reasons]
        if one.short:
            said.append(f"    short on {one.short.document}: {one.short.why}")
    if not options and found.unapplied_minor and found.state != "set_aside":
        said.append("  Nothing points to an invoice or a customer.")
    return said
