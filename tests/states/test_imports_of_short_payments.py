"""An import whose short payment was applied and taken back again can itself be taken back."""

from __future__ import annotations

import pytest
from cash.made import Owed, Paid, ledger, statement

from collectwork.errors import InputRefused
from collectwork.usecases import accounts, cash, disputes
from collectwork.usecases.desk import Desk
from collectwork.usecases.import_undo import undo_import

BOOK = [Owed("100555", "Hansen & Söhne KG", "RE-1001", 100_000)]


def short_paid(desk: Desk) -> tuple[int, str]:
    """The number of the statement's import, and the dispute that its short payment proposes."""
    ledger(desk, BOOK)
    came = statement(desk, [Paid(60_000, "Danke", "Hansen & Söhne KG")])
    (owed,) = accounts.page(desk, accounts.find(desk, "100555").id).items
    done = cash.apply(desk, 1, [(owed.id, 60_000)], dispute_short=True)
    return came.import_id or 0, done.disputes[0]


def test_taken_back_with_its_proposal(desk: Desk) -> None:
    number, _ = short_paid(desk)
    with pytest.raises(InputRefused, match=r"allocated|disputes"):
        undo_import(desk, number)
    cash.take_back(desk, 1, "wrong customer")
    undo_import(desk, number)
    assert disputes.disputes(desk) == []


def test_a_declined_proposal_stays_as_what_was_decided(desk: Desk) -> None:
    number, dispute = short_paid(desk)
    disputes.decline(desk, dispute, "it stays owed")
    cash.take_back(desk, 1, "wrong customer")
    undo_import(desk, number)
    (line,) = disputes.disputes(desk)
    assert (line.state, line.resolution) == ("declined", "it stays owed")


def test_a_confirmed_one_has_to_be_decided_first(desk: Desk) -> None:
    number, dispute = short_paid(desk)
    disputes.confirm(desk, dispute)
    cash.take_back(desk, 1, "wrong customer")
    with pytest.raises(InputRefused, match="disputes on what only it brought"):
        undo_import(desk, number)
    disputes.resolve(desk, dispute, "the payment was not theirs", withdrawn=True)
    undo_import(desk, number)
    assert disputes.disputes(desk)[0].state == "withdrawn"
