"""Taking back where an account was put: a pin, a hand-over to a desk, one back from there."""

from __future__ import annotations

from typing import Any

from collectwork.domain.activity import Entry
from collectwork.errors import Conflict
from collectwork.usecases.actions import desks
from collectwork.usecases.desk import Desk
from collectwork.usecases.ports.work import Write

__all__ = ["PLACED", "WORDS", "take_back"]

#: Kinds of entries that put an account somewhere and record no contact.
PLACED = ("pinned", "desk.given", "desk.returned")
#: What the answer calls them.
WORDS = {"pinned": "pin", "desk.given": "hand-over", "desk.returned": "hand-back"}
_PINS = {"top": 1, "end": -1, "off": 0}


def take_back(desk: Desk, tx: Write, entry: Entry) -> None:
    """Put the account where it was. Conflict where it was put elsewhere, or acted on, since."""
    body = entry.data
    if not tx.happenings.is_last_place(entry.customer or "", entry.id, PLACED):
        raise Conflict("Not undone: the account has been put elsewhere since, or back already.")
    if entry.kind == "pinned":
        was, why = body["before"], body["before_reason"] or ""
        tx.pins.put(body["account"], _PINS[was], why if was != "off" else "")
        tx.pins.order(body["account"], desk.today)
    elif entry.kind == "desk.given":
        desks.take_back(tx, body["account"], {"escalated": body["undo"]})
    else:
        _to_the_desk_again(tx, body)


def _to_the_desk_again(tx: Write, body: dict[str, Any]) -> None:
    before = body["undo"]
    if body["to"] != body["before"]:
        raise Conflict(
            f"Not undone: {body['to']} owns the account since. "
            "`collectwork reassign` gives accounts to somebody else."
        )
    tx.hand_overs.set_state(*before["desk"])
    if before.get("line"):
        tx.hand_overs.put_line_back(body["account"], before["line"])
