"""Suggestions in words, and those of an account as lines."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from collectwork.domain.disputes import category_label
from collectwork.domain.money import spoken
from collectwork.domain.suggestions import STATEMENT_COPY, Kind, Suggestion
from collectwork.present.cells import day, fit
from collectwork.present.pieces import Line, Piece, line
from collectwork.present.text import safe

KINDS: Mapping[Kind, str] = {
    "promise": "promise to pay",
    "dispute": "dispute",
    "copy": "copy wanted",
    "paid": "paid already",
}
#: What accepting does.
NEEDED: Mapping[Kind, str] = {
    "promise": "Accepting records the customer’s written promise.",
    "dispute": "Accepting opens the dispute with this sentence as its reason.",
    "copy": "Accepting queues the mail to the contacts that are known.",
    "paid": "Accepting lets the account rest until the money should be here.",
}
_MOST = 3


def in_words(one: Suggestion, today: date) -> str:
    """``promise 1,200.00 EUR by Fri 27 Nov on INV-1``."""
    money = ""
    if one.amount is not None and one.currency is not None:
        money = f" {spoken(one.amount, one.currency)}"
    about = f" on {', '.join(one.invoices[:_MOST])}" if one.invoices else ""
    about += " …" if len(one.invoices) > _MOST else ""
    when = day(one.day, today).strip() if one.day else ""
    if one.kind == "promise":
        return f"promise{money} {f'by {when}' if when else 'without a day'}{about}"
    if one.kind == "paid":
        return f"paid already{money}{f' on {when}' if when else ''}{about}"
    if one.kind == "dispute":
        return f"dispute: {category_label(one.reason or 'other')}{about}"
    return f"wants a {'statement of account' if one.reason == STATEMENT_COPY else 'copy'}{about}"


def account_suggestions(
    waiting: Sequence[Suggestion], room: int, today: date, key: str = "y"
) -> list[Line]:
    """A line each, and the key that decides."""
    lines = []
    for at, one in enumerate(waiting[:_MOST]):
        said = safe(f"reply suggests: {in_words(one, today)}")
        hint = f" – {key}" if at == 0 else ""
        lines.append(
            line(
                Piece("◇ ", "act"),
                Piece(fit(said, max(1, room - 2 - len(hint))).rstrip(), "act"),
                Piece(hint, "strong"),
            )
        )
    if len(waiting) > _MOST:
        lines.append(line(Piece(f"  and {len(waiting) - _MOST} more", "dim")))
    return lines
