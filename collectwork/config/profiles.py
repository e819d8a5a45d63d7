"""Saved profiles: what a file's columns mean where its headings do not say it.

A profile is ``NAME.toml`` in the folder ``profiles`` beside the config file, or in the folder that
``[imports] profiles`` names. ``COMMENTS`` lists its keys.
"""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from collectwork.domain.filenames import safe_name
from collectwork.domain.profiles import Profile
from collectwork.errors import ConfigRefused, InputRefused

#: The keys of a profile in the order in which they are written, each with its meaning.
COMMENTS: Mapping[str, str] = {
    "kind": "What the list is: open-items, payments, customers, contacts, invoices, people …",
    "header": "The signature of the headings: a file with the same ones is read by this profile.",
    "no_header": "The file has no headings: its columns are named by their numbers, from 1.",
    "currency": "The currency of amounts that name none, as an ISO code.",
    "company": "Whose ledger it is.",
    "decimal_mark": 'The sign before the decimals: "." or ",". Never read against certain values.',
    "date_order": '"dmy" (31/01/2026) or "mdy" (01/31/2026). Never read against certain values.',
    "basis": 'From which day a summary by age counts: "due" or "invoice".',
    "terms_days": "Days from invoice to due day, where a summary counts from the invoice.",
    "ignored": "Columns that are left out, by heading or number.",
    "lockbox": "Where the fields of a bank's lockbox lines are: name = [first, last], from 1.",
    "columns": "Which column holds what: part = its heading, or its number from 1.",
}
_TYPES: Mapping[str, type] = {
    "no_header": bool, "terms_days": int, "ignored": list, "columns": dict, "lockbox": dict,
}  # fmt: skip
_CHOICES: Mapping[str, tuple[str, ...]] = {
    "basis": ("due", "invoice"),
    "date_order": ("dmy", "mdy"),
    "decimal_mark": (".", ","),
}
_NO_NAMES = ("none", "auto")  # words of --profile
_MOST = 1_000_000  # bytes: a profile is some lines


@dataclass(frozen=True, slots=True)
class ProfileFolder:
    """The profiles of a folder, which need not exist."""

    folder: Path

    def all(self) -> Sequence[Profile]:
        """Every profile by name; those that cannot be used say why (``fault``)."""
        return [self._seen(name) for name in self._names()]

    def _seen(self, name: str) -> Profile:
        try:
            return self.find(name)
        except InputRefused as error:
            return Profile(name, file=str(self._path(name)), fault=str(error))

    def find(self, name: str) -> Profile:
        """The profile of that name; ConfigRefused says file, line and what is wrong in it."""
        if not name or safe_name(name) != name:
            raise ConfigRefused(f"{name!r} is no profile name: give the name, not a path.")
        path = self._path(name)
        try:
            if path.stat().st_size > _MOST:
                raise ConfigRefused(f"{path} is no profile: it has more than a million bytes.")
            text = path.read_text("utf-8-sig")
            values = tomllib.loads(text)
        except FileNotFoundError:
            there = self._names()
            known = f" There are: {', '.join(there)}." if there else " None is saved yet."
            raise ConfigRefused(f"There is no profile {path}.{known}") from None
        except OSError as error:
            raise ConfigRefused(f"{path} cannot be read: {error.strerror}.") from error
        except (UnicodeDecodeError, tomllib.TOMLDecodeError, RecursionError) as error:
            raise ConfigRefused(f"{path} is not valid TOML: {error}.") from error
        for key, value in values.items():
            wrong = _wrong(key, value)
            if wrong:
                raise ConfigRefused(f"{path}{_line(text, key)}: {key}: {wrong}")
        return Profile(name, values, str(path))

    def check_name(self, name: str) -> None:
        """InputRefused where no profile can bear that name."""
        if not name or safe_name(name) != name or len(name) > 60:
            raise InputRefused(
                f"{name!r} cannot be a profile's name: take letters, digits, blanks, - and _, "
                "60 at most."
            )
        if name.casefold() in _NO_NAMES:
            raise InputRefused(f"{name!r} means something else after --profile: take another name.")

    def save(self, profile: Profile) -> Profile:
        """Write it, in place of one of that name; a reader never sees half of it."""
        self.check_name(profile.name)
        path = self._path(profile.name)
        content = _written(profile)
        beside = path.with_name(f"{path.name}.new")
        try:
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            handle = os.open(beside, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600)
            with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
                file.write(content)
            beside.replace(path)
        except OSError as error:
            raise InputRefused(
                f"The profile was not saved: {path} cannot be written ({error.strerror})."
            ) from error
        return replace(profile, file=str(path))

    def _names(self) -> list[str]:
        try:
            files = [path.stem for path in self.folder.glob("*.toml")]
        except OSError:
            return []
        return sorted(name for name in files if safe_name(name) == name)

    def _path(self, name: str) -> Path:
        return self.folder / f"{name}.toml"


def _wrong(key: str, value: Any) -> str:
    """What is wrong with a key or its value; empty where nothing is."""
    if key not in COMMENTS:
        near = get_close_matches(key, COMMENTS, 1, 0.5)
        hint = f"Did you mean {near[0]!r}?" if near else f"Known here: {', '.join(COMMENTS)}."
        return f"there is no such key. {hint}"
    kind: Any = _TYPES.get(key, str)
    if not isinstance(value, kind):
        return f"expected {_WORDS[kind]}, not {value!r}."
    if key in _CHOICES and value not in _CHOICES[key]:
        return f"expected one of {', '.join(map(repr, _CHOICES[key]))}, not {value!r}."
    if key == "columns" and not all(_names_column(column) for column in value.values()):
        return "each part needs its column's heading as text, or its number from 1."
    if key == "lockbox" and not all(map(_places, value.values())):
        return "each field needs its first and last place in the line, as [first, last] from 1."
    if key == "ignored" and not all(map(_names_column, value)):
        return "expected headings as text, or numbers of columns from 1."
    return ""


_WORDS = {str: "text", int: "a number", bool: "true or false", list: "a list", dict: "a table"}


def _names_column(column: Any) -> bool:
    if isinstance(column, str):
        return bool(column.strip())
    return isinstance(column, int) and not isinstance(column, bool) and column > 0


def _places(pair: Any) -> bool:
    return (
        isinstance(pair, list)
        and len(pair) == 2
        and all(isinstance(one, int) and not isinstance(one, bool) for one in pair)
        and 1 <= pair[0] <= pair[1]
    )


def _line(text: str, key: str) -> str:
    """Where a key of the file stands, as words to put behind its name."""
    spelt = re.compile(rf"^\s*(?:\[\s*)?[\"']?{re.escape(key)}[\"']?\s*[.=\]]")
    for number, line in enumerate(text.splitlines(), 1):
        if spelt.match(line):
            return f", line {number}"
    return ""


def _written(profile: Profile) -> str:
    """The profile as TOML, each key below the words that explain it."""
    import tomlkit

    document = tomlkit.document()
    document.add(tomlkit.comment("A profile of collectwork: how to read files of one kind."))
    for key, said in COMMENTS.items():
        if key not in profile.values:
            continue
        value = profile.values[key]
        document.add(tomlkit.nl())
        if isinstance(value, Mapping):
            table = tomlkit.table()
            table.add(tomlkit.comment(said))
            for part, column in value.items():
                table.add(part, column)
            document.add(key, table)
        else:
            document.add(tomlkit.comment(said))
            document.add(key, list(value) if isinstance(value, tuple) else value)
    text = tomlkit.dumps(document)
    if tomllib.loads(text) != _plain(profile.values):
        raise InputRefused("The profile was not saved: it could not be written as TOML.")
    return text


def _plain(values: Mapping[str, Any]) -> dict[str, Any]:
    return {
        key: dict(value)
        if isinstance(value, Mapping)
        else list(value)
        if isinstance(value, tuple)
        else value
        for key, value in values.items()
        if key in COMMENTS
    }
