"""Several files as one new folder: whole, or not there at all."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path

from collectwork.errors import InputRefused


def write_folder(out: Path, name: str, files: Mapping[str, bytes]) -> Path:
    """Write ``files`` (relative names of our own) into ``out/name``; private to the user.

    They are written beside it first, and take the name when all are on the disk. Without a name
    only ``out`` is made and tried. Raises InputRefused where the folder exists or cannot be
    written; then nothing is left behind.
    """
    target = out.expanduser().absolute() / name
    if name and (target.exists() or target.is_symlink()):
        raise InputRefused(
            f"Not written: {target} exists already. Move it away, or name another folder."
        )
    beside: Path | None = None
    try:
        out.expanduser().mkdir(parents=True, exist_ok=True, mode=0o700)
        beside = Path(tempfile.mkdtemp(prefix=".writing-", dir=out.expanduser()))
        for relative, content in files.items():
            path = beside / relative
            path.parent.mkdir(exist_ok=True, mode=0o700)
            handle = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
            with os.fdopen(handle, "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
        if name:
            beside.rename(target)
    except OSError as error:
        where = error.filename or out
        raise InputRefused(
            f"Not written: {where}: {error.strerror}. Name another folder, or free some space."
        ) from error
    finally:
        if beside is not None and beside.exists():
            shutil.rmtree(beside, ignore_errors=True)
    return target
