"""The answer of a recording use case, from the entry that its transaction left."""

from __future__ import annotations

from datetime import date

from collectwork.domain.actions import Recorded
from collectwork.usecases.ports.work import Write


def recorded(tx: Write) -> Recorded:
    """Of a finished transaction: the first entry, or the one that this intent left before."""
    entry = tx.replayed or tx.entries[0]
    body = entry.data
    next_on = body.get("next_on")
    return Recorded(
        entry_id=entry.id,
        code=str(body.get("code", entry.kind)),
        next_on=date.fromisoformat(next_on) if next_on else None,
        hash=entry.hash.hex(),
        seq=entry.seq,
        text=str(body.get("said", "")),
        warnings=tuple(body.get("warned", ())),
    )
