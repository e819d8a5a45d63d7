"""A watched folder on the disk: what is complete, copied without following links, moved when done.

A file is complete when size and time of change stood still for ``SETTLED`` seconds and nobody holds
it open for writing or locked, as far as the system tells. What is imported is a copy that was taken
through one handle, so that nothing can be exchanged under it; the original is moved only if it
still is the file that was copied.
"""

from __future__ import annotations

import contextlib
import json
import os
import stat
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from collectwork.domain.watching import Ending, Found, is_meant
from collectwork.errors import InputRefused
from collectwork.intake.gate import MAX_FILE

SETTLED = 2.0  # seconds
LOCK = ".collectwork.lock"
_BLOCK = 1 << 20
_WRITING = ".report-"
_LONGEST = 200  # bytes of a name
_NOFOLLOW = getattr(os, "O_NOFOLLOW", 0)
_OPEN = os.O_RDONLY | _NOFOLLOW | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)

Seen = tuple[int, int, int, int]  # device, number, size, time of change


class WatchedFolder:
    """One folder. Not for several threads at once."""

    settled = SETTLED

    def __init__(self, path: Path) -> None:
        self.path = path
        self._seen: dict[str, tuple[Seen, float]] = {}

    @contextmanager
    def alone(self) -> Iterator[bool]:
        """Hold the folder's lock; yields False where another runner is at work in it.

        Raises InputRefused when the folder is none, or cannot be written to.
        """
        if self.path.is_symlink() or not self.path.is_dir():
            raise InputRefused(f"Not watched: {self.path} is no folder. Make it, or name another.")
        try:
            flags = os.O_RDWR | os.O_CREAT | _NOFOLLOW
            handle = os.open(self.path / LOCK, flags, 0o600)
        except OSError as error:
            raise InputRefused(
                f"Not watched: {self.path} cannot be written to ({error.strerror}). Files are "
                "moved when they are done: give this login the right to write there."
            ) from error
        try:
            yield _locked(handle)
        finally:
            os.close(handle)  # frees the lock

    def look(self, now: float) -> Found:
        """What lies there; ``now`` in seconds of a clock that never goes back. A file is ready
        when an earlier look, at least ``SETTLED`` seconds ago, saw it as it is."""
        ready, left, seen = [], {}, {}
        for entry in sorted(os.scandir(self.path), key=lambda one: one.name):
            if not is_meant(entry.name) or entry.is_dir(follow_symlinks=False):
                continue
            if entry.is_symlink() or not entry.is_file(follow_symlinks=False):
                left[entry.name] = "it is a link or no regular file"
                continue
            try:
                marks = _marks(entry.stat(follow_symlinks=False))
            except OSError:
                continue  # gone meanwhile
            known, since = self._seen.get(entry.name, (None, now))
            seen[entry.name] = (marks, since if known == marks else now)
            if known != marks or now - since < self.settled:
                left[entry.name] = "it is still being written"
            elif why := self._in_use(entry.name):
                left[entry.name] = why
            else:
                ready.append(entry.name)
        self._seen = seen
        return Found(tuple(ready), left)

    def _in_use(self, name: str) -> str | None:
        try:
            handle = os.open(self.path / name, _OPEN)
        except PermissionError:
            return "it cannot be read: another program holds it, or this login may not"
        except OSError as error:
            return f"it cannot be opened ({error.strerror})"
        try:
            return _used(handle)
        finally:
            os.close(handle)

    @contextmanager
    def copied(self, name: str) -> Iterator[tuple[Path, Seen] | None]:
        """A private copy under the same name, and what the file was; None if it changed while it
        was copied, or is none any more."""
        with tempfile.TemporaryDirectory(prefix="collectwork-") as folder:
            copy = Path(folder) / _short(name)
            try:
                marks = _copy(self.path / name, copy)
            except OSError:
                marks = None
            yield None if marks is None else (copy, marks)

    def settle(
        self, name: str, marks: Seen, ending: Ending, report: Mapping[str, Any], text: str
    ) -> str | None:
        """Move a file into ``done`` or ``refused``, under a name that is free, its report beside
        it; returns the new name, None when another file lies there by now.

        After a crash in between it may be called again: there is one file and one report then.
        """
        folder = self.path / ending
        folder.mkdir(mode=0o700, exist_ok=True)
        if folder.is_symlink():
            raise InputRefused(f"Not moved: {folder} is a link. Remove it; a folder is made then.")
        for broken in folder.glob(f"{_WRITING}*"):  # a crash while a report was written
            broken.unlink(missing_ok=True)
        source = self.path / name
        target = _free(folder, name, source)
        told = dict(report) | {"moved_to": str(target.relative_to(self.path))}
        said = json.dumps(told, ensure_ascii=False, indent=2, default=str)
        _write(target.with_name(f"{target.name}.report.json"), said + "\n")
        _write(target.with_name(f"{target.name}.report.txt"), text.rstrip() + "\n")
        try:
            if _marks(os.stat(source, follow_symlinks=False)) != marks:
                return None
            _move(source, target)
        except FileNotFoundError:
            return None
        self._seen.pop(name, None)
        return f"{ending}/{target.name}"


def _marks(found: os.stat_result) -> Seen:
    return found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns


def _copy(source: Path, copy: Path) -> Seen | None:
    """At most what an import takes, so that a huge file is refused by its size."""
    handle = os.open(source, _OPEN)
    with os.fdopen(handle, "rb") as file:
        before = os.fstat(handle)
        if not stat.S_ISREG(before.st_mode):
            return None
        done = 0
        out = os.open(
            copy, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600
        )
        with os.fdopen(out, "wb") as written:
            while done <= MAX_FILE and (block := file.read(_BLOCK)):
                written.write(block)
                done += len(block)
        return _marks(before) if _marks(os.fstat(handle)) == _marks(before) else None


def _free(folder: Path, name: str, source: Path) -> Path:
    """A name that no other file has there; that of the file itself, where a crash left it twice."""
    name = _short(name)
    stem, dot, ending = name.partition(".")
    for number in range(1, 100_000):
        target = folder / (name if number == 1 else f"{stem}-{number}{dot}{ending}")
        try:
            held = os.stat(target, follow_symlinks=False)
        except FileNotFoundError:
            return target
        with contextlib.suppress(OSError):
            if os.path.samestat(held, os.stat(source, follow_symlinks=False)):
                return target
    raise InputRefused(f"Not moved: {folder} holds too many files called {name}. Empty it.")


def _short(name: str) -> str:
    """The name as text that can be kept anywhere, with room for what reports add to it."""
    text = name.encode("utf-8", "backslashreplace").decode()
    if len(text.encode()) <= _LONGEST:
        return text
    stem, dot, ending = text.rpartition(".")
    if not dot or len(ending) > 20:
        stem, ending = text, ""
    cut = (stem or ending).encode()[: _LONGEST - 30].decode("utf-8", "ignore")
    return f"{cut}{dot}{ending}" if stem else cut


def _move(source: Path, target: Path) -> None:
    """Never over another file: a second name first, then the old one goes."""
    try:
        os.link(source, target, follow_symlinks=False)
    except FileExistsError:
        held, own = os.stat(target, follow_symlinks=False), os.stat(source, follow_symlinks=False)
        if not os.path.samestat(held, own):
            raise
    except FileNotFoundError:
        raise
    except (OSError, NotImplementedError):  # no second names here, or not for this login
        os.close(os.open(target, os.O_CREAT | os.O_EXCL, 0o600))
        try:
            os.replace(source, target)
        except OSError:
            os.unlink(target)
            raise
        return
    os.unlink(source)


def _write(path: Path, text: str) -> None:
    """Whole or not at all. A report without its file is what a crash left: it is replaced."""
    handle, name = tempfile.mkstemp(prefix=_WRITING, dir=path.parent)
    with os.fdopen(handle, "w", -1, "utf-8", "backslashreplace", "\n") as file:
        file.write(text)
    os.replace(name, path)


if sys.platform == "win32":
    import msvcrt

    def _locked(handle: int) -> bool:
        try:
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

    def _used(handle: int) -> str | None:
        """Windows does not open a file that another program writes exclusively."""
        return None
else:
    import fcntl
    import signal

    def _locked(handle: int) -> bool:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return False
        return True

    def _used(handle: int) -> str | None:
        """Whether another program locked the file, or (Linux says so) has it open for writing."""
        for lock in (fcntl.flock, fcntl.lockf):
            try:
                lock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
                lock(handle, fcntl.LOCK_UN)
            except (BlockingIOError, PermissionError):
                return "another program has locked it"
            except OSError:
                continue  # this file system knows no locks
        return "it is still open for writing" if _open_for_writing(handle) else None

    def _open_for_writing(handle: int) -> bool:
        if not hasattr(fcntl, "F_SETLEASE"):
            return False
        try:
            # should a writer come in this moment, the kernel's signal is one that does nothing
            fcntl.fcntl(handle, fcntl.F_SETSIG, signal.SIGURG)
            fcntl.fcntl(handle, fcntl.F_SETLEASE, fcntl.F_RDLCK)
        except BlockingIOError:
            return True
        except OSError:
            return False  # not our file, or no leases here
        fcntl.fcntl(handle, fcntl.F_SETLEASE, fcntl.F_UNLCK)
        return False
