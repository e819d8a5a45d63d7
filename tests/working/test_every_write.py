"""Every write use case leaves exactly its entries, and none when it is refused or repeated.

``WRITES`` lists them all; a use case that is added goes in there.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import pytest

from collectwork.domain.activity import new_id
from collectwork.domain.blocks import FollowUpInput
from collectwork.domain.customers import Contact
from collectwork.domain.disputes import DisputeInput
from collectwork.domain.outcomes import STANDARD
from collectwork.domain.promises import PromiseInput
from collectwork.domain.team import Person
from collectwork.usecases import accounts, blocks, disputes, followups, people, promises
from collectwork.usecases.recording import correct, record, undo
from working.office import Office

DUE = date(2026, 11, 27)
Act = Callable[[Office, str], object]


@dataclass(frozen=True)
class Write:
    """``act`` does it with an intent's key, after ``before`` made it possible; ``entries`` is how
    many it leaves."""

    name: str
    act: Act
    before: Callable[[Office], object] = lambda _: None
    entries: int = 1


def outcome(code: str) -> Act:
    """Recording one of the standard outcomes with everything it needs."""

    def act(office: Office, key: str) -> object:
        first, _ = office.items
        return record(
            office.desk,
            office.brenner,
            code,
            key=key,
            note="noted" if code == "note" else "",
            reason="because" if code in ("skip", "escalate") else "",
            promise=PromiseInput(((first, 100),), DUE) if code == "promise" else None,
            dispute=DisputeInput((first,), reason="price") if code == "dispute" else None,
            follow_up={
                "call_back": FollowUpInput("callback", DUE),
                "resubmit": FollowUpInput("resubmission", DUE),
            }.get(code),
        )

    return act


def promised(office: Office) -> None:
    outcome("promise")(office, new_id())


def disputed(office: Office) -> None:
    outcome("dispute")(office, new_id())


def blocked(office: Office) -> None:
    blocks.block(office.desk, office.brenner, "hold", "asked for time", DUE)


def resolved(office: Office) -> None:
    disputed(office)
    disputes.resolve(office.desk, disputes.disputes(office.desk)[0].id, "credited")


def agreed(office: Office) -> None:
    outcome("call_back")(office, new_id())


def waiting(office: Office) -> str:
    """The call-back's id, whether it still waits or not."""
    rows = office.book.rows("follow_up")
    return next(str(row["id"]) for row in rows if row["kind"] == "callback")


def called(office: Office) -> None:
    outcome("no_answer")(office, new_id())


def met(office: Office) -> None:
    accounts.add_contact(office.desk, Contact(0, office.brenner, "Sabine Ott"))


def last_entry(office: Office) -> str:
    with office.desk.store.read() as tx:
        newest = tx.log.head()
    assert newest is not None
    return newest.id


WRITES = [
    *(Write(f"record {one.code}", outcome(one.code)) for one in STANDARD),
    Write("undo", lambda office, key: undo(office.desk, key=key), called),
    Write(
        "correct",
        lambda office, key: correct(office.desk, last_entry(office), "text", "why", key=key),
        called,
    ),
    Write(
        "withdraw a promise",
        lambda office, key: promises.withdraw(
            office.desk, promises.promises(office.desk)[0].id, "mistaken", key
        ),
        promised,
    ),
    Write(
        "evaluate promises",
        lambda office, _: promises.evaluate(office.desk.on(date(2026, 12, 1))),
        promised,
    ),
    Write(
        "resolve a dispute",
        lambda office, key: disputes.resolve(
            office.desk, disputes.disputes(office.desk)[0].id, "credited", key
        ),
        disputed,
    ),
    Write(
        "block",
        lambda office, key: blocks.block(
            office.desk, office.brenner, "hold", "asked for time", DUE, None, key
        ),
    ),
    Write(
        "lift a block",
        lambda office, key: blocks.lift(office.desk, blocks.blocks(office.desk)[0].id, "paid", key),
        blocked,
    ),
    Write(
        "open a dispute",
        lambda office, key: disputes.open_one(
            office.desk, office.brenner, DisputeInput(office.items[:1], reason="price"), key
        ),
    ),
    Write(
        "reassign a dispute",
        lambda office, key: disputes.reassign(
            office.desk, disputes.disputes(office.desk)[0].id, "theirs", owner="sales", key=key
        ),
        disputed,
    ),
    Write(
        "reopen a dispute",
        lambda office, key: disputes.reopen(
            office.desk, disputes.disputes(office.desk)[0].id, "not over", None, key
        ),
        resolved,
    ),
    Write(
        "prolong a block",
        lambda office, key: blocks.prolong(
            office.desk, blocks.blocks(office.desk)[0].id, date(2027, 1, 29), "longer", key
        ),
        blocked,
    ),
    Write(
        "move a call-back",
        lambda office, key: followups.move(
            office.desk, waiting(office), "2026-12-04", "asked", key
        ),
        agreed,
    ),
    Write(
        "cancel a call-back",
        lambda office, key: followups.cancel(office.desk, waiting(office), "they called", key),
        agreed,
    ),
    Write("claim", lambda office, key: accounts.claim(office.desk, office.brenner, key)),
    Write(
        "release",
        lambda office, key: accounts.release(office.desk, office.brenner, key),
        lambda office: accounts.claim(office.desk, office.brenner),
    ),
    Write(
        "add a contact",
        lambda office, key: accounts.add_contact(
            office.desk, Contact(0, office.brenner, "Sabine Ott"), key
        ),
    ),
    Write(
        "change a contact",
        lambda office, key: accounts.change_contact(
            office.desk, accounts.page(office.desk, office.brenner).contacts[0], key
        ),
        met,
    ),
    Write(
        "set a person",
        lambda office, key: people.set_person(office.desk, Person("ben", "Ben"), key),
    ),
]


@pytest.mark.parametrize("write", WRITES, ids=lambda write: write.name)
def test_a_write_leaves_its_entries_and_a_repetition_none(office: Office, write: Write) -> None:
    write.before(office)
    before, key = office.book.entries(), new_id()
    write.act(office, key)
    assert office.book.entries() == before + write.entries
    write.act(office, key)
    assert office.book.entries() == before + write.entries


def test_every_outcome_that_finishes_an_account_leaves_a_next_step(small: Office) -> None:
    for one in STANDARD:
        done = outcome(one.code)(small, new_id())
        assert getattr(done, "next_on") or not one.closes  # noqa: B009  (object is all we know)
