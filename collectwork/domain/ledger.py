"""What a file says, once it is read: rows of the trade, problems, and the file's own totals."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, Literal

Kind = Literal[
    "open-items", "payments", "customers", "contacts", "invoices", "people",
    "activities", "worklists", "withheld",
]  # fmt: skip

#: Progress of long work: rows done and rows in all (None while unknown). May raise Stopped.
Progress = Callable[[int, int | None], None]


@dataclass(frozen=True, slots=True)
class Problem:
    """A place in a file that could not be read as what it should be. ``row`` counts from 1 as a
    spreadsheet shows it."""

    row: int | None
    column: str | None
    value: str | None
    expected: str

    def __str__(self) -> str:
        where = ", ".join(
            part
            for part in (
                f"row {self.row}" if self.row is not None else "",
                f"column {self.column!r}" if self.column else "",
            )
            if part
        )
        said = f" {self.value!r}" if self.value is not None else ""
        return (
            f"{where + ': ' if where else ''}{said.strip()}{' – ' if said else ''}{self.expected}"
        )


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """What the user says about a file; None = recognise it."""

    kind: Kind | None = None
    profile: Mapping[str, Any] | None = None
    as_of: date | None = None
    company: str | None = None
    currency: str | None = None
    skip_bad_rows: bool = False


@dataclass(slots=True)
class FileContent:
    """A read file. ``rows`` hold tuples in the order of ``columns`` (see docs/developer.md for the
    columns of each kind); ``checks`` what was reconciled and how."""

    path: Path
    sha256: str
    kind: Kind
    layout: str
    columns: tuple[str, ...]
    rows: list[tuple[Any, ...]]
    as_of: date | None
    company: str | None
    row_count: int
    reconciled: str  # "equal to the file's total", "not checkable: …"
    warnings: list[str] = field(default_factory=list)
    gaps: list[tuple[str, str]] = field(default_factory=list)  # what lacks, what that disables
    rejects: list[Problem] = field(default_factory=list)
    rejected_money: dict[str, int] = field(default_factory=dict)
    rejected_rows: list[Sequence[str]] = field(default_factory=list)
    mapping: dict[str, str] = field(default_factory=dict)  # field → column heading


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What an import did; the keys of the command line's JSON."""

    import_id: int | None
    file: str
    kind: str
    profile: str | None
    layout: str
    company: str
    as_of: date | None
    rows: int
    items: int
    customers: int
    totals: Mapping[str, int]
    past_due: Mapping[str, int]
    events: Mapping[str, int]
    duplicate: bool
    rejects: int
    rejected_money: Mapping[str, int]
    reconciled: str
    warnings: tuple[str, ...]
    gaps: tuple[tuple[str, str], ...] = ()
    rejects_file: str | None = None
    at: str | None = None
    actor: str | None = None
    dry_run: bool = False


EVENTS = ("new", "paid", "part_paid", "credited", "reopened", "due_moved", "vanished")
