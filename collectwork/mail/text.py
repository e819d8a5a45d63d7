"""How a template's value is printed, and how it is kept from being read as Markdown."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from jinja2.exceptions import SecurityError
from jinja2.runtime import Undefined

from collectwork.domain.money import Money
from collectwork.present.letters import amount, day, one_line

TABLE = "\ue000table\ue000"  # where the open items go; such characters never come from data
_PUNCTUATION = re.compile(r"([!-/:-@\[-`{-~])")


def show(value: Any, language: str) -> str:
    """One value printed by a template, as plain text."""
    if isinstance(value, Undefined):
        return str(value)  # StrictUndefined raises, naming the variable
    if value == TABLE:
        return TABLE
    if isinstance(value, str):
        return one_line(value)
    if isinstance(value, Money):
        return amount(value, language)
    if isinstance(value, date):
        return day(value, language)
    if isinstance(value, bool):
        raise SecurityError("yes or no is not a text; use it in an if")
    if isinstance(value, int):
        return str(value)
    if value is None:
        return ""
    raise SecurityError("a record or a list is not a text; name one of its values")


def escaped(text: str) -> str:
    """Text that Markdown leaves as it is."""
    return _PUNCTUATION.sub(r"\\\1", text)
