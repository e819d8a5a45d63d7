"""Copies of invoices: which one is wanted, and what was found of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

Missing = Literal["", "none", "several", "large", "unreadable", "no folder"]

#: Why a copy is not attached, in words.
WHY: dict[Missing, str] = {
    "none": "no file",
    "several": "several files fit",
    "large": "its file is larger than a mail may be",
    "unreadable": "its file is no PDF that can be read",
    "no folder": "no folder of invoice copies is named ([mail] invoices)",
}


@dataclass(frozen=True, slots=True)
class Wanted:
    """An invoice a copy of which is wanted."""

    document: str
    customer: str = ""
    company: str = ""
    issued: date | None = None


@dataclass(frozen=True, slots=True)
class Copy:
    """The copy's bytes, or why there are none."""

    wanted: Wanted
    content: bytes = b""
    missing: Missing = ""


def pattern_fault(pattern: str) -> str:
    """What is wrong with a pattern of [mail] invoice_files; empty where it may be used."""
    parts = pattern.split("/")
    if pattern.startswith(("/", "~")) or "\\" in pattern or ":" in pattern or ".." in parts:
        return "a path inside the folder, with / between subfolders"
    if any(not part.strip(". ") for part in parts) or any(ord(c) < 32 for c in pattern):
        return "a path inside the folder, with / between subfolders"
    if "{document}" not in parts[-1] or not parts[-1].lower().endswith(".pdf"):
        return "the last part holds {document} and ends in .pdf"
    plain = parts_without_names(pattern)
    if "{" in plain or "}" in plain:
        return "the names are {document}, {customer}, {company} and {year}"
    if "**" in pattern:
        return "* stands for anything within one name; ** is not known"
    return ""


def parts_without_names(pattern: str) -> str:
    """The pattern without its placeholders."""
    for name in ("document", "customer", "company", "year"):
        pattern = pattern.replace(f"{{{name}}}", "")
    return pattern
