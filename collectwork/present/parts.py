"""The parts that a column of a file may play, in words."""

from __future__ import annotations

from collections.abc import Mapping

_WORDS: Mapping[str, str] = {
    "number": "customer number", "name": "customer name", "document": "document number",
    "due": "due date", "issued": "document date", "open": "open amount",
    "base_open": "open amount, local currency", "doc_open": "open amount, document currency",
    "original": "original amount", "total": "total of the row", "paid": "paid so far",
    "credited": "credited so far", "debit": "amount, debit side", "credit": "amount, credit side",
    "settled": "day settled", "cleared": "clearing document", "days": "days overdue",
    "base_currency": "local currency", "type_text": "document type",
    "sign": "mark of debit or credit", "open_flag": "open, yes or no", "disputed": "disputed",
    "po": "purchase order", "contact_name": "contact's name", "email": "mail address",
    "phone": "telephone", "mobile": "mobile telephone", "owner": "collector in charge",
    "credit_limit": "credit limit", "reference_text": "reference", "text": "text",
    "expected": "expected day", "ref": "payment number", "received": "day received",
    "posted": "day booked", "method": "how it was paid", "parent": "parent account",
    "person_name": "name", "activity_id": "number of the activity", "at": "time it happened",
    "logged_at": "time it was entered", "promise_date": "day promised",
    "promise_amount": "amount promised", "oldest_days": "days of the oldest",
    "overdue": "past due", "intended_channel": "channel withheld", "age": "amount of one age",
}  # fmt: skip


def part_words(part: str) -> str:
    """``document number`` for ``document``."""
    return _WORDS.get(part) or part.replace("_", " ")
