"""Mails as files of a folder: the transport that needs no server.

A file's name follows from the Message-ID, so the same message can never be there twice, and after
a crash its presence says whether it left.
"""

from __future__ import annotations

import base64
import contextlib
import hashlib
import os
import re
import stat
from collections.abc import Sequence
from pathlib import Path

from collectwork.domain.health import Check
from collectwork.domain.mail import Delivered
from collectwork.domain.mailboxes import MOST_BYTES, Arrived, Fetched, Folder
from collectwork.errors import NotFetched
from collectwork.mail import health

PAGE = 100
LONGEST_HEAD = 262_144  # bytes of the header lines of a message that is too large to be read
_NO_LINKS = getattr(os, "O_NOFOLLOW", 0)
_HEAD_END = re.compile(rb"\r?\n\r?\n")
_MARKS = re.compile(r"[A-Za-z0-9_-]{12}")


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
            return Delivered(ok=False, later=True, words=words, blameless=True)
        return Delivered(ok=True, reference=target.name)

    def settle(self, message_id: str, reference: str | None) -> bool | None:
        """Left if the name exists."""
        return self.place(message_id).exists()

    def fetch(self, folder: Folder, state: str) -> Fetched:
        """The .eml files of the incoming folder that were not handed over yet, in the order of
        their names. ``state`` remembers every file that lies there by a short digest of name,
        size and time, so that one is found whatever its name and whenever it was put there, and
        one that was written over is another. Empty files are still being written."""
        if folder == "sent" or self._incoming is None or not self._incoming.is_dir():
            return Fetched((), state)
        known = set(_MARKS.findall(state))
        try:
            found = {_mark(path): path for path in sorted(self._incoming.glob("*.eml"))}
            found.pop("", None)
            new = [(mark, path) for mark, path in found.items() if mark not in known]
        except OSError as error:
            raise NotFetched(_unread(self._incoming, error)) from error
        page: dict[str, Arrived] = {}
        trouble = ""
        for mark, path in new:
            if len(page) == PAGE:
                break
            try:
                page[mark] = self._read(path)
            except OSError as error:  # the others are read all the same
                trouble = trouble or _unread(path, error)
        if trouble and not page:
            raise NotFetched(trouble)
        kept = (known & found.keys()) | page.keys()
        more = len(new) > len(page) and bool(page)
        return Fetched(tuple(page.values()), "".join(sorted(kept)), more)

    def check(self) -> Sequence[Check]:
        """Whether the folder is there and writable, or can be made."""
        return [health.folder(self._folder)]

    def _read(self, path: Path) -> Arrived:
        """``server_id`` is name and content: another file of the same name is another message."""
        handle = os.open(path, os.O_RDONLY | getattr(os, "O_BINARY", 0) | _NO_LINKS)
        with os.fdopen(handle, "rb") as file:
            message = file.read(MOST_BYTES + 1)
        digest = hashlib.sha256(message).hexdigest()[:16]
        if len(message) > MOST_BYTES:
            message = _HEAD_END.split(message[:LONGEST_HEAD], maxsplit=1)[0] + b"\r\n\r\n"
        return Arrived(f"{path.name}#{digest}", message)

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


def _unread(path: Path, error: OSError) -> str:
    return f"{path} cannot be read: {error.strerror or error}."


def _mark(path: Path) -> str:
    """Twelve signs for a file as it stands; "" for what is no file, or empty."""
    about = path.lstat()
    if not stat.S_ISREG(about.st_mode) or not about.st_size:
        return ""
    said = f"{path.name}\n{about.st_size}\n{about.st_mtime_ns}".encode("utf-8", "surrogateescape")
    return base64.urlsafe_b64encode(hashlib.sha256(said).digest()[:9]).decode()


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
