"""Several PDFs as one: a letter with what is enclosed, a day's letters for the printer."""

from __future__ import annotations

import io
import logging
from collections.abc import Sequence
from datetime import datetime

from collectwork.errors import InputRefused

logging.getLogger("pypdf").setLevel(logging.ERROR)


def joined(files: Sequence[tuple[str, bytes]], title: str, made: datetime) -> bytes:
    """The pages of all files in their order; InputRefused names the one that cannot be read."""
    from pypdf import PdfReader, PdfWriter
    from pypdf.generic import ArrayObject, ByteStringObject

    writer = PdfWriter()
    for name, content in files:
        try:
            reader = PdfReader(io.BytesIO(content))
            if reader.is_encrypted and not reader.decrypt(""):
                raise ValueError("it is locked by a password")
            for page in reader.pages:
                writer.add_page(page)
        except Exception as error:  # a file of somebody else's program: anything may be wrong in it
            raise InputRefused(f"{name} cannot be printed: {_said(error)}.") from None
    writer.add_metadata(
        {"/Title": title, "/Producer": "collectwork", "/CreationDate": f"D:{made:%Y%m%d%H%M%S}Z"}
    )
    writer.compress_identical_objects()
    out = io.BytesIO()
    writer._ID = ArrayObject([ByteStringObject(title.encode()[:16].ljust(16, b" "))] * 2)
    writer.write(out)
    return out.getvalue()


def pages(content: bytes) -> int:
    """How many pages a PDF has; 0 where it cannot be read."""
    from pypdf import PdfReader

    try:
        return len(PdfReader(io.BytesIO(content)).pages)
    except Exception:
        return 0


def _said(error: Exception) -> str:
    return str(error).splitlines()[0][:120] if str(error) else type(error).__name__
