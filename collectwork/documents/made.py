"""The documents that use cases ask for, behind one port."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from collectwork.documents.statement import statement_pdf
from collectwork.domain.filenames import safe_name

LARGEST_COPY = 5_000_000  # bytes


class Made:
    """Values become finished files; libraries load when the first one is made.

    ``invoices``: a folder with the PDFs of invoices, named after their numbers.
    """

    def __init__(self, invoices: Path | None = None) -> None:
        self._invoices = invoices

    def statement(self, values: Mapping[str, Any]) -> bytes:
        """A statement of account as PDF; see ``documents.statement`` for the values."""
        return statement_pdf(values)

    def invoice_copy(self, document: str) -> bytes | None:
        """``<number>.pdf`` of the folder, as it is or with signs a file name cannot have as _."""
        if self._invoices is None:
            return None
        path = self._invoices / f"{safe_name(document)}.pdf"
        try:
            if path.is_symlink() or not path.is_file() or path.stat().st_size > LARGEST_COPY:
                return None
            content = path.read_bytes()
        except OSError:
            return None
        return content if content.startswith(b"%PDF-") else None
