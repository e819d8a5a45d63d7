"""Disputes: list, open, decide, hand on."""

from __future__ import annotations

import typer

from collectwork.cli.options import CSV, CUSTOMER, JSON, ONLY_CUSTOMER, REASON, group, id_of
from collectwork.cli.output import answer
from collectwork.cli.rows import dispute_row, short
from collectwork.cli.session import SESSION
from collectwork.cli.work import show

_DISPUTE = id_of("The dispute's")
_UNTIL = typer.Option(None, "--until", help="When its owner should have cleared it.")
_INVOICE = typer.Option([], "--invoice", help="What is disputed; left out: the whole account.")

disputes_app = group("disputes", "Disputes: why an invoice is not paid, who clears it, until when.")


@disputes_app.callback()
def disputes(
    context: typer.Context,
    state: str = typer.Option(
        None, "--state", help="proposed, open, resolved, withdrawn or declined."
    ),
    owner: str = typer.Option(None, "--owner", help="Only those that this person clears."),
    overdue: bool = typer.Option(False, "--overdue", help="Only open ones past their day."),
    customer: str = ONLY_CUSTOMER,
    json: bool = JSON,
    csv: bool = CSV,
) -> None:
    """Disputes, oldest first. What is disputed is not asked for, and stays in every figure."""
    if context.invoked_subcommand is not None:
        return
    from collectwork.usecases import accounts
    from collectwork.usecases import disputes as use

    with SESSION.desk() as desk:
        of = accounts.id_of(desk, customer)
        found = use.disputes(desk, state, of, owner=owner, overdue=overdue)
        rows = [dispute_row(line, desk.today) for line in found]
    answer(
        rows if json or csv else short(rows),
        json=json,
        csv=csv,
        empty="No disputes.",
        columns=[
            "opened",
            "due",
            "state",
            "customer",
            "invoice",
            ("amount", "amount", "right"),
            "owner",
            "reason",
            "id",
        ],
    )


@disputes_app.command("open")
def open_one(
    customer: str = CUSTOMER,
    reason: str = typer.Option(..., "--reason", help="What is said to be wrong."),
    invoice: list[str] = _INVOICE,
    amount: str = typer.Option(None, "--amount", help="A part of one invoice: 200, 50%."),
    category: str = typer.Option("other", "--category", help="price, quality, not_received …"),
    cause: str = typer.Option(None, "--cause", help="The root cause, where it is known."),
    owner: str = typer.Option(None, "--owner", help="Who clears it."),
    until: str = _UNTIL,
    json: bool = JSON,
) -> None:
    """Open a dispute that came by letter or mail (one raised in a call: `log CUSTOMER dispute`)."""
    from collectwork.usecases import in_words

    said = in_words.Said(
        customer, "dispute", invoices=tuple(invoice), reason=reason, amount=amount,
        category=category, root_cause=cause, owner=owner, until=until,
    )  # fmt: skip
    with SESSION.desk() as desk:
        show(in_words.dispute(desk, said), json=json)


@disputes_app.command("resolve")
def resolve(
    dispute: str = _DISPUTE,
    resolution: str = typer.Option(..., "--resolution", "--reason", help="What came of it."),
    withdrawn: bool = typer.Option(False, "--withdrawn", help="The customer gave it up."),
    cause: str = typer.Option(None, "--cause", help="The root cause, as it turned out."),
    json: bool = JSON,
) -> None:
    """Close a dispute with what came of it."""
    from collectwork.usecases import disputes as use

    with SESSION.desk() as desk:
        done = use.resolve(desk, dispute, resolution, withdrawn=withdrawn, root_cause=cause)
    show(done, json=json)


@disputes_app.command("withdraw")
def withdraw(dispute: str = _DISPUTE, reason: str = REASON, json: bool = JSON) -> None:
    """Close a dispute that the customer gave up."""
    from collectwork.usecases import disputes as use

    with SESSION.desk() as desk:
        show(use.resolve(desk, dispute, reason, withdrawn=True), json=json)


@disputes_app.command("reopen")
def reopen(
    dispute: str = _DISPUTE, reason: str = REASON, until: str = _UNTIL, json: bool = JSON
) -> None:
    """Open a dispute again that was closed."""
    from collectwork.usecases import disputes as use
    from collectwork.usecases import in_words

    with SESSION.desk() as desk:
        show(use.reopen(desk, dispute, reason, in_words.day(desk, until)), json=json)


@disputes_app.command("reassign")
def reassign(
    dispute: str = _DISPUTE,
    owner: str = typer.Argument(None, help="Who clears it from now on."),
    reason: str = REASON,
    until: str = _UNTIL,
    category: str = typer.Option(None, "--category", help="Another category."),
    cause: str = typer.Option(None, "--cause", help="The root cause, where it is known by now."),
    json: bool = JSON,
) -> None:
    """Give a dispute another owner, day, category or root cause."""
    from collectwork.usecases import disputes as use
    from collectwork.usecases import in_words

    with SESSION.desk() as desk:
        due = in_words.day(desk, until)
        done = use.reassign(
            desk, dispute, reason, owner=owner, due=due, category=category, root_cause=cause
        )
    show(done, json=json)


@disputes_app.command("confirm")
def confirm(dispute: str = _DISPUTE, json: bool = JSON) -> None:
    """Open a dispute that a short payment proposed."""
    from collectwork.usecases import disputes as use

    with SESSION.desk() as desk:
        show(use.confirm(desk, dispute), json=json)


@disputes_app.command("decline")
def decline(dispute: str = _DISPUTE, reason: str = REASON, json: bool = JSON) -> None:
    """Say that a proposed dispute is none; what is missing stays to be collected."""
    from collectwork.usecases import disputes as use

    with SESSION.desk() as desk:
        show(use.decline(desk, dispute, reason), json=json)
