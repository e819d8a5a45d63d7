"""Two pictures of the manager view, to see when something moves."""

from __future__ import annotations

from typing import Any

import pytest
from textual.pilot import Pilot

from collectwork.app import WorkbenchApp
from collectwork.screens.manager.screen import ManagerScreen
from collectwork.usecases.desk import Desk

from .settled import settle


@pytest.mark.parametrize(
    ("key", "size"), [("5", (120, 40)), ("3", (80, 24))], ids=["aging", "payments"]
)
def test_looks_the_same(led_here: Desk, snap_compare: Any, key: str, size: tuple[int, int]) -> None:
    app = WorkbenchApp(led_here)

    async def before(pilot: Pilot[int]) -> None:
        await settle(pilot)
        screen = ManagerScreen(led_here)
        await app.push_screen(screen)
        await pilot.press(key)
        while screen.page is None:
            await pilot.pause(0.02)
        app.clear_notifications()
        await pilot.pause()
        await pilot.pause()

    assert snap_compare(app, terminal_size=size, run_before=before)
