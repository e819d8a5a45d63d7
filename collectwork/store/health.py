"""Whether the place of a store is sound: for `collectwork doctor`; changes nothing."""

from __future__ import annotations

import os
import sqlite3
import stat
from pathlib import Path

from collectwork.domain.health import Check
from collectwork.store import place

_REPAIRED = (3, 51, 3)  # the first release whose checkpoints cannot reset a WAL under a reader


def of_file(path: Path) -> list[Check]:
    """SQLite's version, the file system, the file's modes, and whether locks are kept there."""
    return [_version(), _place(path), *_modes(path), *_locks(path), _honesty(path)]


def _version() -> Check:
    found = sqlite3.sqlite_version
    if sqlite3.sqlite_version_info >= _REPAIRED:
        return Check("sqlite", True, f"SQLite {found}")
    return Check(
        "sqlite", True,
        f"SQLite {found}; its known fault when two connections reset the WAL at once cannot "
        "happen here, because collectwork keeps them apart by a lock of its own",
        "None needed; SQLite 3.51.3 and later have it repaired.",
    )  # fmt: skip


def _place(path: Path) -> Check:
    kind = place.file_system(path) or "unknown to this system"
    synced = place.sync_folder(path)
    if synced is not None:
        return Check(
            "place", False, f"{path} lies in the sync folder {synced}", "Move it to a local folder."
        )
    return Check("place", True, f"{path} on a file system of type {kind}")


def _modes(path: Path) -> list[Check]:
    if os.name == "nt":
        return []
    wrong = []
    for one, most in ((path.parent, 0o770), (path, 0o660)):
        mode = stat.S_IMODE(one.stat().st_mode)
        if mode & ~most:
            wrong.append(f"{one} has mode {mode:04o}")
    if wrong:
        remedy = f"chmod 600 {path}; chmod 700 {path.parent} (660 and 770 for a team)"
        return [Check("modes", False, "; ".join(wrong), remedy)]
    return [Check("modes", True, "only its owner (and group) can read and write the store")]


def _locks(path: Path) -> list[Check]:
    held = place.locks_hold(path.with_name(f"{path.name}.lock"))
    remedy = "" if held else "Put the store on a local disk; here acknowledged work can be lost."
    said = "is kept out" if held else "was let in"
    return [Check("locks", held, f"a second process {said} while the first holds the lock", remedy)]


def _honesty(path: Path) -> Check:
    return Check(
        "roles", True,
        "roles are advice, and whoever can write the file can change it. A changed entry is found "
        "by `collectwork audit verify`, a cut tail by what other machines saw",
        f"Let only those write {path.name} who may, and note `collectwork audit head` elsewhere.",
    )  # fmt: skip
