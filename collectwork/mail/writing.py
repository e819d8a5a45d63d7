"""A template filled in: subject, text and HTML."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from markdown_it import MarkdownIt

from collectwork.mail import sandbox, table
from collectwork.mail.front import Parsed
from collectwork.mail.text import TABLE, escaped, show


def written(parsed: Parsed, values: Mapping[str, Any]) -> Mapping[str, str]:
    """The message in words; see ``TemplateFolder.render``."""
    name, spoken = parsed.about.name, parsed.about.language
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
