"""The alerts screen, and the count on top of the list."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.pilot import Pilot
from working.book import Book

from alerts.made import days_ago, new, watched
from collectwork.app import WorkbenchApp
from collectwork.domain.team import Person
from collectwork.present.pieces import plain
from collectwork.screens.account import AccountScreen
from collectwork.screens.alerts import AlertsScreen
from collectwork.usecases import alerts, people
from collectwork.usecases.desk import Desk
from collectwork.widgets.painted import Lines

BIG = 'name = "big"\nwhen = "over 1,000"\nseverity = "high"'
SMALL = 'name = "late"\non = "enters_bucket"\nbucket = "31-60"'


@pytest.fixture
def office(sqlite_desk: Desk) -> Desk:
    """Three accounts with two new alerts each."""
    book = Book(sqlite_desk.store)
    made = watched(sqlite_desk, book, BIG, SMALL)
    for number in ("1", "2", "3"):
        book.customer(number, f"C{number} [b]GmbH[/b]", [("R", 200_000, days_ago(45))], owner="ana")
    alerts.evaluate(made)
    return made


async def until(pilot: Pilot[int], holds: object) -> None:
    for _ in range(200):
        if holds():  # type: ignore[operator]
            return
        await pilot.pause(0.02)
    raise AssertionError("it did not come about")


def shown(app: WorkbenchApp, where: str) -> str:
    return "\n".join(plain(one) for one in app.screen.query_one(where, Lines)._lines)


async def opened(app: WorkbenchApp, pilot: Pilot[int]) -> AlertsScreen:
    """The list of six alerts, by its key, once the day's list counts them."""
    await until(pilot, lambda: "6 alerts" in shown(app, "#top"))
    await pilot.press("a")
    await until(pilot, lambda: isinstance(app.screen, AlertsScreen))
    screen = app.screen
    assert isinstance(screen, AlertsScreen)
    await until(pilot, lambda: screen.list.length == 6)
    return screen


async def test_the_count_leads_to_the_list_and_keys_mark_as_seen(office: Desk) -> None:
    app = WorkbenchApp(office)
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await opened(app, pilot)
        assert "6 new" in shown(app, "#title")
        await pilot.press("s")
        await until(pilot, lambda: screen.list.length == 5)
        assert len(new(office)) == 5
        kind = screen.list.current
        assert kind is not None
        await pilot.press("S")
        await until(pilot, lambda: all(one.kind != kind.kind for one in new(office)))
        await pilot.press("f")
        await until(pilot, lambda: screen.list.length == 6)


async def test_enter_opens_the_account_and_leaving_leads_back(office: Desk) -> None:
    app = WorkbenchApp(office)
    async with app.run_test(size=(200, 50)) as pilot:
        await opened(app, pilot)
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, AccountScreen))
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(app.screen, AlertsScreen))
        await pilot.press("escape")
        await until(pilot, lambda: not isinstance(app.screen, AlertsScreen))


async def test_what_others_do_is_seen_within_two_seconds(office: Desk) -> None:
    app = WorkbenchApp(office)
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await opened(app, pilot)
        alerts.see_all(office)
        await until(pilot, lambda: screen.list.length == 0)


def test_who_sees_what(desk: Desk, make_desk: object, tmp_path: Path) -> None:
    book = Book(desk.store)
    for one in (
        Person("ana", "Ana", "collector", "north"), Person("ben", "Ben", "collector", "north"),
        Person("eva", "Eva", "lead", "north"), Person("tom", "Tom", "lead", "south"),
        Person("ada", "Ada", "admin", "office"),
    ):  # fmt: skip
        people.set_person(desk, one)
    made = watched(
        desk, book, BIG, 'name = "lead"\nwhen = "over 1"\nto = "lead"',
        'name = "named"\nwhen = "over 2"\nto = ["tom"]',
        'name = "team"\nwhen = "over 3"\nto = "team"',
    )  # fmt: skip
    book.customer("1", "A", [("R", 200_000, days_ago(45))], owner="ana")
    book.customer("2", "B", [("R", 200_000, days_ago(45))])
    alerts.evaluate(made)

    def seen(login: str) -> list[str]:
        other = make_desk(desk.store, actor=login)  # type: ignore[operator]
        return sorted(f"{one.rule} {one.customer}" for one in alerts.alerts(other, "new"))

    assert seen("ana") == ["big 1", "team 1"]
    assert seen("ben") == ["team 1"]
    everything = sorted(f"{rule} {n}" for rule in ("big", "lead", "named", "team") for n in (1, 2))
    assert seen("eva") == everything
    assert seen("tom") == ["big 2", "lead 2", "named 1", "named 2", "team 2"]
    assert seen("ada") == everything
    assert seen("stranger") == []
