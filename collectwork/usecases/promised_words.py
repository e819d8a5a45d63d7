"""A promise in words: ``500@fri``, several of them for a plan of instalments, or so many parts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Protocol

from collectwork.domain import instalments as rhythm
from collectwork.domain import typed
from collectwork.domain.customers import Customer
from collectwork.domain.money import decimals
from collectwork.domain.outcomes import Outcome
from collectwork.domain.promises import Open, PromiseInput, instalments, parted
from collectwork.domain.receivables import Item
from collectwork.errors import InputRefused
from collectwork.usecases.desk import Desk


class Words(Protocol):
    """The part of what was said that is about a promise; see ``in_words.Said``."""

    @property
    def promises(self) -> tuple[str, ...]: ...
    @property
    def instalments(self) -> int | None: ...
    @property
    def every(self) -> str | None: ...
    @property
    def first_on(self) -> str | None: ...
    @property
    def how(self) -> str | None: ...
    @property
    def reference(self) -> str | None: ...


def promised(
    desk: Desk,
    customer: Customer,
    outcome: Outcome,
    said: Words,
    named: Sequence[Item],
    contact_id: int | None,
) -> PromiseInput | None:
    """The promise that was said, spread over the named invoices or all open ones, oldest first;
    None where none was. InputRefused names what cannot be read or does not fit."""
    if not said.promises and said.instalments is None:
        if said.every or said.first_on:
            raise InputRefused("Not recorded: --every and --from belong to --instalments.")
        if outcome.starts == "promise":
            raise InputRefused(
                f"Not recorded: {outcome.label!r} needs --promise AMOUNT@DATE, as 500@fri."
            )
        return None
    items = [one for one in named or _owed(desk, customer) if one.open > 0]
    currency = _currency(customer, items)
    opens = [Open(one.id, one.open, one.late_by) for one in items]
    if said.instalments is None:
        if said.every or said.first_on:
            raise InputRefused("Not recorded: --every and --from belong to --instalments.")
        parts = [_part(desk, text, items, currency) for text in said.promises]
        _affordable(customer, items, sum(minor for _, minor in parts), bool(named))
        plan = parted(opens, parts)
    else:
        minor, dues = _rhythm(desk, said, items, currency)
        _affordable(customer, items, minor, bool(named))
        plan = instalments(opens, minor, dues)
    return replace(plan, how=said.how, contact_id=contact_id, reference=said.reference)


def _part(desk: Desk, text: str, items: Sequence[Item], currency: str) -> tuple[date, int]:
    amount, mark, day = text.rpartition("@")
    if not mark:
        raise InputRefused(
            f"Not recorded: {text!r} is not AMOUNT@DATE: write it as 500@fri or all@eom."
        )
    due = typed.day(day, desk.today, desk.holidays)
    return due, typed.amount(amount, sum(one.open for one in items), currency)


def _rhythm(
    desk: Desk, said: Words, items: Sequence[Item], currency: str
) -> tuple[int, tuple[date, ...]]:
    """The amount and the days of ``--instalments N``; all that is open unless an amount is said."""
    if len(said.promises) > 1:
        raise InputRefused(
            "Not recorded: --instalments divides one amount. Name each part by its own --promise "
            "AMOUNT@DATE instead, or give one amount."
        )
    text = said.promises[0] if said.promises else "all"
    amount, mark, day = text.rpartition("@") if "@" in text else (text, "", "")
    if mark and said.first_on:
        raise InputRefused("Not recorded: the first day is said twice, by @DATE and by --from.")
    first = day if mark else said.first_on
    if not first:
        raise InputRefused("Not recorded: --instalments needs --from DATE, the first one's day.")
    start = typed.day(first, desk.today, desk.holidays)
    minor = typed.amount(amount, sum(one.open for one in items), currency)
    return minor, rhythm.dues(start, said.instalments or 0, said.every or "month")


def _currency(customer: Customer, items: Sequence[Item]) -> str:
    if not items:
        raise InputRefused(f"Not recorded: {customer.name} has nothing open to promise.")
    currencies = sorted({one.currency for one in items})
    if len(currencies) > 1:
        raise InputRefused(
            f"Not recorded: {customer.name} owes in {' and '.join(currencies)}. "
            "Name the invoices with --invoice."
        )
    return currencies[0]


def _affordable(customer: Customer, items: Sequence[Item], minor: int, named: bool) -> None:
    whole, currency = sum(one.open for one in items), items[0].currency
    if minor > whole:
        said, owed = decimals(minor, currency), decimals(whole, currency)
        raise InputRefused(
            f"Not recorded: {said} {currency} is more than the {owed} {currency} that "
            f"{customer.name} has open{' on these invoices' if named else ''}."
        )


def _owed(desk: Desk, customer: Customer) -> list[Item]:
    with desk.store.read() as tx:
        return tx.accounts.owed(customer.id)
