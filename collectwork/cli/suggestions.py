"""What replies suggest: the list, accepting one as it is or changed, declining one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import typer

from collectwork.cli.options import CSV, JSON, KEY, ONLY_CUSTOMER, REASON, group
from collectwork.cli.output import Column, answer, as_json, say, tell
from collectwork.cli.session import SESSION
from collectwork.cli.work import show as show_done

if TYPE_CHECKING:
    from collectwork.domain.suggestions import Suggestion
    from collectwork.usecases.desk import Desk
    from collectwork.usecases.suggestions import Edit

NUMBER = typer.Argument(..., help="Its number.")
STATE = typer.Option(None, "--state", help="proposed, accepted, edited, declined, expired or all.")
INVOICES = typer.Option(None, "--invoice", help="These invoices; may be repeated.")
_COLUMNS: list[Column] = [
    ("id", "no", "right"), "state", "customer", ("what", "suggests", "left"),
    ("sentence", "they wrote", "left"),
]  # fmt: skip
_VALUES: list[Column] = [
    "id", "state", "kind", "customer", "name", "amount", "currency", "day", "invoices", "reason",
    "sentence", "message", "from", "subject", "made_on", "decided_at", "decided_by", "activity_id",
    "remark",
]  # fmt: skip

suggestions_app = group("suggestions", "What replies seem to say; a person accepts or declines.")


@suggestions_app.callback()
def suggestions(
    context: typer.Context,
    state: str = STATE,
    customer: str = ONLY_CUSTOMER,
    json: bool = JSON,
    csv: bool = CSV,
) -> None:
    """Suggestions that wait, the newest reply first."""
    if context.invoked_subcommand is None:
        _list(state, customer, json, csv)


@suggestions_app.command("list")
def listed(
    state: str = STATE,
    customer: str = ONLY_CUSTOMER,
    json: bool = JSON,
    csv: bool = CSV,
) -> None:
    """The same as without a verb."""
    _list(state, customer, json, csv)


@suggestions_app.command("show")
def show(number: int = NUMBER, json: bool = JSON) -> None:
    """One suggestion with the sentence it came from."""
    from collectwork.usecases import suggestions as use

    with SESSION.desk() as desk:
        found = use.suggestion(desk, number)
    values = use.as_values(found)
    if json:
        as_json(values)
        return
    lines = [f"{found.id}  {found.state}  {found.customer}  {found.name}", use.in_words(found)]
    lines += [f"they wrote: {found.sentence}", f"in: {found.subject} ({found.sender})"]
    lines += [f"remark: {found.remark}"] if found.remark else []
    tell("\n".join(lines))


@suggestions_app.command("accept")
def accept(
    number: int = NUMBER,
    amount: str = typer.Option(None, "--amount", help="Another amount, as 1200.00 or 1200.00 EUR."),
    date: str = typer.Option(None, "--date", help="Another day: fri, +2w, eom or 2026-12-01."),
    invoice: list[str] = INVOICES,
    reason: str = typer.Option(
        None, "--reason", help="A dispute's category; invoice or statement."
    ),
    key: str = KEY,
    json: bool = JSON,
) -> None:
    """Do it: record the promise, open the dispute, queue the copy, look for the payment."""
    from collectwork.usecases import suggestions as use

    with SESSION.desk() as desk:
        found = use.suggestion(desk, number)
        edit = _edit(desk, found, amount, date, invoice, reason)
        show_done(use.accept(desk, number, edit, key=key), json=json)


@suggestions_app.command("decline")
def decline(number: int = NUMBER, reason: str = REASON, key: str = KEY, json: bool = JSON) -> None:
    """It is not so; the suggestion is done with."""
    from collectwork.usecases import suggestions as use

    with SESSION.desk() as desk:
        show_done(use.decline(desk, number, reason, key=key), json=json)


@suggestions_app.command("expire")
def expire(json: bool = JSON) -> None:
    """End those whose invoices are settled or whose day is over; ``run`` does it daily."""
    from collectwork.usecases import suggestions as use

    with SESSION.desk() as desk:
        count = use.expire(desk)
    if json:
        as_json({"expired": count})
    else:
        say(f"{count} expired")


def _list(state: str | None, customer: str | None, json: bool, csv: bool) -> None:
    from collectwork.usecases import accounts
    from collectwork.usecases import suggestions as use

    wanted = None if state == "all" else (state or "proposed")
    with SESSION.desk() as desk:
        found = use.suggestions(desk, wanted, accounts.id_of(desk, customer))
    rows: list[dict[str, Any]] = [
        use.as_values(one) if json or csv else {**use.as_values(one), "what": use.in_words(one)}
        for one in found
    ]
    columns = _VALUES if csv else _COLUMNS
    answer(rows, json=json, csv=csv, empty="No suggestions.", columns=columns)


def _edit(
    desk: Desk,
    found: Suggestion,
    amount: str | None,
    date: str | None,
    invoices: list[str] | None,
    reason: str | None,
) -> Edit:
    from collectwork.usecases import suggestions as use

    return use.typed_edit(
        desk, found, amount=amount, day=date, invoices=tuple(invoices or ()) or None, reason=reason
    )
