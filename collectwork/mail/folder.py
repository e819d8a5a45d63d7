"""Mails as files of a folder: the transport that needs no server.

A file's name follows from the Message-ID, so the same message can never be there twice, and after
a crash its presence says whether it left.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
from collections.abc import Sequence
from pathlib import Path

from collectwork.domain.health import Check
from collectwork.domain.mail import Delivered
from collectwork.domain.mailboxes import MOST_BYTES, Arrived, Fetched, Folder
from collectwork.errors import NotFetched
from collectwork.mail import health

PAGE = 100


class FolderTransport:
    """Writes ``<hash>.eml``: a private temporary file, synced, then linked into place."""

    name = "folder"
    exactly_once = True

    def __init__(self, folder: Path, incoming: Path | None = None) -> None:
        self._folder = folder
        self._incoming = incoming

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

    def fetch(self, folder: Folder, state: str) -> Fetched:
        """The .eml files of the incoming folder whose names come after ``state``."""
        if folder == "sent" or self._incoming is None or not self._incoming.is_dir():
            return Fetched((), state)
        try:
            names = sorted(one.name for one in self._incoming.glob("*.eml") if one.is_file())
            new = [name for name in names if name > state]
            page = [self._read(self._incoming / name) for name in new[:PAGE]]
        except OSError as error:
            words = f"The folder {self._incoming} cannot be read: {error.strerror or error}."
            raise NotFetched(words) from error
        return Fetched(tuple(page), page[-1].server_id if page else state, len(new) > PAGE)

    def check(self) -> Sequence[Check]:
        """Whether the folder is there and writable, or can be made."""
        return [health.folder(self._folder)]

    def _read(self, path: Path) -> Arrived:
        with path.open("rb") as file:
            message = file.read(MOST_BYTES + 1)
        if len(message) > MOST_BYTES:
            message = message.split(b"\n\n", 1)[0] + b"\n\n"
        return Arrived(path.name, message)

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
