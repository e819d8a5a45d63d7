"""Payments, customers, contacts, people and another system's history: plain lists."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from collectwork.domain.ledger import FileContent, Kind, Problem
from collectwork.domain.money import digits
from collectwork.errors import InputRefused
from collectwork.intake import identity
from collectwork.intake.columns import Bad, is_blank_row
from collectwork.intake.draft import Source, currencies, no_currency
from collectwork.intake.headings import normal
from collectwork.intake.numbers import MAX_MINOR, Number
from collectwork.intake.rows import Sorted
from collectwork.intake.table import blank, shown

_PAYMENT_KINDS = {
    "payment": "payment", "zahlung": "payment", "paiement": "payment", "receipt": "payment",
    "onaccount": "on_account", "unapplied": "on_account", "akonto": "on_account",
    "allocation": "allocation", "zuordnung": "allocation", "application": "allocation",
    "creditnote": "credit_note", "creditmemo": "credit_note", "gutschrift": "credit_note",
    "avoir": "credit_note", "reversal": "reversal", "return": "reversal", "chargeback": "reversal",
    "storno": "reversal", "rucklastschrift": "reversal", "bounced": "reversal",
}  # fmt: skip


def read_list(source: Source, kind: Kind) -> FileContent:
    """A list of the given kind, or InputRefused."""
    readers: Mapping[str, Callable[[Source], FileContent]] = {
        "payments": _payments,
        "customers": _customers,
        "contacts": _contacts,
        "people": _people,
        "activities": _activities,
        "worklists": _worklists,
        "withheld": _withheld,
    }
    return readers[kind](source)


def _need(source: Source, *parts: str) -> None:
    """Refuse a list that lacks a column it cannot do without."""
    for part in parts:
        if not any(source.columns.has(one) for one in part.split("|")):
            raise InputRefused(
                f"Not imported: no column for {part.split('|')[0].replace('_', ' ')} was "
                f"recognised among {', '.join(repr(h) for h in source.layout.headings if h)[:300]}."
                " Name it in a profile."
            )


def _filled(source: Source, needed: Sequence[str]) -> list[int]:
    """Indexes of the data rows; repeated headers and blank rows left out, broken ones problems."""
    header = [normal(name) for name in source.layout.headings]
    width = len(header)
    proofs = [source.columns.raw(part) for part in needed]
    kept = []
    for index, row in enumerate(source.columns.rows):
        if index in source.table.spoiled:
            source.problems[index] = Problem(
                source.row(index), None, None, f"expected {source.table.spoiled[index]}"
            )
        elif is_blank_row(row) or (
            [normal(shown(cell)) for cell in row[:2]] == header[:2] and len(row) == width
        ):
            continue
        elif all(blank(proof[index]) for proof in proofs):
            if sum(not blank(cell) for cell in row) > 1:
                _wrong(source, index, needed[0], "expected a value, found none")
        elif len(row) > width and any(not blank(cell) for cell in row[width:]):
            _wrong(source, index, None, f"expected {width} fields, found more")
        else:
            kept.append(index)
    return kept


def _wrong(source: Source, index: int, part: str | None, expected: str, value: str = "") -> None:
    heading = source.layout.heading(part) if part else None
    source.problems.setdefault(index, Problem(source.row(index), heading, value or None, expected))


def _checked(source: Source, rows: list[int], **cells: Sequence[Any]) -> list[int]:
    """Rows without a Bad in these parts; the others become problems."""
    for part, column in cells.items():
        for index in rows:
            if type(column[index]) is Bad and index not in source.problems:
                source.problems[index] = source.columns.problem(index, part, column[index])
    return [index for index in rows if index not in source.problems]


# payments ----------------------------------------------------------------------------------------


def _payments(source: Source) -> FileContent:
    _need(source, "amount", "received|posted")
    columns = source.columns
    amount = columns.amounts(columns.layout.roles["amount"])
    named = [cell.currency if isinstance(cell, Number) else None for cell in amount]
    currency = currencies(source, columns.raw("currency"), named)
    received, posted = columns.days("received"), columns.days("posted")
    refs, numbers, documents = columns.ids("ref"), columns.ids("number"), columns.ids("document")
    rows = _filled(source, ("amount",))
    rows = _checked(
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
            _wrong(source, index, "received", "expected the day of the payment, found none")
            continue
        kind = _payment_kind(kinds[index] or types[index], minor, documents[index])
        if kind is None:
            _wrong(source, index, "kind", "expected payment, on_account, allocation, credit_note or reversal", kinds[index])  # noqa: E501  # fmt: skip
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
        _wrong(source, index, part, "expected an amount, found nothing")
    elif currency is None:
        _wrong(source, index, "currency", "expected a currency code such as EUR, found none")
    else:
        try:
            minor: int = cell.minor(digits(currency))
        except ValueError as error:
            _wrong(source, index, part, f"expected an amount of {currency}; it has {error}",
                   shown(source.columns.raw(part)[index]))  # fmt: skip
            return None
        if abs(minor) < MAX_MINOR:
            return minor
        _wrong(source, index, part, "expected an amount below ten trillion")
    return None


# customers, contacts, people ---------------------------------------------------------------------


def _customers(source: Source) -> FileContent:
    _need(source, "number|name")
    accounts, contacts = _accounts(source)
    content = source.content("customers", [], "customer list")
    content.customers, content.contacts = accounts, contacts
    content.row_count = len(accounts) + len(content.rejects)
    return content


def _contacts(source: Source) -> FileContent:
    _need(source, "number|name", "contact_name|email|phone")
    _, contacts = _accounts(source)
    content = source.content("contacts", [], "contact list")
    content.contacts = contacts
    content.row_count = len(contacts) + len(content.rejects)
    return content


def _accounts(source: Source) -> tuple[list[Any], list[Any]]:
    needed = [part for part in ("number", "name") if source.columns.has(part)]
    rows = _filled(source, needed)
    rows = [row for row in rows if not _time_stamp(source, row)]
    rows = identity.check(source, rows)
    people = identity.customers(source, Sorted(), rows)
    return identity.facts(source, rows, people)


def _time_stamp(source: Source, index: int) -> bool:
    """The line below a report that says when it was made."""
    filled = [shown(cell) for cell in source.columns.rows[index] if not blank(cell)]
    return len(filled) == 1 and "," in filled[0] and ":" in filled[0] and "day" in filled[0].lower()


_SENIORITY = {"junior": 1, "standard": 2, "regular": 2, "senior": 3, "lead": 4, "expert": 3}
_ROLES = frozenset(["collector", "lead", "admin", "auditor"])


def _people(source: Source) -> FileContent:
    _need(source, "login")
    columns = source.columns
    logins, names = columns.ids("login"), columns.texts("person_name")
    roles, seniority, capacity = (columns.texts(p) for p in ("role", "seniority", "capacity"))
    team, email, phone = (columns.texts(p) for p in ("team", "email", "phone"))
    languages, skills = columns.texts("languages"), columns.texts("skills")
    rows = _checked(source, _filled(source, ("login",)), login=logins)
    made = []
    for index in rows:
        role = roles[index].casefold() or "collector"
        level = seniority[index].casefold()
        if role not in _ROLES:
            _wrong(
                source, index, "role", "expected collector, lead, admin or auditor", roles[index]
            )
            continue
        if level and not level.isdigit() and level not in _SENIORITY:
            _wrong(source, index, "seniority", "expected junior, standard, senior or a number", seniority[index])  # noqa: E501  # fmt: skip
            continue
        if capacity[index] and not capacity[index].isdigit():
            _wrong(
                source, index, "capacity", "expected contacts a day as a number", capacity[index]
            )
            continue
        made.append((
            logins[index], names[index] or logins[index], role, team[index] or None,
            email[index] or None, phone[index] or None, _several(languages[index]),
            _several(skills[index]),
            (int(level) if level.isdigit() else _SENIORITY[level]) if level else 1,
            int(capacity[index]) if capacity[index] else 40,
        ))  # fmt: skip
    return source.content("people", made, "list of people")


def _several(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.replace(";", ",").split(",") if part.strip())


# another system's history ------------------------------------------------------------------------


def _activities(source: Source) -> FileContent:
    _need(source, "at", "number", "code")
    columns = source.columns
    ids, numbers = columns.ids("activity_id"), columns.ids("number")
    at, logged = _moments(source, "at"), _moments(source, "logged_at")
    promised, due = _decimals(source, "promise_amount"), columns.days("promise_date")
    rows = _checked(
        source, _filled(source, ("at",)), activity_id=ids, number=numbers, at=at, logged_at=logged,
        promise_date=due, promise_amount=promised,
    )  # fmt: skip
    by, documents, channel = (columns.texts(p) for p in ("collector", "document", "channel"))
    code, template = columns.texts("code"), columns.texts("template")
    origin, text = columns.texts("source"), columns.texts("text")
    made = [
        (
            ids[i], at[i], logged[i] or at[i], by[i] or None, numbers[i],
            tuple(d.strip() for d in documents[i].split(";") if d.strip()), channel[i], code[i],
            template[i] or None, due[i], promised[i], origin[i] or None, text[i],
        )
        for i in rows
    ]  # fmt: skip
    content = source.content("activities", made, "activities of another system")
    content.warnings.append("times without a zone were taken as UTC")
    return content


def _worklists(source: Source) -> FileContent:
    _need(source, "day", "collector", "rank", "number")
    columns = source.columns
    days, numbers = columns.days("day"), columns.ids("number")
    ranks, oldest = columns.counts("rank"), columns.counts("oldest_days")
    overdue, priority = _decimals(source, "overdue"), _decimals(source, "priority")
    rows = _checked(
        source, _filled(source, ("day",)), day=days, number=numbers, overdue=overdue,
        priority=priority,
    )  # fmt: skip
    collector = columns.texts("collector")
    made = []
    for index in rows:
        if days[index] is None or ranks[index] is None:
            _wrong(source, index, "rank", "expected a day and a rank")
            continue
        made.append((
            days[index], collector[index], ranks[index], numbers[index], priority[index],
            overdue[index], oldest[index],
        ))  # fmt: skip
    return source.content("worklists", made, "worklists of another system")


def _withheld(source: Source) -> FileContent:
    _need(source, "day", "number", "intended_channel")
    columns = source.columns
    days, until, numbers = columns.days("day"), columns.days("until"), columns.ids("number")
    rows = _checked(source, _filled(source, ("day",)), day=days, until=until, number=numbers)
    collector, channel = columns.texts("collector"), columns.texts("intended_channel")
    reason = columns.texts("reason")
    made = []
    for index in rows:
        if days[index] is None:
            _wrong(source, index, "day", "expected a day")
            continue
        made.append((
            days[index], collector[index] or None, numbers[index], channel[index], until[index],
            reason[index] or "lottery",
        ))  # fmt: skip
    return source.content("withheld", made, "withheld contacts of another system")


def _moments(source: Source, part: str) -> list[Any]:
    """Per row a datetime (UTC where the file names no zone), None or Bad."""
    known: dict[str, Any] = {}
    result: list[Any] = []
    for cell in source.columns.raw(part):
        if isinstance(cell, datetime):
            result.append(cell)
            continue
        if isinstance(cell, date):
            result.append(datetime(cell.year, cell.month, cell.day))  # noqa: DTZ001
            continue
        text = shown(cell)
        if text not in known:
            try:
                known[text] = datetime.fromisoformat(text.replace("Z", "+00:00")) if text else None
            except ValueError:
                known[text] = Bad(text, "expected a time such as 2026-01-31T14:05")
        result.append(known[text])
    return result


def _decimals(source: Source, part: str) -> list[Any]:
    """Per row an exact Decimal, None or Bad; the currency is not known here."""
    columns = source.columns
    if not columns.has(part):
        return [None] * len(columns.rows)
    place = columns.layout.roles[part]
    return [
        Decimal(cell.mantissa).scaleb(-cell.places) if isinstance(cell, Number) else cell
        for cell in columns.amounts(place)
    ]
