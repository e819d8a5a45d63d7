"""Pins and the lead's desk by keys, and giving accounts over from the manager view."""

from __future__ import annotations

from collections.abc import Callable

from settling import press, settle

from collectwork.app import WorkbenchApp
from collectwork.domain.team import Person
from collectwork.screens.manager.desks import PreviewDialog
from collectwork.screens.manager.screen import ManagerScreen
from collectwork.screens.worklist import WorklistScreen
from collectwork.usecases import accounts, assigning, hand_over, people, planning
from collectwork.usecases.desk import Desk
from collectwork.widgets.figures import Figures

Book = Callable[..., Desk]


def listed(app: WorkbenchApp) -> list[str]:
    assert isinstance(app.screen, WorklistScreen)
    found = [app.screen.list.at(n) for n in range(5)]
    return [one.customer for one in found if one is not None]


async def test_a_pin_asks_why_and_the_same_key_takes_it_off(book: Book) -> None:
    app = WorkbenchApp(book(5))
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        before = listed(app)
        await press(pilot, "j", "j", "plus")
        await settle(pilot)
        await press(pilot, "2", "enter")
        await settle(pilot)
        assert listed(app) == [before[2], before[0], before[1], *before[3:]]
        line = planning.worklist(app.desk, None)[0]
        assert (line.pinned, line.computed_rank) == (1, 3)
        assert line.pin_reason == "large payment run tomorrow"
        await press(pilot, "plus")  # the cursor stayed with the account
        await settle(pilot)
        assert listed(app) == before
        await press(pilot, "minus", "escape")
        await settle(pilot)
        assert listed(app) == before


async def test_a_pin_to_the_end_keeps_the_place_and_undo_takes_the_pin_back(book: Book) -> None:
    app = WorkbenchApp(book(5))
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        before = listed(app)
        await press(pilot, "1", "minus")  # a call on the first; the second goes to the end
        await settle(pilot)
        await press(pilot, "4", "enter")
        await settle(pilot)
        assert listed(app) == [before[0], *before[2:], before[1]]
        assert isinstance(app.screen, WorklistScreen)
        assert app.screen.list.current is not None
        assert app.screen.list.current.customer == before[2]
        await press(pilot, "u")
        await settle(pilot)
        assert listed(app) == before
        first = planning.worklist(app.desk, None)[0]
        assert first.state == "done"  # not the call before it


async def test_undo_brings_an_account_back_from_the_desk(book: Book) -> None:
    desk = book(5)
    people.set_person(desk, Person("ana", "Ana"))
    people.set_person(desk, Person("eva", "Eva", "lead"))
    app = WorkbenchApp(desk)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        before = listed(app)
        await press(pilot, "h")
        await settle(pilot)
        await press(pilot, "4", "enter")
        await settle(pilot)
        assert len(hand_over.at_desks(desk)) == 1
        await press(pilot, "u")
        await settle(pilot)
        assert hand_over.at_desks(desk) == []
        assert listed(app) == before


async def test_to_the_desk_and_back_by_one_key(book: Book) -> None:
    desk = book(5)
    people.set_person(desk, Person("ana", "Ana"))
    people.set_person(desk, Person("eva", "Eva", "lead"))
    app = WorkbenchApp(desk)
    async with app.run_test(size=(120, 36)) as pilot:
        await settle(pilot)
        first = planning.worklist(desk, None)[0]
        await press(pilot, "h")
        await settle(pilot)
        await press(pilot, "4", "enter")
        await settle(pilot)
        (lies,) = hand_over.at_desks(desk)
        assert (lies.holder, lies.customer) == ("eva", first.customer)
        assert lies.reason == "credit hold should be decided"
        page = accounts.page(desk, first.customer_id)
        assert page.hand_over == lies


async def test_the_lead_gives_accounts_over_after_a_look(book: Book) -> None:
    desk = book(5)
    people.set_person(desk, Person("ana", "Ana", "lead"))
    people.set_person(desk, Person("bo", "Bo"))
    assigning.assign(desk)
    people.set_person(desk, Person("cy", "Cy"))
    app = WorkbenchApp(desk)
    async with app.run_test(size=(100, 30)) as pilot:
        await settle(pilot)
        await press(pilot, "m", "8")
        await settle(pilot)
        assert isinstance(app.screen, ManagerScreen)
        figures = app.screen.query_one(Figures)
        here = figures.here
        for _ in range(6):
            here = figures.here
            if here is not None and here[0].rows[here[1]][0] == "bo":
                break
            await press(pilot, "down")
        assert here is not None
        assert here[0].rows[here[1]][0] == "bo"
        await press(pilot, "a")
        await settle(pilot)
        await press(pilot, "c", "y", "enter")
        await settle(pilot)
        assert isinstance(app.screen, PreviewDialog)
        assert assigning.loads(desk)["bo"].accounts == 5  # nothing has changed yet
        await press(pilot, "enter")
        await settle(pilot)
        assert assigning.loads(desk)["cy"].accounts == 5
