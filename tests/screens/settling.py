"""Waiting until nothing is under way any more: no sleeps of a guessed length."""

from __future__ import annotations

from typing import Any

from textual.pilot import Pilot
from textual.worker import WorkerState

from collectwork.app import WorkbenchApp


async def settle(pilot: Pilot[Any]) -> None:
    """Pause until no key waits, no turn is open but for a dialog, and nothing is being read."""
    app = pilot.app
    assert isinstance(app, WorkbenchApp)
    for _ in range(400):
        await pilot.pause()
        busy = [
            worker
            for worker in app.workers
            if worker.state in (WorkerState.PENDING, WorkerState.RUNNING)
        ]
        dialog = getattr(app.screen, "within_turn", False)
        waiting = app.type_ahead.waiting or (app.type_ahead.in_turn and not dialog)
        if dialog:
            busy = [worker for worker in busy if worker.group != "write"]
            waiting = waiting or not getattr(app.screen, "ready", True)
        waiting = waiting or any(getattr(one, "figures_due", False) for one in app.screen_stack)
        if not busy and not waiting:
            await pilot.pause()
            return
        await pilot.pause(0.01)
    raise AssertionError(f"still busy: {busy}, {app.type_ahead.waiting} keys wait")


async def press(pilot: Pilot[Any], *keys: str) -> None:
    """Press keys one by one, each settled."""
    for key in keys:
        await pilot.press(key)
        await settle(pilot)


async def write(pilot: Pilot[Any], text: str) -> None:
    """Type a text."""
    await pilot.press(*text)
    await settle(pilot)
