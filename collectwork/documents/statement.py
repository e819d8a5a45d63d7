"""The statement of account: every open item, credits marked, totals and ages per currency."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from collectwork.domain.money import Money, totals
from collectwork.domain.receivables import BUCKETS, bucket
from collectwork.present.letters import amount, labels, short_day

_WIDTHS = (46, 26, 26, 20, 24, 36)
_ALIGN = ("LEFT", "LEFT", "LEFT", "RIGHT", "LEFT", "RIGHT")


def statement_pdf(values: Mapping[str, Any]) -> bytes:
    """PDF bytes of ``values``:

    customer {number, name, address}, sender {name, email, phone, team}, language, today (date),
    as_of (date or None), reference, made (aware datetime), bank (text), items: document, kind,
    issued, due, days, amount (Money), po, disputed. Totals are summed here, a line a currency.
    """
    from collectwork.documents.paper import Paper

    language = values["language"]
    words = labels(language)
    customer, sender = values["customer"], values["sender"]
    title = f"{words['statement']} {customer['number']}"
    footer = f"{customer['name']} · {values['reference']}"
    paper = Paper(title, footer, words["page"], values["made"])
    paper.line_of(sender.get("team") or sender["name"], 9, grey=True)
    paper.ln(4)
    paper.heading(words["statement"])
    paper.line_of(customer["name"], 11, bold=True)
    if customer.get("address"):
        paper.line_of(customer["address"])
    day = values["as_of"] or values["today"]
    paper.line_of(
        f"{words['account']} {customer['number']}   ·   {words['as_of']} "
        f"{short_day(day, language)}   ·   {words['reference']} {values['reference']}",
        grey=True,
    )
    paper.ln(3)
    items = values["items"]
    if not items:
        paper.line_of(words["nothing"], 10)
        return paper.finished()
    _items(paper, items, language)
    _ages(paper, items, values["today"], language)
    if values.get("bank"):
        paper.ln(3)
        paper.line_of(values["bank"])
    paper.ln(3)
    paper.line_of(" · ".join(sender[key] for key in ("name", "email", "phone") if sender.get(key)))
    return paper.finished()


def listed_totals(items: Sequence[Mapping[str, Any]]) -> list[Money]:
    """One sum a currency, credits taken off; currencies are never added to each other."""
    sums = totals(item["amount"] for item in items)
    return [Money(minor, currency) for currency, minor in sorted(sums.items())]


def _items(paper: Any, items: Sequence[Mapping[str, Any]], language: str) -> None:
    words = labels(language)
    head = [words[name] for name in ("document", "issued", "due", "days", "po", "amount")]
    rows = [_row(item, language) for item in items]
    foot = [
        [words["total"], "", "", "", total.currency, amount(total, language)]
        for total in listed_totals(items)
    ]
    paper.rows(head, [*rows, *foot], _WIDTHS, _ALIGN, bold_from=len(rows))


def _row(item: Mapping[str, Any], language: str) -> list[str]:
    words = labels(language)
    mark = {"credit": words["credit"], "payment": words["payment"]}.get(item["kind"], "")
    if item.get("disputed"):
        mark = words["disputed"]
    late = item["days"]
    return [
        f"{item['document']} ({mark})" if mark else item["document"],
        short_day(item["issued"], language),
        short_day(item["due"], language),
        str(late) if late is not None and late > 0 and item["amount"].minor > 0 else "",
        item.get("po") or "",
        amount(item["amount"], language),
    ]


def _ages(paper: Any, items: Sequence[Mapping[str, Any]], today: Any, language: str) -> None:
    """Invoices by age, and credits apart, so that nothing is netted unseen."""
    words = labels(language)
    names = [words.get(name, name) for name in BUCKETS]
    rows = []
    for total in listed_totals(items):
        sums = dict.fromkeys([*BUCKETS, "credit"], 0)
        for item in items:
            money = item["amount"]
            if money.currency == total.currency:
                sums["credit" if money.minor < 0 else bucket(item["due"], today)] += money.minor
        cells = [
            amount(Money(sum_, total.currency), language).rsplit(" ", 1)[0]
            for sum_ in sums.values()
        ]
        rows.append([total.currency, *cells])
    paper.ln(4)
    paper.line_of(words["aging"], 9, bold=True)
    head = ["", *names, words["credit"]]
    paper.rows(head, rows, (12, *([23] * 7)), ("LEFT", *(["RIGHT"] * 7)))
