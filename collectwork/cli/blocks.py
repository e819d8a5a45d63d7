"""Blocks: no contact until a date, and what was decided about them."""

from __future__ import annotations

import typer

from collectwork.cli.options import CSV, CUSTOMER, JSON, ONLY_CUSTOMER, REASON, group, id_of
from collectwork.cli.output import answer, as_json
from collectwork.cli.rows import block_row, short
from collectwork.cli.session import SESSION
from collectwork.cli.work import show

_BLOCK = id_of("The block's")
_KIND = typer.Option(
    "hold",
    "--kind",
    help="hold, do_not_contact, insolvency, legal, represented, complaint or arranged.",
)
_UNTIL = typer.Option(None, "--until", help="The last blocked day; it lifts itself after it.")
_INVOICE = typer.Option(None, "--invoice", help="Only this invoice.")

blocks_app = group("blocks", "Blocks: no contact until a date.")


@blocks_app.callback()
def blocks(
    context: typer.Context,
    state: str = typer.Option(None, "--state", help="active or ended."),
    customer: str = ONLY_CUSTOMER,
    json: bool = JSON,
    csv: bool = CSV,
) -> None:
    """Blocks on customers and invoices, oldest first."""
    if context.invoked_subcommand is not None:
        return
    from collectwork.usecases import accounts
    from collectwork.usecases import blocks as use

    with SESSION.desk() as desk:
        of = accounts.id_of(desk, customer)
        rows = [block_row(line, desk.today) for line in use.blocks(desk, state, of)]
    answer(
        rows if json or csv else short(rows),
        json=json,
        csv=csv,
        empty="No blocks.",
        columns=["until", "state", "customer", "invoice", "kind", "reason", "id"],
    )


@blocks_app.command("add", hidden=True)
@blocks_app.command("set")
def set_block(
    customer: str = CUSTOMER,
    kind: str = _KIND,
    reason: str = REASON,
    until: str = _UNTIL,
    invoice: str = _INVOICE,
    json: bool = JSON,
) -> None:
    """Keep contact away from a customer or one invoice."""
    from collectwork.usecases import in_words

    with SESSION.desk() as desk:
        show(in_words.block(desk, customer, kind, reason, until=until, invoice=invoice), json=json)


@blocks_app.command("lift")
def lift(block: str = _BLOCK, reason: str = REASON, json: bool = JSON) -> None:
    """End a block before its date."""
    from collectwork.usecases import blocks as use

    with SESSION.desk() as desk:
        show(use.lift(desk, block, reason), json=json)


@blocks_app.command("prolong")
def prolong(
    block: str = _BLOCK,
    until: str = typer.Argument(..., help="The new last blocked day: eom, +2w, 2026-12-01."),
    reason: str = REASON,
    json: bool = JSON,
) -> None:
    """Give a block a later last day."""
    from collectwork.usecases import blocks as use
    from collectwork.usecases import in_words

    with SESSION.desk() as desk:
        day = in_words.day(desk, until) or desk.today
        show(use.prolong(desk, block, day, reason), json=json)


@blocks_app.command("history")
def history(block: str = _BLOCK, json: bool = JSON, csv: bool = CSV) -> None:
    """What was decided about a block: set, prolonged, lifted, by whom and why."""
    from collectwork.usecases import blocks as use

    with SESSION.desk() as desk:
        line, steps = use.history(desk, block)
        row = block_row(line, desk.today)
    rows = [
        {"at": one.at, "who": one.who, "what": one.what, "until": one.until,
         "reason": one.reason, "undone": one.undone}
        for one in steps
    ]  # fmt: skip
    if json:
        as_json({**row, "history": rows})
        return
    answer(rows, csv=csv, title=f"{row['customer']} · {row['kind']} · {row['state']}")
