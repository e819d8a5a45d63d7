"""Payment lists: what was paid, when, by whom and for what."""

from __future__ import annotations

from typing import Any

from collectwork.domain.ledger import FileContent
from collectwork.domain.money import digits
from collectwork.errors import InputRefused
from collectwork.intake.draft import Source, currencies, no_currency
from collectwork.intake.headings import normal
from collectwork.intake.listrows import checked, filled, need, wrong
from collectwork.intake.numbers import MAX_MINOR, Number
from collectwork.intake.table import shown

_PAYMENT_KINDS = {
    "payment": "payment", "zahlung": "payment", "paiement": "payment", "receipt": "payment",
    "onaccount": "on_account", "unapplied": "on_account", "akonto": "on_account",
    "allocation": "allocation", "zuordnung": "allocation", "application": "allocation",
    "creditnote": "credit_note", "creditmemo": "credit_note", "gutschrift": "credit_note",
    "avoir": "credit_note", "reversal": "reversal", "return": "reversal", "chargeback": "reversal",
    "storno": "reversal", "rucklastschrift": "reversal", "bounced": "reversal",
}  # fmt: skip


def payments(source: Source) -> FileContent:
    need(source, "amount", "received|posted")
    columns = source.columns
    amount = columns.amounts(columns.layout.roles["amount"])
    named = [cell.currency if isinstance(cell, Number) else None for cell in amount]
    received, posted = columns.days("received"), columns.days("posted")
    refs, numbers, documents = columns.ids("ref"), columns.ids("number"), columns.ids("document")
    rows = filled(source, ("amount",))
    rows = checked(
        source, rows, amount=amount, received=received, posted=posted, ref=refs, number=numbers,
        document=documents,
    )  # fmt: skip
    currency = currencies(source, columns.raw("currency"), named, rows)
    if rows and not any(currency[index] for index in rows):
        raise no_currency()
    amount = _signed(source, amount, rows)
    names, kinds = columns.texts("name"), columns.texts("kind")
    types = columns.texts("type_text")
    method, reference = columns.texts("method"), columns.texts("reference")
    text, company = columns.texts("text"), columns.texts("company")
    made: list[tuple[Any, ...]] = []
    for index in rows:
        if index in source.problems:
            continue
        day = received[index] or posted[index]
        minor = _minor(source, index, "amount", amount[index], currency[index])
        if minor is None:
            continue
        if day is None:
            wrong(source, index, "received", "expected the day of the payment, found none")
            continue
        kind = _payment_kind(kinds[index] or types[index], minor, documents[index])
        if kind is None:
            wrong(source, index, "kind", "expected payment, on_account, allocation, credit_note or reversal", kinds[index])  # noqa: E501  # fmt: skip
            continue
        number = numbers[index] or names[index]
        made.append((
            refs[index], kind, number or None, names[index] or number or None,
            documents[index] or None, currency[index], minor, day, posted[index],
            method[index] or None, reference[index] or None, text[index] or None,
            company[index] or None, None, None, None, "list", None,
        ))  # fmt: skip
    content = source.content("payments", made, "payment list")
    if content.as_of is None and made:
        content.as_of = max(row[8] or row[7] for row in made)
    if not columns.has("ref"):
        content.warnings.append(
            "the payments have no numbers: equal lines of one file are all taken, the same line of "
            "a later file is taken once"
        )
    return content


_IN = frozenset(["c", "cr", "credit", "crédit", "bij", "haber", "avere", "+", "crdt"])
_OUT = frozenset(["d", "dr", "debit", "débit", "af", "debe", "dare", "-", "dbit"])
_SIDES = frozenset(["s", "h", "soll", "haben"])


def _signed(source: Source, amount: list[Any], rows: list[int]) -> list[Any]:
    """Amounts with the sign of a debit/credit column, where they have none of their own: credit is
    money received. Soll and Haben mean the opposite in a bank's and in a customer's account."""
    rows = [i for i in rows if isinstance(amount[i], Number) and amount[i].mantissa]
    words = source.columns.texts("kind"), source.columns.texts("type_text")
    negative = len(rows) > 1 and all(amount[i].mantissa < 0 for i in rows)
    if negative and not all(_returned(words[0][i] or words[1][i]) for i in rows):
        raise InputRefused(
            "Not imported: every amount is negative. Whether these are payments as a customer's "
            "account shows them, or payments that came back, is not certain. Export received "
            "payments with positive amounts, or say reversal in a column Kind."
        )
    if not source.columns.has("sign") or any(amount[i].mantissa < 0 for i in rows):
        return amount
    marks = [mark.strip().casefold() for mark in source.columns.texts("sign")]
    used = {marks[i] for i in rows}
    if used <= _SIDES and len({mark[0] for mark in used}) == 1:
        return amount
    if used & _SIDES:
        raise InputRefused(
            f"Not imported: column {source.layout.heading('sign')!r} holds both sides of an "
            "account, and which one is money received depends on whose account it is. Export "
            "signed amounts."
        )
    amount = list(amount)
    for index in rows:
        cell = amount[index]
        if marks[index] in _OUT:
            amount[index] = Number(-cell.mantissa, cell.places, cell.currency)
        elif marks[index] not in _IN:
            wrong(source, index, "sign", "expected a mark for debit or credit", marks[index])
    return amount


def _returned(word: str) -> bool:
    return _PAYMENT_KINDS.get(normal(word)) in ("reversal", "credit_note")


def _payment_kind(said: str, minor: int, document: str) -> str | None:
    if not said:
        return "payment" if minor >= 0 else "reversal"
    found = _PAYMENT_KINDS.get(normal(said))
    if found is None and minor >= 0:
        return "payment" if normal(said) in ("wire", "ach", "cheque", "check", "cash") else None
    return found


def _minor(source: Source, index: int, part: str, cell: Any, currency: str | None) -> int | None:
    if cell is None:
        wrong(source, index, part, "expected an amount, found nothing")
    elif currency is None:
        wrong(source, index, "currency", "expected a currency code such as EUR, found none")
    else:
        try:
            minor: int = cell.minor(digits(currency))
        except ValueError as error:
            wrong(source, index, part, f"expected an amount of {currency}; it has {error}",
                   shown(source.columns.raw(part)[index]))  # fmt: skip
            return None
        if abs(minor) < MAX_MINOR:
            return minor
        wrong(source, index, part, "expected an amount below ten trillion")
    return None
