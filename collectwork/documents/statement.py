"""The statement of account: every open item, credits marked, totals and ages per currency."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from collectwork.documents.grid import LINE, Column, Grid
from collectwork.documents.head import info, letterhead, payment
from collectwork.documents.paper import Paper
from collectwork.documents.words import words
from collectwork.domain.company import UNNAMED
from collectwork.domain.money import Money, totals
from collectwork.domain.postal import lines_of
from collectwork.domain.receivables import BUCKETS, bucket
from collectwork.present.letters import amount, labels, short_day


def statement_pdf(values: Mapping[str, Any]) -> bytes:
    """PDF bytes of ``values``:

    customer {number, name, address}, sender {name, email, phone, team}, company
    (domain.company.Company), language, today (date), as_of (date or None), reference, made (aware
    datetime), items: document, kind, issued, due, late_by, days, amount (Money), original (Money or
    None), po, disputed, promised; cash: Money received that no ledger knows yet. Totals are summed
    here, a line a currency. Equal values give equal bytes.
    """
    language = values["language"]
    said, own = labels(language), words(language)
    customer, sender = values["customer"], values["sender"]
    company = values.get("company") or UNNAMED
    title = f"{said['statement']} {customer['number']}"
    paper = Paper(
        title, f"{customer['name']} · {values['reference']}", said["page"], values["made"],
        author=company.name or sender.get("team") or sender["name"], language=language[:2],
    )  # fmt: skip
    letterhead(paper, company, sender.get("team") or sender["name"])
    day = values["as_of"] or values["today"]
    info(
        paper,
        [customer["name"], *lines_of(customer.get("address"))],
        [
            (said["account"], customer["number"]),
            (said["as_of"], short_day(day, language)),
            (own["date"], short_day(values["today"], language)),
            (said["reference"], values["reference"]),
        ],
    )
    paper.heading(said["statement"], 15)
    items, cash = values["items"], [one for one in values.get("cash", ()) if one.minor]
    if not items and not cash:
        paper.line_of(said["nothing"], 10)
        return paper.finished()
    for currency in _currencies(items, cash):
        _currency(paper, values, currency)
    _ages(paper, items, values["today"], language)
    payment(paper, company, _currencies(items, cash), values["reference"], language)
    paper.ln(3)
    contact = " · ".join(sender[key] for key in ("name", "email", "phone") if sender.get(key))
    paper.line_of(f"{own['questions']}: {contact}", 8)
    return paper.finished()


def listed_totals(items: Sequence[Mapping[str, Any]]) -> list[Money]:
    """One sum a currency, credits taken off; currencies are never added to each other."""
    sums = totals(item["amount"] for item in items)
    return [Money(minor, currency) for currency, minor in sorted(sums.items())]


def _currencies(items: Sequence[Mapping[str, Any]], cash: Sequence[Money]) -> list[str]:
    return sorted({item["amount"].currency for item in items} | {one.currency for one in cash})


def _currency(paper: Paper, values: Mapping[str, Any], currency: str) -> None:
    """The items of one currency: invoices, then what is to be taken off, then the balance."""
    language = values["language"]
    said, own = labels(language), words(language)
    mine = [item for item in values["items"] if item["amount"].currency == currency]
    cash = sum(one.minor for one in values.get("cash", ()) if one.currency == currency)
    owed = [item for item in mine if item["amount"].minor > 0]
    off = [item for item in mine if item["amount"].minor <= 0]
    paper.ln(2)
    grid = Grid(
        paper,
        [
            Column(said["document"], 42),
            Column(said["issued"], 21),
            Column(said["due"], 24),
            Column(said["days"], 18, right=True),
            Column(own["note"], 23),
            Column(own["original"], 22, right=True),
            Column(said["amount"], 24, right=True),
        ],
    )
    for item in owed:
        grid.row(_row(item, language))
    sums = totals(item["amount"] for item in owed)
    if owed and (off or cash):
        grid.total(own["invoices"], amount(Money(sums[currency], currency), language))
    for item in off:
        grid.row(_row(item, language))
    if cash:
        figure = amount(Money(-cash, currency), language)
        grid.row([own["unapplied"], "", "", "", "", "", figure])
    lowered = totals(item["amount"] for item in off).get(currency, 0) - cash
    if off or cash:
        grid.total(own["credits"], amount(Money(lowered, currency), language), keep=2 * LINE)
    balance = sums.get(currency, 0) + lowered
    word = own["balance"] if off or cash else said["total"]
    grid.total(word, amount(Money(balance, currency), language))
    late = sum(item["amount"].minor for item in owed if (item["days"] or 0) > 0)
    if late:
        text = f"{own['overdue']}: {amount(Money(late, currency), language)}"
        paper.line_of(text, 8, align="R")


def _row(item: Mapping[str, Any], language: str) -> list[str]:
    said, own = labels(language), words(language)
    money, late = item["amount"], item["days"]
    mark = {"credit": said["credit"], "payment": said["payment"]}.get(item["kind"], "")
    notes = [
        said["disputed"] if item.get("disputed") else "",
        own["promised"] if item.get("promised") else "",
        item.get("po") or "",
    ]
    first = item.get("original")
    return [
        f"{item['document']} ({mark})" if mark else item["document"],
        short_day(item["issued"], language),
        short_day(item["due"], language),
        str(late) if late is not None and late > 0 and money.minor > 0 else "",
        ", ".join(note for note in notes if note),
        _figure(first, language) if first is not None else "",
        amount(money, language),
    ]


def _figure(money: Money, language: str) -> str:
    return amount(money, language).rsplit(" ", 1)[0]


def _ages(paper: Paper, items: Sequence[Mapping[str, Any]], today: Any, language: str) -> None:
    """Invoices by age, and credits apart, so that nothing is netted unseen."""
    if not items:
        return
    said = labels(language)
    paper.ln(4)
    if paper.will_page_break(40):
        paper.add_page()
    paper.line_of(said["aging"], 9, bold=True)
    names = [said.get(name, name) for name in BUCKETS]
    columns = [Column(name, 23, right=True) for name in [*names, said["credit"]]]
    grid = Grid(paper, [Column("", 13), *columns])
    for total in listed_totals(items):
        sums = dict.fromkeys([*BUCKETS, "credit"], 0)
        for item in items:
            money = item["amount"]
            if money.currency == total.currency:
                due = item.get("late_by") or item["due"]
                sums["credit" if money.minor < 0 else bucket(due, today)] += money.minor
        figures = [_figure(Money(minor, total.currency), language) for minor in sums.values()]
        grid.row([total.currency, *figures])
    paper.line_of(words(language)["ages"], 7, grey=True)
