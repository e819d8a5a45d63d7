"""The manager's tab Rules, and a backtest begun from it."""

from __future__ import annotations

import asyncio

import pytest
from manager.settled import settle
from store_fixtures import ruled_by
from textual.pilot import Pilot

from backtest.history import EARLY, Past
from collectwork.app import WorkbenchApp
from collectwork.present.pieces import plain
from collectwork.screens.manager.backtest import BacktestScreen
from collectwork.screens.manager.screen import ManagerScreen
from collectwork.usecases import planning, reviewing
from collectwork.usecases.desk import Desk
from collectwork.usecases.measures import rule_marks, rules_tab
from collectwork.widgets.figures import Figures


@pytest.fixture
def changed(sqlite_past: Past) -> Desk:
    """Three ledgers, and rules that were changed today."""
    sqlite_past.three_ledgers()
    planning.plan(sqlite_past.desk)
    desk = ruled_by(sqlite_past.desk, EARLY)
    planning.plan(desk)
    return desk


def words(pilot: Pilot[int]) -> str:
    sheet = pilot.app.screen.query_one(Figures)._sheet
    return "\n".join(plain(line).rstrip() for line in sheet.lines)


def test_versions_and_results(changed: Desk) -> None:
    page = rules_tab.page(changed)
    versions, by_rule = page.parts[0], page.parts[1]
    assert [row[4] for row in versions.rows] == ["in force", ""]
    assert versions.deeper is not None
    assert "10" in str(versions.deeper(0).rows)
    assert "3" in str(versions.deeper(0).rows)
    listed = by_rule.rows[0][1]
    assert listed.value == 2
    assert by_rule.rows[0][-1] == "not enough data"


def test_changes_are_marked(changed: Desk) -> None:
    assert len(rule_marks.changes(changed, changed.today, changed.today)) == 1
    review = reviewing.review(changed)
    assert any(part.title == "Rules changed" for part in review.page.parts)
    marked = rule_marks.marked(changed, rules_tab.page(changed), None, None)
    assert marked.note.startswith(f"┆ rules changed {changed.today.isoformat()}. ")


@pytest.mark.parametrize("size", [(80, 24), (200, 50)])
async def test_a_version_is_replayed_from_the_tab(changed: Desk, size: tuple[int, int]) -> None:
    app = WorkbenchApp(changed)
    async with app.run_test(size=size) as pilot:
        app.push_screen(ManagerScreen(changed))
        await settle(pilot)
        await pilot.press("7")
        await settle(pilot)
        assert "Versions of the rules" in words(pilot)
        await pilot.press("b")
        await settle(pilot)
        screen = app.screen
        assert isinstance(screen, BacktestScreen)
        for _ in range(600):
            if not screen._replaying:
                break
            await asyncio.sleep(0.05)
        await settle(pilot)
        shown = words(pilot)
        assert "Side by side" in shown
        assert "Listed earlier under the new rules: 2" in shown
        assert max(map(len, shown.splitlines())) <= size[0]
        await pilot.press("escape")
        assert isinstance(app.screen, ManagerScreen)
