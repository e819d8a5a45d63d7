"""Rules by what somebody calls them: a file, a version that was in force, or a word."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import get_close_matches
from importlib.resources import files
from pathlib import Path

from collectwork.domain.worklist import StoredRules
from collectwork.errors import InputRefused, NotFound
from collectwork.rules import reading
from collectwork.rules.ruleset import Ruleset
from collectwork.usecases.desk import Desk

#: What may stand instead of a file or a version, and what it means.
WORDS = {
    "current": "the rules as they are now",
    "previous": "the version in force before them",
    "standard": "the rules that collectwork ships",
}
_SHORTEST = 4  # signs of a version that may stand for it


@dataclass(frozen=True, slots=True)
class Named:
    """Rules and how they were called."""

    name: str
    rules: Ruleset


def named(desk: Desk, name: str) -> Named:
    """The rules meant by a word of ``WORDS``, a stored version (or its first signs), or a file.

    Raises RulesRefused with the place of a mistake, NotFound with what there is.
    """
    if name == "current":
        text = desk.rules()
        return Named(name, _read(desk, text.text, text.file))
    if name == "standard":
        shipped = files("collectwork.rules").joinpath("standard.toml")
        return Named(name, _read(desk, shipped.read_text("utf-8"), "standard.toml"))
    known = versions(desk)
    if name == "previous":
        return Named(name, _stored(desk, _previous(desk, known)))
    path = Path(name).expanduser()
    if path.is_file():
        return Named(path.name, _read(desk, _decoded(path), str(path)))
    fits = [one for one in known if len(name) >= _SHORTEST and one.version.startswith(name)]
    if len(fits) == 1:
        return Named(fits[0].version, _stored(desk, fits[0]))
    raise NotFound(_unknown(name, known, fits))


def versions(desk: Desk) -> list[StoredRules]:
    """Every version that was in force, the newest first."""
    with desk.store.read() as tx:
        return tx.plans.rules_versions()


def _previous(desk: Desk, known: list[StoredRules]) -> StoredRules:
    text = desk.rules()
    now = _read(desk, text.text, text.file).version
    before = next((one for one in known if one.version != now), None)
    if before is None:
        raise NotFound(
            "There is no previous version: the store knows one set of rules only. A version is "
            "kept when a list is planned with it; name a file, `current` or `standard`."
        )
    return before


def _unknown(name: str, known: list[StoredRules], fits: list[StoredRules]) -> str:
    if fits:
        several = ", ".join(one.version for one in fits[:5])
        return f"{name!r} begins several versions of the rules: {several}. Say more of it."
    if name.endswith(".toml") or "/" in name or "\\" in name:
        return f"There is no rules file {name}. Check the path, or name a version of the rules."
    near = get_close_matches(name, [*WORDS, *(one.version for one in known)], 1)
    hint = f" Did you mean {near[0]!r}?" if near else ""
    there = ", ".join(f"{one.version} ({one.since[:10]})" for one in known[:5]) or "none"
    return (
        f"No rules are called {name!r}: neither a file nor a version that was in force.{hint} "
        f"Versions: {there}; or say current, previous, standard."
    )


def _stored(desk: Desk, kept: StoredRules) -> Ruleset:
    return _read(desk, kept.text, f"version {kept.version}")


def _read(desk: Desk, text: str, file: str) -> Ruleset:
    return reading.read(text, file, tuple(desk.templates.names()))


def _decoded(path: Path) -> str:
    try:
        return reading.decoded(path.read_bytes(), str(path))
    except OSError as error:
        raise InputRefused(f"The rules {path} cannot be read: {error.strerror}.") from error
