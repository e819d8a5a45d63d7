"""Who sends: the name under which a runner leases messages, and whether its process is gone.

A runner that was killed keeps its lease, and its messages would wait until that runs out. Where the
system tells processes apart beyond doubt (Linux: boot, space of process ids, id, start), another
runner of the same machine sees at once that nobody is sending them any more.
"""

from __future__ import annotations

import os
import secrets
from pathlib import Path

_PROC = Path("/proc")


def name(actor: str) -> str:
    """Unique; tells the process, where the system does."""
    return f"{actor}/{_process(os.getpid()) or '-'}/{secrets.token_hex(8)}"


def gone(runner: str) -> bool:
    """True where that process of this machine has certainly ended; False where nobody knows."""
    said = runner.split("/")[-2:-1]
    place, _, started = said[0].rpartition(":") if said else ("", "", "")
    here, _, number = place.rpartition(":")
    if not here or here != _here() or not number.isdigit():
        return False
    return _started(int(number)) not in (started, None)


def _process(number: int) -> str | None:
    here, started = _here(), _started(number)
    return f"{here}:{number}:{started}" if here and started else None


def _here() -> str | None:
    """This boot of this machine, and the space in which process ids count."""
    try:
        boot = (_PROC / "sys/kernel/random/boot_id").read_text("ascii").strip()
        return f"{boot}:{(_PROC / 'self/ns/pid').stat().st_ino}"
    except OSError:
        return None


def _started(number: int) -> str | None:
    """When a process began, in ticks of the system; "" where there is none or only its remains;
    None where that cannot be read."""
    try:
        fields = (_PROC / str(number) / "stat").read_text("utf-8", "replace").rpartition(")")[2]
    except FileNotFoundError:
        return "" if (_PROC / "self").exists() else None
    except ProcessLookupError:
        return ""
    except OSError:
        return None
    state, *rest = fields.split()
    return "" if state in "ZX" else rest[18]
