"""Who owes: numbers and names of accounts, and what else a row says about them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Hashable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import TypeVar

from collectwork.domain.customers import key
from collectwork.domain.ledger import ContactFacts, CustomerFacts
from collectwork.domain.money import Money
from collectwork.intake.dates import MONTHS
from collectwork.intake.draft import Source
from collectwork.intake.headings import CURRENCIES, currency_code, currency_in, normal
from collectwork.intake.mailcells import mail_addresses
from collectwork.intake.numbers import Number
from collectwork.intake.steps import Sorted
from collectwork.intake.table import shown
from collectwork.intake.texts import ERRORS, Bad

_CODE_AND_NAME = re.compile(r"^([A-Z]{0,6}-?\d[A-Z0-9._-]*)\s+(\S.*)$", re.DOTALL)
_SURE_CODE = re.compile(r"^[A-Z]{1,6}-?\d{3,}\s+\S")  # where no second one confirms it
_DAYLIKE = re.compile(  # what spreadsheets make of 3-26 and MAR26
    r"^(?:\d{1,2}[-. ]{1,2}[^\W\d_]{3,4}\.?|[^\W\d_]{3,4}\.?[- ]\d{2})$"
)
_Place = TypeVar("_Place", bound=Hashable)


def check(source: Source, items: list[int]) -> list[int]:
    """Items whose numbers can be trusted; the others become problems."""
    for part in ("number", "document"):
        if not source.columns.has(part):
            continue
        cells = source.columns.ids(part)
        if not any(type(cell) is Bad for cell in set(cells)):
            continue
        for index in items:
            cell = cells[index]
            if type(cell) is Bad and index not in source.problems:
                source.problems[index] = source.columns.problem(index, part, cell)
    names = source.columns.texts("name") if source.columns.has("name") else []
    if not ERRORS.isdisjoint(names):
        for index in items:
            if names[index] in ERRORS:
                wrong = Bad(names[index], "expected a name: the spreadsheet shows an error")
                source.problems.setdefault(index, source.columns.problem(index, "name", wrong))
    return [index for index in items if index not in source.problems]


def ruined(source: Source, items: Sequence[int]) -> None:
    """Say which numbers of customers and documents are days: a spreadsheet may have made them."""
    for part in ("number", "document"):
        if not source.columns.has(part):
            continue
        cells = source.columns.raw(part)
        days = {
            cell for cell in set(cells)
            if isinstance(cell, date) or (isinstance(cell, str) and daylike(cell))
        }  # fmt: skip
        rows = [index for index in items if cells[index] in days] if days else []
        if rows:
            source.warnings.append(
                f"{len(rows)} values of {source.layout.heading(part)!r} are days, the first in row "
                f"{source.row(rows[0])} ({shown(cells[rows[0]])}): a spreadsheet may have changed "
                "what was a number"
            )


def daylike(cell: str) -> bool:
    """Whether a text is what spreadsheets make of 3-26 and MAR26."""
    found = _DAYLIKE.match(cell.strip())
    return bool(found) and any(
        normal(word) in MONTHS for word in re.findall(r"[^\W\d_]{3,4}", cell)
    )


def customers(source: Source, found: Sorted, items: Sequence[int]) -> dict[int, tuple[str, str]]:
    """Per item the account's (number, name). Where a ledger has no numbers, the name serves."""
    columns = source.columns
    numbers = columns.ids("number")
    names = columns.texts("name")
    split = _splits(set(found.group_of.values())) if not columns.has("number") else False
    if split or (columns.has("number") and found.grouped):
        split = _splits(set(found.group_of.values()))
    if not found.group_of and not found.number_of:
        own = ((numbers[i] or names[i], names[i] or numbers[i]) for i in items)
        return one_spelling(dict(zip(items, own, strict=True)))
    of_group = _numbers_of_groups(found, numbers, items)
    pairs: dict[int, tuple[str, str]] = {}
    known: dict[tuple[str, str], tuple[str, str]] = {}
    for index in items:
        number = numbers[index] or found.number_of.get(index, "")
        name = names[index]
        group = found.group_of.get(index)
        if group is not None and not name:
            name = group
            if not number:
                number = of_group.get(group, "")
            if split and not number:
                match = _CODE_AND_NAME.match(group)
                if match:
                    number, name = match[1], match[2]
        pair = (number or name, name or number)
        pairs[index] = known.setdefault(pair, pair)
    return one_spelling(pairs)


def named_by_labels(labels: Mapping[int, str]) -> dict[int, tuple[str, str]]:
    """Per row (number, name) where one text names the account: ``C117 Example Health, LLC`` in
    every row is code and name, else the text serves as both."""
    split = _splits(set(labels.values()))
    pairs = {}
    for index, label in labels.items():
        match = _CODE_AND_NAME.match(label) if split else None
        pairs[index] = (match[1], match[2]) if match else (label, label)
    return one_spelling(pairs)


def _splits(groups: set[str]) -> bool:
    """``C117 Example Health, LLC``: code and name in one, if every group is written so."""
    real = [group for group in groups if not group.startswith("-")]
    if len(real) == 1:
        return bool(_SURE_CODE.match(real[0]))
    return bool(real) and all(_CODE_AND_NAME.match(group) for group in real)


def _numbers_of_groups(
    found: Sorted, numbers: Sequence[str], items: Sequence[int]
) -> dict[str, str]:
    named: dict[str, set[str]] = {}
    for index in items:
        group = found.group_of.get(index)
        if group is not None and numbers[index]:
            named.setdefault(group, set()).add(numbers[index])
    return {group: next(iter(some)) for group, some in named.items() if len(some) == 1}


def one_spelling(
    pairs: dict[_Place, tuple[str, str]],
    weigh: Callable[[], Counter[tuple[str, str]]] | None = None,
) -> dict[_Place, tuple[str, str]]:
    """The longest form of a number (leading zeros) and the most frequent name of an account.

    ``weigh``: how often each pair occurs, where ``pairs`` do not repeat them.
    """
    distinct = Counter(pairs.values())
    keys = [key(number) for number, _ in distinct]
    if len(set(keys)) == len(keys):
        return pairs
    if weigh is not None:
        weights = weigh()
        distinct = Counter({pair: weights[pair] for pair in distinct})
    accounts: dict[str, list[tuple[tuple[str, str], int]]] = {}
    for place, (pair, count) in zip(keys, distinct.items(), strict=True):
        accounts.setdefault(place, []).append((pair, count))
    chosen: dict[tuple[str, str], tuple[str, str]] = {}
    for spellings in accounts.values():
        if len(spellings) == 1:
            chosen[spellings[0][0]] = spellings[0][0]
            continue
        number = max((pair[0] for pair, _ in spellings), key=len)
        named: Counter[str] = Counter()
        for pair, count in spellings:
            named[pair[1]] += count if pair[1] != pair[0] else 0
        name = named.most_common(1)[0][0]
        best = (number, name if named[name] else spellings[0][0][1])
        chosen |= {pair: best for pair, _ in spellings}
    return {index: chosen[pair] for index, pair in pairs.items()}


def stand_in(words: str, issued: date | None) -> str:
    """A name for an item without a number: what it is, and its day."""
    return f"({words or 'no number'}{f' {issued.isoformat()}' if issued else ''})"


def facts(
    source: Source, items: Sequence[int], people: dict[int, tuple[str, str]]
) -> tuple[list[CustomerFacts], list[ContactFacts]]:
    """What the rows of each account say about it: the first value of each part counts."""
    columns = source.columns
    parts = ("owner", "segment", "country", "language", "time_zone", "terms", "address", "parent")
    cells = {part: columns.texts(part) for part in parts if columns.has(part)}
    limits, tagged = _limits(source), columns.texts("tags") if columns.has("tags") else None
    first: dict[tuple[str, str], int] = {}
    for index in items:
        first.setdefault(people[index], index)
    accounts: list[CustomerFacts] = []
    if not cells and not limits and tagged is None:
        return [CustomerFacts(*pair) for pair in first], contacts(source, items, people)
    for (number, name), index in first.items():
        said = {part: cells[part][index] or None for part in cells}
        limit = limits.get(index)
        accounts.append(
            CustomerFacts(
                number, name, **said,
                credit_limit=limit.minor if limit else None,
                credit_currency=limit.currency if limit else None,
                tags=_tags(tagged[index]) if tagged else (),
            )
        )  # fmt: skip
    return accounts, contacts(source, items, people)


def _tags(cell: str) -> tuple[str, ...]:
    """``vip; key account`` as two, each once however it is written."""
    parts = (part.strip() for part in re.split(r"[,;|]", cell))
    return tuple({part.casefold(): part for part in parts if part}.values())


def _limits(source: Source) -> dict[int, Money]:
    """Credit limits, where the currency is known."""
    columns = source.columns
    if not columns.has("credit_limit"):
        return {}
    said = (source.options.currency or source.profile.get("currency") or "").upper()
    named = currency_in(columns.layout.heading("credit_limit"))
    said = named[1] if named else said
    currency = columns.texts("currency")
    limits: dict[int, Money] = {}
    unknown = 0
    unread: list[str] = []
    for index, cell in enumerate(columns.amounts(columns.layout.roles["credit_limit"])):
        if isinstance(cell, Bad):
            unread.append(str(columns.problem(index, "credit_limit", cell)))
        if not isinstance(cell, Number):
            continue
        own = currency[index].upper() or cell.currency or ""
        code = said if own in ("", "$", "¥") else (currency_code(own) or own)
        if code not in CURRENCIES:
            unknown += 1
            continue
        try:
            limits[index] = Money.of(Decimal(cell.mantissa).scaleb(-cell.places), code)
        except ValueError:
            unread.append(f"row {source.row(index)}: more decimals than {code} has")
    if unread:
        source.warnings.append(f"{len(unread)} credit limits were left out: {unread[0]}")
    if unknown:
        source.warnings.append(
            f"{unknown} credit limits were left out: nothing says their currency (say --currency)"
        )
    return limits


def contacts(
    source: Source, items: Sequence[int], people: dict[int, tuple[str, str]]
) -> list[ContactFacts]:
    """People and mailboxes on the rows, each once per account."""
    columns = source.columns
    if not any(columns.has(part) for part in ("contact_name", "email", "phone", "mobile")):
        return []
    names, emails = columns.texts("contact_name"), columns.texts("email")
    phones, mobiles = columns.texts("phone"), columns.texts("mobile")
    roles, languages = columns.texts("role"), columns.texts("language")
    zones = columns.texts("time_zone")
    found: dict[ContactFacts, None] = {}
    for index in items:
        name, phone = names[index], phones[index] or mobiles[index]
        addresses = mail_addresses(emails[index]) or [""]
        if not (name or phone or addresses[0]):
            continue
        for address in addresses:
            found[
                ContactFacts(
                    people[index][0],
                    name or people[index][1],  # a mailbox bears the account's name, not its address
                    roles[index] or None,
                    address or None,
                    _number(phone) or None,
                    languages[index] or None,
                    zones[index] or None,
                )
            ] = None
    return list(found)


_LABELLED = re.compile(r"([^\W\d_][^\W\d]*)\s*:\s*([^:]*?)(?=\s*[^\W\d_][^\W\d]*\s*:|$)", re.DOTALL)


def _number(phone: str) -> str:
    """``Phone:(555) 010-1234 Fax:(555) 010-9999``: the first number that is no fax, without its
    label."""
    found = [(label, number.strip(" ,;/\n")) for label, number in _LABELLED.findall(phone)]
    if not found:
        return phone
    return next((number for label, number in found if number and "fax" not in label.casefold()), "")
