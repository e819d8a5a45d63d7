"""A fault of ours: one sentence and the path of a log file, never a bare traceback."""

from __future__ import annotations

import sys

from collectwork.config import faults


def report(error: Exception) -> int:
    """Write types and places (no values) to the fault log; return exit code 1."""
    sys.stderr.write(f"Not done: {faults.keep(error)}.\n")
    return 1
