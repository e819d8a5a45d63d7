"""What `collectwork init` writes: a commented config, and the team's own copies of rules and
templates."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from collectwork.errors import InputRefused

EXAMPLE = Path(__file__).parent / "example.toml"


@dataclass(frozen=True, slots=True)
class Files:
    """Where the files are; ``kept`` were there already and were left as they are."""

    config: Path
    rules: Path
    templates: Path
    kept: tuple[Path, ...]


def write(
    config: Path,
    store: str,
    shipped_rules: Path,
    shipped_templates: Path,
    may_replace: Callable[[Path], bool],
) -> Files:
    """Write config, rules and templates; what exists is replaced only if ``may_replace`` says so.

    Raises InputRefused when a folder or file cannot be written.
    """
    folder = config.parent.resolve()
    rules, templates = folder / "rules.toml", folder / "templates"
    text = EXAMPLE.read_text("utf-8")
    text = _set(text, "[store]", "url", store)
    text = _set(text, "[rules]", "file", str(rules))
    text = _set(text, "[rules]", "templates", str(templates))
    kept: list[Path] = []
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        for path, content in ((config, text), (rules, shipped_rules.read_text("utf-8"))):
            if path.exists() and not may_replace(path):
                kept.append(path)
            else:
                _put(path, content)
        if templates.exists() and not may_replace(templates):
            kept.append(templates)
        else:
            shutil.copytree(shipped_templates, templates, dirs_exist_ok=True)
    except OSError as error:
        where = error.filename or folder
        raise InputRefused(f"Not set up: {where} cannot be written: {error.strerror}.") from error
    return Files(config, rules, templates, tuple(kept))


def _set(text: str, section: str, key: str, value: str) -> str:
    """The example with another value for a key of a section."""
    begin = text.index(f"\n{section}\n")
    at = text.index(f'\n{key} = ""', begin)
    return f"{text[:at]}\n{key} = {json.dumps(value, ensure_ascii=False)}" + text[at:].replace(
        f'\n{key} = ""', "", 1
    )


def _put(path: Path, content: str) -> None:
    beside = path.with_name(f"{path.name}.new")
    handle = os.open(beside, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
        file.write(content)
    beside.replace(path)
