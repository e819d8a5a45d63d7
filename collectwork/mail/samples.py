"""Made-up values to try a template with: everything there, and everything that may lack lacking."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from collectwork.domain.money import Money
from collectwork.domain.template_variables import VARIABLES, Variable

TODAY = date(2026, 11, 20)
DEADLINE = date(2026, 11, 30)
_TEXTS = {
    "name": "Sample Ltd", "number": "100231", "country": "DE", "role": "payables",
    "email": "payables@customer.example", "document": "RE-1001", "currency": "EUR",
    "kind": "invoice", "po": "PO 4711", "reference": "CW-ABCDEFGH", "age": "1-30",
    "payment_reference": "RE-1001 GS-1002", "rate": "11.27 %", "source": "sample law",
    "iban": "DE02 1203 0000 0000 2020 51", "phone": "+49 40 123", "team": "Receivables",
}  # fmt: skip


def full() -> dict[str, Any]:
    """Every variable with a value; two items, the second a credit."""
    values = {one.name: _value(one) for one in VARIABLES if one.kind != "table"}
    item = values["items"][0]
    credit = {**item, "document": "GS-1002", "kind": "credit", "credit": True, "days": None}
    values["items"] = [
        {**item, "amount": Money(123450, "EUR"), "credit": False, "disputed": False},
        {**credit, "amount": Money(-6450, "EUR"), "disputed": False},
    ]
    values["totals"] = [{"currency": "EUR", "amount": Money(117000, "EUR")}]
    values["deadline"], values["today"] = DEADLINE, TODAY
    return values


def bare() -> dict[str, Any]:
    """What may lack lacks; lists that may be empty are."""
    values = full()
    for one in VARIABLES:
        if one.kind == "list" and one.name not in ("items", "totals"):
            values[one.name] = []
        elif one.kind == "record":
            values[one.name] = None if one.may_lack else _without(one, values[one.name])
        elif one.may_lack:
            values[one.name] = ""
    return values


def crowded() -> dict[str, Any]:
    """Many items in three currencies."""
    values = full()
    rows = values["items"][:1] * 60
    values["items"] = [
        {**row, "document": f"RE-{n}", "currency": currency, "amount": Money(100_000 + n, currency)}
        for n, row in enumerate(rows)
        for currency in ("EUR", "USD", "JPY")
    ]
    values["totals"] = [
        {"currency": one, "amount": Money(6_000_000, one)} for one in ("EUR", "JPY", "USD")
    ]
    return values


def _value(one: Variable) -> Any:
    if one.kind == "record":
        return {field.name: _value(field) for field in one.fields}
    if one.kind == "list":
        return [{field.name: _value(field) for field in one.fields}]
    plain: dict[str, Any] = {
        "number": 3, "amount": Money(123450, "EUR"), "date": TODAY, "yes or no": True,
    }  # fmt: skip
    return plain.get(one.kind, _TEXTS.get(one.name, "sample"))


def _without(one: Variable, record: Mapping[str, Any]) -> dict[str, Any]:
    known = one.by_name
    return {
        name: ("" if known[name].kind == "text" else None) if known[name].may_lack else value
        for name, value in record.items()
    }
