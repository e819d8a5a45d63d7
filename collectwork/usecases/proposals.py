"""Proposals: what waits for a decision, proposing by hand, accepting and declining.

Accepted means recorded for the people of the ledger: nothing is booked, no balance changes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches
from typing import Any

from collectwork.domain.account import BlockLine
from collectwork.domain.actions import Action
from collectwork.domain.activity import Draft, new_id
from collectwork.domain.customers import Customer
from collectwork.domain.money import decimals
from collectwork.domain.proposals import (
    BY_KIND,
    KINDS,
    STATES,
    Amounts,
    Proposal,
    ProposalKind,
    Wanted,
    kind_of,
)
from collectwork.errors import InputRefused, NotAllowed, NotFound
from collectwork.present.text import safe
from collectwork.usecases import interest, rule_versions
from collectwork.usecases.desk import Desk
from collectwork.usecases.ports.work import Read, Write
from collectwork.usecases.proposing import candidates as candidates_of
from collectwork.usecases.proposing.candidates import Candidates
from collectwork.usecases.proposing.evaluating import Evaluated, evaluate
from collectwork.usecases.proposing.keeping import said
from collectwork.usecases.proposing.lines import in_short, lines_of
from collectwork.usecases.proposing.view import added, sums

__all__ = [
    "Evaluated", "accept", "candidates", "decline", "evaluate", "known_kind", "make", "proposal",
    "proposals", "recall",
]  # fmt: skip

AGENCY = "agency"  # the kind of block of an account that was handed over
_DECIDE = ("lead", "admin")


@dataclass(frozen=True, slots=True)
class Decided:
    """Decisions that were recorded; ``text`` for the screen's last line."""

    ids: tuple[int, ...]
    state: str
    text: str
    hash: str
    entry_id: str


def candidates(desk: Desk) -> Candidates:
    """For a plan: what looks at accounts in passing; ``evaluate`` takes it afterwards."""
    rules = rule_versions.to_plan_with(desk)
    with desk.store.read() as tx:
        return candidates_of.wanted(desk, tx, rules)


def proposals(
    desk: Desk, state: str | None = None, kind: str | None = None, customer_id: int | None = None
) -> list[Proposal]:
    """Proposals, those that wait first, then the newest."""
    if state is not None and state not in STATES:
        near = get_close_matches(state, STATES, 1, 0.5)
        hint = f" Did you mean {near[0]!r}?" if near else f" There are: {', '.join(STATES)}."
        raise InputRefused(f"{safe(state)!r} is no state of a proposal.{hint}")
    chosen = known_kind(kind).kind if kind is not None else None
    with desk.store.read() as tx:
        return tx.proposals.lines(state, chosen, customer_id)


def proposal(desk: Desk, id: int) -> Proposal:
    """One of them."""
    with desk.store.read() as tx:
        return _by_id(tx, id)


def known_kind(text: str) -> ProposalKind:
    """The kind of a name; InputRefused names the nearest one."""
    found = kind_of(text)
    if found is not None:
        return found
    near = get_close_matches(text.casefold().replace("-", "_"), BY_KIND, 1, 0.5)
    listed = ", ".join(one.kind for one in KINDS)
    hint = f"Did you mean {near[0]!r}?" if near else f"There are: {listed}."
    raise InputRefused(f"There is no kind of proposal {safe(text)!r}. {hint}")


def make(
    desk: Desk,
    kind: str,
    customer_id: int,
    reason: str,
    amounts: Amounts | None = None,
    key: str | None = None,
) -> Proposal:
    """Propose something by hand. ``amounts`` in minor units: of a fee they are needed, of the
    others they are what the ledger says."""
    which = known_kind(kind)
    why = _reason(reason, "Not proposed")
    if which.kind == "credit_release":
        _on_hold(desk, customer_id)
    base = _by_hand(desk, which, customer_id, why, amounts)
    with desk.store.write(key or new_id()) as tx:
        if tx.replayed is not None:
            return _by_id(tx, int(tx.replayed.data["proposal"]))
        tx.accounts.worked(customer_id, None)
        mine = tx.proposals.lines("proposed", which.kind, customer_id)
        if mine:
            raise InputRefused(
                f"Not proposed: a {which.label} waits for a decision already (no. {mine[0].id})."
            )
        (id,) = tx.proposals.add([(tx.key, base)], desk.today, desk.actor, "")
        body = said(desk, id, base, "") | {"code": "proposal_made"}
        tx.record(Draft("proposal.made", base.customer, body, id=tx.key))
        return _by_id(tx, id)


def accept(desk: Desk, ids: Sequence[int], reason: str, key: str | None = None) -> Decided:
    """Accept proposals that wait, all or none. An agency or counsel gets the account with it: it
    leaves the list until it is recalled. Raises NotAllowed for a collector."""
    return _decide(desk, ids, "accepted", reason, key)


def decline(desk: Desk, ids: Sequence[int], reason: str, key: str | None = None) -> Decided:
    """Decline proposals that wait; rules rest for a while before they ask again."""
    return _decide(desk, ids, "declined", reason, key)


def recall(desk: Desk, customer_id: int, reason: str, key: str | None = None) -> str:
    """Take an account back from agency or counsel; returns the sentence for the screen."""
    why = _reason(reason, "Not recalled")
    with desk.store.write(key or new_id()) as tx:
        if tx.replayed is not None:
            return str(tx.replayed.data["text"])
        _may_decide(desk, tx, "Not recalled")
        customer = _customer(tx, customer_id)
        block = tx.proposals.handed_over(desk.today).get(customer_id)
        if block is None:
            raise InputRefused(f"Not recalled: {safe(customer.name)} is not handed over.")
        tx.accounts.worked(customer_id, None)
        tx.blocks.lift(block, desk.today)
        text = f"{safe(customer.name)} is back: {why}"
        body = {"account": customer.id, "reason": why, "block_id": block, "text": text,
                "work_day": desk.today.isoformat()}  # fmt: skip
        tx.record(Draft("recalled", customer.number, body, id=tx.key))
    return text


def _decide(desk: Desk, ids: Sequence[int], state: str, reason: str, key: str | None) -> Decided:
    word = "Not accepted" if state == "accepted" else "Not declined"
    why = _reason(reason, word)
    wanted = tuple(dict.fromkeys(ids))
    if not wanted:
        raise InputRefused(f"{word}: name at least one proposal.")
    with desk.store.write(key or new_id()) as tx:
        if tx.replayed is None:
            _may_decide(desk, tx, word)
            lines = [_by_id(tx, id) for id in wanted]
            for line in lines:
                if line.state != "proposed":
                    raise InputRefused(f"{word}: proposal {line.id} is {line.state} already.")
            for number, line in enumerate(lines):
                _one(desk, tx, line, state, why, tx.key if number == 0 else new_id())
            entries = tx.drafts[:1]
            text = str(entries[0].body["said"]) if len(lines) == 1 else f"{len(lines)} {state}"
        else:
            text = str(tx.replayed.data["said"])
    entry = tx.replayed or tx.entries[0]
    return Decided(wanted, state, text, entry.hash.hex(), entry.id)


def _one(desk: Desk, tx: Write, line: Proposal, state: str, why: str, entry_id: str) -> None:
    one = line.wanted
    tx.accounts.worked(one.customer_id, None)
    if not tx.proposals.decide([line.id], state, desk.today, desk.actor, why, entry_id):
        raise InputRefused(f"Not {state}: proposal {line.id} was decided just now.")
    kind = BY_KIND[one.kind]
    body = said(desk, line.id, one, line.ruleset) | {
        "code": f"proposal_{state}",
        "reason": why,
        "remark": one.remark,
        "booked": False,
        "said": f"{state}: {kind.label} for {safe(line.name)}; nothing was booked",
    }
    tx.record_all([Draft(f"proposal.{state}", one.customer, body, id=entry_id)])
    if state == "accepted" and kind.hands_over:
        _block(desk, tx, line, f"{kind.label}: {why}")


def _block(desk: Desk, tx: Write, line: Proposal, reason: str) -> None:
    """Whoever is handed over is left alone: a block without an end, until it is recalled."""
    if line.wanted.customer_id in tx.proposals.handed_over(desk.today):
        return
    block = BlockLine(
        new_id(), line.wanted.customer_id, line.wanted.customer, None, AGENCY, reason, desk.today,
        None, None, desk.actor,
    )  # fmt: skip
    action = Action(
        kind="block.set", code=f"block_{AGENCY}", channel="none", account=block.customer_id,
        customer=block.customer, work_day=desk.today, text=reason, automatic=True,
        details={"block_id": block.id, "until": None, "proposal": line.id},
    )  # fmt: skip
    entry_id = new_id()
    tx.blocks.add(entry_id, block)
    tx.record_all([action.draft(entry_id)])


def _by_hand(
    desk: Desk, kind: ProposalKind, customer_id: int, why: str, amounts: Amounts | None
) -> Wanted:
    """What a person proposes, with the figures of the ledger where none are given."""
    with desk.store.read() as tx:
        customer = _customer(tx, customer_id)
        overdue = tx.proposals.overdue([customer_id], desk.today).get(customer_id, [])
        balance = tx.proposals.open_sums([customer_id]).get(customer_id, {})
    base = Wanted(
        customer.id, customer.number, kind.kind, "by hand", why, amounts or {}, remark=kind.remark
    )
    if kind.kind == "fee":
        if not amounts:
            raise InputRefused("Not proposed: a fee needs an amount: --amount 5.00 EUR.")
        return base
    if kind.kind == "interest":
        return _interest(desk, base)
    if kind.hands_over:
        if not overdue:
            raise InputRefused(f"Not proposed: {safe(customer.name)} has nothing overdue.")
        ids, documents = tuple(one.id for one in overdue), tuple(one.document for one in overdue)
        return replace(base, amounts=amounts or sums(overdue), items=ids, invoices=documents)
    if kind.kind == "write_off" and not amounts and not any(v > 0 for v in balance.values()):
        raise InputRefused(f"Not proposed: {safe(customer.name)} owes nothing.")
    return base if kind.kind == "credit_release" else replace(base, amounts=amounts or balance)


def _interest(desk: Desk, base: Wanted) -> Wanted:
    found = interest.of_account(desk, base.customer_id)
    known = [one for one in found.lines if one.interest]
    if not known and not base.amounts:
        missing = next((one.why_none for one in found.lines if one.missing), "nothing is overdue")
        raise InputRefused(f"Not proposed: {missing}.")
    return replace(
        base,
        amounts=base.amounts or added(found.interest, found.fixed),
        items=tuple(one.debt.item_id for one in known),
        invoices=tuple(one.debt.document for one in known),
        derivation=tuple(line for one in known for line in lines_of(one)),
    )


def _on_hold(desk: Desk, customer_id: int) -> None:
    with desk.store.read() as tx:
        if customer_id not in tx.proposals.holds():
            raise InputRefused("Not proposed: the account is not on credit hold.")


def _reason(text: str, word: str) -> str:
    if not text.strip():
        raise InputRefused(f"{word}: give a reason; it stays with the proposal.")
    return text.strip()


def _may_decide(desk: Desk, tx: Read, word: str) -> None:
    """Leads and administrators decide; who is not in the team's list runs the program itself."""
    person = tx.people.by_login(desk.actor)
    if person is not None and person.role not in _DECIDE:
        raise NotAllowed(
            f"{word}: a lead decides on proposals; {safe(person.name)} is {person.role} here."
        )


def _by_id(tx: Read, id: int) -> Proposal:
    found = tx.proposals.by_id(id)
    if found is None:
        raise NotFound(f"There is no proposal {id}: `collectwork proposals` lists them.")
    return found


def _customer(tx: Read, customer_id: int) -> Customer:
    customer = tx.accounts.customer(customer_id)
    if customer is None:
        raise NotFound("There is no such customer.")
    return customer


def amounts_of(line: Proposal) -> str:
    """Its amounts in short; empty where it has none."""
    return in_short(line.wanted.amounts)


def as_values(line: Proposal) -> dict[str, Any]:
    """A proposal as the contract shows it."""
    one = line.wanted
    amounts = {code: decimals(minor, code) for code, minor in sorted(one.amounts.items())}
    single = next(iter(amounts.items())) if len(amounts) == 1 else (None, None)
    return {
        "id": line.id,
        "kind": one.kind,
        "state": line.state,
        "customer": one.customer,
        "name": line.name,
        "amounts": amounts,
        "currency": single[0],
        "amount": single[1],
        "invoices": list(one.invoices),
        "explanation": one.explanation,
        "lifted_by": one.lifts or None,
        "remark": one.remark,
        "cause": one.cause,
        "rule": one.rule or None,
        "ruleset": line.ruleset or None,
        "made_on": line.made_on.isoformat(),
        "made_by": line.made_by,
        "decided_on": line.decided_on.isoformat() if line.decided_on else None,
        "decided_by": line.decided_by,
        "reason": line.reason,
        "derivation": [dict(part) for part in one.derivation],
        "booked": False,
    }
