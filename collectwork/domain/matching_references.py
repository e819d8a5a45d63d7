"""Document and customer numbers in what a payer wrote.

Banks cut words, drop blanks and hyphens and set blanks where none were; payers leave out prefixes
and leading zeros. So a remittance text is taken apart into runs of letters and of digits, and
neighbouring runs are joined to every number they could be: *mentions*. A mention says how sure it
is that this number was meant; whether anything bears that number is looked up later.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from collectwork.domain.matching_checks import payload, without_accounts

#: How sure it is that a number was meant as a reference.
STATED, PLAIN, LOOSE, DOUBTFUL = 4, 3, 2, 1

_PREFIXED = re.compile(r"([a-z]*)0*(\d.*)")
_PLAIN = {code: chr(code).lower() if chr(code).isalnum() else None for code in range(128)}
_CORE = re.compile(r"[a-z]+(\d{4,})")
_RUN = re.compile(r"[^\W\d_]+|\d+")
_GAP = re.compile(r"[\s\-\u2010-\u2015_/.:#°'’+*]{0,3}")
_AMOUNT = re.compile(r"(?<![\w.,/-])-?\d{1,3}(?:[., '’]?\d{3})*[.,]\d{2}(?![\w/-]|[.,]\d)")
_DAY = re.compile(
    r"(?<![\w/.-])(?:\d{1,2}([./-])\d{1,2}\1(?:\d{4}|\d{2})|\d{4}-\d{2}-\d{2})(?![\w/-])"
)
_PHONE = re.compile(
    r"(?:\b(?:tel|fon|phone|fax|mobil|handy)\w*\W{0,3}|(?<![^\W_])\+)\d[\d ()/-]{6,}\d"
)
_MAIL = re.compile(r"\S+@\S+|https?://\S+|www\.\S+")
_WALL = "\x00"
_MAX_RUNS = 7
_MAX_LENGTH = 26

_INVOICE = frozenset([
    "rechnung", "rechnungen", "rechnungsnummer", "rechnungsnr", "rechnungsnummern", "rechnr",
    "rechn", "rgnr", "rg", "rnr", "re", "renr", "invoice", "invoices", "inv", "invno", "invs",
    "bill", "facture", "factures", "fact", "fac", "fattura", "fatture", "factuur", "facturen",
    "factura", "facturas", "faktura", "beleg", "belegnr", "belegnummer",
])  # fmt: skip
_CUSTOMER = frozenset([
    "kunde", "kunden", "kundennummer", "kundennr", "kdnr", "kd", "knr", "customer", "cust",
    "client", "klant", "cliente", "account", "acct", "konto", "kontonr", "debitor", "debitornr",
    "debitoren",
])  # fmt: skip
_OTHER = _CUSTOMER | frozenset([
    "mandat", "mandate", "order", "bestellung", "bestellnr", "auftrag", "auftragsnr", "po",
    "vertrag", "contract", "ticket", "beitrag", "steuernummer", "ust",
])  # fmt: skip
_BETWEEN = frozenset([
    "nr", "no", "num", "nummer", "number", "numero", "n", "und", "and", "et", "y", "e", "en",
    "plus", "vom",
])  # fmt: skip


@dataclass(frozen=True, slots=True)
class Mention:
    """A number that a payer may have named: ``key`` as ``document_key`` writes it, at
    ``start``…``end`` of its text. ``customer``: called a customer's number by the word
    before; ``invoice``: called an invoice's."""

    key: str
    sure: int
    field: int
    start: int
    end: int
    customer: bool = False
    invoice: bool = False

    @property
    def length(self) -> int:
        return self.end - self.start


def document_key(document: str) -> str:
    """The form under which numbers are compared: letters and digits only, case folded, without
    zeros before the number; empty where there is no digit to hold on to."""
    if document.isascii():
        plain = document.translate(_PLAIN)
    else:
        plain = "".join(sign for sign in _folded(document) if sign.isalnum())
    found = _PREFIXED.fullmatch(plain)
    if found is None:
        return plain if any(sign.isdigit() for sign in plain) else ""
    return found[1] + found[2]


def number_core(key: str) -> str:
    """The digits of a number whose letters payers leave out; empty where it is not so simple."""
    found = _CORE.fullmatch(key)
    return found[1].lstrip("0") if found else ""


def mentions(
    told: str | None,
    structured: Iterable[str],
    texts: Iterable[str | None],
    amount_minor: int,
    received: date,
) -> list[Mention]:
    """Every number that a receipt may name. ``told``: the document as the source itself names it
    in a field of its own; ``structured``: references that a machine wrote; ``texts``: prose."""
    found: list[Mention] = []
    if told and (whole := document_key(told)):
        found.append(Mention(whole, STATED, 0, 0, len(told)))
    field = 1
    for reference in structured:
        found += _of_reference(reference, field)
        field += 1
    for text in texts:
        if text:
            found += _of_text(text, field, amount_minor, received)
            field += 1
    return found


def _of_reference(reference: str, field: int) -> Iterator[Mention]:
    """A structured reference: its content where check digits prove it to be one, else its text."""
    content = payload(reference)
    if content is None:
        whole = document_key(reference)
        if whole:
            sure = PLAIN if _telling(whole) else LOOSE
            yield Mention(whole, sure, field, 0, len(reference))
        yield from _of_text(reference, field, 0, None)
        return
    plain = _folded(content)
    whole = document_key(plain)
    if whole:
        yield Mention(whole, STATED, field, 0, len(plain))
    for start, end in _padded(plain):
        key = document_key(plain[start:end])
        if key != whole:
            open_start = start == 0 or plain[:start].endswith("00")
            yield Mention(key, PLAIN if open_start else LOOSE, field, start, end)


def _padded(plain: str) -> Iterator[tuple[int, int]]:
    """Where numbers may stand that were filled up with zeros: from a zero to two zeros or the
    end."""
    for start in range(len(plain) - 3):
        if plain[start] == "0" or (start and plain[start - 1] != "0"):
            continue
        for end in range(start + 4, min(len(plain), start + _MAX_LENGTH) + 1):
            if end == len(plain) or plain.startswith("00", end):
                yield start, end


@dataclass(frozen=True, slots=True)
class _Run:
    """Letters or digits of a text. ``before``: what stands between the run before and this one;
    None where nothing can be joined over it."""

    text: str
    start: int
    end: int
    digits: bool
    before: str | None


def _of_text(text: str, field: int, amount_minor: int, received: date | None) -> Iterator[Mention]:
    plain = _cleared(_folded(text))
    runs = _runs(plain)
    words = _words_before(runs)
    for first, run in enumerate(runs):
        if run.digits:
            yield from _joined(runs, first, run.text, words[first], field, amount_minor, received)
            continue
        yield from _joined(runs, first, run.text, "", field, amount_minor, received)
        glued = first + 1 < len(runs) and runs[first + 1].before == ""
        for size in range(1, min(6, len(run.text) - 1) + 1) if glued else ():
            head = run.text[-size:]
            yield from _joined(
                runs, first, head, "", field, amount_minor, received, cut=len(run.text) - size
            )


def _joined(
    runs: list[_Run],
    first: int,
    head: str,
    word: str,
    field: int,
    amount_minor: int,
    received: date | None,
    *,
    cut: int = 0,
) -> Iterator[Mention]:
    """The numbers that begin with a run, each as long as runs can be joined."""
    letters, tail, loose = ("", head, False) if runs[first].digits else (head, "", False)
    for place in range(first, min(first + _MAX_RUNS, len(runs))):
        run = runs[place]
        if place > first:
            if run.before is None:
                return
            loose = loose or (
                run.digits and runs[place - 1].digits and bool(run.before) and run.before.isspace()
            )
            if tail or run.digits:
                tail += run.text
            else:
                letters += run.text
        if len(letters) + len(tail) > _MAX_LENGTH:
            return
        key = letters + tail.lstrip("0")
        if not tail or len(key) < 3:
            continue
        after = runs[place + 1] if place + 1 < len(runs) else None
        bare = not letters and tail.isdigit()
        sure = _sure(runs, first, key, word, loose, after, bare=bare)
        if bare and sure > DOUBTFUL and _else(tail, amount_minor, received):
            sure = DOUBTFUL
        start = runs[first].start + cut
        before = runs[first - 1].text if first and runs[first].before == "" else word
        yield Mention(key, sure, field, start, run.end, word in _CUSTOMER, before in _INVOICE)


def _sure(
    runs: list[_Run],
    first: int,
    key: str,
    word: str,
    loose: bool,
    after: _Run | None,
    *,
    bare: bool,
) -> int:
    if not bare:
        return LOOSE if loose or not _telling(key) else PLAIN
    if word in _OTHER:
        return DOUBTFUL
    open_before = runs[first].before != "" or first == 0 or runs[first - 1].text in _INVOICE
    open_after = after is None or after.before != ""
    goes_on = after is not None and after.digits and after.before in ("-", "/", ".")
    came_from = first > 0 and runs[first - 1].digits and runs[first].before in ("-", "/", ".")
    if loose or not (open_before and open_after) or goes_on or came_from:
        return LOOSE if len(key) >= 5 else DOUBTFUL
    if word in _INVOICE and len(key) >= 4:
        return PLAIN
    if len(key) >= 6:
        return PLAIN
    return LOOSE if len(key) >= 4 else DOUBTFUL


def _telling(key: str) -> bool:
    """Long enough not to stand in a text by chance."""
    if key.isdigit():
        return len(key) >= 6
    return len(key) >= 5 and sum(map(str.isdigit, key)) >= 3


def _else(digits: str, amount_minor: int, received: date | None) -> bool:
    """Whether bare digits are rather an amount or a day."""
    if amount_minor and int(digits) in (abs(amount_minor), abs(amount_minor) // 100):
        return True
    if received is None:
        return False
    return any(abs((day - received).days) < 1100 for day in _days(digits))


def _days(digits: str) -> Iterator[date]:
    if len(digits) == 8:
        orders = ((digits[4:], digits[2:4], digits[:2]), (digits[:4], digits[4:6], digits[6:]))
    elif len(digits) == 6:
        orders = (
            (f"20{digits[4:]}", digits[2:4], digits[:2]),
            (f"20{digits[:2]}", digits[2:4], digits[4:]),
        )
    else:
        return
    for year, month, day in orders:
        try:
            yield date(int(year), int(month), int(day))
        except ValueError:
            continue


def _words_before(runs: list[_Run]) -> list[str]:
    """For each run the word that says what the digits are; it holds for a list of numbers too."""
    words: list[str] = []
    word = ""
    for run in runs:
        words.append(word)
        if run.digits or run.text in _BETWEEN:
            continue
        word = run.text if run.text in _INVOICE or run.text in _OTHER else ""
    return words


def _runs(plain: str) -> list[_Run]:
    found: list[_Run] = []
    end = 0
    for match in _RUN.finditer(plain):
        gap = plain[end : match.start()]
        before = gap if found and _GAP.fullmatch(gap) else None
        text = match[0]
        found.append(_Run(text, match.start(), match.end(), text[0].isdigit(), before))
        end = match.end()
    return found


def _cleared(plain: str) -> str:
    """Without what is no reference: bank accounts, addresses, telephone numbers, days, amounts."""
    plain = without_accounts(plain, _WALL)
    for pattern in (_MAIL, _PHONE, _DAY, _AMOUNT):
        plain = pattern.sub(lambda found: _WALL * len(found[0]), plain)
    return plain


def _folded(text: str) -> str:
    folded = text.lower() if text.isascii() else unicodedata.normalize("NFKC", text).casefold()
    return "".join(sign for sign in folded if sign.isprintable() or sign.isspace())
