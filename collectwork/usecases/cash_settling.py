"""What an import settles by itself: receipts whose allocation is certain, and returns of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from collectwork.domain import clocks
from collectwork.domain.activity import Draft
from collectwork.domain.cash import Proposal
from collectwork.domain.matching_returns import Returned
from collectwork.usecases import cash_matching
from collectwork.usecases.cash_entries import discounts_of, dispute_row
from collectwork.usecases.intaking import Intake, Taken


def settle(intake: Intake, ids: Sequence[int], taken: Taken) -> None:
    """Apply what is certain of these receipts and leave the rest to be decided; the log gets one
    entry with every receipt that was settled, how sure that was, and what it paid."""
    tx = intake.tx
    found: dict[int, Proposal] = {}
    cash_matching.settle(tx, intake.desk.policy, ids, found.__setitem__)
    changes = [_change(intake, id, proposal) for id, proposal in found.items()]
    tx.cash.change_many(changes)
    lines = {
        id: {line.item_id: line.minor for line in proposal.lines} for id, proposal in found.items()
    }
    touched = tx.cash.book({id: lines.get(id, {}) for id in ids})
    returns = cash_matching.settled_returns(tx, [*ids, *_other_returns(intake, ids)])
    touched |= _take_back(intake, returns)
    tx.imports.stand_again(touched)
    disputes = _disputes(intake, found)
    tx.cash.propose_disputes(disputes)
    if found or returns:
        taken.drafts.append(_entry(intake, found, returns, len(ids), disputes))


def _other_returns(intake: Intake, ids: Sequence[int]) -> list[int]:
    known = set(ids)
    return [id for id in intake.tx.cash.waiting("reversal") if id not in known]


def _change(intake: Intake, id: int, proposal: Proposal) -> dict[str, Any]:
    """An over-payment's rest is on account; everything else that is certain is applied whole."""
    return {
        "id": id, "state": "on_account" if proposal.rest_minor else "applied",
        "customer_id": proposal.customer_id, "automatic": True,
        "confidence": proposal.confidence, "reasons": list(proposal.reasons),
        "decided_by": intake.desk.actor, "decided_at": clocks.text(intake.desk.clock()),
        "entry_id": intake.key,
    }  # fmt: skip


def _take_back(intake: Intake, returns: Sequence[Returned]) -> set[int]:
    """What the earlier payment paid is open again; if it had paid nothing, both are settled."""
    changes: list[dict[str, Any]] = []
    lines: dict[int, Mapping[int, int]] = {}
    for one in returns:
        state = "applied" if one.lines else "set_aside"
        common = {
            "state": state, "automatic": True, "decided_by": intake.desk.actor,
            "decided_at": clocks.text(intake.desk.clock()), "entry_id": intake.key,
        }  # fmt: skip
        changes.append({
            "id": one.receipt_id, **common, "customer_id": one.customer_id,
            "confidence": one.confidence, "reasons": list(one.reasons),
            "reverses_id": one.earlier_id,
        })  # fmt: skip
        lines[one.receipt_id] = {line.item_id: -line.minor for line in one.lines}
        if one.earlier_id is not None:  # what it lacked is open again with all the rest
            proposed = intake.tx.cash.disputes_of(one.earlier_id)
            intake.tx.disputes.close(
                proposed, "undone", "the bank took the payment back", intake.desk.today
            )
        if not one.lines and one.earlier_id is not None:
            changes.append({
                "id": one.earlier_id, **common, "customer_id": one.customer_id,
                "confidence": one.confidence, "reasons": ["the bank took it back"],
                "reverses_id": None,
            })  # fmt: skip
            lines[one.earlier_id] = {}
    intake.tx.cash.change_many(changes)
    return intake.tx.cash.book(lines)


def _disputes(intake: Intake, found: Mapping[int, Proposal]) -> list[dict[str, Any]]:
    short = {id: one.short for id, one in found.items() if one.short and one.dispute}
    less = {id: one for id, one in found.items() if one.short and one.short.discount}
    wanted = {one.item_id for one in short.values()}
    wanted |= {line.item_id for one in less.values() for line in one.lines}
    items = intake.tx.cash.cash_items(wanted)
    discounts = [
        row
        for id, one in less.items()
        for row in discounts_of(intake.desk, id, one, items, intake.key)
    ]
    return discounts + [
        dispute_row(
            intake.desk, id, items[one.item_id], one.missing_minor, intake.key, one.why
        )
        for id, one in short.items()
    ]  # fmt: skip


def _entry(
    intake: Intake,
    found: Mapping[int, Proposal],
    returns: Sequence[Returned],
    number: int,
    disputes: Sequence[Mapping[str, Any]],
) -> Draft:
    settled = [
        [id, one.confidence, [[line.item_id, line.minor] for line in one.lines]]
        for id, one in found.items()
    ]
    back = [
        [one.receipt_id, one.confidence, [[line.item_id, -line.minor] for line in one.lines]]
        for one in returns
    ]
    return Draft(
        "cash.matched",
        None,
        {
            "import": intake.run_id,
            "receipts": number,
            "applied": len(found),
            "returned": len(returns),
            "waiting": number - len(found) - sum(one.receipt_id in found for one in returns),
            "disputes": [row["id"] for row in disputes],
            "settled": settled + back,
        },
    )
