"""What this terminal can show."""

from __future__ import annotations

import os
import shutil
import sys

from collectwork.cli.session import SESSION
from collectwork.domain.health import Check

_WIDTH, _HEIGHT = 80, 24


def checks() -> list[Check]:
    """Size, colours and characters; that there is none is no fault."""
    return [_size(), _colours(), _characters()]


def _size() -> Check:
    if not sys.stdout.isatty():
        return Check("terminal", True, "none here: commands work, the workbench needs one")
    size = shutil.get_terminal_size()
    ok = size.columns >= _WIDTH and size.lines >= _HEIGHT
    remedy = "" if ok else f"Make it at least {_WIDTH}×{_HEIGHT}; less is cut off."
    return Check("terminal", ok, f"{size.columns}×{size.lines} characters", remedy)


def _colours() -> Check:
    term = os.environ.get("TERM", "")
    if not SESSION.color or term in ("dumb", "unknown"):
        return Check("colours", True, "off: everything is told by words and signs as well")
    many = os.environ.get("COLORTERM", "") in ("truecolor", "24bit")
    remedy = "" if many or "256" in term else "export COLORTERM=truecolor where the terminal can."
    return Check(
        "colours", True, f"TERM={term or '(not set)'}, {'full' if many else 'some'}", remedy
    )


def _characters() -> Check:
    encoding = (sys.stdout.encoding or "").lower().replace("-", "")
    ok = encoding == "utf8"
    remedy = "" if ok else "Use a UTF-8 locale, e.g. export LC_ALL=C.UTF-8."
    return Check("characters", ok, f"standard output is {sys.stdout.encoding or 'unknown'}", remedy)
