"""``[[proposal]]`` of a rules file."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from collectwork.domain import blocks
from collectwork.domain.proposals import KINDS
from collectwork.rules.lexer import shown
from collectwork.rules.places import Path
from collectwork.rules.proposals import AGAIN_DAYS, GRACE_DAYS, LATE_DAYS, ProposalRule
from collectwork.rules.table_reader import TableReader, nearest

MAX_PROPOSALS = 100

#: A release follows from its hold, so no rule proposes one.
RULED = tuple(one.kind for one in KINDS if one.kind != "credit_release")
BLOCKS = ("", *(one.kind for one in blocks.KINDS))

_SHAPE = {
    "name": str, "kind": str, "when": str, "step": str, "block": str, "amount": str,
    "min_amount": int, "days": int, "again_days": int, "grace_days": int, "remark": str,
}  # fmt: skip
_AMOUNT = re.compile(r"^\d{1,9}(\.\d{1,3})?( [A-Z]{3})?$")
_ONLY = {
    "amount": ("fee",),
    "days": ("interest",),
    "grace_days": ("credit_hold",),
    "step": ("fee", "agency", "legal"),
}


def read_proposals(reader: TableReader, top: Mapping[str, Any]) -> tuple[ProposalRule, ...]:
    """The rules for proposals, in the order of the file."""
    tables = reader.tables(top, "proposal", MAX_PROPOSALS)
    found = [_proposal(reader, raw, ("proposal", n), top) for n, raw in enumerate(tables)]
    known = [one for one in found if one is not None]
    names = [one.name for one in known]
    for n, one in enumerate(known):
        if one.name and one.name in names[:n]:
            reader.say(("proposal", n, "name"), f"there are two proposals {one.name!r}")
    return tuple(known)


def _proposal(
    reader: TableReader, raw: Any, path: Path, top: Mapping[str, Any]
) -> ProposalRule | None:
    known = reader.checked(raw, _SHAPE, path)
    if not isinstance(raw, dict):
        return None
    if "kind" not in known:
        if "kind" not in raw:
            reader.say(path, f"a proposal needs kind{nearest('', RULED)}")
        return None
    kind = reader.choice(known, "kind", RULED, "", path)
    if not kind:
        return None
    for key, kinds in _ONLY.items():
        if key in known and kind not in kinds:
            words = " or ".join(kinds)
            reader.say((*path, key), f"{key} is for {words} only, not for {kind}")
    amount = known.get("amount", "")
    if amount and not _AMOUNT.match(amount):
        reader.say((*path, "amount"), f'amount = {shown(amount)} is no amount as "5.00 EUR"')
    if kind == "fee" and not (amount and known.get("step")):
        reader.say(path, "a fee needs step and amount: after which step, and how much")
    block = reader.choice(known, "block", BLOCKS, "", path)
    if kind not in ("fee", "interest") and not known.keys() & {"when", "step", "block"}:
        reader.say(path, f"{kind} needs when (or step, or block): it would be for every account")
    step = known.get("step", "")
    if step and step not in _steps(top):
        reader.say((*path, "step"), f"there is no step {shown(step)}{nearest(step, _steps(top))}")
    return ProposalRule(
        reader.name(known, path), kind, reader.condition(known, path), step, block, amount,
        reader.natural(known, "min_amount", 0, path),
        reader.natural(known, "days", LATE_DAYS, path, 3650),
        reader.natural(known, "again_days", AGAIN_DAYS, path, 3650),
        reader.natural(known, "grace_days", GRACE_DAYS, path, 3650),
        known.get("remark", ""),
    )  # fmt: skip


def _steps(top: Mapping[str, Any]) -> list[str]:
    """The names of the steps of all strategies."""
    found = []
    for strategy in top.get("strategy", []):
        steps = strategy.get("step", []) if isinstance(strategy, dict) else []
        found += [str(step.get("name")) for step in steps if isinstance(step, dict)]
    return found
