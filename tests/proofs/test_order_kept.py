"""The order index judges each list as it was worked, however often the day's list was made."""

from __future__ import annotations

from datetime import timedelta

import pytest
from working.book import TODAY, Book

from collectwork.domain.blocks import FollowUpInput
from collectwork.usecases import planning
from collectwork.usecases.desk import Desk
from collectwork.usecases.measures import key_figures
from collectwork.usecases.recording import record


def index(desk: Desk) -> dict[str, float | int | None]:
    return {one.key: one.value for one in key_figures.kpi(desk, TODAY, TODAY)}


@pytest.fixture
def book(desk: Desk) -> Book:
    return Book(desk.store)  # type: ignore[arg-type]


def five(book: Book) -> list[int]:
    """Five accounts; the first has most to collect."""
    due = TODAY - timedelta(days=12)
    return [book.customer(str(n), f"C {n}", [(f"R{n}", 1_000_000 // n, due)]) for n in range(1, 6)]


def test_a_list_made_again_does_not_hide_what_was_picked(desk: Desk, book: Book) -> None:
    ids = five(book)
    planning.plan(desk)
    record(desk, ids[4], "no_answer", override="test")  # the smallest first
    before = index(desk)
    book.pay(ids[0], "R1", 10, TODAY)
    planning.plan(desk)
    after = index(desk)
    assert before["order_index"] == after["order_index"]
    assert before["adherence"] == after["adherence"] == 0
    assert before["order_index"] is not None
    assert before["order_index"] < 0


def test_as_shown_is_one_with_callbacks_first(desk: Desk, book: Book) -> None:
    ids = five(book)
    record(desk, ids[4], "call_back", follow_up=FollowUpInput("callback", TODAY), override="test")
    planning.plan(desk)
    lines = planning.worklist(desk, None, states=("open",))
    assert lines[0].customer_id == ids[4]
    for line in lines[:3]:
        record(desk, line.customer_id, "voicemail", override="test")
        planning.plan(desk)
    said = index(desk)
    assert said["order_index"] == pytest.approx(1.0)
    assert said["adherence"] == pytest.approx(1.0)
