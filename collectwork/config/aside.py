"""Rows of a file that were set aside: kept in a new file beside the one they came from."""

from __future__ import annotations

import os
from csv import writer
from pathlib import Path

from collectwork.domain.ledger import ImportReport
from collectwork.errors import InputRefused
from collectwork.present.text import formula_safe


def keep(path: Path, report: ImportReport) -> str | None:
    """``NAME.rejects.csv`` (mode 0600, never over another file) with row number, reason and cells;
    its path, or None where nothing was set aside. InputRefused where it cannot be written."""
    if not report.set_aside or report.duplicate or report.dry_run:
        return None
    rows = [[formula_safe(cell) for cell in row] for row in report.set_aside]
    for number in range(1, 100):
        aside = path.with_name(f"{path.stem}.rejects{'' if number == 1 else f'-{number}'}.csv")
        try:
            handle = os.open(aside, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
        except FileExistsError:
            continue
        except OSError as error:
            raise InputRefused(
                f"{path}: the rows set aside could not be written ({error.strerror})."
            ) from error
        with os.fdopen(handle, "w", encoding="utf-8-sig", newline="") as file:
            writer(file).writerows(rows)
        return str(aside)
    return None
