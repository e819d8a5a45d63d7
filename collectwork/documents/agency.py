"""Hand-over files on their way to an agency: a folder that is written once."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from pathlib import Path

from collectwork.documents.folder import write_folder
from collectwork.domain.mail import Delivered
from collectwork.errors import InputRefused

_MANIFEST = "manifest.json"
_EARLIEST = (1980, 1, 1, 0, 0, 0)  # of an archive's entries, so that equal files are equal bytes


def archive(name: str, files: Mapping[str, bytes]) -> bytes:
    """Files as a ZIP with one folder of that name; equal files give equal bytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for relative in sorted(files):
            entry = zipfile.ZipInfo(f"{name}/{relative}", _EARLIEST)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o600 << 16
            made.writestr(entry, files[relative])
    return out.getvalue()


class HandOverFolder:
    """Writes each file's folder below ``out``."""

    name = "hand-over folder"

    def __init__(self, out: Path) -> None:
        self._out = out.expanduser().absolute()

    def prepare(self, message: bytes, message_id: str, *, again: bool = False) -> Delivered:
        """The place it is written to is kept as its reference."""
        name, _ = _opened(message)
        return Delivered(ok=True, reference=str(self._out / name))

    def deliver(self, message: bytes, message_id: str, reference: str | None) -> Delivered:
        """Write it; a folder with the same manifest is there already where an earlier attempt
        did so."""
        name, files = _opened(message)
        target = Path(reference) if reference else self._out / name
        if _same(target, files):
            return Delivered(ok=True, reference=str(target))
        try:
            write_folder(target.parent, target.name, files)
        except InputRefused as error:
            there = target.exists() or target.is_symlink()
            return Delivered(ok=False, later=not there, words=str(error))
        return Delivered(ok=True, reference=str(target))

    def settle(self, message_id: str, reference: str | None) -> bool | None:
        """Written if the folder is there: it takes its name when it is whole."""
        if reference is None:
            return False
        target = Path(reference)
        if not target.parent.is_dir():
            return None
        return target.is_dir()


def _opened(message: bytes) -> tuple[str, dict[str, bytes]]:
    """The folder's name and its files, of an archive of our own."""
    with zipfile.ZipFile(io.BytesIO(message)) as packed:
        names = packed.namelist()
        top = names[0].partition("/")[0]
        return top, {name.partition("/")[2]: packed.read(name) for name in names}


def _same(target: Path, files: Mapping[str, bytes]) -> bool:
    try:
        return (target / _MANIFEST).read_bytes() == files.get(_MANIFEST)
    except OSError:
        return False
