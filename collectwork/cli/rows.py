"""Promises, disputes, blocks and call-backs as the contract shows them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from datetime import date

    from collectwork.domain.account import BlockLine, DisputeLine, PromiseLine
    from collectwork.domain.myday import DueCallback

_SHOWN = 6  # of an id: its end, which differs even between rows of the same second


def short(rows: list[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """The rows for a table of people: of each id the end, which every command takes as well."""
    return [{**row, "id": str(row["id"])[-_SHOWN:]} for row in rows]


def promise_row(line: PromiseLine) -> Mapping[str, Any]:
    """A promise. ``received``: in time, ``late`` after it; ``confirmed``: no money changes it any
    more; ``plan``: the same for all parts of a plan of instalments, ``part`` of ``parts``."""
    from collectwork.domain.money import decimals

    return {
        "id": line.id,
        "customer": line.customer,
        "invoice": line.document,
        "currency": line.currency,
        "amount": decimals(line.amount, line.currency),
        "received": decimals(line.received, line.currency),
        "late": decimals(line.late, line.currency),
        "made_on": line.made_on.isoformat(),
        "due": line.due.isoformat(),
        "kept_until": line.kept_until.isoformat(),
        "state": line.state,
        "state_on": line.state_on.isoformat() if line.state_on else None,
        "confirmed": line.frozen,
        "level": line.level,
        "plan": line.entry_id if line.parts > 1 else None,
        "part": line.part,
        "parts": line.parts,
        "who": line.actor,
        "how": line.how,
        "reference": line.reference,
    }


def dispute_row(line: DisputeLine, today: date | None = None) -> Mapping[str, Any]:
    """A dispute; an amount of None is the whole. ``overdue``: as of ``today``."""
    from collectwork.domain.disputes import is_overdue
    from collectwork.domain.money import decimals

    known = line.amount is not None and line.currency is not None
    return {
        "id": line.id,
        "customer": line.customer,
        "invoice": line.document,
        "category": line.category,
        "root_cause": line.root_cause,
        "reason": line.reason,
        "currency": line.currency,
        "amount": decimals(line.amount or 0, line.currency or "") if known else None,
        "owner": line.owner,
        "opened": line.opened_on.isoformat(),
        "due": line.due.isoformat() if line.due else None,
        "overdue": is_overdue(line.state, line.due, today) if today else False,
        "state": line.state,
        "closed": line.closed_on.isoformat() if line.closed_on else None,
        "resolution": line.resolution,
        "source": line.source,
    }


def block_row(line: BlockLine, today: date) -> Mapping[str, Any]:
    """A block as it stands on a day."""
    from collectwork.domain.blocks import holds

    active = holds(line.since, line.until, line.lifted_on, today)
    return {
        "id": line.id,
        "customer": line.customer,
        "item_id": line.item_id,
        "invoice": line.document,
        "kind": line.kind,
        "reason": line.reason,
        "since": line.since.isoformat(),
        "until": line.until.isoformat() if line.until else None,
        "lifted": line.lifted_on.isoformat() if line.lifted_on else None,
        "state": "active" if active else "ended",
        "who": line.actor,
    }


def callback_row(
    line: DueCallback, today: date, local: tuple[str | None, str]
) -> Mapping[str, Any]:
    """A call-back: ``at`` in UTC, ``local`` at the customer's place (``zone``; None: not known,
    and the time is that of this machine)."""
    return {
        "id": line.id,
        "customer": line.number,
        "name": line.name,
        "due": line.due.isoformat(),
        "at": line.due_at,
        "local": local[0],
        "zone": local[1] or None,
        "state": "overdue" if line.due < today else "due" if line.due == today else "ahead",
        "phone": line.phone,
        "purpose": line.purpose,
        "owner": line.owner,
    }
