"""Binary workbooks (.xls, .xlsb), read by a process of its own with limits.

Their parts lead to each other by numbers that nothing protects: a damaged one can send the reader
in a circle, or make it ask for all memory there is, and that ends the process it runs in.
"""

from __future__ import annotations

import io
import os
import pickle
import subprocess
import sys
from typing import Any, NamedTuple

from collectwork.errors import InputRefused

_MEMORY = 1_500_000_000  # bytes
_SECONDS = 60
_MAX_CELLS = 5_000_000
_LOCKED = "EncryptedPackage".encode("utf-16-le")


class Page(NamedTuple):
    """A sheet as it stands: rows of typed cells, and what is merged (top, left, bottom, right)."""

    name: str
    hidden: bool
    rows: list[list[Any]]
    merged: list[tuple[int, int, int, int]]


def pages(data: bytes) -> list[Page]:
    """The sheets of a binary workbook; InputRefused where it is damaged or locked."""
    if _LOCKED in data:
        raise InputRefused(
            "Not imported: the workbook is locked with a password. Save it without one."
        )
    try:
        done = subprocess.run(
            [sys.executable, "-m", "collectwork.intake.apart"],
            input=data,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=_SECONDS,
            check=True,
            start_new_session=True,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
        )
        found = pickle.loads(done.stdout)  # noqa: S301  (written by ourselves)
    except (subprocess.SubprocessError, OSError, ValueError, EOFError) as error:
        raise InputRefused(
            "Not imported: the workbook is damaged or locked with a password. "
            "Save it again as XLSX without a password."
        ) from error
    return [Page(*page) for page in found]


def _main() -> None:
    _limit()
    from python_calamine import CalamineWorkbook, SheetVisibleEnum

    book = CalamineWorkbook.from_filelike(io.BytesIO(sys.stdin.buffer.read()))
    found = []
    for one in book.sheets_metadata:
        if one.name not in book.sheet_names:
            continue
        sheet = book.get_sheet_by_name(one.name)
        if sheet.height * sheet.width > _MAX_CELLS:
            sys.exit(1)
        merged = [(a, b, c, d) for (a, b), (c, d) in sheet.merged_cell_ranges or []]
        rows = sheet.to_python(skip_empty_area=False)
        found.append(tuple(Page(one.name, one.visible != SheetVisibleEnum.Visible, rows, merged)))
    sys.stdout.buffer.write(pickle.dumps(found))


def _limit() -> None:
    """Less memory than would harm, where the system can be told so."""
    try:
        import resource
    except ImportError:  # Windows
        return
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


if __name__ == "__main__":
    _main()
