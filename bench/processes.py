"""A command in a process of its own: how long it takes, and how much memory."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from pathlib import Path

PYTHON = sys.executable
PROGRAM = [PYTHON, "-m", "collectwork"]
_OFTEN = 0.02  # seconds between two looks at the memory of all processes


def with_readers(words: Sequence[str]) -> tuple[float, float, float]:
    """Seconds of a call in a process of its own, its peak MiB, and that of all its processes
    together (looked at every so often; 0 where the system does not tell)."""
    started = time.perf_counter()
    process = subprocess.Popen(
        [*PROGRAM, *words], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    ended, together = threading.Event(), [0.0]
    watcher = threading.Thread(target=_watch, args=(process.pid, ended, together))
    watcher.start()
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - started
    ended.set()
    watcher.join()
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        raise RuntimeError(f"{' '.join(words)} left with {process.returncode}")
    return seconds, _mib(usage), together[0]


def _watch(pid: int, ended: threading.Event, together: list[float]) -> None:
    while not ended.wait(_OFTEN):
        together[0] = max(together[0], sum(map(_resident, _family(pid))))


def _family(pid: int) -> list[int]:
    try:
        said = Path(f"/proc/{pid}/task/{pid}/children").read_text("ascii")
    except OSError:
        return [pid]
    return [pid, *(other for child in said.split() for other in _family(int(child)))]


def _resident(pid: int) -> float:
    try:
        pages = int(Path(f"/proc/{pid}/statm").read_text("ascii").split()[1])
    except (OSError, IndexError):
        return 0.0
    return pages * resource.getpagesize() / (1024 * 1024)


def _mib(usage: resource.struct_rusage) -> float:
    return usage.ru_maxrss / (1024 if sys.platform != "darwin" else 1024 * 1024)
