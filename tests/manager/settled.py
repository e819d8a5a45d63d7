"""Waiting until the manager view has read what it shows: no sleeps of a guessed length."""

from __future__ import annotations

from textual.pilot import Pilot


async def settle(pilot: Pilot[int]) -> None:
    """Until nothing is read any more and all is drawn. A reading that a newer one replaces is
    cancelled, so the states are looked at instead of waiting for each."""
    quiet = 0
    for _ in range(2000):
        await pilot.pause()
        quiet = 0 if any(not worker.is_finished for worker in pilot.app.workers) else quiet + 1
        if quiet == 3:
            return
        await pilot.pause(0.01)
    raise AssertionError("still reading")
