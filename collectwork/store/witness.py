"""What this machine saw of a store's log, kept outside the store.

For each place (file or address) one small file in the user's state folder: the store's id and the
newest entry's number and hash. The chain of hashes shows every change inside the log; only this
shows a cut tail, a suffix rewritten with fresh hashes, or an older file put back.

A copy of a store that is opened at a new place must contain the last head seen at some other
place of the same store; so a copy can be worked on, a shortened copy is noticed.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

import platformdirs

from collectwork.domain.chain import Seen


@dataclass(frozen=True, slots=True)
class Remembered:
    """The last head seen at a place, and up to where the chain was verified."""

    place: str
    store_id: str
    seq: int
    hash: str
    verified_seq: int = 0
    verified_hash: str = ""

    @property
    def seen(self) -> Seen:
        return Seen(self.seq, bytes.fromhex(self.hash), "this machine")


@dataclass(frozen=True, slots=True)
class Memory:
    """What this machine remembers: of a place, and of others where it does not know the place."""

    here: Remembered | None
    elsewhere: tuple[Remembered, ...]


class Witness:
    """The memory of one place. Where nothing can be kept (no home), it stays silent."""

    def __init__(self, place: str) -> None:
        self._place = place
        self._folder = platformdirs.user_state_path("collectwork") / "heads"
        name = hashlib.sha256(place.encode()).hexdigest()[:24]
        self.file = self._folder / f"{name}.json"
        self._last: Remembered | None = None

    def recall(self) -> Memory:
        """What was seen here, and at other places if nothing was seen here.

        To be asked before the log is read: what other processes add in between is then newer
        than the memory, never older.
        """
        here = self._last = _load(self.file)
        return Memory(here, self._everything() if here is None else ())

    def expected(
        self, memory: Memory, store_id: str, hash_of: Callable[[int], bytes | None]
    ) -> tuple[list[Seen], bool]:
        """The heads that the log must contain, and whether another store lay here before.

        ``hash_of`` looks up a number in the log as it is now.
        """
        here = memory.here
        if here is not None and here.store_id == store_id:
            return [here.seen], False
        known = memory.elsewhere if here is None else self._everything()
        elsewhere = [one for one in known if one.store_id == store_id]
        held = [one.seen for one in elsewhere if hash_of(one.seq) == bytes.fromhex(one.hash)]
        replaced = here is not None and not held
        return held or [one.seen for one in elsewhere], replaced

    def _everything(self) -> tuple[Remembered, ...]:
        known = (_load(path) for path in sorted(self._folder.glob("*.json")))
        return tuple(one for one in known if one is not None)

    def saw(self, store_id: str, seq: int, hash: bytes, verified: tuple[int, bytes]) -> None:
        """Remember a head; the file is replaced as a whole."""
        now = Remembered(self._place, store_id, seq, hash.hex(), verified[0], verified[1].hex())
        if now == self._last:
            return
        self._last = now
        scratch = self.file.with_suffix(f".{os.getpid()}-{id(self)}")
        with contextlib.suppress(OSError):
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            handle = os.open(scratch, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                json.dump(asdict(now), file)
            os.replace(scratch, self.file)

    def forget(self) -> None:
        """Drop what was seen at this place."""
        self._last = None
        with contextlib.suppress(OSError):
            self.file.unlink(missing_ok=True)


def _load(path: Path) -> Remembered | None:
    try:
        found = Remembered(**json.loads(path.read_text("utf-8")))
        bytes.fromhex(found.hash + found.verified_hash)
    except (OSError, ValueError, TypeError):
        return None
    return found
