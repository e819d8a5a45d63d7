"""The documents that use cases ask for, behind one port."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, Literal

from collectwork.analytics.figures import Listing, Page
from collectwork.documents.copies import PATTERNS, Copies
from collectwork.domain.copies import Copy, Wanted


class Made:
    """Values become finished files; libraries load when the first one is made.

    ``invoices``: a folder with the PDFs of invoices; ``patterns`` say how they are named.
    """

    def __init__(self, invoices: Path | None = None, patterns: Sequence[str] = PATTERNS) -> None:
        self._copies = Copies(invoices, patterns) if invoices is not None else None

    def get_ready(self) -> None:
        """Load the library of PDFs."""
        from collectwork.documents import statement  # noqa: F401

    def statement(self, values: Mapping[str, Any]) -> bytes:
        """A statement of account as PDF; see ``documents.statement`` for the values."""
        from collectwork.documents.statement import statement_pdf

        return statement_pdf(values)

    def letter(self, values: Mapping[str, Any]) -> bytes:
        """A letter as PDF with the files that go with it; see ``documents.letter``."""
        from collectwork.documents.joined import joined
        from collectwork.documents.letter import letter_pdf

        enclosed = values["enclosed"]
        sheet = letter_pdf({**values, "enclosed": [name for name, _ in enclosed]})
        if not enclosed:
            return sheet
        return joined([("the letter", sheet), *enclosed], values["subject"], values["made"])

    def joined(self, files: Sequence[tuple[str, bytes]], title: str, made: datetime) -> bytes:
        """PDFs as one; see ``documents.joined``."""
        from collectwork.documents.joined import joined

        return joined(files, title, made)

    def pages(self, content: bytes) -> int:
        """How many pages a PDF has."""
        from collectwork.documents.joined import pages

        return pages(content)

    def workbook(self, listings: Sequence[Listing]) -> bytes:
        """Tables as XLSX, a sheet each."""
        from collectwork.documents.workbook import workbook

        return workbook(listings)

    def review(self, page: Page, form: Literal["html", "pdf", "xlsx"], made: datetime) -> bytes:
        """A review in one of its forms."""
        if form == "xlsx":
            return self.workbook(page.parts)
        if form == "html":
            from collectwork.documents.review import review_html

            return review_html(page)
        from collectwork.documents.review_pdf import review_pdf

        return review_pdf(page, made)

    def cover(self, values: Mapping[str, Any]) -> bytes:
        """The cover statement of a hand-over file as PDF; see ``documents.handover``."""
        from collectwork.documents.handover import cover_pdf

        return cover_pdf(values)

    def archive(self, name: str, files: Mapping[str, bytes]) -> bytes:
        """Files as a ZIP with one folder; see ``documents.agency``."""
        from collectwork.documents.agency import archive

        return archive(name, files)

    def folder(self, out: Path, name: str, files: Mapping[str, bytes]) -> Path:
        """Files as a new folder of that name; see ``documents.folder``."""
        from collectwork.documents.folder import write_folder

        return write_folder(out, name, files)

    def invoice_copy(self, wanted: Wanted, largest: int) -> Copy:
        """The copy of an invoice of at most so many bytes; see ``documents.copies``."""
        if self._copies is None:
            return Copy(wanted, missing="no folder")
        return self._copies.copy(wanted, largest)
