"""Imports as lines: a row of the list, and all that is known of one."""

from __future__ import annotations

from dataclasses import dataclass

from collectwork.domain.ledger import ImportReport, Undone
from collectwork.present.cells import amount, fit
from collectwork.present.pieces import Line, Piece, flow, line, rule
from collectwork.present.text import safe

_NUMBER, _KIND, _DAY, _ITEMS = 5, 11, 10, 9
_WIDE = 100  # cells from which company and total stand in the line
_COMPANY, _TOTAL = 14, 20


@dataclass(frozen=True, slots=True)
class ImportColumns:
    """How a row of the list is laid out."""

    def key(self, item: ImportReport) -> int:
        """A row belongs to an import."""
        return item.import_id or 0

    def to_do(self, item: ImportReport) -> bool:
        """Nothing waits here."""
        return False

    def head(self, room: int) -> Line:
        """The names above the columns."""
        names = (
            fit("no.", _NUMBER, right=True), fit("kind", _KIND), fit("as of", _DAY),
            fit("items", _ITEMS, right=True), *self._wide(room, "company", "total"), "file",
        )  # fmt: skip
        return line(Piece(fit("  " + "  ".join(names), room), "dim"))

    def row(self, item: ImportReport, number: int, room: int, *, here: bool, marked: bool) -> Line:
        """Its line; what was taken back is dim and says so."""
        total = "  ".join(f"{amount(minor, code)} {code}" for code, minor in item.totals.items())
        file = safe(item.file)
        if item.undone_at:
            file = f"taken back {item.undone_at[:10]} · {file}"
        cells = (
            fit(str(item.import_id or ""), _NUMBER, right=True), fit(item.kind, _KIND),
            fit(item.as_of.isoformat() if item.as_of else "", _DAY),
            fit(f"{item.items:,}", _ITEMS, right=True),
            *self._wide(room, safe(item.company), total), file,
        )  # fmt: skip
        sign = "▸" if here else "✗" if item.undone_at else " "
        text = fit("  ".join(cells), room - 2)
        return line(Piece(f"{sign} ", "act"), Piece(text, "dim" if item.undone_at else ""))

    def _wide(self, room: int, company: str, total: str) -> tuple[str, ...]:
        if room < _WIDE:
            return ()
        return fit(company, _COMPANY), fit(total, _TOTAL, right=True)


def import_lines(item: ImportReport, room: int) -> list[Line]:
    """One import in words."""
    lines = [rule(f"import {item.import_id}", room)]
    at = (item.at or "")[:16].replace("T", " ")
    who = f"{item.kind} · {safe(item.file)} · {safe(item.actor or '')} {at} UTC"
    lines += flow([line(Piece(who))], room)
    happened = ", ".join(
        f"{count:,} {name.replace('_', ' ')}" for name, count in item.events.items() if count
    )
    if happened:
        lines += flow([line(Piece(happened))], room)
    lines += flow([line(Piece(f"reconciled: {safe(item.reconciled)}", "dim"))], room)
    for warning in item.warnings:
        lines += flow([line(Piece(f"note: {safe(warning)}", "dim"))], room)
    if item.undone_at:
        said = f"taken back {item.undone_at[:16].replace('T', ' ')} UTC"
        lines += flow([line(Piece(f"✗ {said}: the file can be imported again", "act"))], room)
    elif not item.revocable:
        lines += flow([line(Piece("too long ago to be taken back", "dim"))], room)
    return lines


def undone_text(undone: Undone) -> str:
    """What taking it back came to, in a sentence."""
    parts = [
        f"{name} {undone.before[name]:,} → {undone.after[name]:,}"
        for name in ("items", "customers", "contacts", "payments")
        if undone.before[name] != undone.after[name]
    ]
    told = f": {', '.join(parts)}" if parts else ""
    return f"Import {undone.import_id} is taken back{told}."
