"""The list of imports: the newest on top, and one taken back with a reason."""

from __future__ import annotations

from collections.abc import Callable

from settling import press, settle

from collectwork.app import WorkbenchApp
from collectwork.present.imports import ImportColumns, import_lines
from collectwork.present.pieces import plain
from collectwork.screens.dialogs.words import ReasonDialog
from collectwork.screens.imports import ImportsScreen
from collectwork.screens.worklist import WorklistScreen
from collectwork.usecases import importing, recording
from collectwork.usecases.desk import Desk

Book = Callable[..., Desk]


def kinds(screen: ImportsScreen) -> list[tuple[str, bool]]:
    rows = (screen.list.at(n) for n in range(screen.list.length))
    return [(row.kind, bool(row.undone_at)) for row in rows if row is not None]


async def test_taken_back_with_a_reason_and_back_to_the_list(book: Book) -> None:
    app = WorkbenchApp(book(3))
    async with app.run_test(size=(100, 30)) as pilot:
        await settle(pilot)
        await press(pilot, "I")
        screen = app.screen
        assert isinstance(screen, ImportsScreen)
        assert kinds(screen) == [("contacts", False), ("open-items", False)]
        await press(pilot, "u")
        assert isinstance(app.screen, ReasonDialog)
        await press(pilot, "escape")
        assert kinds(screen) == [("contacts", False), ("open-items", False)]
        await press(pilot, "u", "1", "enter")
        assert kinds(screen) == [("contacts", True), ("open-items", False)]
        await press(pilot, "escape")
        assert isinstance(app.screen, WorklistScreen)


async def test_what_was_built_on_it_is_said_and_nothing_is_asked(book: Book) -> None:
    desk = book(3)
    recording.record(desk, 1, "no_answer")
    app = WorkbenchApp(desk)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "I", "j", "u")
        screen = app.screen
        assert isinstance(screen, ImportsScreen)
        assert any("work on customers that only it brought" in why for why in screen.why)
        assert not any(undone for _, undone in kinds(screen))


def test_rows_fill_the_room_and_show_data_harmlessly(book: Book) -> None:
    desk = book(3)
    (report, _) = importing.imports(desk)
    for room in (40, 78, 160):
        row = ImportColumns().row(report, 1, room, here=True, marked=False)
        assert len(plain(row)) == room
    assert any("5 new" in plain(one) for one in import_lines(report, 78))
