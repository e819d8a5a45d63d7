"""What a bank wrote, beside the import that brought it: as JSON and back."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from typing import Any

from collectwork.domain.ledger import Balance, Statement


def as_json(statement: Statement | None) -> dict[str, Any] | None:
    """The row's value; None for files that are no bank's."""
    if statement is None:
        return None
    kept = asdict(statement)
    for balance in kept["balances"]:
        for name in ("opened", "closed"):
            balance[name] = balance[name].isoformat() if balance[name] else None
    kept["balances"] = list(kept["balances"])
    return kept


def as_statement(kept: dict[str, Any] | None) -> Statement | None:
    """The other way round."""
    if kept is None:
        return None
    balances = tuple(
        Balance(
            **{**each, **{name: _day(each[name]) for name in ("opened", "closed")}},
        )
        for each in kept["balances"]
    )
    return Statement(**{**kept, "balances": balances})


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
