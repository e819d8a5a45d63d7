"""The inbox screen: read, assign, ignore, and see what comes in meanwhile."""

from __future__ import annotations

import asyncio
from datetime import date
from functools import partial

import inbox_book as inbox
import pytest
from inbox_book import Box, mail
from textual.pilot import Pilot
from textual.widgets import Static

from collectwork.app import WorkbenchApp
from collectwork.domain.inbox import InboxLine
from collectwork.present.inbox import InboxColumns
from collectwork.present.pieces import plain
from collectwork.screens.inbox.screen import InboxScreen
from collectwork.usecases import planning
from collectwork.usecases.desk import Desk
from collectwork.usecases.inbox import fetching, triage
from collectwork.widgets.painted import Lines, Sheet


async def until(pilot: Pilot[int], holds: object) -> None:
    for _ in range(400):
        if holds():  # type: ignore[operator]
            return
        await pilot.pause(0.02)
    raise AssertionError("it did not come about")


def title(app: WorkbenchApp) -> str:
    return "\n".join(plain(one) for one in app.screen.query_one("#title", Lines)._lines)


def read(app: WorkbenchApp) -> str:
    return "\n".join(plain(one) for one in app.screen.query_one("#known", Sheet)._lines)


def _text(app: WorkbenchApp, which: str) -> str:
    return str(app.screen.query_one(which, Static).content)


@pytest.mark.parametrize(
    ("subject", "text", "customer", "said"),
    [
        ("Re: Open invoices", "Guten Tag, wir zahlen morgen.", "1", "wir zahlen morgen."),
        ("Re: Open invoices", "Paid, see below.", "1", "Paid, see below."),
        ("Delivery", "Hello, when?", "1", "Delivery · Hello, when?"),
        ("Re: Open invoices", "We pay.", "", "Re: Open invoices · We pay."),
        ("Re: Open invoices", "", "1", "Re: Open invoices"),
    ],
)
def test_a_row_says_what_they_wrote(subject: str, text: str, customer: str, said: str) -> None:
    line = InboxLine(
        1, "2026-11-20T08:00:00.000000Z", "", "reply", "filed", "message_id", "a@b.example", "",
        subject, 1, customer, "Kern", "ana", text, "", (), 0,
    )  # fmt: skip
    row = InboxColumns(date(2026, 11, 20)).row(line, 1, 90, here=False, marked=False)
    assert plain(row).rstrip().endswith(f"  {said}")


@pytest.mark.parametrize("size", [(80, 24), (200, 50)])
async def test_the_inbox_is_worked_by_keys(sqlite_desk: Desk, size: tuple[int, int]) -> None:
    box = Box()
    desk = inbox.with_box(sqlite_desk, box)
    row, _, _ = inbox.sent(desk)
    box.put(mail("x@nowhere.example", "[b]Hello\x1b[31m", "Who are you?"))
    box.put(mail(text="We pay [red]tomorrow[/].\n> quoted", In_Reply_To=row.message_id))
    fetching.sync(desk)
    planning.plan(desk)
    app = WorkbenchApp(desk)
    async with app.run_test(size=size) as pilot:
        await until(pilot, lambda: app.screen.query("#list"))
        await pilot.press("R")
        await until(pilot, lambda: isinstance(app.screen, InboxScreen))
        screen = app.screen
        assert isinstance(screen, InboxScreen)
        await until(pilot, lambda: screen.list.length == 2)
        assert "1 waiting" in title(app)
        assert "1 to assign" in title(app)
        await until(pilot, lambda: "We pay [red]tomorrow[/]." in read(app))
        await pilot.press("d")
        await until(pilot, lambda: app.screen is not screen)
        await pilot.press("1")
        await until(pilot, lambda: "▸1 " in _text(app, "#usual"))
        assert "⏎ takes “" in _text(app, ".dialog-hint")
        await pilot.press("enter")
        await until(pilot, lambda: app.screen is screen and screen.list.length == 1)
        await pilot.press("x")
        await until(pilot, lambda: app.screen is not screen)
        await pilot.press("1", "enter")
        await until(pilot, lambda: triage.counts(desk)["ignored"] == 1)
        await until(pilot, lambda: screen.list.length == 0)
        box.put(mail(text="One more.", In_Reply_To=row.message_id))
        fetching.sync(desk)  # somebody else fetches
        await until(pilot, lambda: screen.list.length == 1)
        await until(pilot, lambda: "One more." in read(app))
        await pilot.press("escape")
        await until(pilot, lambda: app.screen is not screen)


async def test_a_key_that_comes_while_another_is_worked_on_is_done_next(sqlite_desk: Desk) -> None:
    app, let_go = WorkbenchApp(sqlite_desk), asyncio.Event()
    did: list[str] = []

    async def work(name: str, *, wait: bool = False) -> None:
        if wait:
            await let_go.wait()
        did.append(name)

    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: app.screen.query("#list"))
        await pilot.press("R")
        await until(pilot, lambda: isinstance(app.screen, InboxScreen))
        screen = app.screen
        assert isinstance(screen, InboxScreen)
        first = partial(work, "first", wait=True)
        screen.act(first)
        screen.act(partial(work, "second"))
        screen.act(partial(work, "third"))
        let_go.set()
        await until(pilot, lambda: did == ["first", "third"])
        let_go.clear()
        screen.act(first)
        screen.act(partial(work, "first", wait=True))
        let_go.set()
        await until(pilot, lambda: len(did) == 3 and not screen._busy)
        assert did == ["first", "third", "first"]
