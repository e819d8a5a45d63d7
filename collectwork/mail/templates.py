"""The templates of mails: shipped ones, and the team's own folder over them.

A template is a file ``<language>/<name>.md.j2``: front lines ``key: value``, a line ``---``, then
the text in Markdown. See docs/mail.md for keys and variables.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, cast, get_args

from markdown_it import MarkdownIt

from collectwork.domain.mail import Attach, Lists, TemplateAbout
from collectwork.errors import NotFound
from collectwork.mail import sandbox, table
from collectwork.mail.allowed import SOURCE_LIMIT, check, refused
from collectwork.mail.text import TABLE, escaped, show

SHIPPED = Path(__file__).parent / "templates"
ENDING = ".md.j2"
INTERNAL = frozenset(["alerts_digest"])  # for people of the team: not offered for customers
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}")
_KEYS = ("subject", "about", "list", "attach", "deadline", "last", "always")


@dataclass(frozen=True, slots=True)
class _Parsed:
    about: TemplateAbout
    subject: str
    body: str


class TemplateFolder:
    """Shipped templates; those of ``folder`` win by name and language."""

    def __init__(self, folder: str | Path | None = None, shipped: Path = SHIPPED) -> None:
        self._folders = [*([Path(folder).expanduser()] if folder else []), shipped]

    def names(self) -> Sequence[str]:
        """Every name of a template for customers, once."""
        return [name for name in self._all() if name not in INTERNAL]

    def _all(self) -> Sequence[str]:
        found = {
            path.name.removesuffix(ENDING)
            for folder in self._folders
            for path in [*folder.glob(f"*{ENDING}"), *folder.glob(f"*/*{ENDING}")]
        }
        return sorted(name for name in found if _NAME.fullmatch(name))

    def about(self, name: str, language: str) -> TemplateAbout:
        """What a template says about itself; NotFound, or InputRefused by name and line."""
        return self._parsed(name, language).about

    def render(self, name: str, language: str, values: Mapping[str, Any]) -> Mapping[str, str]:
        """subject, text, html, version, language of the template in the nearest language.

        ``values`` are plain; ``items`` and ``totals`` make the table of open items. InputRefused
        names template, line and problem.
        """
        parsed = self._parsed(name, language)
        spoken = parsed.about.language
        given = {**values, "table": TABLE}

        def plain(value: Any) -> str:
            return show(value, spoken)

        def quoted(value: Any) -> str:
            text = plain(value)
            return text if text == TABLE else escaped(text)

        subject = sandbox.render(name, parsed.subject, given, plain)
        text = sandbox.render(name, parsed.body, given, plain)
        source = sandbox.render(name, parsed.body, given, quoted)
        items, totals = values["items"], [total["amount"] for total in values["totals"]]
        return {
            "subject": " ".join(subject.split()),
            "text": _tidy(text).replace(TABLE, table.as_text(items, totals, spoken)),
            "html": _html(source, table.as_html(items, totals, spoken), spoken),
            "version": parsed.about.version,
            "language": spoken,
        }

    def _parsed(self, name: str, language: str) -> _Parsed:
        path, spoken = self._find(name, language)
        try:
            raw = path.read_bytes()[: SOURCE_LIMIT + 1]
            source = raw.decode("utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise refused(name, None, f"{path} cannot be read: {error}") from None
        return _parse(name, spoken, source.replace("\r\n", "\n"))

    def _find(self, name: str, language: str) -> tuple[Path, str]:
        known = self.names()
        if not _NAME.fullmatch(name) or name not in (*known, *INTERNAL):
            raise NotFound(f"There is no template {name!r}. There are: {', '.join(known)}.")
        lower = language.lower().replace("_", "-")
        for spoken in dict.fromkeys((lower, lower[:2], "en", "de", "fr", "es")):
            for folder in self._folders:
                path = folder / spoken / f"{name}{ENDING}"
                if path.is_file():
                    return path, spoken
                flat = folder / f"{name}{ENDING}"
                if flat.is_file():
                    return flat, lower[:2] or "en"
        for folder in self._folders:
            for path in sorted(folder.glob(f"*/{name}{ENDING}")):
                return path, path.parent.name
        raise NotFound(f"There is no template {name!r}.")


@lru_cache(64)
def _parse(name: str, language: str, source: str) -> _Parsed:
    check(name, source, sandbox.FILTERS)
    lines = source.split("\n")
    if "---" not in lines:
        raise refused(name, 1, "it has no line --- between front lines and text")
    border = lines.index("---")
    front: dict[str, str] = {}
    for number, line in enumerate(lines[:border], 1):
        if not line.strip():
            continue
        key, colon, value = line.partition(":")
        if not colon or key.strip() not in _KEYS:
            raise refused(name, number, f"front lines are 'key: value'; keys: {', '.join(_KEYS)}")
        front[key.strip()] = value.strip()
    if not front.get("subject"):
        raise refused(name, 1, "it has no subject")
    about = TemplateAbout(
        name=name,
        language=language,
        version=hashlib.sha256(source.encode()).hexdigest()[:12],
        about=front.get("about", ""),
        lists=cast(Lists, _choice(name, front, "list", get_args(Lists), "overdue")),
        attach=cast(Attach, _choice(name, front, "attach", get_args(Attach), "none")),
        deadline_days=_days(name, front),
        last=_choice(name, front, "last", ("yes", "no"), "no") == "yes",
        always=_choice(name, front, "always", ("yes", "no"), "no") == "yes",
    )
    # Blank lines keep the numbers of lines as they are in the file, for messages.
    subject_line = next(i for i, line in enumerate(lines) if line.startswith("subject"))
    subject = "\n" * subject_line + front["subject"]
    return _Parsed(about, subject, "\n" * (border + 1) + "\n".join(lines[border + 1 :]))


def _choice(
    name: str, front: Mapping[str, str], key: str, allowed: Sequence[str], default: str
) -> str:
    value = front.get(key, default)
    if value not in allowed:
        raise refused(name, None, f"{key}: {value!r} is not known; one of {', '.join(allowed)}")
    return value


def _days(name: str, front: Mapping[str, str]) -> int:
    text = front.get("deadline", "7")
    if not text.isascii() or not text.isdigit() or not 1 <= int(text) <= 90:
        raise refused(name, None, f"deadline: {text!r} is not a number of days, 1 to 90")
    return int(text)


def _tidy(text: str) -> str:
    """No blanks at line ends, at most one empty line in a row."""
    lines: list[str] = []
    for line in text.strip("\n").split("\n"):
        kept = line.rstrip()
        if kept or (lines and lines[-1]):
            lines.append(kept)
    return "\n".join(lines).rstrip() + "\n"


def _html(source: str, items: str, language: str) -> str:
    markdown = MarkdownIt("commonmark", {"html": False, "breaks": True}).disable(["image"])
    body = markdown.render(_tidy(source)).replace(f"<p>{TABLE}</p>", items).replace(TABLE, items)
    return (
        f'<!DOCTYPE html>\n<html lang="{language[:2]}"><head><meta charset="utf-8"></head>'
        '<body style="font-family:sans-serif;font-size:14px;line-height:1.45">\n'
        f"{body}</body></html>\n"
    )
