"""Comparing the log with what this machine saw of it: at each opening, and after each write."""

from __future__ import annotations

from collections.abc import Sequence

from collectwork.domain import chain
from collectwork.domain.activity import ZERO, Entry
from collectwork.domain.chain import Seen
from collectwork.store.witness import Memory, Witness
from collectwork.store.work import Read

AT_OPENING = 5_000  # entries that are verified at one opening; the rest at the next


class Watch:
    """Over the log of the store at ``place``."""

    def __init__(self, place: str) -> None:
        self._place = place
        self._witness = Witness(place)
        self._store_id = ""
        self._verified: tuple[int, bytes] = (0, ZERO)

    def recall(self) -> Memory:
        """What this machine remembers; to be asked before the log is read."""
        return self._witness.recall()

    def expected(self, tx: Read, memory: Memory) -> list[Seen]:
        """The heads this log must contain."""
        return self._witness.expected(memory, tx.audit.store_id(), tx.log.hash_of)[0]

    def examine(self, tx: Read, memory: Memory) -> str | None:
        """Verify what came since the last opening; the sentence that says what is wrong, or None.

        Remembers the head when all is well, and nothing otherwise.
        """
        with tx.audit.lenient():
            return self._examine(tx, memory)

    def _examine(self, tx: Read, memory: Memory) -> str | None:
        self._store_id = tx.audit.store_id()
        seen, replaced = self._witness.expected(memory, self._store_id, tx.log.hash_of)
        if replaced:
            return self._alarm("it is not the store that this machine saw here last")
        here = memory.here
        start = (0, ZERO)
        if here is not None and here.store_id == self._store_id and here.verified_hash:
            start = (here.verified_seq, bytes.fromhex(here.verified_hash))
        lost = next((one for one in seen if tx.log.hash_of(one.seq) != one.hash), None)
        head = tx.log.head()
        if lost is not None:
            return self._alarm(
                f"this machine saw {lost.seq} entries, here are {head.seq if head else 0}"
                if head is None or head.seq < lost.seq
                else f"entry {lost.seq} is not the one that this machine saw"
            )
        walked = chain.walk(tx.log.walk(start[0], AT_OPENING), *start, whole=False)
        if walked.broken is not None:
            return self._alarm(f"entry {walked.broken.seq}: {walked.broken.problem}")
        if head is not None:
            self.verified((walked.seq, walked.hash), (head.seq, head.hash))
        return None

    def verified(self, until: tuple[int, bytes], head: tuple[int, bytes]) -> None:
        """The chain holds up to ``until``; remember that and the head."""
        self._verified = until
        self._remember(head)

    def wrote(self, entries: Sequence[Entry]) -> None:
        """Our own entries follow what we had verified, unless others wrote in between."""
        if not self._store_id:
            return  # the store is just being made; `examine` follows
        head = (entries[-1].seq, entries[-1].hash)
        if self._verified == (entries[0].seq - 1, entries[0].prev):
            self._verified = head
        self._remember(head)

    def begin(self) -> None:
        """A store was made or put back here: what was seen at this place before is history."""
        self._witness.forget()
        self._verified = (0, ZERO)

    def _remember(self, head: tuple[int, bytes]) -> None:
        self._witness.saw(self._store_id, *head, self._verified)

    def _alarm(self, what: str) -> str:
        return (
            f"the log in {self._place} does not verify: {what}. The store is open for reading "
            "only. `collectwork audit verify` says more. If you put a backup back on purpose, "
            f"delete {self._witness.file} and open the store again."
        )
