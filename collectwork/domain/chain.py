"""Walking the log: is each entry the one that was recorded, and is none missing?

The chain alone cannot show a cut tail, nor a suffix that was rewritten with fresh hashes; heads
seen earlier and kept elsewhere (``Seen``) can.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from collectwork.domain.activity import ZERO, Entry, body_hash, chain_hash


@dataclass(frozen=True, slots=True)
class Seen:
    """A head that somebody saw earlier: entry ``seq`` had this ``hash``. ``where`` names who."""

    seq: int
    hash: bytes
    where: str = ""


@dataclass(frozen=True, slots=True)
class Break:
    """The first number that is not as it was recorded, and what is wrong with it."""

    seq: int
    problem: str


@dataclass(frozen=True, slots=True)
class Walked:
    """The end of a walk: the last number and hash reached, and the first break if there is one."""

    seq: int
    hash: bytes
    broken: Break | None


@dataclass(frozen=True, slots=True)
class Verification:
    """What an audit of the log found.

    ``entries``: how many there are; ``head``: the newest one's hash in hex. ``first_broken``: the
    first number that is not as it was recorded, with ``problem`` in words; ``problem`` alone when
    something other than an entry is wrong. ``log_ok`` with ``ok`` False: the log itself is whole,
    but rows made from it were altered.
    """

    ok: bool
    store_id: str
    entries: int
    head: str | None
    recorded_at: str | None
    first_broken: int | None = None
    problem: str | None = None
    log_ok: bool = True


def walk(
    entries: Iterable[Entry],
    seq: int = 0,
    prev: bytes = ZERO,
    seen: Sequence[Seen] = (),
    *,
    whole: bool = True,
) -> Walked:
    """Check the entries after ``seq`` (whose hash is ``prev``), in the order they are stored.

    ``seen`` are heads to be met on the way; one beyond the last entry means a cut tail. ``whole``
    False: this is a part of the log, and the entry that explains an erased text may come later.
    """
    known = {one.seq: one for one in seen if one.seq > seq}
    bodiless: dict[int, Break] = {}
    for entry in entries:
        problem = _problem(entry, seq + 1, prev)
        if problem is None and (one := known.get(entry.seq)) and one.hash != entry.hash:
            problem = f"it is not the entry that {one.where or 'a witness'} saw with this number"
        if problem is not None:
            return Walked(seq, prev, _first(Break(seq + 1, problem), bodiless))
        if entry.body is None and whole:
            bodiless[entry.seq] = Break(entry.seq, "its text is gone without an entry of erasure")
        elif entry.kind == "erased":
            for erased in entry.data.get("seqs", ()):
                bodiless.pop(erased, None)
        seq, prev = entry.seq, entry.hash
    cut = [one for one in known.values() if one.seq > seq]
    last = None
    if cut:
        most = max(cut, key=lambda one: one.seq)
        last = Break(
            seq + 1,
            f"it is missing: {most.where or 'a witness'} saw {most.seq} entries, here are {seq}",
        )
    return Walked(seq, prev, _first(last, bodiless))


def _problem(entry: Entry, expected: int, prev: bytes) -> str | None:
    if entry.seq != expected:
        return f"it is missing: the next entry bears number {entry.seq}"
    if entry.prev != prev:
        return "it does not follow the entry before it"
    if not _header_holds(entry, prev):
        return "its header was changed (time, who, kind, customer or hash)"
    if (entry.salt is None) != (entry.body is None):
        return "its text or its salt is gone"
    return None if entry.body is None or _body_holds(entry) else "its text was changed"


def _header_holds(entry: Entry, prev: bytes) -> bool:
    head = (entry.seq, entry.id, entry.recorded_at, entry.happened_at, entry.actor, entry.node)
    rest = (entry.kind, entry.customer, entry.body_hash)
    try:
        return entry.hash == chain_hash(prev, *head, *rest)
    except (UnicodeEncodeError, TypeError):  # bytes that no text of ours ever held
        return False


def _body_holds(entry: Entry) -> bool:
    try:
        return entry.body_hash == body_hash(entry.salt or b"", entry.body or "")
    except (UnicodeEncodeError, TypeError, AttributeError):
        return False


def _first(found: Break | None, bodiless: dict[int, Break]) -> Break | None:
    candidates = [*bodiless.values(), *([found] if found else [])]
    return min(candidates, key=lambda one: one.seq, default=None)
