"""The words by which totals, footers and blocks of a printed ledger are known."""

from __future__ import annotations

import re

GRAND = re.compile(
    r"^(?:grand\s+|report\s+|overall\s+)?totals?(?:\s+(?:aged\s+)?receivables?)?\s*:?$|"
    r"^(?:gesamt(?:summe|betrag|saldo)?|endsumme|summe|total\s+g[ée]n[ée]ral|totaal(?:\s+generaal)?|"
    r"totale(?:\s+generale)?|total\s+general|somme|suma)\s*:?$",
    re.IGNORECASE,
)
TOTAL_OF = re.compile(
    r"^(?:total(?:s)?(?:\s+for|\s+of|\s*[-–:])?|sub-?total(?:\s+for|\s*[-–:])?|summe|zwischensumme|"
    r"gesamt|sous-total|übertrag|carr(?:y|ied)\s+forward|brought\s+forward|report\s+à\s+nouveau|à\s+reporter|totaal|subtotaal|totale|subtotale|subtotal)\s*(?P<of>.*)$",
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
