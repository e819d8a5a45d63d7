"""What a template may speak of; ``domain.template_variables`` is the list, a test compares them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from babel.numbers import format_decimal

from collectwork.domain.customers import Contact, Customer
from collectwork.domain.interest import Derivation, derive, fixed_of, interest_of
from collectwork.domain.money import Money
from collectwork.domain.receivables import BUCKETS, Item, bucket
from collectwork.domain.templates import RECENT_DAYS, History
from collectwork.present.letters import labels, locale
from collectwork.usecases.desk import Desk
from collectwork.usecases.interest import debts_of
from collectwork.usecases.ports.work import Read

_LONGEST_PURPOSE = 140  # signs that a SEPA payment carries


def of_account(customer: Customer, contact: Contact | None) -> dict[str, Any]:
    """Whom it is about and who reads it."""
    return {
        "customer": {
            "name": customer.name,
            "number": customer.number,
            "country": customer.country or "",
        },
        "contact": _person(contact),
    }


def _person(contact: Contact | None) -> dict[str, str] | None:
    if contact is None or not contact.name.strip() or "@" in contact.name:
        return None
    return {"name": contact.name, "role": contact.role or "", "email": contact.email or ""}


def more(
    desk: Desk,
    tx: Read,
    customer: Customer,
    every: Sequence[Item],
    named: Sequence[Item],
    history: History,
    language: str,
) -> dict[str, Any]:
    """Ages, interest and fees, bank accounts, the seller, what went before.

    ``every``: all open items of the account; ``named``: those that the mail is about.
    """
    derived = _derived(desk, tx, customer, named)
    currencies = sorted({item.currency for item in named or every})
    company = desk.company
    return {
        "aging": aging(every, desk.today, language),
        "interest": [_claim(one, language) for one in derived if one.interest],
        "interest_totals": _sums(interest_of(derived)),
        "fee": _sums(fixed_of(derived)),
        "bank": [
            {"currency": one.currency, "iban": one.spaced, "bic": one.bic, "holder": one.holder,
             "bank": one.bank}
            for one in company.banks_of(currencies)
        ],
        "company": {
            "name": company.name,
            "address": ", ".join(company.address),
            "registration": " · ".join(company.registration),
        },
        "history": as_history(history, desk.today),
    }  # fmt: skip


def payment_reference(number: str, reference: str, items: Sequence[Item]) -> str:
    """What a payment should say: the documents it is for, or account and reference where they are
    more than a payment carries."""
    documents = " ".join(dict.fromkeys(item.document for item in items if item.open > 0))
    fits = documents and len(documents) <= _LONGEST_PURPOSE
    return documents if fits else f"{number} {reference}".strip()


def as_history(history: History, today: date) -> dict[str, Any]:
    """What went before, as templates know it."""
    since = today - timedelta(days=RECENT_DAYS)
    return {
        "mails": history.mails,
        "last_mail": history.last_mail,
        "last_reply": history.last_reply,
        "kept": history.kept,
        "broken": history.broken,
        "part_paid": bool(history.part_paid_on and history.part_paid_on >= since),
    }


def aging(items: Sequence[Item], today: date, language: str) -> list[dict[str, Any]]:
    """Open items by age, credits apart: a row for each currency and age that has any."""
    words = labels(language)
    names = [*BUCKETS, "credit"]
    sums: dict[tuple[str, str], int] = {}
    for item in items:
        age = "credit" if item.open < 0 else bucket(item.late_by or item.due, today)
        sums[item.currency, age] = sums.get((item.currency, age), 0) + item.open
    return [
        {"age": words.get(age, age), "currency": currency, "amount": Money(minor, currency)}
        for (currency, age), minor in sorted(
            sums.items(), key=lambda pair: (pair[0][0], names.index(pair[0][1]))
        )
    ]


def _derived(
    desk: Desk, tx: Read, customer: Customer, named: Sequence[Item]
) -> Sequence[Derivation]:
    """Empty where any overdue invoice has no known rate: half a sum would look like the whole."""
    late = [one for one in named if one.open > 0 and one.due and one.due < desk.today]
    if not late:
        return ()
    laws = desk.laws()
    country = laws.country(customer.country)
    found = [derive(one, country, laws, desk.today) for one in debts_of(tx, late)]
    return () if any(one.interest is None for one in found) else found


def _claim(one: Derivation, language: str) -> dict[str, Any]:
    debt, last = one.debt, one.segments[-1]
    percent = Decimal(last.rate.percent.numerator) / Decimal(last.rate.percent.denominator)
    return {
        "document": debt.document,
        "currency": debt.currency,
        "amount": Money(one.interest or 0, debt.currency),
        "principal": Money(last.principal, debt.currency),
        "since": one.segments[0].first,
        "until": last.last,
        "days": sum(segment.days for segment in one.segments),
        "rate": f"{format_decimal(percent, format='0.00', locale=locale(language))} %",
        "source": last.rate.source,
    }


def _sums(sums: Mapping[str, int]) -> list[dict[str, Any]]:
    return [
        {"currency": currency, "amount": Money(minor, currency)}
        for currency, minor in sorted(sums.items())
        if minor
    ]
