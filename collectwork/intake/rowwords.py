"""The words by which totals, footers and blocks of a printed ledger are known."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from collectwork.intake.headings import normal
from collectwork.intake.table import Row, blank

GRAND = re.compile(
    r"^(?:grand\s+|report\s+|overall\s+)?totals?(?:\s+(?:aged\s+)?receivables?)?\s*:?$|"
    r"^(?:gesamt(?:summe|betrag|saldo|ergebnis)?|endsumme|eindtotaal|résultat\s+global|"
    r"summe|total\s+g[ée]n[ée]ral|totaal(?:\s+generaal)?|"
    r"totale(?:\s+generale)?|total\s+general|somme|suma)\s*:?$",
    re.IGNORECASE,
)
TOTAL_OF = re.compile(
    r"^(?:total(?:s)?(?:\s+for|\s+of|\s*[-–:])?|sub-?total(?:\s+for|\s*[-–:])?|summe|zwischensumme|"
    r"gesamt|sous-total|übertrag|carr(?:y|ied)\s+forward|brought\s+forward|report\s+à\s+nouveau|à\s+reporter|totaal|subtotaal|totale|subtotale|subtotal)\s*(?P<of>.*)$",
    re.IGNORECASE | re.DOTALL,
)
SUM_AFTER = re.compile(  # as spreadsheets name the sums they insert
    r"^(?P<of>.*\S)[\s:–-]+(?:sub-?total|total|ergebnis|summe|zwischensumme|totaal|totale|somme|"
    r"resultaat|résultat|risultato|resultado|suma)\s*:?$",
    re.IGNORECASE | re.DOTALL,
)
FOOTER = re.compile(
    r"^(?:percentage of total|accrual basis|cash basis|page \d|seite \d|printed|generated|"
    r"(?:mon|tues|wednes|thurs|fri|satur|sun)day,)",
    re.IGNORECASE,
)
COUNT = re.compile(r"\s*\(\d+\)$")
BLOCK = re.compile(r"^(?:Kunde|Debitor|Customer|Client|Klant|Cliente)\s*:?\s+(\S*\d\S*)$")
BLOCK_NAME = re.compile(r"^(?:Name|Nom|Naam|Nombre|Nome)\s*:?\s+(.+)$")


def same(one: str, other: str) -> bool:
    """Whether two labels name one group, whatever blanks and counts they bear."""
    return " ".join(one.split()).casefold() == " ".join(COUNT.sub("", other).split()).casefold()


def sum_of(label: str) -> str:
    """The X of *Total X* or *X Total*; empty for anything else."""
    match = TOTAL_OF.match(label) or SUM_AFTER.match(label)
    return match["of"] if match else ""


def undated_sums(
    numbers: Sequence[Any],
    names: Sequence[Any],
    amounts: Sequence[Any],
    dated: Sequence[Sequence[bool]],
) -> dict[int, str]:
    """Rows with an amount whose customer reads like a sum and is never named beside a day: sums
    with a count of documents beside them, say. Real customers called so have days."""
    labels = {
        cell
        for cells in (numbers, names)
        for cell in set(cells)
        if isinstance(cell, str)
        and len(cell) > 3
        and (sum_of(cell.strip()) or GRAND.match(cell.strip()))
    }
    if not labels:
        return {}
    rows = {
        index: label
        for index, pair in enumerate(zip(numbers, names, strict=True))
        for label in pair
        if label in labels and not blank(amounts[index])
    }
    known = {label for index, label in rows.items() if any(days[index] for days in dated)}
    return {index: label.strip() for index, label in rows.items() if label not in known}


def first_label(row: Row, filled: Sequence[int]) -> str:
    """The first text of a row that is neither a number nor a currency."""
    for place in filled:
        cell = row[place]
        if isinstance(cell, str):
            text = cell.strip()
            plain = text.strip("$€£()-+ ").replace(",", "").replace(".", "").replace("'", "")
            if not plain.replace(" ", "").isdigit() or len(filled) == 1:
                return text if len(text) != 3 or not text.isupper() or place == 0 else ""
    return ""


def repeats(row: Row, header: Sequence[str]) -> bool:
    """Whether a row is the header again; ``header``: its headings in their normal form."""
    if not header or not isinstance(row[0], str):
        return False
    cells = [normal(cell) for cell in row if isinstance(cell, str) and cell.strip()]
    return cells == header or (
        len(cells) > 2 and set(cells) <= set(header) and len(cells) * 2 > len(header)
    )
