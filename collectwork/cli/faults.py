"""A fault of ours: one sentence and the path of a log file, never a bare traceback."""

from __future__ import annotations

import secrets
import sys
import traceback
from pathlib import Path

import platformdirs


def report(error: Exception) -> int:
    """Write types and places (no values) to the fault log; return exit code 1."""
    reference = secrets.token_hex(4)
    places = "\n".join(
        f"  {frame.filename}:{frame.lineno} in {frame.name}"
        for frame in traceback.extract_tb(error.__traceback__)
    )
    path = _append(f"{reference} {type(error).__name__}\n{places}\n")
    where = f"; details without your data are in {path}" if path else ""
    sys.stderr.write(
        f"Not done: a fault in collectwork ({type(error).__name__}, "
        f"reference {reference}){where}.\n"
    )
    return 1


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
