"""Desks: what was handed to leads, and what everybody has."""

from __future__ import annotations

from collections.abc import Sequence

from collectwork.analytics.figures import Cell, Listing, Page, columns
from collectwork.domain.account import Standing
from collectwork.domain.assigning import NOBODY, HandOver
from collectwork.domain.money import Money as Amount
from collectwork.domain.team import absent
from collectwork.rules.substitution import covers
from collectwork.rules.workload import Load
from collectwork.usecases import assigning
from collectwork.usecases.desk import Desk

LOADS = "What everybody has"
HANDED = "Handed to a desk"


def page(desk: Desk) -> Page:
    """The tab: the actor's own desk first."""
    return Page(f"Desks, {desk.today.isoformat()}", (handed(desk), loads(desk)))


def handed(desk: Desk) -> Listing:
    """What lies at a lead's desk, the actor's own first, then the oldest."""
    with desk.store.read() as tx:
        lying = tx.hand_overs.at_desks()
        lying.sort(key=lambda one: (one.holder != desk.actor, one.since, one.id))
        rows = tuple(_row(desk, one, _owed(tx.accounts.standing(one.customer_id, desk.today)))
                     for one in lying)  # fmt: skip
    return Listing(
        HANDED,
        columns("at", "since", ">days", "customer", ">to collect", "by", "reason", "state"),
        rows,
        tuple(one.customer_id for one in lying),
        empty="Nothing was handed over. x escalates an account, h hands it over.",
        key="expected_minutes",
    )


def loads(desk: Desk) -> Listing:
    """Accounts, minutes and amounts by owner; who is absent, and who covers."""
    with desk.store.read() as tx:
        people = {one.login: one for one in tx.people.all()}
        counts = tx.assigning.counts()
    found = assigning.loads(desk)
    away = covers(tuple(people.values()), desk.today)
    logins = sorted(set(found) | set(counts) | {p.login for p in people.values() if p.active})
    rows: list[tuple[Cell, ...]] = []
    for login in logins:
        load, person = found.get(login, Load()), people.get(login)
        if person is not None and person.role in ("admin", "auditor") and not counts.get(login):
            continue
        covered = away.get(login)
        until = person.absent_until if person and absent(person, desk.today) else None
        rows.append(
            (
                login or NOBODY,
                (person.team or "") if person else "",
                counts.get(login, 0),
                load.minutes,
                _most(load),
                until.isoformat() if until else "",
                ", ".join(covered.by) if covered else "",
            )
        )
    return Listing(
        LOADS,
        columns("who", "team", ">accounts", ">minutes", ">to collect", "absent until", "covered"),
        tuple(rows),
        note="a gives accounts of the person under the cursor to others, after a look at it",
        empty="Nobody is entered yet: collectwork people add.",
        key="expected_minutes",
    )


def _row(desk: Desk, one: HandOver, owed: Amount | None) -> tuple[Cell, ...]:
    return (
        one.holder, one.since, (desk.today - one.since).days, one.name, owed, one.giver,
        one.reason, "waits" if one.state == "waits" else "looked at",
    )  # fmt: skip


def _owed(standing: Sequence[Standing]) -> Amount | None:
    """The largest amount to collect; currencies are not added up."""
    most = max(standing, key=lambda one: one.to_collect, default=None)
    return Amount(most.to_collect, most.currency) if most is not None else None


def _most(load: Load) -> Amount | None:
    if not load.amounts:
        return None
    currency = max(load.amounts, key=lambda one: load.amounts[one])
    return Amount(load.amounts[currency], currency)
