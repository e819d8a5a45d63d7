"""Who has which account: assign, reassign, hand-over, hand-back, pin."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import typer

from collectwork.cli.main import app
from collectwork.cli.options import CSV, CUSTOMER, DRY_RUN, JSON, group
from collectwork.cli.output import answer, as_csv, as_json, money, say
from collectwork.cli.session import SESSION

if TYPE_CHECKING:
    from collectwork.domain.assigning import HandOver
    from collectwork.rules.assignment import Move
    from collectwork.rules.workload import Load
    from collectwork.usecases.assigning import Assigned

_LONGEST_REASON = 200

assign_app = group("assign", "Give accounts that nobody owns to somebody.")


@assign_app.callback()
def assign(
    context: typer.Context,
    dry_run: bool = DRY_RUN,
    everybody: bool = typer.Option(False, "--all", help="Owned accounts as well: balance anew."),
    collector: str = typer.Option(None, "--collector", help="This one's accounts as well."),
    team: str = typer.Option(None, "--team", help="Only to people of this team."),
    json: bool = JSON,
    csv: bool = CSV,
) -> None:
    """Give accounts that nobody owns to somebody, as [[assign]] in the rules says."""
    if context.invoked_subcommand is not None:
        return
    from collectwork.usecases import assigning

    with SESSION.desk() as desk:
        done = assigning.assign(
            desk, everybody=everybody, collector=collector, team=team, dry_run=dry_run
        )
    _show(done, dry_run=dry_run, json=json, csv=csv)


@assign_app.command("undo")
def assign_undo(
    id: str = typer.Argument(None, help="The run's id; without it the newest."),
    dry_run: bool = DRY_RUN,
    json: bool = JSON,
    csv: bool = CSV,
) -> None:
    """Give back what a run gave away, as far as nobody has given it on."""
    from collectwork.usecases import assigning

    with SESSION.desk() as desk:
        done = assigning.undo(desk, id, dry_run=dry_run)
    _show(done, dry_run=dry_run, json=json, csv=csv)


@app.command("reassign")
def reassign(
    source: str = typer.Argument(..., metavar="FROM", help="Whose accounts; or: nobody."),
    to: list[str] = typer.Argument(..., metavar="TO…", help="Logins or teams."),  # noqa: B008
    dry_run: bool = DRY_RUN,
    only: str = typer.Option("", "--only", help="A condition: country = AT and past_due > 5000."),
    limit: int = typer.Option(None, "--limit", min=1, help="The largest so many."),
    json: bool = JSON,
    csv: bool = CSV,
) -> None:
    """Give the accounts of one person to others, balanced where these are several."""
    from collectwork.usecases import assigning

    with SESSION.desk() as desk:
        done = assigning.reassign(desk, source, to, only=only, limit=limit, dry_run=dry_run)
    _show(done, dry_run=dry_run, json=json, csv=csv)


@app.command("hand-over")
def hand_over(
    customer: str = CUSTOMER,
    reason: str = typer.Option(..., "--reason", help="Why: the lead reads it."),
    to: str = typer.Option(None, "--to", help="Which lead; without it one's own."),
    json: bool = JSON,
) -> None:
    """Put an account on the lead's desk; its owner stays who it was."""
    from collectwork.usecases import accounts
    from collectwork.usecases import hand_over as use

    with SESSION.desk() as desk:
        given = use.hand_over(desk, accounts.find(desk, customer).id, reason, to)
    if json:
        as_json(_given(given))
    else:
        say(f"{given.customer} {given.name} lies at {given.holder}'s desk now.")


@app.command("hand-back")
def hand_back(
    customer: str = CUSTOMER,
    note: str = typer.Option(..., "--note", help="What to do now: the collector reads it."),
    to: str = typer.Option(None, "--to", help="Another collector, who becomes the owner."),
    json: bool = JSON,
) -> None:
    """Give an account from a lead's desk back to its collector."""
    from collectwork.usecases import accounts
    from collectwork.usecases import hand_over as use

    with SESSION.desk() as desk:
        given = use.hand_back(desk, accounts.find(desk, customer).id, note, to)
    if json:
        as_json(_given(given))
    else:
        say(f"{given.customer} {given.name} is back with {given.owner or 'nobody'}.")


@app.command("desk")
def lead_desk(
    holder: str = typer.Option(None, "--of", help="Only this lead's desk."),
    json: bool = JSON,
    csv: bool = CSV,
) -> None:
    """What was handed over to leads and lies there, oldest first."""
    from collectwork.usecases import hand_over as use

    with SESSION.desk() as desk:
        rows = [_given(one) for one in use.at_desks(desk, holder)]
    if not (json or csv):
        rows = [{**row, "reason": _cut(row["reason"])} for row in rows]
    answer(
        rows,
        json=json,
        csv=csv,
        empty="Nothing lies at a lead's desk.",
        columns=["since", "desk", "customer", "name", "by", "reason"],
    )


@app.command("pin")
def pin(
    customer: str = CUSTOMER,
    where: str = typer.Argument(..., help="top, end, or off."),
    reason: str = typer.Option("", "--reason", help="Why; not needed for off."),
    json: bool = JSON,
) -> None:
    """Put an account to the top or the end of its list until it is worked, or back."""
    from collectwork.usecases import accounts, pinning

    with SESSION.desk() as desk:
        found = accounts.find(desk, customer)
        pinned = pinning.pin(desk, found.id, where, reason)
    if json:
        as_json(
            {"customer": found.number, "name": found.name, "pinned": pinned.pinned,
             "pin_reason": pinned.pin_reason or None}
        )  # fmt: skip
        return
    said = {1: "is at the top of its list", -1: "is at the end of its list"}
    say(f"{found.number} {found.name} {said.get(pinned.pinned, 'is where the rules put it')}.")


def _show(done: Assigned, *, dry_run: bool, json: bool, csv: bool) -> None:
    moved = [_move(one) for one in done.moved]
    if json:
        as_json(
            {
                "dry_run": dry_run,
                "id": done.entry_id,
                "moved": moved,
                "not_assigned": [
                    {"customer": one.customer, "name": one.name, "why": one.why}
                    for one in done.left
                ],
                "loads": _loads(done),
                "skipped": done.skipped,
            }
        )
        return
    if csv:
        as_csv(moved)
        return
    _tell(done, dry_run=dry_run)


def _tell(done: Assigned, *, dry_run: bool) -> None:
    answer(
        [_move(one) for one in done.moved],
        columns=[
            "customer",
            "name",
            "from",
            "to",
            ("minutes", "minutes", "right"),
            ("amount", "to collect", "right"),
            "why",
        ],
        empty="Nothing to give to anybody.",
    )
    if done.after:
        rows = [_load_in_words(row) for row in _loads(done)]
        columns = (("login", "who", "left"), ("accounts", "accounts", "right"),
                   ("minutes", "minutes", "right"), ("amount", "to collect", "right"),
                   ("absent_until", "absent until", "left"))  # fmt: skip
        answer(rows, columns=columns)
    for one in done.left[:20]:
        say(f"Not assigned: {one.customer} {one.name}: {one.why}.")
    if len(done.left) > 20:
        say(f"… and {len(done.left) - 20} more not assigned: --json lists them.")
    if done.skipped:
        say(f"{done.skipped} were given to others meanwhile and stay there.")
    if dry_run:
        say(f"{len(done.moved)} accounts would change hands; nothing was changed.")
    elif done.entry_id is not None:
        say(
            f"{len(done.moved)} accounts changed hands. "
            f"`collectwork assign undo {done.entry_id}` gives them back."
        )


def _move(one: Move) -> dict[str, Any]:
    return {
        "customer": one.customer,
        "name": one.name,
        "from": one.before or None,
        "to": one.after or None,
        "why": one.why,
        "minutes": one.minutes,
        "amount": money({one.currency: one.amount} if one.currency else {}),
    }


def _loads(done: Assigned) -> list[dict[str, Any]]:
    from collectwork.rules.workload import Load

    rows = []
    for login in sorted(done.after):
        person = done.people.get(login)
        collects = person is None or person.role == "collector"
        if not (collects or done.after[login].accounts or login in done.before):
            continue
        rows.append(
            {
                "login": login,
                "name": person.name if person else login,
                "team": person.team if person else None,
                "before": _load(done.before.get(login, Load())),
                "after": _load(done.after[login]),
                "absent_until": person.absent_until.isoformat()
                if person and person.absent_until
                else None,
            }
        )
    return rows


def _load(load: Load) -> dict[str, Any]:
    return {
        "accounts": load.accounts, "minutes": load.minutes, "amount": money(load.amounts),
    }  # fmt: skip


def _load_in_words(row: Mapping[str, Any]) -> dict[str, Any]:
    def change(name: str) -> str:
        before, after = row["before"][name], row["after"][name]
        return str(after) if before == after else f"{before} → {after}"

    return {
        "login": row["login"] or "(nobody)",
        "accounts": change("accounts"),
        "minutes": change("minutes"),
        "amount": row["after"]["amount"],
        "absent_until": row["absent_until"],
    }


def _cut(reason: str) -> str:
    """A reason as a table has room for; JSON and CSV have all of it."""
    return reason if len(reason) <= _LONGEST_REASON else f"{reason[:_LONGEST_REASON].rstrip()} …"


def _given(one: HandOver) -> dict[str, Any]:
    return {
        "customer": one.customer,
        "name": one.name,
        "owner": one.owner or None,
        "desk": one.holder if one.at_desk else None,
        "by": one.giver,
        "reason": one.reason,
        "since": one.since.isoformat(),
        "state": one.state,
        "note": one.note,
        "returned_by": one.returned_by,
        "returned_on": one.returned_on.isoformat() if one.returned_on else None,
    }
