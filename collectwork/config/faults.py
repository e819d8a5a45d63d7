"""Where a fault of ours is written down: types and places, never the values of the data."""

from __future__ import annotations

import secrets
import traceback
from dataclasses import dataclass
from pathlib import Path

import platformdirs


@dataclass(frozen=True, slots=True)
class Fault:
    """A fault that was written down. ``path`` is None where no log file could be written."""

    name: str
    reference: str
    path: Path | None

    def __str__(self) -> str:
        where = f"; details without your data are in {self.path}" if self.path else ""
        return f"a fault in collectwork ({self.name}, reference {self.reference}){where}"


def keep(error: BaseException) -> Fault:
    """Append the fault to the log file of the platform's user log folder (mode 0600)."""
    reference = secrets.token_hex(4)
    places = "\n".join(
        f"  {frame.filename}:{frame.lineno} in {frame.name}"
        for frame in traceback.extract_tb(error.__traceback__)
    )
    name = type(error).__name__
    return Fault(name, reference, _append(f"{reference} {name}\n{places}\n"))


def _append(text: str) -> Path | None:
    try:
        folder = platformdirs.user_log_path("collectwork")
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        path = folder / "faults.log"
        with path.open("a", encoding="utf-8") as file:
            file.write(text)
        path.chmod(0o600)
    except OSError:
        return None
    return path
