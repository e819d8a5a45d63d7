"""A cell that should hold a mail address: one, several of one house, or something else."""

from __future__ import annotations

import re

_BARE = re.compile(r"[^\s,;:<>()\[\]\"'\\@]+@[^\s,;:<>()\[\]\"'\\@]+")
_NAMED = re.compile(r"(?:\"[^\"<>@]*\"|[^\"<>@,;:]*)<([^<>]+)>")


def mail_addresses(cell: str) -> list[str]:
    """The addresses of a cell; none where it holds no @.

    ``Name <a@b>`` and ``mailto:a@b`` are bare addresses; several, with commas or semicolons
    between them, are taken apart where they are of one domain. Anything else stays as it is: it is
    shown at the contact and never written to, because picking an address out of it would be a
    guess at the recipient.
    """
    if "@" not in cell:
        return []
    found = []
    for part in re.split(r"[,;\n/|]", cell.strip(" \t\r\n,;")):
        address = _plain(part)
        if not address:
            return [cell.strip()]
        found.append(address)
    domains = {one.rpartition("@")[2].lower() for one in found}
    return found if len(domains) == 1 else [cell.strip()]


def _plain(text: str) -> str:
    """The bare address of ``text``, "" where it is not one."""
    said = text.strip()
    named = _NAMED.fullmatch(said)
    said = named[1].strip() if named else said
    if said.lower().startswith("mailto:"):
        said = said[len("mailto:") :]
    return said if _BARE.fullmatch(said) else ""
