"""The screen: list, derivation, accept and decline with a reason."""

from __future__ import annotations

import pytest

from collectwork.app import WorkbenchApp
from collectwork.screens.proposals import ProposalsScreen
from collectwork.usecases import proposals as use
from collectwork.widgets.painted import Sheet
from proposals.conftest import Ruled
from proposals.test_making import HOLD

SIZE = (80, 24)


def told(screen: ProposalsScreen) -> str:
    sheet = screen.query_one("#known", Sheet)
    return "\n".join("".join(piece.text for piece in line) for line in sheet._lines)


@pytest.mark.parametrize(("key", "state"), [("a", "accepted"), ("x", "declined")])
async def test_one_key_and_a_reason_decide(small_ruled: Ruled, key: str, state: str) -> None:
    office = small_ruled(HOLD)
    use.evaluate(office.desk)
    app = WorkbenchApp(office.desk)
    async with app.run_test(size=SIZE) as pilot:
        await app.workers.wait_for_complete()
        await pilot.press("percent_sign")
        await pilot.pause()
        await app.workers.wait_for_complete()
        await pilot.pause()
        screen = app.screen
        assert isinstance(screen, ProposalsScreen)
        assert screen.list.length == 1
        assert "never booked here" in told(screen)
        await pilot.press("enter")
        assert screen.has_class("-whole")
        await pilot.press("escape", key)
        await pilot.pause()
        await pilot.press(*"because", "enter")
        await app.workers.wait_for_complete()
        await pilot.pause()
        assert screen.list.length == 0
    (line,) = use.proposals(office.desk)
    assert (line.state, line.reason) == (state, "because")


async def test_r_looks_for_new_ones_and_f_shows_all(small_ruled: Ruled) -> None:
    office = small_ruled(HOLD)
    app = WorkbenchApp(office.desk)
    async with app.run_test(size=SIZE) as pilot:
        screen = ProposalsScreen()
        await app.push_screen(screen)
        await app.workers.wait_for_complete()
        await pilot.pause()
        assert "nothing waits" in told(screen)
        await pilot.press("r")
        await app.workers.wait_for_complete()
        await pilot.pause()
        assert screen.list.length == 1
        use.decline(office.desk, [use.proposals(office.desk)[0].id], "no")
        await pilot.press("r")
        await app.workers.wait_for_complete()
        await pilot.pause()
        assert screen.list.length == 0
        await pilot.press("f")
        await app.workers.wait_for_complete()
        await pilot.pause()
        assert screen.list.length == 1
        await pilot.press("a")  # decided already: said, not asked
        await pilot.pause()
        assert app.screen is screen
