"""The front lines of a template: what it says about itself before its text."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import cast, get_args

from collectwork.domain.mail import Attach, Lists, TemplateAbout
from collectwork.domain.templates import PASTS, TONES, Past, Tone
from collectwork.mail import sandbox
from collectwork.mail.allowed import check, refused

NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}")
KEYS = (
    "subject", "about", "list", "attach", "deadline", "last", "always", "tone", "family", "step",
    "history", "channel",
)  # fmt: skip
CHANNELS = ("mail", "letter", "sms", "portal")  # what a template is written for


@dataclass(frozen=True, slots=True)
class Parsed:
    """A template taken apart; subject and body keep the numbers of their lines."""

    about: TemplateAbout
    subject: str
    body: str
    lines: Mapping[str, int]  # of the front lines, by key


@lru_cache(256)
def parse(name: str, language: str, source: str) -> Parsed:
    """Raises TemplateRefused, naming line and column."""
    check(name, source, sandbox.FILTERS)
    lines = source.split("\n")
    if "---" not in lines:
        raise refused(name, 1, "it has no line --- between front lines and text", 1)
    border = lines.index("---")
    front, at = _front(name, lines[:border])
    if not front.get("subject"):
        raise refused(name, 1, "it has no subject", 1)
    choose = _Choices(name, front, at)
    tone = cast(Tone, choose.one("tone", TONES, "neutral"))
    about = TemplateAbout(
        name=name,
        language=language,
        version=version_of(source),
        about=front.get("about", ""),
        lists=cast(Lists, choose.one("list", get_args(Lists), "overdue")),
        attach=cast(Attach, choose.one("attach", get_args(Attach), "none")),
        deadline_days=choose.days("deadline", 7),
        last=choose.one("last", ("yes", "no"), "yes" if tone == "final" else "no") == "yes",
        always=choose.one("always", ("yes", "no"), "no") == "yes",
        tone=tone,
        channel=choose.one("channel", CHANNELS, "mail"),
        family=choose.name("family"),
        steps=choose.several("step"),
        history=cast("tuple[Past, ...]", choose.several("history", PASTS)),
    )
    if (about.steps or about.history) and not about.family:
        key = "step" if about.steps else "history"
        problem = f"{key}: says when it takes the place of another one; name that with family:"
        raise refused(name, at[key], problem, 1)
    # Blank lines keep the numbers of lines as they are in the file, for messages.
    prefix = lines[at["subject"] - 1].index(front["subject"])
    subject = "\n" * (at["subject"] - 1) + " " * prefix + front["subject"]
    body = "\n" * (border + 1) + "\n".join(lines[border + 1 :])
    return Parsed(about, subject, body, at)


def version_of(source: str) -> str:
    """The name of a version: the first twelve signs of the hash of its text."""
    return hashlib.sha256(source.encode()).hexdigest()[:12]


def _front(name: str, lines: Sequence[str]) -> tuple[dict[str, str], dict[str, int]]:
    front: dict[str, str] = {}
    at: dict[str, int] = {}
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        key, colon, value = line.partition(":")
        key = key.strip()
        if not colon or key not in KEYS:
            said = f"front lines are 'key: value'; keys: {', '.join(KEYS)}"
            raise refused(name, number, said, 1)
        if key in front:
            raise refused(name, number, f"{key}: stands twice, first in line {at[key]}", 1)
        front[key], at[key] = value.strip(), number
    return front, at


class _Choices:
    """The values of front lines, each checked against what there is."""

    def __init__(self, name: str, front: Mapping[str, str], at: Mapping[str, int]) -> None:
        self._name, self._front, self._at = name, front, at

    def one(self, key: str, allowed: Sequence[str], default: str) -> str:
        value = self._front.get(key, default)
        if value not in allowed:
            raise self._no(key, f"{value!r} is not known; one of {', '.join(allowed)}")
        return value

    def several(self, key: str, allowed: Sequence[str] = ()) -> tuple[str, ...]:
        found = tuple(part.strip() for part in self._front.get(key, "").split(",") if part.strip())
        for value in found:
            if allowed and value not in allowed:
                raise self._no(key, f"{value!r} is not known; some of {', '.join(allowed)}")
        return found

    def name(self, key: str) -> str:
        value = self._front.get(key, "")
        if value and (not NAME.fullmatch(value) or value == self._name):
            raise self._no(key, f"{value!r} is not the name of another template")
        return value

    def days(self, key: str, default: int) -> int:
        text = self._front.get(key, str(default))
        if not text.isascii() or not text.isdigit() or not 1 <= int(text[:4]) <= 90:
            raise self._no(key, f"{text!r} is not a number of days, 1 to 90")
        return int(text)

    def _no(self, key: str, problem: str) -> Exception:
        return refused(self._name, self._at.get(key), f"{key}: {problem}", 1)
