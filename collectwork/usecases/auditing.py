"""Audit: does the log verify, what is its head, and are the rows to query what the log says?"""

from __future__ import annotations

from collectwork.domain import chain
from collectwork.domain.activity import Draft
from collectwork.domain.chain import Verification
from collectwork.errors import LogBroken
from collectwork.usecases.desk import Desk
from collectwork.usecases.ports.work import Read


def verify(desk: Desk) -> Verification:
    """Walk the whole log: numbers, chain, texts, guards, the heads this machine saw, and whether
    the rows that screens and measures query still say what the entries say."""
    seen = desk.store.seen()
    with desk.store.read() as tx:
        with tx.audit.lenient():
            walked = chain.walk(tx.log.walk(), seen=seen)
            differing = () if walked.broken else tuple(tx.audit.differing())
            found = _head(tx)
        missing = tx.audit.guards_missing()
    problem = _problem(walked.broken, missing, desk.store.alarm)
    if problem is None:
        desk.store.verified(walked.seq, walked.hash)
    first = walked.broken.seq if walked.broken else (differing[0] if differing else None)
    return Verification(
        problem is None and not differing,
        found.store_id,
        found.entries,
        found.head,
        found.recorded_at,
        first,
        problem or _altered(differing),
        log_ok=problem is None,
    )


def head(desk: Desk) -> Verification:
    """The newest entry, without a walk; ``ok`` is what was seen when the store was opened."""
    with desk.store.read() as tx, tx.audit.lenient():
        return _head(tx, desk.store.alarm)


def rebuild(desk: Desk, *, key: str | None = None) -> int:
    """Make the rows to query anew from the log; returns how many there are.

    Raises LogBroken when the log does not verify: rows are not made from what cannot be trusted.
    """
    found = verify(desk)
    if not found.log_ok:
        raise LogBroken(f"Not rebuilt: the log does not verify. {found.problem}")
    with desk.store.write(key) as tx:
        if tx.replayed is not None:
            return int(tx.replayed.data["rows"])
        differing = len(tx.audit.differing())
        rows = tx.audit.rebuild()
        tx.record(Draft("rebuilt", None, {"rows": rows, "differing": differing}))
    return rows


def _head(tx: Read, alarm: str | None = None) -> Verification:
    newest = tx.log.head()
    return Verification(
        alarm is None,
        tx.audit.store_id(),
        tx.audit.count(),
        newest.hash.hex() if newest else None,
        newest.recorded_at if newest else None,
        problem=alarm,
        log_ok=alarm is None,
    )


def _problem(broken: chain.Break | None, missing: list[str], alarm: str | None) -> str | None:
    if broken is not None:
        return f"Entry {broken.seq}: {broken.problem}."
    if missing:
        return (
            f"The log's guards against change are not as they were made: {', '.join(missing)}. "
            "The entries are whole, but somebody has opened the way to change them."
        )
    return None if alarm is None else alarm[0].upper() + alarm[1:]


def _altered(differing: tuple[int, ...]) -> str | None:
    if not differing:
        return None
    shown = ", ".join(str(seq) for seq in differing[:5]) + (" …" if len(differing) > 5 else "")
    return (
        "The log is whole, but the rows that screens and measures query are not what their "
        f"entries say (entries {shown}). `collectwork audit rebuild` makes them anew from the log."
    )
