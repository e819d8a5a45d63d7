"""Saved profiles: what a file's columns mean where its headings do not say it.

A profile is ``profiles/NAME.toml`` beside the config file:

    kind = "open-items"
    currency = "EUR"
    company = "North"
    date_order = "dmy"        # or "mdy"
    decimal_mark = ","        # or "."
    [columns]
    open = "Rest EUR"         # part = heading
"""

from __future__ import annotations

import tomllib
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from collectwork.config.settings import default_path
from collectwork.errors import ConfigRefused

_KEYS = {
    "kind": str, "currency": str, "company": str, "date_order": str, "decimal_mark": str,
    "columns": dict,
}  # fmt: skip
_CHOICES = {"date_order": ("dmy", "mdy"), "decimal_mark": (".", ",")}


def load_profile(name: str, config: Path | None = None) -> dict[str, Any]:
    """The profile of that name; ConfigRefused names the file and what is wrong in it."""
    folder = (config or default_path()).parent / "profiles"
    if not name or name != Path(name).name or name.startswith("."):
        raise ConfigRefused(f"{name!r} is no profile name: give the name, not a path.")
    path = folder / f"{name}.toml"
    try:
        profile = tomllib.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        there = sorted(file.stem for file in folder.glob("*.toml")) if folder.is_dir() else []
        known = f" There are: {', '.join(there)}." if there else ""
        raise ConfigRefused(f"There is no profile {path}.{known}") from None
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ConfigRefused(f"{path} is not valid TOML: {error}.") from error
    for key, value in profile.items():
        _check(path, key, value)
    return profile


def _check(path: Path, key: str, value: Any) -> None:
    if key not in _KEYS:
        near = get_close_matches(key, _KEYS, 1, 0.5)
        hint = f"Did you mean {near[0]!r}?" if near else f"Known here: {', '.join(_KEYS)}."
        raise ConfigRefused(f"{path}: {key}: there is no such key. {hint}")
    if not isinstance(value, _KEYS[key]):
        raise ConfigRefused(f"{path}: {key}: expected {_KEYS[key].__name__}, not {value!r}.")
    if key in _CHOICES and value not in _CHOICES[key]:
        raise ConfigRefused(f"{path}: {key}: expected one of {', '.join(_CHOICES[key])}.")
    if isinstance(value, dict) and not all(isinstance(heading, str) for heading in value.values()):
        raise ConfigRefused(f"{path}: columns: each part needs the heading of its column as text.")
