"""A rule's text into tokens. Lengths are limited; nothing here can be slow or execute anything."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

MAX_TEXT = 2_000
_LONGEST_NUMBER = 15  # digits
MAX_TOKENS = 400

Kind = Literal["word", "number", "text", "op", "open", "close", "comma", "end"]

_SPACE = re.compile(r"\s+")
_WORD = re.compile(r"[^\W\d][\w'’-]*", re.UNICODE)
_NUMBER = re.compile(r"-?\d[\d.,]*")
_OP = re.compile(r"<=|>=|==|!=|<>|=|<|>|≤|≥|≠")
_TURNED = re.compile(r"=[<>]")
_PLAIN = re.compile(r"-?\d{1,15}(\.\d{1,4})?")
_GROUPED = re.compile(r"-?\d{1,3}(,\d{3}){1,4}(\.\d{1,4})?")
_SIGNS = {"€": "EUR", "£": "GBP", "¥": "JPY"}
_SPELLED = {"≤": "<=", "≥": ">=", "≠": "!=", "==": "=", "<>": "!="}
_SAID = {"&": "and", "|": "or", "!": "not", "+": "'at least 15' for 15+"}
_TIMES = {"k": 1_000, "m": 1_000_000}


class RuleProblem(Exception):
    """A condition that cannot be understood; ``offset`` counts characters from its start."""

    def __init__(self, offset: int, message: str) -> None:
        super().__init__(message)
        self.offset = offset
        self.message = message


@dataclass(frozen=True, slots=True)
class Token:
    """``value``: Decimal for numbers, else text (words as written). ``unit``: a currency or %."""

    kind: Kind
    text: str
    offset: int
    value: Decimal | str = ""
    unit: str = ""


def tokens(text: str) -> list[Token]:
    """The tokens, closed by one of kind ``end``. Raises RuleProblem."""
    if len(text) > MAX_TEXT:
        raise RuleProblem(0, f"is longer than {MAX_TEXT:,} characters: split it into rules")
    found: list[Token] = []
    at = 0
    while at < len(text):
        if space := _SPACE.match(text, at):
            at = space.end()
            continue
        token, at = _next(text, at)
        found.append(token)
        if len(found) > MAX_TOKENS:
            raise RuleProblem(at, f"has more than {MAX_TOKENS} words: split it into rules")
    found.append(Token("end", "", len(text)))
    return found


def _next(text: str, at: int) -> tuple[Token, int]:
    character = text[at]
    if character in "\"'":
        return _quoted(text, at)
    if character in "()[]":
        kind: Kind = "open" if character in "([" else "close"
        return Token(kind, character, at), at + 1
    if character == ",":
        return Token("comma", ",", at), at + 1
    if character == "$":
        raise RuleProblem(at, "'$' is several currencies: say USD, CAD, AUD …")
    sign = _SIGNS.get(character, "")
    start = at + 1 if sign else at
    if number := _NUMBER.match(text, start):
        return _number(text, at, number, sign)
    if turned := _TURNED.match(text, at):
        raise RuleProblem(at, f"{turned.group()} is written {turned.group()[::-1]} here")
    if op := _OP.match(text, at):
        return Token("op", op.group(), at, _SPELLED.get(op.group(), op.group())), op.end()
    if word := _WORD.match(text, at):
        return Token("word", word.group(), at, word.group()), word.end()
    meant = f": write {_SAID[character]}" if character in _SAID else ""
    raise RuleProblem(at, f"{shown(character)} means nothing here{meant}")


def _quoted(text: str, at: int) -> tuple[Token, int]:
    end = text.find(text[at], at + 1)
    if end < 0:
        raise RuleProblem(at, f"the text that begins with {text[at]} is not closed")
    return Token("text", text[at : end + 1], at, text[at + 1 : end]), end + 1


def _number(text: str, at: int, match: re.Match[str], sign: str) -> tuple[Token, int]:
    written = match.group().rstrip(".,")
    end = match.start() + len(written)
    value = _value(written, match.start())
    suffix = text[end : end + 1].casefold()
    if suffix in _TIMES and not text[end + 1 : end + 2].isalnum():
        value *= _TIMES[suffix]
        end += 1
    elif suffix == "%":
        return Token("number", text[at : end + 1], at, value, "%"), end + 1
    elif text[end : end + 1].isalnum() or text[end : end + 1] == "_":
        raise RuleProblem(end, f"a blank is missing after {written}")
    return Token("number", text[at:end], at, value, sign), end


def _value(written: str, offset: int) -> Decimal:
    if _GROUPED.fullmatch(written):
        return Decimal(written.replace(",", ""))
    if re.fullmatch(r"-?\d{1,3}(\.\d{3})+", written):
        plain = written.replace(".", "")
        raise RuleProblem(
            offset,
            f"{written} can be read in two ways: write {int(plain):,} or {written.rstrip('0')}0",
        )
    if written.isdecimal() and len(written) > _LONGEST_NUMBER:
        raise RuleProblem(offset, f"{shown(written)} is larger than any amount")
    if not _PLAIN.fullmatch(written):
        raise RuleProblem(offset, f"{shown(written)} is not a number: write 1,000 or 1000.50")
    return Decimal(written)


def shown(text: str, longest: int = 40) -> str:
    """The text in quotes, shortened, with invisible characters spelled out."""
    short = text if len(text) <= longest else text[:longest] + "…"
    return repr(short)
