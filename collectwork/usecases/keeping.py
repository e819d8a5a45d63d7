"""Backup and going back to one."""

from __future__ import annotations

from pathlib import Path

from collectwork.domain.restored import BackedUp, Restored
from collectwork.usecases.desk import Desk


def back_up(desk: Desk, target: Path) -> BackedUp:
    """A verified copy of the store in a file, made while others work."""
    return desk.store.backup(target)


def restore(desk: Desk, file: Path) -> Restored:
    """The store as it was in a backup, with the contacts made since told again; what was there is
    kept beside it. Raises InputRefused where the file is no backup of this store."""
    return desk.store.restore(file)
