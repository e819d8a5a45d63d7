"""The day's list worked with keys, on a real store."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import pytest
from settling import press, settle, write
from textual import events

from collectwork.app import WorkbenchApp
from collectwork.domain.activity import Entry
from collectwork.errors import StoreError
from collectwork.screens import daylist
from collectwork.screens.worklist import WorklistScreen
from collectwork.usecases import planning, recording
from collectwork.usecases.desk import Desk
from collectwork.usecases.recording import record
from collectwork.widgets.keybar import KeyBar
from collectwork.widgets.painted import Lines, Sheet

Book = Callable[..., Desk]


def entries(desk: Desk, *kinds: str) -> list[Entry]:
    with desk.store.read() as tx:
        return [entry for entry in tx.log.walk() if entry.kind in kinds]


def screen(app: WorkbenchApp) -> WorklistScreen:
    assert isinstance(app.screen, WorklistScreen)
    return app.screen


def told(app: WorkbenchApp) -> str:
    lines = app.screen.query_one("#told", Lines)
    return lines.render_line(0).text


def panel(app: WorkbenchApp) -> str:
    sheet = app.screen.query_one("#panel", Sheet)
    return "\n".join(sheet.render_line(y).text for y in range(sheet.size.height))


async def test_one_key_records_the_outcome_sets_the_next_step_and_goes_on(
    workbench: WorkbenchApp,
) -> None:
    async with workbench.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        listing = screen(workbench).list
        first = listing.current
        assert first is not None
        await press(pilot, "1")
        (entry,) = entries(workbench.desk, "call")
        assert entry.customer == first.customer
        assert entry.data["code"] == "no_answer"
        row = listing.at(0)
        assert row is not None
        assert (row.state, row.outcome) == ("done", "no_answer")
        assert listing.render_line(0).text.rstrip().endswith("✓ no answer → 23 Nov")
        assert listing.cursor == 1
        assert "u undoes it" in told(workbench)
        assert "1 of 30 done" in workbench.screen.query_one("#day", Lines).render_line(0).text


async def test_twenty_keys_at_once_reach_twenty_accounts_in_order(workbench: WorkbenchApp) -> None:
    keys = "12341239041203412312"
    codes = {"1": "no_answer", "2": "voicemail", "3": "message", "4": "will_pay"}
    codes |= {"9": "wrong_contact", "0": "refused"}
    async with workbench.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        listing = screen(workbench).list
        expected = [listing.at(n).customer for n in range(20)]  # type: ignore[union-attr]
        for key in keys:
            workbench.post_message(events.Key(key, key))
        await settle(pilot)
        done = entries(workbench.desk, "call")
        assert [entry.customer for entry in done] == expected
        assert [entry.data["code"] for entry in done] == [codes[key] for key in keys]
        assert listing.cursor == 20


async def test_keys_typed_ahead_go_into_the_dialog_they_opened(workbench: WorkbenchApp) -> None:
    async with workbench.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        for key in ("1", "5", "5", "0", "%", "tab", "f", "r", "i", "enter", "2"):
            workbench.post_message(events.Key(key, key if len(key) == 1 else None))
        await settle(pilot)
        kinds = [(e.kind, e.data["code"]) for e in entries(workbench.desk, "call", "promise.made")]
        assert kinds == [("call", "no_answer"), ("promise.made", "promise"), ("call", "voicemail")]
        assert len({e.customer for e in entries(workbench.desk, "call", "promise.made")}) == 3


async def test_nothing_is_shown_as_recorded_that_is_not(
    workbench: WorkbenchApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> None:
        raise StoreError("Not recorded: the disk is full. Free some space, then try again.")

    async with workbench.run_test(size=(80, 24), notifications=True) as pilot:
        await settle(pilot)
        monkeypatch.setattr(recording, "record", full)
        for key in "123":
            workbench.post_message(events.Key(key, key))
        await settle(pilot)
        listing = screen(workbench).list
        assert listing.cursor == 0
        assert listing.current is not None
        assert listing.current.state == "open"
        (toast,) = workbench._notifications
        assert "disk is full" in toast.message
        assert "2 keys typed after it not used" in toast.message


async def test_a_refused_promise_keeps_what_was_typed(
    workbench: WorkbenchApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    def locked(*_: object, **__: object) -> None:
        raise StoreError("Not recorded: somebody else is writing. Try again.")

    async with workbench.run_test(size=(100, 30)) as pilot:
        await settle(pilot)
        monkeypatch.setattr(recording, "record", locked)
        await press(pilot, "p", "tab")
        await write(pilot, "+2w")
        await press(pilot, "enter")
        assert workbench.screen.query_one("#when").value == "+2w"  # type: ignore[attr-defined]
        monkeypatch.undo()
        await press(pilot, "enter")
        assert len(entries(workbench.desk, "promise.made")) == 1


async def test_undo_takes_the_last_action_back_and_the_row_is_open_again(
    workbench: WorkbenchApp,
) -> None:
    async with workbench.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "1", "u")
        assert entries(workbench.desk, "undone")
        listing = screen(workbench).list
        assert listing.cursor == 0
        assert listing.current is not None
        assert listing.current.state == "open"
        assert "Undone" in told(workbench)


async def test_cursor_and_row_survive_what_others_do(book: Book) -> None:
    desk = book()
    app = WorkbenchApp(desk)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, *"jjjjj")
        listing = screen(app).list
        mine = listing.current
        other = listing.at(2)
        assert mine is not None
        assert other is not None
        record(desk, other.customer_id, "no_answer")  # as another process would
        await screen(app)._look_now()
        await settle(pilot)
        assert listing.current is not None
        assert listing.current.customer_id == mine.customer_id
        assert listing.held(other.customer_id).state == "done"  # type: ignore[union-attr]


async def test_what_others_do_shows_behind_an_open_dialog(book: Book) -> None:
    desk = book()
    app = WorkbenchApp(desk)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        listing = screen(app).list
        worklist, other = screen(app), listing.at(3)
        assert other is not None
        await press(pilot, "n")
        await write(pilot, "half a no")
        record(desk, other.customer_id, "no_answer")  # as another process would
        await worklist._look_now()
        assert listing.held(other.customer_id).state == "done"  # type: ignore[union-attr]
        assert app.screen.query_one("#note").text == "half a no"  # type: ignore[attr-defined]


async def test_what_was_read_before_a_key_does_not_come_after_it(
    book: Book, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = WorkbenchApp(book())
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        slow, read = asyncio.Event(), daylist.load
        loop = asyncio.get_running_loop()

        def held_up(*given: Any) -> Any:
            loaded = read(*given)
            asyncio.run_coroutine_threadsafe(slow.wait(), loop).result(10)
            return loaded

        monkeypatch.setattr(daylist, "load", held_up)
        screen(app).reload()
        await pilot.pause()
        await pilot.press("1", "j")
        while not entries(app.desk, "call"):
            await pilot.pause(0.01)
        slow.set()
        await settle(pilot)
        listing = screen(app).list
        assert listing.at(0).state == "done"  # type: ignore[union-attr]
        assert listing.cursor == 2


async def test_search_opens_any_account_and_escape_comes_back(workbench: WorkbenchApp) -> None:
    async with workbench.run_test(size=(100, 30)) as pilot:
        await settle(pilot)
        await press(pilot, "slash")
        await write(pilot, "RE-00017")
        await press(pilot, "enter")
        page = workbench.screen.query_one("#page", Sheet)
        assert "Muster 17 GmbH" in page.render_line(0).text
        await press(pilot, "n")
        await write(pilot, "spoke to the boss")
        await press(pilot, "ctrl+s")
        shown = "\n".join(page.render_line(y).text for y in range(page.size.height))
        assert "spoke to the boss" in shown
        await press(pilot, "escape")
        assert isinstance(workbench.screen, WorklistScreen)
        assert screen(workbench).list.current.name == "Muster 17 GmbH"  # type: ignore[union-attr]


async def test_filter_shows_a_part_and_escape_the_whole(workbench: WorkbenchApp) -> None:
    async with workbench.run_test(size=(100, 30)) as pilot:
        await settle(pilot)
        await press(pilot, "f")
        await write(pilot, "muster 2")
        await press(pilot, "enter")
        assert screen(workbench).list.length == 11
        await press(pilot, "escape")
        assert screen(workbench).list.length == 30


async def test_the_panel_shows_the_account_where_there_is_room(workbench: WorkbenchApp) -> None:
    async with workbench.run_test(size=(120, 36)) as pilot:
        await settle(pilot)
        name = screen(workbench).list.current.name  # type: ignore[union-attr]
        assert name in panel(workbench)
        assert "Sabine Ott" in panel(workbench)
        await pilot.resize_terminal(80, 24)
        await settle(pilot)
        assert not workbench.screen.query_one("#panel").display
        assert screen(workbench).list.current.name == name  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("keys", "typed", "last", "kind"),
    [
        ("s", "2", "enter", "skip"),
        ("x", "no reaction", "enter", "escalate"),
        ("n", "waits for a credit note", "ctrl+s", "note"),
        ("8", "tomorrow 10:45", "enter", "call"),
        ("b", "+1w", "enter", "followup.set"),
    ],
)
async def test_each_dialog_leaves_its_entry(
    workbench: WorkbenchApp, keys: str, typed: str, last: str, kind: str
) -> None:
    async with workbench.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, keys)
        await write(pilot, typed)
        await press(pilot, last)
        assert entries(workbench.desk, kind)


async def test_a_dispute_says_what_is_wrong(workbench: WorkbenchApp) -> None:
    async with workbench.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "d", "enter")  # from a choice too; no reason yet: refused in the dialog
        assert "few words" in str(workbench.screen.query_one(".dialog-error").render())
        await press(pilot, "tab")
        await write(pilot, "two boxes short")
        await press(pilot, "enter")
        (entry,) = entries(workbench.desk, "dispute.opened")
        assert "two boxes short" in str(entry.data)


async def test_a_mail_is_queued_at_once_and_delivered_in_the_background(
    workbench: WorkbenchApp,
) -> None:
    async with workbench.run_test(size=(120, 36)) as pilot:
        await settle(pilot)
        await press(pilot, "e")
        await press(pilot, "ctrl+s")
        assert screen(workbench).list.cursor == 1
        await settle(pilot)
        assert entries(workbench.desk, "mail.queued")
        assert entries(workbench.desk, "mail.sent")
        await screen(workbench)._load()
        row = screen(workbench).list.at(0)
        assert row is not None
        assert (row.state, row.outcome) == ("done", "mail")
        assert row.next_on is not None


async def test_an_empty_store_says_how_to_begin(sqlite_desk: Desk) -> None:
    app = WorkbenchApp(sqlite_desk)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        day = app.screen.query_one("#day", Lines)
        shown = "\n".join(day.render_line(y).text for y in range(day.size.height))
        assert "collectwork import" in shown


async def test_a_hundred_thousand_lines_hold_only_what_is_looked_at(book: Book) -> None:
    desk = book(500)
    app = WorkbenchApp(desk)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        listing = screen(app).list
        await press(pilot, "G")
        assert listing.cursor == 499
        assert listing.current is not None
        assert listing.at(250) is None
        await press(pilot, "g", "1")
        assert listing.cursor == 1


async def test_a_click_on_the_key_bar_is_the_key(workbench: WorkbenchApp) -> None:
    async with workbench.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await pilot.click(KeyBar, offset=(3, 0))
        await settle(pilot)
        assert [e.data["code"] for e in entries(workbench.desk, "call")] == ["no_answer"]


async def test_why_help_my_day_and_palette_open_and_close(workbench: WorkbenchApp) -> None:
    async with workbench.run_test(size=(100, 30)) as pilot:
        await settle(pilot)
        for key in ("w", "question_mark", "t", "o"):
            await press(pilot, key)
            assert not isinstance(workbench.screen, WorklistScreen)
            await press(pilot, "escape")
            assert isinstance(workbench.screen, WorklistScreen)
        await press(pilot, "ctrl+p")
        await write(pilot, "voicemail")
        await pilot.pause(0.3)
        await press(pilot, "enter")
        await settle(pilot)
        assert [e.data["code"] for e in entries(workbench.desk, "call")] == ["voicemail"]


def test_the_list_used_here_is_the_planned_one(book: Book) -> None:
    desk = book(5)
    assert len(planning.worklist(desk, desk.actor)) == 5
