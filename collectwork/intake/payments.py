"""Payment lists: what was paid, when, by whom and for what."""

from __future__ import annotations

from typing import Any

from collectwork.domain.ledger import FileContent
from collectwork.domain.money import digits
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
    currency = currencies(source, columns.raw("currency"), named)
    received, posted = columns.days("received"), columns.days("posted")
    refs, numbers, documents = columns.ids("ref"), columns.ids("number"), columns.ids("document")
    rows = filled(source, ("amount",))
    rows = checked(
        source, rows, amount=amount, received=received, posted=posted, ref=refs, number=numbers,
        document=documents,
    )  # fmt: skip
    if rows and not any(currency):
        raise no_currency()
    names, kinds = columns.texts("name"), columns.texts("kind")
    types = columns.texts("type_text")
    method, reference = columns.texts("method"), columns.texts("reference")
    text, company = columns.texts("text"), columns.texts("company")
    made: list[tuple[Any, ...]] = []
    for index in rows:
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
            company[index] or None,
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
