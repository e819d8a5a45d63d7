"""Which column plays which part: a heading proposes, the content of its column confirms.

Two columns of one name that both would be needed are refused: nobody picks by chance.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from typing import Any

from collectwork.domain.ledger import Kind
from collectwork.errors import InputRefused, Question
from collectwork.intake import headings
from collectwork.intake.cells import is_amount, is_count, is_date
from collectwork.intake.headings import bucket, currency_code, normal
from collectwork.intake.layout import AMOUNTS, DATES, PARTS, Layout
from collectwork.intake.rowwords import FOOTER, GRAND, TOTAL_OF
from collectwork.intake.table import Row, Table, blank, shown
from collectwork.intake.texts import NO, YES

_SAMPLE = 300
_COMPANIES = 20  # more are hardly one team's own


_LAST = 1000  # after every heading that the vocabulary knows


def assign(
    table: Table, layout: Layout, kind: Kind, profile: Mapping[str, Any] | None = None
) -> None:
    """Give every part its column: named by the profile, else best heading that content confirms."""
    layout.kind = kind
    layout.buckets = [i for i, n in enumerate(layout.headings) if n and bucket(n)]
    taken: set[int] = set(layout.roles.values())
    columns = _Samples(table, layout)
    told = _told(layout, columns, profile or {})
    for part, place in told.items():
        layout.roles[part] = place
        taken.add(place)
    taken.update(ignored := _ignored(layout, profile or {}))
    layout.buckets = [place for place in layout.buckets if place not in ignored]
    for part in PARTS[kind]:
        if part in layout.roles:
            continue
        best = _best(layout, part, taken, columns)
        if best is not None:
            layout.roles[part] = best
            taken.add(best)
    if "company" in PARTS[kind] and "company" not in told:
        _own_company(layout, columns, {*told.values(), *ignored})
    if "number" not in told:
        _names_or_numbers(layout, columns)
    _no_doubles(layout, (profile or {}).get("columns") or {})
    for part in ("open", "doc_open", "base_open", "amount", "original", "total"):
        if part in layout.roles:
            found = headings.currency_in(layout.heading(part))
            layout.heading_currency = found[1] if found else None
            break


def also(table: Table, layout: Layout, part: str) -> None:
    """Give one more part its column, of those that no part has taken."""
    if part not in layout.roles:
        taken = {*layout.roles.values(), *layout.buckets}
        columns = _Samples(table, layout)
        best = _best(layout, part, taken, columns)
        if best is not None:
            layout.roles[part] = best
        elif part == "company":
            _own_company(layout, columns, set(layout.buckets))


def _told(layout: Layout, columns: _Samples, profile: Mapping[str, Any]) -> dict[str, int]:
    """The columns that a profile names, where their content does not contradict it."""
    told: dict[str, int] = {}
    for part, column in (profile.get("columns") or {}).items():
        if part not in PARTS[layout.kind]:
            near = get_close_matches(part, PARTS[layout.kind], 1, 0.5)
            hint = (
                f"Did you mean {near[0]!r}?" if near else "See docs/formats.md for what there is."
            )
            raise InputRefused(
                f"Not imported: the profile names a column for {part!r}, which a list of "
                f"{layout.kind} does not have. {hint}"
            )
        place = _place(layout, f"takes {part!r} from", column)
        cells = columns.of(place)
        if not confirms(part, cells) or (part == "open" and _flags(cells)):
            unlike = next((c for c in cells if not confirms(part, [c])), cells[0])
            raise InputRefused(
                f"Not imported: the profile takes {part!r} from column {column!r}, which holds "
                f"something else ({shown(unlike)[:40]!r}). Correct the profile, or check the file.",
                question=Question("columns", proposal=part),
            )
        told[part] = place
    return told


def _ignored(layout: Layout, profile: Mapping[str, Any]) -> set[int]:
    """Columns that a profile leaves out; one that the file does not have is no harm."""
    said = profile.get("ignored") or ()
    names = {normal(name) for name in said if isinstance(name, str)}
    numbers = {number - 1 for number in said if isinstance(number, int)}
    return numbers | {place for place, name in enumerate(layout.headings) if normal(name) in names}


def _place(layout: Layout, does: str, column: str | int) -> int:
    """A column by its heading, or by its number from 1."""
    if isinstance(column, int):
        if 1 <= column <= len(layout.headings):
            return column - 1
    else:
        for place, name in enumerate(layout.headings):
            if normal(name) == normal(column):
                return place
    has = ", ".join(repr(name) for name in layout.headings if name)[:300]
    raise InputRefused(
        f"Not imported: the profile {does} a column {column!r}, which this file does not have. "
        f"It has {has}.",
        question=Question("columns"),
    )


class _Samples:
    """Non-blank cells of the first rows of a column, looked up once."""

    def __init__(self, table: Table, layout: Layout) -> None:
        rows = [
            row
            for row in table.rows[layout.start : layout.start + _SAMPLE]
            if row and not str(row[0]).startswith("*")  # sums of a printed list may be shifted
        ]
        # groups and totals put their words where items have something else
        self._rows = [row for row in rows if not _apart(row)] or rows
        self._known: dict[int, list[Any]] = {}

    def of(self, place: int) -> list[Any]:
        found = self._known.get(place)
        if found is None:
            found = [row[place] for row in self._rows if place < len(row) and not blank(row[place])]
            self._known[place] = found
        return found

    def together(self, first: int, second: int) -> list[tuple[str, str]]:
        """What two columns show in the same rows, where the second shows anything."""
        width = max(first, second)
        found = [(shown(r[first]), shown(r[second])) for r in self._rows if width < len(r)]
        return [pair for pair in found if pair[1]]


def _apart(row: Row) -> bool:
    """A row of a single cell, or one that begins with the words of a total."""
    filled = [cell for cell in row if not blank(cell)]
    if len(filled) < 2:
        return len(row) > 1
    first = filled[0]
    return isinstance(first, str) and bool(
        GRAND.match(first.strip()) or TOTAL_OF.match(first.strip()) or FOOTER.match(first.strip())
    )


def _best(layout: Layout, part: str, taken: set[int], columns: _Samples) -> int | None:
    candidates = []
    for place, name in enumerate(layout.headings):
        if place in taken or not name:
            continue
        rank = dict(headings.fields(name)).get(part)
        if rank is None and part == "number":
            rank = _numbers_accounts(layout, name)
        if rank is None or (part == "open" and _flags(columns.of(place)) and _may_flag(name)):
            continue
        if confirms(part, columns.of(place)):
            candidates.append((rank, place))
    if not candidates:
        return None
    candidates.sort()
    return candidates[0][1]


def _numbers_accounts(layout: Layout, name: str) -> int | None:
    """Where every row is an account, *Number* is the account's, not a document's; the likeliest of
    such headings first. None: no such heading."""
    own, plain = ("number", "no", "nr", "id", "code"), normal(name)
    accounts = layout.kind in ("customers", "contacts") and plain in own
    return _LAST + own.index(plain) if accounts else None


def _may_flag(name: str) -> bool:
    """*Open* may say whether; *Balance* over nothing but 0 still says how much."""
    return "open_flag" in dict(headings.fields(name))


def _flags(cells: Sequence[Any]) -> bool:
    """*Open* over 1 and 0 says whether, not how much."""
    said = {shown(cell).casefold() for cell in cells}
    return bool(said) and said <= YES | NO


def confirms(part: str, cells: Sequence[Any]) -> bool:
    """Whether the content of a column can be that part; an empty column contradicts nothing."""
    if not cells:
        return True
    if part in DATES:
        share = sum(is_date(cell) for cell in cells)
    elif part in AMOUNTS:
        share = sum(is_amount(cell) for cell in cells)
    elif part in ("currency", "base_currency"):
        share = sum(bool(currency_code(cell)) or shown(cell) == "$" for cell in cells)
        words = all(isinstance(c, str) and any(map(str.isalpha, c)) for c in cells)
        if words and part == "currency" and not any(map(is_date, cells)):
            return True  # what it names must be understood, not passed over
    elif part == "days":
        share = sum(
            (is_amount(cell) and not isinstance(cell, str)) or is_count(cell) for cell in cells
        )
    elif part == "open_flag":
        return _flags(cells)
    elif part == "email":
        share = sum("@" in shown(cell) for cell in cells)
    elif part == "sign":
        share = sum(len(shown(cell)) <= 6 for cell in cells)
    elif part in ("number", "name", "document", "login", "ref"):
        return not all(
            is_date(cell) and not isinstance(cell, (int, float)) and not str(cell).isdigit()
            for cell in cells
        )
    else:
        return True
    return share * 2 >= len(cells)


def _names_or_numbers(layout: Layout, columns: _Samples) -> None:
    """``Customer`` alone may head numbers or names: the values decide. Beside names of customers,
    a column ``Name`` of a contact list holds the people's."""
    roles = layout.roles
    if "number" not in roles or not _holds_names(layout, columns):
        return
    if "name" not in roles:
        roles["name"] = roles.pop("number")
    elif layout.kind in ("customers", "contacts") and "contact_name" not in roles:
        roles["contact_name"], roles["name"] = roles["name"], roles.pop("number")


def _own_company(layout: Layout, columns: _Samples, barred: set[int]) -> None:
    """``Company`` alone may be the customer, or whose ledger it is. It is the latter where the
    customer stands in a column of its own and few values are each shared by several customers."""
    roles = layout.roles
    for place, heading in enumerate(layout.headings):
        used = [part for part, column in roles.items() if column == place]
        if normal(heading) != "company" or place in barred or "company" in roles:
            continue
        others = [part for part in ("number", "name") if roles.get(part, place) != place]
        if used not in ([], ["name"]) or not others:
            continue
        if _shared(
            columns.together(place, roles[others[0]]), named=len(others) == 2, free=not used
        ):
            if used:
                del roles["name"]
            roles["company"] = place


def _shared(pairs: Sequence[tuple[str, str]], *, named: bool, free: bool) -> bool:
    """``pairs``: company and customer of each row, every row having both. ``named``: customers
    have number and name in other columns; ``free``: at least, this column is not their name."""
    customers: dict[str, set[str]] = {}
    companies: dict[str, set[str]] = {}
    for company, customer in pairs:
        customers.setdefault(company, set()).add(customer)
        companies.setdefault(customer, set()).add(company)
    if not pairs or "" in customers or "" in companies or len(customers) > _COMPANIES:
        return False
    several = sum(len(own) > 1 for own in companies.values())
    if several * 2 >= len(companies) or (several and len(customers) * 2 <= len(companies)):
        return True  # a customer has one name
    if len(companies) == 1:
        return named  # one customer of one company: what else can it be
    shared = sum(len(customers[company]) > 1 for company, _ in pairs)
    few = len(customers) < len(companies) if free else len(customers) * 2 <= len(companies)
    return few and shared * 2 >= len(pairs)


def _holds_names(layout: Layout, columns: _Samples) -> bool:
    if "name" not in dict(headings.fields(layout.heading("number"))):
        return False
    distinct = {shown(cell) for cell in columns.of(layout.roles["number"])}
    likely = sum(any(c.isdigit() for c in v) and " " not in v for v in distinct)
    return bool(distinct) and likely * 2 < len(distinct)


def _no_doubles(layout: Layout, told: Mapping[str, Any]) -> None:
    """A profile settles it by the column's number."""
    count = Counter(normal(name) for name in layout.headings if name)
    for part, place in layout.roles.items():
        name = layout.headings[place]
        if isinstance(told.get(part), int):
            continue
        if name and count[normal(name)] > 1:
            raise InputRefused(
                f"Not imported: two columns are named {name!r}, and it is not certain which one is "
                "meant. Rename one of them, or give the column's number in a profile.",
                question=Question("columns", proposal=part),
            )
