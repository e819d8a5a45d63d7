"""Which of the bank's formats a file is, by its content."""

from __future__ import annotations

from pathlib import Path

from collectwork.domain.ledger import FileContent, ReadOptions
from collectwork.intake import gate
from collectwork.intake.bank import camt, mt940
from collectwork.intake.bank.booking import content


def read(path: Path, sha256: str, data: bytes, options: ReadOptions) -> FileContent | None:
    """The payments of a bank's own format; None when the file is something else."""
    shape = gate.shape(data)
    if shape == "xml" and camt.is_camt(data):
        return content(camt.read(path, sha256, data, options))
    if shape == "mt940":
        return content(mt940.read(path, sha256, data, options))
    return None
