"""The written definitions as a chapter of docs/lead.md."""

from __future__ import annotations

from collectwork.analytics.definitions import DEFINITIONS


def glossary() -> str:
    """Markdown: every definition, group by group, in their order."""
    lines: list[str] = []
    group = ""
    for one in DEFINITIONS.values():
        if one.group != group:
            group = one.group
            lines += [f"### {group}", ""]
        reading = f" *{one.read}*" if one.read else ""
        lines += [f"**{one.name}** (`{one.key}`): {one.words}{reading}", ""]
    return "\n".join(lines).rstrip()
