"""The manager view by its keys."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from collectwork.app import WorkbenchApp
from collectwork.domain.ledger import ReadOptions
from collectwork.present.pieces import plain
from collectwork.screens.dialogs.reading import ReadingDialog
from collectwork.screens.manager.rows import RowsScreen
from collectwork.screens.manager.screen import TABS, ManagerScreen
from collectwork.usecases import importing
from collectwork.usecases.desk import Desk
from collectwork.widgets.figures import Figures
from collectwork.widgets.painted import Lines

from .settled import settle


def words(pilot: Pilot[int]) -> str:
    sheet = pilot.app.screen.query_one(Figures)._sheet
    return "\n".join(plain(line).rstrip() for line in sheet.lines)


@pytest.fixture
def app(led_here: Desk) -> WorkbenchApp:
    return WorkbenchApp(led_here)


async def opened(pilot: Pilot[int], app: WorkbenchApp) -> ManagerScreen:
    screen = ManagerScreen(app.desk)
    app.push_screen(screen)
    await settle(pilot)
    return screen


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (200, 50)])
async def test_every_tab_shows_figures(app: WorkbenchApp, size: tuple[int, int]) -> None:
    expected = (
        "Who does what", "Newly overdue", "Promise kept", "What became", "Open now", "hash",
        "Versions of the rules", "What everybody has", "No mail left",
    )  # fmt: skip
    async with app.run_test(size=size) as pilot:
        await opened(pilot, app)
        for tab, part in zip(TABS, expected, strict=True):
            await pilot.press(tab.key)
            await settle(pilot)
            shown = words(pilot)
            assert part in shown, tab.name
            assert max(map(len, shown.splitlines())) <= size[0]


async def test_enter_opens_rows_down_to_what_went_before(app: WorkbenchApp) -> None:
    async with app.run_test(size=(120, 40)) as pilot:
        screen = await opened(pilot, app)
        await pilot.press("3")
        await settle(pilot)
        figures = screen.query_one(Figures)
        while figures.figure is None or not figures.figure.n:
            await pilot.press("down")
        await pilot.press("enter")
        await settle(pilot)
        assert isinstance(app.screen, RowsScreen)
        assert "Brenner Logistik" in words(pilot)
        await pilot.press("enter")
        await settle(pilot)
        assert "the evidence" in words(pilot)
        await pilot.press("escape", "escape")
        assert app.screen is screen
        assert figures.figure is not None


async def test_i_shows_the_definition_of_the_figure(app: WorkbenchApp) -> None:
    async with app.run_test(size=(100, 30)) as pilot:
        await opened(pilot, app)
        await pilot.press("5")
        await settle(pilot)
        await pilot.press("i")
        await pilot.pause()
        assert isinstance(app.screen, ReadingDialog)
        assert "Aging" in app.screen._heading
        await pilot.press("escape")
        assert isinstance(app.screen, ManagerScreen)


async def test_the_log_is_searched_and_verified(app: WorkbenchApp) -> None:
    async with app.run_test(size=(100, 30)) as pilot:
        await opened(pilot, app)
        await pilot.press("slash")
        await pilot.press(*"promise", "enter")
        await settle(pilot)
        assert words(pilot).count("call") == 2
        await pilot.press("v")
        await settle(pilot)
        assert "verifies" in app.screen._said  # type: ignore[attr-defined]


async def test_reading_anew_keeps_the_cursor(app: WorkbenchApp) -> None:
    async with app.run_test(size=(100, 30)) as pilot:
        screen = await opened(pilot, app)
        figures = screen.query_one(Figures)
        await pilot.press("right", "down", "right")
        before = figures.here
        await pilot.press("r")
        await settle(pilot)
        after = figures.here
        assert before is not None
        assert after is not None
        assert before[1:] == after[1:]


async def test_markup_in_names_is_text(app: WorkbenchApp) -> None:
    async with app.run_test(size=(100, 30)) as pilot:
        await opened(pilot, app)
        await pilot.press("1")
        await settle(pilot)
        await pilot.press("down", "right")
        await pilot.press("enter")
        await settle(pilot)
        assert "[red]x[/]" in words(pilot)


async def test_a_row_opens_its_account(app: WorkbenchApp) -> None:
    async with app.run_test(size=(120, 40)) as pilot:
        await opened(pilot, app)
        await pilot.press("5")
        await settle(pilot)
        await pilot.press("enter")
        await settle(pilot)
        await pilot.press("enter")
        await settle(pilot)
        assert type(app.screen).__name__ == "AccountScreen"
        await pilot.press("escape")
        await settle(pilot)
        assert isinstance(app.screen, RowsScreen)


async def test_an_import_shows_on_every_tab_and_moves_nothing(
    app: WorkbenchApp, tmp_path: Path
) -> None:
    async with app.run_test(size=(120, 40)) as pilot:
        screen = await opened(pilot, app)
        await pilot.press("5")
        await settle(pilot)
        await pilot.press("down")
        place, before = at(screen), screen.page
        paid = tmp_path / "paid.csv"
        paid.write_text(
            "payment_date,payer,invoice_no,amount,currency\n2026-11-20,Nobody,X-1,1.00,EUR\n",
            "utf-8",
        )
        importing.bring_in(app.desk, paid, ReadOptions(kind="payments", as_of=app.desk.today))
        await screen._look_now()
        await settle(pilot)
        assert "cash today" in screen.query_one("#tabs", Lines).render_line(0).text
        assert screen.page is not before
        assert at(screen) == place


def at(screen: Any) -> tuple[str, int, int]:
    """Where the cursor stands: the table's title, row and column."""
    listing, row, column = screen.query_one(Figures).here
    return listing.title, row, column
