"""Where the header is, what kind of list it heads, and which column plays which part.

A heading proposes, the content of its column confirms. Two columns of one name that both would
be needed are refused: nobody picks by chance.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from collectwork.domain.ledger import Kind
from collectwork.errors import InputRefused
from collectwork.intake import dates, headings, numbers
from collectwork.intake.headings import bucket, normal, not_due
from collectwork.intake.table import Row, Table, blank, shown

_SEARCHED = 80
_SAMPLE = 300
_FRAGMENTS = frozenset([
    "amount", "amt", "date", "no", "number", "nr", "days", "bydays", "currency", "code",
    "name", "id", "due", "value", "betrag", "datum", "tage", "balance", "type", "from", "to",
    "of", "total",
])  # fmt: skip

DATES = frozenset([
    "issued", "due", "settled", "expected", "received", "posted", "promise_date", "day",
    "until",
])  # fmt: skip
AMOUNTS = frozenset([
    "open", "base_open", "doc_open", "total", "original", "paid", "credited", "amount",
    "promise_amount", "overdue", "credit_limit",
])  # fmt: skip

#: The parts of each kind of list, those first that must have the first choice among columns.
PARTS: Mapping[Kind, tuple[str, ...]] = {
    "open-items": (
        "number", "name", "document", "due", "issued", "open", "base_open", "doc_open", "original",
        "total", "paid", "credited", "settled", "cleared", "days", "currency", "base_currency",
        "type_text", "sign", "status", "disputed", "po", "terms", "company", "contact_name",
        "email", "phone", "mobile", "language", "country", "owner", "credit_limit", "segment",
        "address", "reference_text", "text", "expected",
    ),
    "payments": (
        "ref", "number", "name", "document", "received", "posted", "amount", "currency", "kind",
        "type_text", "method", "reference", "company", "text", "sign",
    ),
    "customers": (
        "number", "name", "contact_name", "email", "phone", "mobile", "role", "terms",
        "credit_limit", "currency", "language", "owner", "segment", "country", "address", "parent",
    ),
    "people": (
        "login", "person_name", "role", "team", "email", "phone", "languages", "skills",
        "seniority", "capacity",
    ),
    "activities": (
        "activity_id", "at", "logged_at", "collector", "number", "document", "channel", "code",
        "template", "promise_date", "promise_amount", "source", "text",
    ),
    "worklists": ("day", "collector", "rank", "number", "priority", "overdue", "oldest_days"),
    "withheld": ("day", "collector", "number", "intended_channel", "until", "reason"),
}  # fmt: skip
PARTS = {**PARTS, "invoices": PARTS["open-items"], "contacts": PARTS["customers"]}


@dataclass(slots=True)
class Layout:
    """A recognised table. ``roles``: part → column; ``buckets``: columns of ages."""

    header: int
    start: int
    headings: list[str]
    roles: dict[str, int] = field(default_factory=dict)
    buckets: list[int] = field(default_factory=list)
    heading_currency: str | None = None
    kind: Kind = "open-items"

    def heading(self, part: str) -> str:
        """The heading of a part's column, for messages."""
        place = self.roles.get(part)
        if place is None:
            return part
        return self.headings[place] or f"column {place + 1}"


def find_header(table: Table, named: Iterable[str] = ()) -> Layout | None:
    """The row with the most known headings (the first of equals), joined with a second header
    row where there is one; None when no row has two. ``named``: headings a profile names; the
    first row that holds them all is the header."""
    wanted = {normal(name) for name in named}
    for index, row in enumerate(table.rows[:_SEARCHED] if wanted else ()):
        if wanted <= {normal(shown(cell)) for cell in row}:
            return Layout(index, index + 1, [shown(cell) for cell in row])
    best, score = -1, 1
    for index, row in enumerate(table.rows[:_SEARCHED]):
        if index in table.spoiled:
            continue
        known = headings.recognised(row)
        if known > score and _wordy(row):
            best, score = index, known
    if best < 0:
        return None
    names = [shown(cell).replace("\n", " ").replace("\r", " ") for cell in table.rows[best]]
    layout = Layout(best, best + 1, names)
    if best + 1 < len(table.rows) and _continues(table.rows[best + 1], names):
        second = [shown(cell) for cell in table.rows[best + 1]]
        width = max(len(names), len(second))
        first = names + [""] * (width - len(names))
        more = second + [""] * (width - len(second))
        layout.headings = [f"{a} {b}".strip() for a, b in zip(first, more, strict=True)]
        layout.start = best + 2
    return layout


def _wordy(row: Row) -> bool:
    """A header holds no amounts and no days (bucket names and ``Not due on: <date>`` may)."""
    for cell in row:
        if isinstance(cell, str):
            text = cell.strip()
            if text and "." in text and _is_amount(text) and not bucket(text):
                return False
        elif cell is not None and not isinstance(cell, str):
            return False
    return True


def _continues(row: Row, names: Sequence[str]) -> bool:
    cells = [(place, shown(cell)) for place, cell in enumerate(row) if not blank(cell)]
    if len(cells) < 2 or any(not isinstance(row[place], str) for place, _ in cells):
        return False
    return all(
        normal(text) in _FRAGMENTS and (place >= len(names) or names[place])
        for place, text in cells
    ) or (
        all(place < len(names) and not names[place] for place, _ in cells)
        and all(headings.fields(text) or bucket(text) for _, text in cells)
    )


def possible(layout: Layout) -> set[str]:
    """Every part that some heading may mean."""
    return {part for name in layout.headings if name for part, _ in headings.fields(name)}


def kind_of(table: Table, layout: Layout) -> Kind:
    """The kind of list that the headings describe; InputRefused when they describe none."""
    have = possible(layout)
    best = {
        min(headings.fields(n), key=lambda p: p[1])[0]
        for n in layout.headings
        if headings.fields(n)
    }
    named = {normal(name) for name in layout.headings}
    if "activity_id" in have or {"at", "code", "channel"} <= have:
        return "activities"
    if "intended_channel" in have or ("until" in have and "day" in have and "collector" in have):
        return "withheld"
    if {"rank", "day", "number"} <= have and ("priority" in have or "oldest_days" in have):
        return "worklists"
    money = have & {"open", "base_open", "doc_open", "original", "total", "amount"}
    ages = sum(bucket(name) for name in layout.headings)
    if not money and "login" in have and have & {"capacity", "seniority", "skills", "team"}:
        return "people"
    open_named = bool(have & {"open", "base_open", "doc_open"}) or ages >= 3
    if ages >= 3 and not have & {"document", "issued", "due"}:
        raise InputRefused(
            "Not imported: this is a summary by age without invoices and due dates; such summaries "
            "cannot be taken yet. Export the detail report."
        )
    if money and not open_named and "due" not in have:
        paid = best & {"ref", "received", "posted"} or named & {"paymentdate", "receiveddate"}
        if paid and have & {"amount"} and have & {"received", "posted"}:
            return "payments"
    if open_named and (have & {"document", "issued", "due"}):
        return "open-items"
    if money and "document" in have and have & {"settled", "days"} and "settled" in have:
        return "open-items"
    if money and "document" in have and have & {"issued", "due"}:
        return "open-items" if _calls_itself_open(table, layout) else "invoices"
    if money and "ref" in have and have & {"received", "posted"}:
        return "payments"
    if open_named and have & {"number", "name"}:
        return "open-items"
    if have & {"number", "name"} and have & {
        "email", "phone", "terms", "credit_limit", "language", "owner", "segment", "address",
        "contact_name", "country",
    }:  # fmt: skip
        if not have & {"terms", "credit_limit", "owner", "segment"} and _only_contacts(layout):
            return "contacts"
        return "customers"
    raise InputRefused(
        "Not imported: the headings do not say what this list is "
        f"({', '.join(repr(n) for n in layout.headings if n)[:300]}). "
        "Say --kind, or name the columns in a profile."
    )


def _only_contacts(layout: Layout) -> bool:
    names = {normal(name) for name in layout.headings}
    person = {normal(name) for name in headings.NAMES["contact_name"]} - {"contact"}
    return bool(names & person) and not names & {
        normal(name) for name in headings.NAMES["name"] if name not in ("Name", "Contact")
    } - {"customer", "client", "kunde"}


_OPEN_WORDS = (
    "open item", "offene posten", "offene-posten", "op-liste", "aged receivable", "aging", "ageing",
    "receivable", "outstanding", "unpaid", "open invoice", "offene rechnung", "forderungen",
    "postes non soldés", "balance âgée", "créances", "openstaande", "partite aperte",
    "partidas abiertas", "cuentas por cobrar", "stichtag",
)  # fmt: skip


def _calls_itself_open(table: Table, layout: Layout) -> bool:
    above = " ".join(shown(c) for row in table.rows[: layout.header] for c in row).casefold()
    sheet = (table.sheet or "").casefold()
    return any(word in above or word in sheet for word in _OPEN_WORDS)


def assign(
    table: Table, layout: Layout, kind: Kind, mapping: Mapping[str, str] | None = None
) -> None:
    """Give every part its column: named by the profile, else best heading that content confirms."""
    layout.kind = kind
    layout.buckets = [i for i, n in enumerate(layout.headings) if n and bucket(n)]
    taken: set[int] = set()
    for part, heading in (mapping or {}).items():
        place = _named(layout, part, heading)
        layout.roles[part] = place
        taken.add(place)
    columns = _Samples(table, layout)
    for part in PARTS[kind]:
        if part in layout.roles:
            continue
        best = _best(layout, part, taken, columns)
        if best is not None:
            layout.roles[part] = best
            taken.add(best)
    _names_or_numbers(layout, columns)
    _no_doubles(layout)
    for part in ("open", "doc_open", "base_open", "amount", "original", "total"):
        if part in layout.roles and layout.heading_currency is None:
            found = headings.currency_in(layout.heading(part))
            layout.heading_currency = found[1] if found else None


def _named(layout: Layout, part: str, heading: str) -> int:
    for place, name in enumerate(layout.headings):
        if normal(name) == normal(heading):
            return place
    raise InputRefused(
        f"Not imported: the profile takes {part!r} from a column {heading!r}, which this file does "
        f"not have. It has {', '.join(repr(n) for n in layout.headings if n)[:300]}."
    )


class _Samples:
    """Non-blank cells of the first rows of a column, looked up once."""

    def __init__(self, table: Table, layout: Layout) -> None:
        self._rows = table.rows[layout.start : layout.start + _SAMPLE]
        self._known: dict[int, list[Any]] = {}

    def of(self, place: int) -> list[Any]:
        found = self._known.get(place)
        if found is None:
            found = [row[place] for row in self._rows if place < len(row) and not blank(row[place])]
            self._known[place] = found
        return found


def _best(layout: Layout, part: str, taken: set[int], columns: _Samples) -> int | None:
    candidates = []
    for place, name in enumerate(layout.headings):
        if place in taken or not name:
            continue
        rank = dict(headings.fields(name)).get(part)
        if rank is not None and confirms(part, columns.of(place)):
            candidates.append((rank, place))
    if not candidates:
        return None
    candidates.sort()
    return candidates[0][1]


def confirms(part: str, cells: Sequence[Any]) -> bool:
    """Whether the content of a column can be that part; an empty column contradicts nothing."""
    if not cells:
        return True
    if part in DATES:
        share = sum(_is_date(cell) for cell in cells)
    elif part in AMOUNTS:
        share = sum(_is_amount(cell) for cell in cells)
    elif part in ("currency", "base_currency"):
        share = sum(
            shown(cell).upper() in headings.CURRENCIES or shown(cell) in "€£$" for cell in cells
        )
    elif part == "days":
        share = sum(
            (_is_amount(cell) and not isinstance(cell, str)) or _is_count(cell) for cell in cells
        )
    elif part == "email":
        share = sum("@" in shown(cell) for cell in cells)
    elif part == "sign":
        share = sum(len(shown(cell)) <= 6 for cell in cells)
    elif part in ("number", "name", "document", "login", "ref"):
        return not all(
            _is_date(cell) and not isinstance(cell, (int, float)) and not str(cell).isdigit()
            for cell in cells
        )
    else:
        return True
    return share * 2 >= len(cells)


def _is_date(cell: Any) -> bool:
    try:
        return dates.read(cell, "dmy", serials=True) is not None or _zero_day(cell)
    except ValueError:
        pass
    try:
        return dates.read(cell, "mdy") is not None
    except ValueError:
        found = dates.evidence([cell])
        return bool(found.fragments or found.readable)


def _zero_day(cell: Any) -> bool:
    return isinstance(cell, str) and cell.strip("0.-/ ") == ""


def _is_amount(cell: Any) -> bool:
    if not isinstance(cell, str):
        return isinstance(cell, (int, float)) and not isinstance(cell, bool)
    text = cell.strip()
    if text in ("-", "–"):
        return True
    try:
        numbers.parts(text)
    except ValueError:
        return False
    return text.count(".") < 2 or "," in text or dates.evidence([text]).readable == 0


def _is_count(cell: Any) -> bool:
    return shown(cell).strip("+-−() ").replace(".0", "").isdigit()


def _names_or_numbers(layout: Layout, columns: _Samples) -> None:
    """``Customer`` alone may head numbers or names: the values decide."""
    if "number" not in layout.roles or "name" in layout.roles:
        return
    values = [shown(cell) for cell in columns.of(layout.roles["number"])]
    ambiguous = "name" in dict(headings.fields(layout.heading("number")))
    distinct = set(values) if ambiguous else set()
    likely = sum(any(c.isdigit() for c in v) and " " not in v for v in distinct)
    if distinct and likely * 2 < len(distinct):
        layout.roles["name"] = layout.roles.pop("number")


def _no_doubles(layout: Layout) -> None:
    count = Counter(normal(name) for name in layout.headings if name)
    for place in layout.roles.values():
        name = layout.headings[place]
        if name and count[normal(name)] > 1:
            raise InputRefused(
                f"Not imported: two columns are named {name!r}, and it is not certain which one is "
                "meant. Rename one of them."
            )


def due_bucket(layout: Layout) -> bool:
    """Whether the ages have a column for what is not due yet, so that they must add up."""
    return any(not_due(layout.headings[place]) for place in layout.buckets)
