"""Invoice, credit, payment, journal: the words systems use, and the sign, which decides."""

from __future__ import annotations

import re
from functools import lru_cache

from collectwork.domain.receivables import ItemKind

_PAYMENT = re.compile(
    r"payment|zahlung|überzahlung|paiement|betaling|pagamento|pago\b|receipt|deposit|prepay|"
    r"unapplied|on[ -]account|akonto|a-conto|acompte|anzahlung|règlement|overpay|"
    r"^(?:dz|zp|pmt|dep|zv)$",
    re.IGNORECASE,
)
_CREDIT = re.compile(
    r"credit|gutschrift|avoir|nota di credito|nota de crédito|abono|return|refund|storno|"
    r"^(?:cm|cn|rg|dg|gs|rk)$|^cn\b|^cn-|^ret\b",
    re.IGNORECASE,
)
_JOURNAL = re.compile(
    r"journal|umbuchung|écriture|memoriaal|adjust|^(?:sa|ab|da|je|gj)$", re.IGNORECASE
)


def lowers(words: str) -> bool:
    """Whether a type says in words, not in a company's own codes, that a row is a credit or a
    payment."""
    return len(words) > 3 and bool(_CREDIT.search(words) or _PAYMENT.search(words))


def kind_of(minor: int, words: str, hints: str) -> ItemKind:
    """The kind of an item; see ``_kind``, which is asked once per sign and words."""
    return _kind((minor > 0) - (minor < 0), words, hints)


@lru_cache(maxsize=10_000)
def _kind(minor: int, words: str, hints: str) -> ItemKind:
    """``words``: the type column; ``hints``: reference or text where there is no type.

    A negative item is a credit unless the words say payment or journal; a positive one that calls
    itself credit or payment (a reversal) is ``other``.
    """
    said = words or hints
    if _JOURNAL.search(words):
        return "journal"
    if minor < 0:
        return "payment" if _PAYMENT.search(said) and not _CREDIT.search(words) else "credit"
    if words and _PAYMENT.search(words):
        return "payment" if minor == 0 else "other"
    if words and _CREDIT.search(words) and not re.search("invoice|rechnung", words, re.IGNORECASE):
        return "other"
    return "invoice"
