"""Accounts: account, timeline, search."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import typer

from collectwork.cli.main import app
from collectwork.cli.options import CSV, CUSTOMER, JSON
from collectwork.cli.output import answer, as_csv, as_json, money, say
from collectwork.cli.policies import channel_rows
from collectwork.cli.rows import block_row, dispute_row, promise_row
from collectwork.cli.session import SESSION

if TYPE_CHECKING:
    from datetime import date

    from collectwork.domain.account import AccountPage, Happening
    from collectwork.domain.customers import Contact
    from collectwork.domain.receivables import Item

_LONGEST = 200  # signs of a text in the table for people


@app.command("account")
def account(customer: str = CUSTOMER, json: bool = JSON, csv: bool = CSV) -> None:
    """The account page in short: what is open, who to talk to, what was promised."""
    from collectwork.usecases import accounts

    with SESSION.desk() as desk:
        page = accounts.page(desk, accounts.find(desk, customer).id)
        today = desk.today
    if json:
        as_json(_page(page, today))
    elif csv:
        as_csv([_item(item, today) for item in page.items])
    else:
        _show(page, today)


@app.command("timeline")
def timeline(customer: str = CUSTOMER, json: bool = JSON, csv: bool = CSV) -> None:
    """Everything that happened on an account, in order, mails with their text."""
    from collectwork.usecases import accounts

    with SESSION.desk() as desk:
        happened = accounts.timeline(desk, accounts.find(desk, customer).id)
    rows = [_happening(one) for one in happened]
    if not (json or csv):
        rows = [_for_people(row) for row in rows]
    answer(
        rows,
        json=json,
        csv=csv,
        empty="Nothing yet.",
        columns=["at", "what", "who", "text", "invoices"],
    )


@app.command("search")
def search(
    text: str = typer.Argument(..., help="Name, number, invoice, amount, telephone or contact."),
    limit: int = typer.Option(50, "--limit", min=1, help="At most so many."),
    json: bool = JSON,
    csv: bool = CSV,
) -> None:
    """Find accounts by whatever is at hand."""
    from collectwork.usecases import accounts

    with SESSION.desk() as desk:
        hits = accounts.search(desk, text, limit)
    rows = [
        {"customer": one.number, "name": one.name, "matched": one.matched or None} for one in hits
    ]
    answer(rows, json=json, csv=csv, empty="Nothing found.")


def _page(page: AccountPage, today: date) -> Mapping[str, Any]:
    customer = page.customer
    return {
        "customer": customer.number,
        "name": customer.name,
        "owner": customer.owner,
        "vanished": customer.vanished,
        "as_of": page.as_of.isoformat() if page.as_of else None,
        "buckets": {code: money_of(code, sums) for code, sums in sorted(page.buckets.items())},
        "balance": money(page.balance),
        "past_due": money(page.past_due),
        "amount_to_collect": money(page.to_collect),
        "unapplied": money(page.unapplied),
        "open_items": [_item(item, today) for item in page.items],
        "contacts": [_contact(contact) for contact in page.contacts],
        "promises": [promise_row(line) for line in page.promises],
        "disputes": [dispute_row(line) for line in page.disputes],
        "blocks": [block_row(line, today) for line in page.blocks],
        "follow_ups": [
            {
                "kind": line.kind,
                "due": line.due.isoformat(),
                "due_at": line.due_at,
                "phone": line.phone,
                "purpose": line.purpose,
            }
            for line in page.follow_ups
        ],
        "risk": {"reasons": list(page.risk)},
        "interest_to_date": money(page.interest),
        "fixed_sums": money(page.fixed_sums),
        "proposals": [
            {
                "id": one.id,
                "kind": one.wanted.kind,
                "state": one.state,
                "amounts": money(one.wanted.amounts),
                "explanation": one.wanted.explanation,
            }
            for one in page.proposals
        ],
        "policy": channel_rows(page.policy),
    }


def money_of(currency: str, sums: Mapping[str, int]) -> Mapping[str, str]:
    """Every bucket's signed sum in one currency, empty ones as zero."""
    from collectwork.domain.money import decimals
    from collectwork.domain.receivables import BUCKETS

    return {name: decimals(sums.get(name, 0), currency) for name in BUCKETS}


def _item(item: Item, today: date) -> Mapping[str, Any]:
    from collectwork.domain.balances import at_least
    from collectwork.domain.money import decimals
    from collectwork.domain.receivables import days_past_due

    return {
        "invoice": item.document,
        "kind": item.kind,
        "company": item.company,
        "currency": item.currency,
        "open": decimals(item.open, item.currency),
        "original": None if item.original is None else decimals(item.original, item.currency),
        "issued": item.issued.isoformat() if item.issued else None,
        "due": item.due.isoformat() if item.due else None,
        "days_past_due": days_past_due(item.due, today),
        "bucket": item.bucket,
        "days_at_least": at_least(item.due_by, today),
        "disputed": decimals(item.disputed, item.currency),
        "promised": decimals(item.promised, item.currency),
        "promised_for": item.promised_for.isoformat() if item.promised_for else None,
    }


def _contact(contact: Contact) -> Mapping[str, Any]:
    return {
        "name": contact.name,
        "role": contact.role,
        "email": contact.email,
        "phone": contact.phone,
        "language": contact.language,
        "time_zone": contact.time_zone,
        "main": contact.main,
        "do_not_contact": contact.do_not_contact,
        "email_state": contact.email_state,
        "vanished": contact.vanished,
        "source": contact.source,
    }


def _happening(one: Happening) -> Mapping[str, Any]:
    from collectwork.domain.money import decimals

    known = one.amount is not None and one.currency is not None
    return {
        "at": one.at,
        "kind": one.kind,
        "code": one.code,
        "who": one.who,
        "channel": one.channel,
        "text": one.text,
        "invoices": list(one.invoices),
        "hash": one.hash,
        "activity_id": one.entry_id,
        "currency": one.currency,
        "amount": decimals(one.amount or 0, one.currency or "") if known else None,
        "undone": one.undone,
        "late_days": one.late_days,
    }


def _for_people(row: Mapping[str, Any]) -> Mapping[str, Any]:
    """A line of the timeline in few columns; JSON and CSV keep them apart."""
    several = len(row["invoices"]) > 2
    what = row["kind"] if str(row["kind"]).startswith("mail.") else row["code"] or row["kind"]
    text = " ".join(str(row["text"]).split())
    return {
        "at": str(row["at"])[:16].replace("T", " "),
        "what": f"undone: {what}" if row["undone"] else what,
        "who": row["who"],
        "text": text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…",
        "invoices": f"{len(row['invoices'])} invoices" if several else row["invoices"],
    }


def _as_shown(row: Mapping[str, Any]) -> Mapping[str, Any]:
    """Days of a balance by age are at least those."""
    bound = row["days_at_least"]
    return row if bound is None else {**row, "days_past_due": f"{bound}+"}


def _show(page: AccountPage, today: date) -> None:
    """For people: the head, then open items; the rest has commands of its own."""
    from collectwork.domain.money import spoken

    customer = page.customer
    rows = [_as_shown(_item(item, today)) for item in page.items]
    answer(
        rows,
        title=f"{customer.number}  {customer.name}",
        empty=f"{customer.number}  {customer.name}: nothing open.",
        columns=[
            "invoice",
            "due",
            ("days_past_due", "days", "right"),
            ("open", "open", "right"),
            ("currency", "", "left"),
            ("disputed", "disputed", "right"),
            ("promised", "promised", "right"),
        ],
    )
    sums = (
        ("to collect", page.to_collect), ("past due", page.past_due), ("open", page.balance),
        ("unapplied", page.unapplied),
    )  # fmt: skip
    for label, amounts in sums:
        shown = ", ".join(spoken(minor, code) for code, minor in sorted(amounts.items()))
        say(f"{label}: {shown or 'nothing'}")
    if any(item.bucket is not None for item in page.items):
        say("balances by age from a summary: no invoices and no due dates; days are at least those")
    if customer.vanished:
        say("no longer on the customer list")
    for contact in page.contacts:
        reach = [part for part in (contact.role, contact.phone, contact.email) if part]
        reach += ["no longer on the list"] if contact.vanished else []
        reach += ["do not contact"] if contact.do_not_contact else []
        say(f"contact: {contact.name}{' · ' if reach else ''}{' · '.join(reach)}")
    for line in page.promises:
        say(f"promise: {line.document or 'account'} by {line.due.isoformat()}, {line.state}")
    for dispute in page.disputes:
        say(f"dispute: {dispute.document or 'account'}, {dispute.reason}, {dispute.state}")
    for block in page.blocks:
        say(f"block: {block.kind}, {block.reason}")
    for reason in page.risk:
        say(f"risk: {reason}")
    for what, owed in (("interest to date", page.interest), ("fixed sums", page.fixed_sums)):
        if owed:
            shown = ", ".join(spoken(minor, code) for code, minor in sorted(owed.items()))
            say(f"{what}: {shown} (not booked)")
    for one in page.proposals:
        say(f"proposal {one.id}: {one.wanted.kind}, {one.state}, {one.wanted.explanation}")
