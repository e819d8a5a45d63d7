"""Suggestions from replies: what waits, accepting one as it is or changed, declining one.

Nothing is done without a person. What is accepted is done by the same parts that a key press uses,
in one transaction with the decision: it is decided once, and undone with what it did. A written
promise, dispute or claim of payment is the customer's act: it counts as no call and no message.
"""

from __future__ import annotations

from difflib import get_close_matches

from collectwork.domain import clocks
from collectwork.domain.actions import Action, Recorded
from collectwork.domain.activity import Draft, new_id
from collectwork.domain.blocks import FollowUpInput
from collectwork.domain.customers import Customer
from collectwork.domain.outcomes import Outcome
from collectwork.domain.suggestions import STATES, State, Suggestion
from collectwork.errors import Conflict, InputRefused, NotFound, WrongUsage
from collectwork.present.cells import next_day
from collectwork.present.text import safe
from collectwork.usecases import sending
from collectwork.usecases.actions import checks, effects, finishing, promising
from collectwork.usecases.actions.answer import recorded
from collectwork.usecases.desk import Desk
from collectwork.usecases.ports.work import Read, Write
from collectwork.usecases.suggesting import keeping
from collectwork.usecases.suggesting import wanted as wants
from collectwork.usecases.suggesting.keeping import keep
from collectwork.usecases.suggesting.wanted import NO_EDIT, Edit, Wanted
from collectwork.usecases.suggesting.worded import as_values, in_words, typed_edit

__all__ = [
    "Edit", "accept", "as_values", "decline", "expire", "in_words", "keep", "suggestion",
    "suggestions", "typed_edit",
]  # fmt: skip

#: What accepting amounts to: kind of entry, code, words. No contact: the customer wrote, not we.
_ACTS = {
    "promise": ("promise.made", "promise_in_reply", "promise in a reply"),
    "dispute": ("dispute.opened", "dispute_in_reply", "dispute in a reply"),
    "paid": ("followup.set", "paid_in_reply", "said to be paid"),
}


class _NothingOver(Exception):
    """Leaves a write transaction that turned out to have nothing to write."""


def suggestions(
    desk: Desk,
    state: str | None = None,
    customer_id: int | None = None,
    message_id: int | None = None,
) -> list[Suggestion]:
    """Suggestions, those that wait first, then the newest; ``state`` of
    ``domain.suggestions.STATES``."""
    if state is not None and state not in STATES:
        near = get_close_matches(state, STATES, 1, 0.5)
        hint = f" Did you mean {near[0]!r}?" if near else f" There are: {', '.join(STATES)}."
        raise WrongUsage(f"{safe(state)!r} is no state of a suggestion.{hint}")
    with desk.store.read() as tx:
        return tx.suggestions.lines(state, customer_id, message_id)


def suggestion(desk: Desk, id: int) -> Suggestion:
    """One of them."""
    with desk.store.read() as tx:
        return _by_id(tx, id)


def accept(desk: Desk, id: int, edit: Edit = NO_EDIT, *, key: str | None = None) -> Recorded:
    """Do what the reply suggests, with what ``edit`` changes: record the promise, open the dispute,
    queue the copy, or look again when money that is said to be paid should be here.

    Conflict where it was decided already, or somebody else holds the account; InputRefused or
    NotAllowed where what it would do cannot be done: then it still waits.
    """
    line = suggestion(desk, id)
    if line.kind == "copy":
        return _send_copy(desk, line, edit, key)
    with desk.store.write(key or new_id()) as tx:
        if tx.replayed is None:
            line = _waiting(tx, id, "Not accepted")
            customer = checks.account(desk, tx, line.customer_id, None)
            want = wants.wanted(tx, line, edit)
            started = _start(desk, tx, line, customer, want)
            _record(desk, tx, line, customer, want, started)
            _decided(desk, tx, line, want, tx.key)
    return recorded(tx)


def decline(desk: Desk, id: int, reason: str, *, key: str | None = None) -> Recorded:
    """Say that it is not so, and why; nothing else is done."""
    if not reason.strip():
        raise InputRefused("Not declined: say why; it stays with the suggestion.")
    with desk.store.write(key or new_id()) as tx:
        if tx.replayed is None:
            line = _waiting(tx, id, "Not declined")
            tx.suggestions.decide(
                id, "declined", clocks.text(desk.clock()), desk.actor, tx.key, reason.strip()
            )
            body = keeping.said(line, "declined") | {
                "reason": reason.strip(),
                "said": f"Declined: {safe(line.name)} – {line.kind} in a reply",
            }
            tx.record(Draft("suggestion.declined", line.customer, body, id=tx.key))
    return recorded(tx)


def expire(desk: Desk) -> int:
    """End what waits for nothing any more: its invoices are settled, the day promised is over.
    Safe to repeat; returns how many."""
    with desk.store.read() as view:
        if not view.suggestions.overtaken(desk.today):
            return 0
    try:
        with desk.store.write() as tx:
            found = tx.suggestions.overtaken(desk.today)
            if not found:
                raise _NothingOver
            keeping.over(desk, tx, found)
    except _NothingOver:
        return 0
    return len(found)


def _start(
    desk: Desk, tx: Write, line: Suggestion, customer: Customer, want: Wanted
) -> effects.Started:
    if line.kind == "promise":
        promise = wants.promise_of(desk, tx, line, want)
        return promising.promise(desk, tx, customer, promise, tx.key)
    if line.kind == "dispute":
        return effects.dispute(desk, tx, customer, wants.dispute_of(line, want), tx.key)
    on = f" on {want.day.isoformat()}" if want.day else ""
    purpose = f"payment said to be made{on}: look for it"
    due = wants.look_again_on(desk, want)
    input = FollowUpInput("resubmission", due, purpose=purpose, quiet=True)
    return effects.follow_up(desk, tx, customer, input)


def _record(
    desk: Desk,
    tx: Write,
    line: Suggestion,
    customer: Customer,
    want: Wanted,
    started: effects.Started,
) -> None:
    """The action as any other: next step, the list's line, its entry under the intent's key."""
    kind, code, label = _ACTS[line.kind]
    act = Outcome(code, "", label, "none", False, False, "", None)
    if line.kind == "paid":
        act = Outcome(code, "", label, "none", False, False, "resubmission", None)
    done = finishing.finish(
        desk,
        tx,
        customer.id,
        act,
        tx.key,
        next_on=None if started.planned else started.next_on,
        planned=started.planned,
    )
    tx.accounts.release(customer.id, desk.actor)
    items = started.items or tuple(one.id for one in want.items)
    about = tx.accounts.items_by_id(items) if items else []
    said = f"Accepted: {safe(customer.name)} – {label}"
    said += f" {started.words}" if started.words else ""
    if done.next_on is not None:
        said += f"; next {next_day(done.next_on, desk.today)}"
    tx.record(
        Action(
            kind=kind,
            code=code,
            channel="none",
            account=customer.id,
            customer=customer.number,
            work_day=desk.today,
            text=line.sentence,
            items=items,
            invoices=tuple(dict.fromkeys(one.document for one in about)),
            next_on=done.next_on,
            strategy=done.strategy,
            step=done.step,
            run_id=done.run_id,
            rank=done.rank,
            details=started.details
            | {
                "suggestion": line.id,
                "message": line.message_id,
                "undo": started.before | done.before,
                "said": said,
            },
        )
    )


def _send_copy(desk: Desk, line: Suggestion, edit: Edit, key: str | None) -> Recorded:
    """Queue the answer to a wish for a copy, and decide, in one transaction."""
    with desk.store.read() as tx:
        want = wants.wanted(tx, line, edit)
        ours = {one.email.casefold() for one in tx.accounts.contacts(line.customer_id) if one.email}
    # a stranger who asks gets no statement: it goes to the contacts that are known
    to = (line.sender,) if line.sender.casefold() in ours else ()
    name = wants.template_of(want)

    def also(tx: Write) -> None:
        now = _waiting(tx, line.id, "Not accepted")
        _decided(desk, tx, now, want, tx.key)

    if key is None or not _was_done(desk, key):
        _waiting_still(desk, line.id)
    letter = sending.compose(desk, line.customer_id, template=name, to=to)
    queued = sending.queue(desk, letter, key=key, also=also)
    with desk.store.read() as view:
        entry = view.log.by_id(queued.id)
    if entry is None:
        raise NotFound("There is no entry of the mail that was queued.")
    text = (
        f"Accepted: {safe(line.name)} – {name.replace('_', ' ')} queued to {', '.join(queued.to)}"
    )
    return Recorded(entry.id, "mail", None, entry.hash.hex(), entry.seq, text)


def _decided(desk: Desk, tx: Write, line: Suggestion, want: Wanted, entry_id: str) -> None:
    """The decision's own entry; whoever comes second gets a Conflict."""
    state: State = "edited" if want.edited else "accepted"
    now = clocks.text(desk.clock())
    if not tx.suggestions.decide(line.id, state, now, desk.actor, entry_id):
        raise Conflict("Not accepted: somebody decided this suggestion just now.")
    body = keeping.said(line, "accepted") | {"of": entry_id, "edited": want.edited}
    if want.edited:
        body["as"] = {
            "day": want.day.isoformat() if want.day else None,
            "minor": want.amount,
            "currency": want.currency,
            "invoices": [one.document for one in want.items],
            "why": want.reason,
        }
    tx.record(Draft("suggestion.accepted", line.customer, body))


def _waiting(tx: Read, id: int, refused: str) -> Suggestion:
    line = _by_id(tx, id)
    if line.state != "proposed":
        who = f" by {line.decided_by}" if line.decided_by else ""
        raise Conflict(f"{refused}: suggestion {id} is {line.state} already{who}.")
    return line


def _waiting_still(desk: Desk, id: int) -> None:
    with desk.store.read() as tx:
        _waiting(tx, id, "Not accepted")


def _was_done(desk: Desk, key: str) -> bool:
    with desk.store.read() as tx:
        return tx.log.by_id(key) is not None


def _by_id(tx: Read, id: int) -> Suggestion:
    found = tx.suggestions.by_id(id)
    if found is None:
        raise NotFound(f"There is no suggestion {id}: `collectwork suggestions` lists them.")
    return found
