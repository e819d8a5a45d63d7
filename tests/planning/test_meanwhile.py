"""What is done with accounts, and what comes in, while a list is being made."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from working.book import TODAY, Book

from collectwork.domain.blocks import FollowUpInput
from collectwork.usecases import blocks, planning
from collectwork.usecases.desk import Desk
from collectwork.usecases.explaining import explain
from collectwork.usecases.recording import record


@pytest.fixture
def book(desk: Desk) -> Book:
    made = Book(desk.store)
    for n in range(1, 5):
        made.customer(f"{n}", "C", [(f"R{n}", 50_000 * n, TODAY - timedelta(days=20))])
    return made


def between(monkeypatch: pytest.MonkeyPatch, happens: Callable[[], object]) -> None:
    """Something happens once after the facts were read and before the list is stored."""
    decided = planning.decided
    todo = [happens]

    def and_then(*args: object, **more: object) -> object:
        found = decided(*args, **more)  # type: ignore[arg-type]
        if todo:
            at_the_end.append(todo.pop())
        return found

    at_the_end: list[Callable[[], object]] = []
    keep = planning.many_values

    class Then:
        """Runs what is to happen when the reading is over."""

        def __enter__(self) -> None:
            self.inner = keep()
            self.inner.__enter__()

        def __exit__(self, *error: object) -> None:
            self.inner.__exit__(*error)  # type: ignore[arg-type]
            while at_the_end:
                at_the_end.pop()()

    monkeypatch.setattr(planning, "decided", and_then)
    monkeypatch.setattr(planning, "many_values", Then)


def open_lines(desk: Desk) -> list[int]:
    return [line.customer_id for line in planning.worklist(desk, None, states=("open",))]


def test_who_is_blocked_while_the_list_is_made_is_not_on_it(
    desk: Desk, book: Book, monkeypatch: pytest.MonkeyPatch
) -> None:
    between(
        monkeypatch,
        lambda: blocks.block(desk, 2, "hold", "asked", TODAY + timedelta(days=5)),
    )
    planning.plan(desk)
    assert sorted(open_lines(desk)) == [1, 3, 4]
    ranks = sorted(line.rank for line in planning.worklist(desk, None))
    assert ranks == list(range(1, len(ranks) + 1))
    assert not explain(desk, 2).listed
    assert planning.plan(desk).cleared == 0


def test_a_call_made_while_the_list_is_made_is_not_to_be_made_again(
    desk: Desk, book: Book, monkeypatch: pytest.MonkeyPatch
) -> None:
    later = FollowUpInput("callback", TODAY, None, None, "ask")
    record(desk, 3, "call_back", follow_up=later)
    planning.plan(desk)
    assert 3 in open_lines(desk)
    between(monkeypatch, lambda: record(desk, 3, "will_pay", override="they called"))
    planning.plan(desk)
    assert 3 not in open_lines(desk)


def test_a_ledger_that_comes_in_while_the_list_is_made_makes_it_outdated(
    desk: Desk, book: Book, monkeypatch: pytest.MonkeyPatch
) -> None:
    due = TODAY - timedelta(days=20)
    between(monkeypatch, lambda: book.customer("9", "new", [("N", 90_000, due)]))
    planning.plan(desk)
    assert len(open_lines(desk)) == 4
    assert planning.outdated(desk)
    planning.plan(desk)
    assert len(open_lines(desk)) == 5
    assert not planning.outdated(desk)
