"""Where the header is: the row with the most known headings, and the parts a list may have."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from collectwork.domain.ledger import Kind
from collectwork.intake import headings
from collectwork.intake.cells import is_amount
from collectwork.intake.headings import bucket, normal, not_due, signature
from collectwork.intake.table import Row, Table, blank, shown

_SEARCHED = 80
_FRAGMENTS = frozenset([
    "amount", "amt", "date", "no", "number", "nr", "days", "bydays", "currency", "code",
    "name", "id", "due", "value", "betrag", "datum", "tage", "balance", "type", "from", "to",
    "of", "total", "nummer", "bezeichnung", "numero", "montant", "importe", "importo", "bedrag",
    "fecha", "data", "waehrung", "wahrung", "devise",
])  # fmt: skip

DATES = frozenset([
    "issued", "due", "settled", "expected", "received", "posted", "promise_date", "day",
    "until",
])  # fmt: skip
AMOUNTS = frozenset([
    "open", "base_open", "doc_open", "total", "original", "paid", "credited", "amount",
    "promise_amount", "overdue", "credit_limit", "debit", "credit",
])  # fmt: skip

#: The parts of each kind of list, those first that must have the first choice among columns.
PARTS: Mapping[Kind, tuple[str, ...]] = {
    "open-items": (
        "number", "name", "document", "due", "issued", "open", "base_open", "doc_open", "original",
        "total", "paid", "credited", "debit", "credit", "settled", "cleared", "days", "currency",
        "base_currency",
        "type_text", "sign", "open_flag", "status", "disputed", "po", "terms", "company",
        "contact_name",
        "email", "phone", "mobile", "language", "country", "owner", "credit_limit", "segment",
        "address", "reference_text", "text", "expected",
    ),
    "payments": (
        "ref", "number", "name", "document", "received", "posted", "amount", "currency", "kind",
        "type_text", "method", "reference", "company", "text", "sign",
    ),
    "customers": (
        "number", "name", "contact_name", "email", "phone", "mobile", "role", "terms",
        "credit_limit", "currency", "language", "time_zone", "owner", "segment", "country",
        "tags", "address", "parent",
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


def find_header(table: Table, profile: Mapping[str, Any] | None = None) -> Layout | None:
    """The row with the most known headings (the first of equals), joined with a second header
    row where there is one; None when no row has two. A profile may know the header, or that there
    is none."""
    if profile and profile.get("no_header"):
        width = max(map(len, table.rows[:_SEARCHED]), default=0)
        return Layout(0, 0, [f"column {place}" for place in range(1, width + 1)])
    best = _as_saved(table, profile) if profile else -1
    if best < 0:
        best = _best_known(table)
    if best < 0:
        return None
    names, start = header_at(table, best)
    return Layout(best, start, names)


def _as_saved(table: Table, profile: Mapping[str, Any]) -> int:
    """The row that a profile knows by its signature, or the first that holds all its headings."""
    columns = (profile.get("columns") or {}).values()
    wanted = {normal(name) for name in columns if isinstance(name, str)}
    for index in range(min(_SEARCHED, len(table.rows))):
        if profile.get("header") and signature(header_at(table, index)[0]) == profile["header"]:
            return index
    for index, row in enumerate(table.rows[:_SEARCHED] if wanted else ()):
        if wanted <= {normal(shown(cell)) for cell in row}:
            return index
    return -1


def _best_known(table: Table) -> int:
    best, score = -1, 1
    for index, row in enumerate(table.rows[:_SEARCHED]):
        if index in table.spoiled:
            continue
        known = headings.recognised(row)
        if known > score and _wordy(row):
            best, score = index, known
    if best > 0 and best - 1 not in table.spoiled:
        joined, start = header_at(table, best - 1)
        if start == best + 1 and headings.recognised(joined) > score:
            return best - 1  # headings over those of this row
    return best


def header_at(table: Table, index: int) -> tuple[list[str], int]:
    """The headings of a row, joined with those of the next where it goes on there, and the first
    row after them."""
    names = [" ".join(shown(cell).split()) for cell in table.rows[index]]
    if index + 1 >= len(table.rows):
        return names, index + 1
    joined = _joined(names, table.rows[index + 1])
    if _continues(table.rows[index + 1], names) or _explains(table.rows[index + 1], names, joined):
        return joined, index + 2
    return names, index + 1


def _joined(names: Sequence[str], row: Row) -> list[str]:
    """Two rows of headings as one; a heading over several columns belongs to each of them where
    that makes a known one."""
    more = [" ".join(shown(cell).split()) for cell in row]
    width = max(len(names), len(more))
    found, over = [], ""
    for place in range(width):
        above = names[place] if place < len(names) else ""
        below = more[place] if place < len(more) else ""
        over = above or over
        if above and normal(above) == normal(below):
            found.append(above)
        elif not above and below and headings.fields(f"{over} {below}"):
            found.append(f"{over} {below}")
        elif above and _alone(above, below):
            found.append(below)
        else:
            found.append(f"{above} {below}".strip())
    return found


def _alone(above: str, below: str) -> bool:
    """A heading that is known without the word above it, and not with it."""
    return (
        normal(below) not in _FRAGMENTS
        and bool(headings.fields(below))
        and not headings.fields(f"{above} {below}")
        and not headings.fields(above)
    )


def _explains(row: Row, names: Sequence[str], joined: Sequence[str]) -> bool:
    """A second row of headings below some that span several columns."""
    cells = [cell for cell in row if not blank(cell)]
    if sum(map(bool, names)) < 3 or len(cells) < 2 or not all(isinstance(c, str) for c in cells):
        return False
    texts = [" ".join(cell.split()) for cell in cells]
    known = sum(
        bool(normal(text) in _FRAGMENTS or headings.fields(text) or bucket(text)) for text in texts
    )
    most = known * 4 >= len(texts) * 3 and not any(map(is_amount, texts))
    return most and headings.recognised(joined) > headings.recognised(names)


def _wordy(row: Row) -> bool:
    """A header holds no amounts and no days (bucket names and ``Not due on: <date>`` may), and is
    no line of labels with what they label (``A/C: A1  Name: Acme``)."""
    if sum(isinstance(cell, str) and cell.rstrip().endswith(":") for cell in row) > 1:
        return False
    for cell in row:
        if isinstance(cell, str):
            text = cell.strip()
            if text and "." in text and is_amount(text) and not bucket(text):
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


def due_bucket(layout: Layout) -> bool:
    """Whether the ages have a column for what is not due yet, so that they must add up."""
    return any(not_due(layout.headings[place]) for place in layout.buckets)
