"""The manager's tab Templates: figures one can check by hand, and the mails behind them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from textual.pilot import Pilot

from collectwork.analytics.figures import Figure, Listing
from collectwork.app import WorkbenchApp
from collectwork.present.pieces import plain
from collectwork.screens.manager.rows import RowsScreen
from collectwork.screens.manager.screen import ManagerScreen
from collectwork.store.door import Store
from collectwork.usecases import measuring, reviewing
from collectwork.usecases.desk import Desk
from collectwork.usecases.measures import rule_marks, template_marks
from collectwork.widgets.figures import Figures

from .ledger import ago
from .mailings import NEW, OLD, mailed
from .settled import settle


def figure(listing: Listing, row: int, name: str) -> Figure:
    place = [one.name for one in listing.columns].index(name)
    value = listing.rows[row][place]
    assert isinstance(value, Figure)
    return value


def behind(one: Figure) -> Listing:
    assert one.behind is not None
    return one.behind()


def test_results_by_version_and_the_mails_behind_them(desk: Desk, store: Store) -> None:
    mailed(store)
    page = measuring.templates(desk)
    (of_first,) = [part for part in page.parts if part.title == "first_notice"]
    assert [row[:2] for row in of_first.rows] == [("en", NEW[:8]), ("en", OLD[:8])]
    newer, older = 0, 1
    assert figure(of_first, newer, "mails").value == 62
    assert figure(of_first, newer, "young").value == 0  # nine days ago is long enough
    assert (figure(of_first, newer, "answered").n, figure(of_first, older, "answered").n) == (
        62,
        60,
    )
    assert figure(of_first, newer, "answered").value == pytest.approx(30 / 62)
    assert figure(of_first, older, "answered").value == pytest.approx(6 / 60)
    assert figure(of_first, newer, "paid").value == pytest.approx(12 / 60)  # two are too young
    assert figure(of_first, older, "paid").value == 0
    assert [row[-1] for row in of_first.rows] == ["better", ""]
    assert of_first.rows[older][4] == "6-18"

    mails = behind(figure(of_first, newer, "answered"))
    assert len(mails.rows) == 62
    assert [row[2] for row in mails.rows].count("reply") == 30
    assert {row[2] for row in mails.rows} == {"reply", "no"}
    assert mails.deeper is not None
    place = next(
        n for n, row in enumerate(mails.rows) if row[1:] == ("Customer 09", "reply", "yes")
    )
    assert [row[0::2] for row in mails.deeper(place).rows] == [
        (str(ago(28)), "reply"), (str(ago(25)), "payment of RE-9"),
    ]  # fmt: skip
    assert mails.accounts[place] == 9
    assert len(behind(figure(of_first, newer, "mails")).rows) == 62


def test_a_test_that_runs_stands_first(sqlite_desk: Desk, sqlite_store: Store) -> None:
    mailed(sqlite_store)
    test, *others = measuring.templates(sqlite_desk).parts
    assert test.title == f"Test of first_notice since {ago(10)} (running)"
    assert [row[0] for row in test.rows] == ["A", "B"]
    assert test.note.startswith(f"A: {NEW[:8]}, B: first_notice_friendly. ")
    assert [figure(test, row, "mails").value for row in (0, 1)] == [2, 2]  # not those before it
    assert [row[-1] for row in test.rows] == ["not enough data"] * 2
    assert "Not enough data: 50 mails each" in test.note
    assert "first_notice_friendly" in [part.title for part in others]


def test_changes_of_templates_are_marked(sqlite_desk: Desk, sqlite_store: Store) -> None:
    mailed(sqlite_store)
    desk = sqlite_desk
    words = {one.words: one.day for one in template_marks.changes(desk, ago(90), ago(0))}
    assert words == {
        f"en: version {NEW[:8]} in use": ago(30),
        f"en: version {NEW[:8]} approved": ago(31),
        f"test begun: {NEW[:8]} against first_notice_friendly": ago(10),
    }
    assert template_marks.changes(desk, ago(29), ago(11)) == []
    page = rule_marks.marked(desk, measuring.templates(desk), None, None)
    assert page.note.startswith(f"┆ templates changed {ago(31)}, {ago(30)}, {ago(10)}. ")
    review = reviewing.review(desk.on(ago(30)))
    (listed,) = [part for part in review.page.parts if part.title == "Templates changed"]
    assert len(listed.rows) == 2
    trend = next(part for part in measuring.aging(desk).parts if part.title.startswith("Trend"))
    marked = {str(row[0]) for row in trend.rows if row[-1] == "templates changed"}
    assert marked == {str(ago(28)), str(ago(7))}  # the points after the changes, weeks back


def test_without_mails_it_says_so(sqlite_desk: Desk) -> None:
    (only,) = measuring.templates(sqlite_desk).parts
    assert only.empty == "No mail left in this period."


def shown(pilot: Pilot[int]) -> str:
    sheet = pilot.app.screen.query_one(Figures)._sheet
    return "\n".join(plain(line).rstrip() for line in sheet.lines)


@pytest.mark.parametrize("size", [(80, 24), (200, 50)])
async def test_by_its_keys_down_to_what_followed(
    sqlite_desk: Desk, sqlite_store: Store, size: tuple[int, int]
) -> None:
    mailed(sqlite_store)
    app = WorkbenchApp(sqlite_desk)
    async with app.run_test(size=size) as pilot:
        app.push_screen(ManagerScreen(sqlite_desk))
        await settle(pilot)
        await pilot.press("9")
        await settle(pilot)
        words = shown(pilot)
        assert "(running)" in words
        assert "better" in words
        assert words.count(" not enough data") == 2  # whole, also in 80 columns
        assert max(map(len, words.splitlines())) <= size[0]
        await pilot.press("right", "enter")
        await settle(pilot)
        assert isinstance(app.screen, RowsScreen)
        assert "Answered or not: 2" in shown(pilot)
        assert "[red]x[/]" in shown(pilot)
        await pilot.press("enter")
        await settle(pilot)
        assert "After the mail of" in shown(pilot)
        await pilot.press("a")
        await settle(pilot)
        assert type(app.screen).__name__ in ("RowsScreen", "AccountScreen")


@pytest.mark.parametrize("size", [(80, 24), (200, 50)])
def test_how_it_looks(
    snap_compare: Callable[..., bool], sqlite_desk: Desk, sqlite_store: Store,
    size: tuple[int, int], monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.setenv("TEXTUAL_ANIMATIONS", "none")
    mailed(sqlite_store)

    async def run(pilot: Pilot[Any]) -> None:
        await settle(pilot)
        await pilot.press("m", "9")
        await settle(pilot)

    app = WorkbenchApp(sqlite_desk)
    assert snap_compare(app, terminal_size=size, run_before=run)
