"""The outbox screen: every key, by Pilot, in a small and in a large terminal."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import mail_book as book
import pytest
from test_runner import queued
from textual.pilot import Pilot

from collectwork.app import WorkbenchApp
from collectwork.domain.mail import Delivered
from collectwork.present.pieces import plain
from collectwork.screens.outbox import OutboxScreen
from collectwork.usecases import outbox, planning, sending
from collectwork.usecases.desk import Desk
from collectwork.usecases.mails.delivering import send_due
from collectwork.widgets.painted import Lines, Sheet


async def until(pilot: Pilot[int], holds: Any) -> None:
    for _ in range(400):
        if holds():
            return
        await pilot.pause(0.02)
    raise AssertionError("it did not come about")


def shown(app: WorkbenchApp, where: str, kind: Any = Sheet) -> str:
    return "\n".join(plain(one) for one in app.screen.query_one(where, kind)._lines)


async def opened(app: WorkbenchApp, pilot: Pilot[int]) -> OutboxScreen:
    await until(pilot, lambda: app.screen.query("#list"))
    await pilot.press("o")
    await until(pilot, lambda: isinstance(app.screen, OutboxScreen))
    assert isinstance(app.screen, OutboxScreen)
    return app.screen


async def answered(app: WorkbenchApp, pilot: Pilot[int], screen: OutboxScreen, *keys: str) -> None:
    """A key that asks for a reason, and the reason."""
    await pilot.press(keys[0])
    await until(pilot, lambda: app.screen is not screen)
    await pilot.press(*keys[1:])
    await until(pilot, lambda: app.screen is screen)


class Loses(book.FakeServer):
    """Takes a message, and nobody hears that it did."""

    def settle(self, message_id: str, reference: str | None) -> bool | None:
        return None

    def deliver(self, message: bytes, message_id: str, reference: str | None) -> Delivered:
        return Delivered(ok=False, certain=False, words="[b]the line[/b] was dropped")


@pytest.mark.parametrize("size", [(80, 24), (200, 50)])
async def test_what_is_in_doubt_is_settled_by_a_person(
    sqlite_desk: Desk, size: tuple[int, int]
) -> None:
    rows = queued(sqlite_desk, 2)
    server = Loses()
    desk = replace(sqlite_desk, mailbox=lambda _: server)
    send_due(desk)
    planning.plan(desk)
    app = WorkbenchApp(desk)
    async with app.run_test(size=size) as pilot:
        screen = await opened(app, pilot)
        await until(pilot, lambda: screen.list.length == 2)
        await until(pilot, lambda: "[b]the line[/b] was dropped" in shown(app, "#known"))
        await answered(app, pilot, screen, "y", "1", "enter")
        await until(pilot, lambda: outbox.counts(desk)["sent"] == 1)
        await until(pilot, lambda: screen.list.length == 1)
        await answered(app, pilot, screen, "n", "1", "enter")
        await until(pilot, lambda: outbox.counts(desk)["doubt"] == 0)
        left = next(one for one in rows if outbox.job(desk, one.id).state != "sent")
        assert outbox.job(desk, left.id).state in ("queued", "sending", "doubt")


@pytest.mark.parametrize("size", [(80, 24), (200, 50)])
async def test_held_ones_are_released_dropped_and_sent(
    sqlite_desk: Desk, size: tuple[int, int]
) -> None:
    server = book.FakeServer()
    desk = replace(sqlite_desk, mailbox=lambda _: server)
    first, second = queued(desk, 2)
    for row in (first, second):
        customer = row.customer_id or 0
        book.set_contact(desk.store, customer, do_not_contact=True)
    send_due(desk)
    planning.plan(desk)
    app = WorkbenchApp(desk)
    async with app.run_test(size=size) as pilot:
        screen = await opened(app, pilot)
        await until(pilot, lambda: screen.list.length == 2)
        await until(pilot, lambda: "not to be contacted" in shown(app, "#known"))
        assert "2" in shown(app, "#title", Lines)
        await pilot.press("y")  # nobody doubts a held one
        await until(pilot, lambda: app.screen is screen)
        assert outbox.counts(desk)["held"] == 2
        await answered(app, pilot, screen, "x", "escape")
        assert outbox.counts(desk)["held"] == 2
        await answered(app, pilot, screen, "x", "1", "enter")
        await until(pilot, lambda: outbox.counts(desk)["expired"] == 1)
        await until(pilot, lambda: screen.list.length == 1)
        left = outbox.outbox(desk, "held")[0]
        book.set_contact(desk.store, left.customer_id or 0, do_not_contact=False)
        await pilot.press("r")
        await until(pilot, lambda: server.sent == [left.message_id])
        await until(pilot, lambda: screen.list.length == 0)  # it follows by itself
        for key in ("enter", "r", "R", "x", "y", "n", "j", "k", "f5"):
            await pilot.press(key)  # nothing is there to be worked on
            assert app.screen is screen
        (late,) = queued(desk, 1, 320_000)  # somebody else writes one
        await until(pilot, lambda: screen.list.length == 1)
        await pilot.press("enter")
        await until(pilot, lambda: app.screen is not screen)
        await pilot.press("escape")
        await until(pilot, lambda: app.screen is screen)
        await pilot.press("S")
        await until(pilot, lambda: late.message_id in server.sent)
        await pilot.press("f")
        await until(pilot, lambda: screen.list.length == 2)
        await pilot.press("F", "escape")
        await until(pilot, lambda: app.screen is not screen)


async def test_nothing_to_show(sqlite_desk: Desk) -> None:
    planning.plan(sqlite_desk)
    app = WorkbenchApp(sqlite_desk)
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await opened(app, pilot)
        await until(pilot, lambda: shown(app, "#known").strip())
        assert screen.list.length == 0
        assert sending.outbox(sqlite_desk) == []
