"""Mails as files of a folder: the transport that needs no server.

A file's name follows from the Message-ID, so the same message can never be there twice, and after
a crash its presence says whether it left.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
from pathlib import Path

from collectwork.domain.mail import Delivered


class FolderTransport:
    """Writes ``<hash>.eml``: a private temporary file, synced, then linked into place."""

    name = "folder"

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def prepare(self, message: bytes, message_id: str, *, again: bool = False) -> Delivered:
        """A folder knows no drafts."""
        return Delivered(ok=True)

    def deliver(self, message: bytes, message_id: str, reference: str | None) -> Delivered:
        """Put the message there; it is there once, however often this is called."""
        target = self.place(message_id)
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            if not target.exists():
                self._write(target, message)
        except OSError as error:
            words = f"the folder {self._folder} cannot be written: {error.strerror or error}"
            return Delivered(ok=False, later=True, words=words)
        return Delivered(ok=True, reference=target.name)

    def settle(self, message_id: str, reference: str | None) -> bool | None:
        """Left if the name exists."""
        return self.place(message_id).exists()

    def place(self, message_id: str) -> Path:
        """The file of a message."""
        return self._folder / f"{hashlib.sha256(message_id.encode()).hexdigest()[:32]}.eml"

    def _write(self, target: Path, message: bytes) -> None:
        draft = target.with_suffix(f".{os.getpid()}.{os.urandom(4).hex()}.part")
        flags = os.O_CREAT | os.O_EXCL | os.O_WRONLY | getattr(os, "O_BINARY", 0)
        handle = os.open(draft, flags | getattr(os, "O_NOFOLLOW", 0), 0o600)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(message)
                file.flush()
                os.fsync(file.fileno())
            _into_place(draft, target)
        finally:
            with contextlib.suppress(FileNotFoundError):
                draft.unlink()
        _sync_folder(self._folder)


def _into_place(draft: Path, target: Path) -> None:
    """Never over an existing file: a link fails where the name is taken."""
    try:
        os.link(draft, target)
    except FileExistsError:
        return
    except OSError:  # a file system without links: rename, the name is ours alone
        if not target.exists():
            draft.rename(target)


def _sync_folder(folder: Path) -> None:
    if not hasattr(os, "O_DIRECTORY"):
        return
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
