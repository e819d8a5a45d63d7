"""The text of an MT940 entry (:86:): German and Polish subfields, SEPA keywords, slash tags, or
free text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from collectwork.intake.bank.entries import account_of, references_of, tidy

_WRAPPED = 60  # a line this long was cut by the width of the field, not by the writer
_WIDTH = 27  # of a German text subfield
_CODE = re.compile(r"^\s*(\d{3})\s*(?=[^\sA-Za-z0-9])")
_SUBFIELD = re.compile(r"^\s*(?:\d{3}\s*)?([?~<>^|!+*#])(?=\d\d)")
_KEYWORD = re.compile(
    r"(EREF|KREF|MREF|CRED|DEBT|COAM|OAMT|SVWZ|ABWA|ABWE|PURP|IBAN|BIC|BREF|RREF|TAN1|TAN)"
    r"(?:\+|:\s)"
)
_SLASHED = re.compile(
    r"/(EREF|PREF|MARF|CSID|ISDT|REMI|NAME|IBAN|BIC|BENM|ORDP|ADDR|TRTP|CNTP|RTRN|ACCW|PURP|ULTC|"
    r"ULTD|ULTB|CREF|KREF|MREF|SVCL|CHGS|OCMT|EXCH|RFB|ROC|INV|URI|ID|ORDB|ISSR|TRCD|BO|BI|BO1|"
    r"BUSP|FX|INFO|OAMT|SREF|RREF|UDTR|UCRD|ABWA|ABWE)/"
)
_STRUCTURED = re.compile(r"STRD/(?:CUR|ISO)?/?([^/]+)")
_ACCOUNT = re.compile(r"^[A-Z]{2}\d{2}[A-Z0-9]{8,30}$")
_RETURNED = frozenset(["009", "108", "109", "110", "111"])
_RETURN_WORDS = ("rücklast", "ruecklast", "retoure", "lastschriftrück", "rückbelast", "zwrot")


@dataclass(slots=True)
class Said:
    """What a text says of a payment."""

    text: str | None = None
    name: str | None = None
    account: str | None = None
    end_to_end: str | None = None
    references: list[str] = field(default_factory=list)
    posting: str | None = None
    returned: bool = False


def details(lines: Sequence[str]) -> Said:
    """Read the lines of one text."""
    joined = "".join(line.rstrip("\r") for line in lines)
    mark = _SUBFIELD.match(joined)
    if mark and re.search(rf"{re.escape(mark[1])}[0236]\d", joined):
        return _subfields(joined, mark[1])
    if len(_SLASHED.findall(joined)) > 1 or _SLASHED.match(joined.strip()):
        return _slashed(joined)
    if len(_KEYWORD.findall(joined)) > 1:
        return _keywords(joined, Said())
    return Said(text=tidy(_unwrapped(lines)))


def _unwrapped(lines: Sequence[str]) -> str:
    """Free text: a full line goes on in the next one, a short one ended there."""
    text = ""
    for line in lines:
        text += line if len(line) >= _WRAPPED else line + " "
    return text


def _subfields(joined: str, mark: str) -> Said:
    code = _CODE.match(joined)
    found: list[tuple[int, str]] = []
    for piece in joined[joined.index(mark) :].split(mark)[1:]:
        if piece[:2].isdigit():
            found.append((int(piece[:2]), piece[2:]))
        elif found:  # the mark itself in a text
            found[-1] = (found[-1][0], found[-1][1] + mark + piece)
    said = Said(posting=tidy("".join(value for key, value in found if key == 0)))
    texts = [value for key, value in found if 20 <= key <= 29 or 60 <= key <= 63]
    said.name = tidy("".join(value for key, value in found if key in (32, 33)))
    accounts = {key: account_of(value) for key, value in found if key in (31, 38)}
    said.account = accounts.get(38) or accounts.get(31)
    said.returned = bool(code and code[1] in _RETURNED) or _returns(said.posting)
    return _keywords(_texts(texts), said)


def _texts(pieces: Sequence[str]) -> str:
    """Pieces of full width were cut and go on; a shorter one ended there."""
    width = max([_WIDTH, *map(len, pieces)])
    return "".join(piece if len(piece) in (_WIDTH, width) else piece + " " for piece in pieces)


def _keywords(text: str, said: Said) -> Said:
    pieces = _KEYWORD.split(text)
    values: dict[str, str] = {}
    for key, value in zip(pieces[1::2], pieces[2::2], strict=True):
        values[key] = values.get(key, "") + value
    if not values:
        said.text = tidy(text)
        return said
    free = [pieces[0], values.get("SVWZ", "")]
    said.text = tidy(" ".join(free))
    named = references_of([values.get("EREF")])
    said.end_to_end = named[0].replace(" ", "") if named else None
    said.references = references_of([said.end_to_end, *map(values.get, ("KREF", "MREF"))])
    said.name = said.name or tidy(values.get("ABWA"))
    if not said.account and values.get("IBAN"):
        said.account = account_of(values["IBAN"])
    return said


def _slashed(joined: str) -> Said:
    pieces = _SLASHED.split(joined)
    said = Said()
    texts, names = [pieces[0]], []
    for key, raw in zip(pieces[1::2], pieces[2::2], strict=True):
        value = (tidy(raw) or "").strip("/ ")
        if key == "REMI":
            reference = _STRUCTURED.match(value)
            said.references += references_of([reference[1]] if reference else [])
            texts.append(value.removeprefix("USTD//").removeprefix("STRD/"))
        elif key == "CNTP":
            account, _, rest = value.partition("/")
            said.account = account_of(account) or said.account
            names += [part for part in rest.split("/")[1:2] if part]
        elif key == "NAME":
            names.append(value)
        elif key in ("IBAN", "ACCW"):
            said.account = account_of(value.partition(",")[0]) or said.account
        elif key in ("EREF", "ROC"):
            said.end_to_end = next(iter(references_of([value])), said.end_to_end)
        elif key in ("KREF", "CREF", "PREF", "RFB", "INV", "SREF", "MREF", "MARF"):
            said.references += references_of([value])
        elif key in ("ORDP", "BO", "BENM", "ORDB"):
            names += [value] if value and not _ACCOUNT.match(value) else []
        elif key == "TRTP":
            said.posting = value or None
        elif key == "RTRN":
            said.returned = True
        elif key in ("URI", "INFO"):
            texts.append(value)
    said.name = tidy(names[0]) if names else None
    said.references = references_of([*said.references, said.end_to_end])
    said.text = tidy(" ".join(texts))
    said.returned = said.returned or _returns(said.posting)
    return said


def _returns(posting: str | None) -> bool:
    lower = (posting or "").casefold()
    return any(word in lower for word in _RETURN_WORDS)
