"""Copies of invoices in a folder, found by patterns: never outside it, never by guessing.

A name without ``*`` is asked for directly. For patterns with ``*``, and for names that differ in
capitals, a folder is read once and kept by the words in its names, until it changes; so one of
100,000 files is found without looking at the others.
"""

from __future__ import annotations

import os
import re
import stat
import time
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from collectwork.domain.copies import Copy, Missing, Wanted

PATTERNS = ("{document}.pdf",)
SETTLED_SECONDS = 2.0  # a folder that changes all the time is read anew so often at most
MOST_FOLDERS = 2_000  # that a * in a folder's place may stand for
_PLACES = re.compile(r"\{(document|customer|company|year)\}|\*")
_WORDS = re.compile(r"[^\W_]+")
_NOT_IN_NAMES = re.compile(r"[\x00-\x1f\x7f/\\:*?\"<>|]")


class Copies:
    """The PDFs below ``folder`` whose paths fit one of ``patterns``, tried in their order."""

    def __init__(self, folder: Path, patterns: Sequence[str] = PATTERNS) -> None:
        self._folder = folder
        self._patterns = tuple(patterns)
        self._known: dict[Path, _Names] = {}

    def copy(self, wanted: Wanted, largest: int) -> Copy:
        """The copy of one invoice of at most so many bytes, or why there is none."""
        for pattern in self._patterns:
            found = self._found(pattern, wanted)
            if len(found) > 1:
                return Copy(wanted, missing="several")
            if found:
                return self._read(wanted, found[0], largest)
        return Copy(wanted, missing="none")

    def _found(self, pattern: str, wanted: Wanted) -> list[Path]:
        """The files that fit, each once, two at most."""
        if "{year}" in pattern and wanted.issued is None:
            return []
        found: dict[tuple[int, int], Path] = {}
        for document in _spellings(wanted.document):
            values = {
                "document": document,
                "customer": _spelled(wanted.customer),
                "company": _spelled(wanted.company),
                "year": str(wanted.issued.year) if wanted.issued else "",
            }
            parts = [[_Place.of(piece, values) for piece in _pieces(part)]
                     for part in pattern.split("/")]  # fmt: skip
            if any(place.text == "" and not place.any for part in parts for place in part):
                continue  # a name that is nothing here
            for path in self._walk(self._folder, parts):
                about = path.lstat()
                found.setdefault((about.st_dev, about.st_ino), path)
                if len(found) > 1:
                    return list(found.values())
        return list(found.values())

    def _walk(self, folder: Path, parts: Sequence[Sequence[_Place]]) -> Iterator[Path]:
        """Paths below a folder that fit the parts; nothing is followed that is a link."""
        here, rest = parts[0], parts[1:]
        for name in self._names(folder, here, folders=bool(rest)):
            path = folder / name
            if not _is(path, folder=bool(rest)):
                continue
            if rest:
                yield from self._walk(path, rest)
            else:
                yield path

    def _names(self, folder: Path, part: Sequence[_Place], *, folders: bool) -> list[str]:
        plain = all(not place.any for place in part)
        if plain:
            name = "".join(place.text for place in part)
            if _is(folder / name, folder=folders):
                return [name]
        names = self._listed(folder)
        if plain:
            return names.called("".join(place.text for place in part))
        return names.fitting(part, MOST_FOLDERS if folders else 10)

    def _listed(self, folder: Path) -> _Names:
        """The names in a folder, read anew where it changed."""
        known = self._known.get(folder)
        try:
            changed = folder.stat().st_mtime_ns
        except OSError:
            return _Names()
        if known is not None and (
            known.changed == changed or time.monotonic() - known.at < SETTLED_SECONDS
        ):
            return known
        names = _Names(changed, time.monotonic())
        try:
            with os.scandir(folder) as entries:
                names.take(entry.name for entry in entries)
        except OSError:
            return _Names()
        self._known[folder] = names
        return names

    def _read(self, wanted: Wanted, path: Path, largest: int) -> Copy:
        flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
        try:
            with os.fdopen(os.open(path, flags | getattr(os, "O_NONBLOCK", 0)), "rb") as file:
                about = os.fstat(file.fileno())
                if not stat.S_ISREG(about.st_mode):
                    return Copy(wanted, missing="unreadable")
                if about.st_size > largest:
                    return Copy(wanted, missing="large")
                content = file.read(largest + 1)
        except OSError:
            return Copy(wanted, missing="unreadable")
        trouble: Missing = "large" if len(content) > largest else ""
        if not content.startswith(b"%PDF-"):
            trouble = "unreadable"
        return Copy(wanted, b"" if trouble else content, trouble)


@dataclass(frozen=True, slots=True)
class _Place:
    """A stretch of a name: a text, or anything; ``document``: nothing may be glued to it."""

    text: str = ""
    any: bool = False
    document: bool = False

    @classmethod
    def of(cls, piece: str, values: dict[str, str]) -> _Place:
        if piece == "*":
            return cls(any=True)
        if piece.startswith("{"):
            return cls(values[piece[1:-1]], document=piece == "{document}")
        return cls(piece)


@dataclass(slots=True)
class _Names:
    """The names in one folder: folded, and by the words in them."""

    changed: int = -1
    at: float = 0.0
    folded: dict[str, list[str]] = field(default_factory=dict)
    words: dict[str, list[str]] = field(default_factory=dict)

    def take(self, names: Iterator[str]) -> None:
        for name in names:
            folded = _folded(name)
            self.folded.setdefault(folded, []).append(name)
            for word in set(_WORDS.findall(folded)):
                self.words.setdefault(word, []).append(name)

    def called(self, name: str) -> list[str]:
        """Names that differ from this one by capitals only."""
        return self.folded.get(_folded(name), [])

    def fitting(self, part: Sequence[_Place], most: int) -> list[str]:
        """Names that fit a pattern; only those are looked at that hold its rarest word."""
        words = [word for place in part if place.document
                 for word in _WORDS.findall(_folded(place.text))]  # fmt: skip
        some: Sequence[str]
        if words:
            some = min((self.words.get(word, []) for word in words), key=len)
        else:
            some = [name for names in self.folded.values() for name in names]
        fits = re.compile("".join(map(_expression, part)), re.DOTALL)
        found = [name for name in some if fits.fullmatch(_folded(name))]
        return sorted(found)[:most]


def _expression(place: _Place) -> str:
    if place.any:
        return ".*"
    text = re.escape(_folded(place.text))
    return rf"(?<![^\W_]){text}(?![^\W_])" if place.document else text


def _pieces(part: str) -> list[str]:
    """``{year}-*_{document}.pdf`` → its texts, names and stars."""
    found: list[str] = []
    at = 0
    for match in _PLACES.finditer(part):
        if match.start() > at:
            found.append(part[at : match.start()])
        found.append(match[0])
        at = match.end()
    if at < len(part):
        found.append(part[at:])
    return found


def _spellings(text: str) -> list[str]:
    """A number as a file name may write it: signs that no name can have as _ or as -. Nothing is
    left out, so that no other number is meant."""
    plain = unicodedata.normalize("NFC", text.strip())
    if not _WORDS.search(plain) or plain.startswith("."):
        return []
    return list(dict.fromkeys(_NOT_IN_NAMES.sub(sign, plain) for sign in "_-"))


def _spelled(text: str) -> str:
    return next(iter(_spellings(text)), "")


def _folded(name: str) -> str:
    return unicodedata.normalize("NFC", name).casefold()


def _is(path: Path, *, folder: bool) -> bool:
    """Whether it is there as a file (or folder) of its own, not as a link to somewhere."""
    try:
        mode = path.lstat().st_mode
    except (OSError, ValueError):
        return False
    return stat.S_ISDIR(mode) if folder else stat.S_ISREG(mode)
