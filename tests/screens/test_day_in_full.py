"""Marks, the copy that is asked for, drafts, and a store that only reads."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from settling import press, settle, write
from test_worklist_screen import entries, screen, told

from collectwork.app import WorkbenchApp
from collectwork.screens.dialogs.followup import FollowUpDialog
from collectwork.screens.dialogs.frame import Dialog
from collectwork.screens.dialogs.mail import MailDialog
from collectwork.screens.worklist import WorklistScreen
from collectwork.usecases.desk import Desk
from collectwork.usecases.recording import record
from collectwork.widgets.painted import Lines

Book = Callable[..., Desk]


async def test_all_marked_accounts_get_their_mail_after_a_look(workbench: WorkbenchApp) -> None:
    async with workbench.run_test(size=(100, 30)) as pilot:
        await settle(pilot)
        await press(pilot, "space", "space", "space")
        assert "3 accounts marked · e writes to all of them" in told(workbench)
        await press(pilot, "e")
        ahead = workbench.screen.query_one("#ahead", Lines)
        assert "3 at example.com" in ahead.render_line(1).text
        assert not entries(workbench.desk, "mail.queued")
        await press(pilot, "enter")
        await settle(pilot)
        assert len(entries(workbench.desk, "mail.queued")) == 3
        assert not screen(workbench).list.marks
        assert "3 mails queued" in told(workbench)


async def test_a_look_that_is_left_sends_nothing(workbench: WorkbenchApp) -> None:
    async with workbench.run_test(size=(100, 30)) as pilot:
        await settle(pilot)
        await press(pilot, "space", "e", "escape")
        assert not entries(workbench.desk, "mail.queued")
        assert "1 account marked" in told(workbench)


async def test_who_asks_for_a_copy_is_offered_it_at_once(workbench: WorkbenchApp) -> None:
    async with workbench.run_test(size=(100, 30)) as pilot:
        await settle(pilot)
        await press(pilot, "7")
        (call,) = entries(workbench.desk, "call")  # recorded before the mail is written
        assert isinstance(workbench.screen, MailDialog)
        assert screen_below(workbench).list.cursor == 1
        await press(pilot, "ctrl+s")
        await settle(pilot)
        (mail,) = entries(workbench.desk, "mail.queued")
        assert (mail.customer, mail.data["template"]) == (call.customer, "copy_request")
        assert screen(workbench).list.cursor == 1


async def test_a_copy_that_is_not_sent_leaves_the_outcome(workbench: WorkbenchApp) -> None:
    async with workbench.run_test(size=(100, 30)) as pilot:
        await settle(pilot)
        await press(pilot, "7", "escape", "1")
        assert [e.data["code"] for e in entries(workbench.desk, "call")] == [
            "copy_requested",
            "no_answer",
        ]
        assert not entries(workbench.desk, "mail.queued")


async def test_what_was_typed_is_there_again_after_the_program_ended(book: Book) -> None:
    desk = book()
    app = WorkbenchApp(desk)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "n")
        await write(pilot, "the pallet was broken")
        assert isinstance(app.screen, Dialog)
        app.screen.keep_draft()  # as every second, and at a signal
    again = WorkbenchApp(desk)
    async with again.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "n")
        dialog = again.screen
        assert isinstance(dialog, Dialog)
        assert dialog.text("note") == "the pallet was broken"
        await press(pilot, "ctrl+s", "n")
        assert again.screen.text("note") == ""  # type: ignore[attr-defined]
        (note,) = entries(desk, "note")
        assert note.data["text"] == "the pallet was broken"


async def test_a_store_that_only_reads_says_so_on_top(workbench: WorkbenchApp) -> None:
    workbench.desk.store.alarm = "the log does not verify: entry 3 was changed. Look."  # type: ignore[misc]
    async with workbench.run_test(size=(80, 24), notifications=True) as pilot:
        await settle(pilot)
        top = workbench.screen.query_one("#top", Lines)
        assert "READ ONLY: the log does not verify" in top.render_line(1).text
        await press(pilot, "1")
        assert "reading only" in told(workbench)
        assert screen(workbench).list.cursor == 0
        await press(pilot, "enter", "escape")
        assert not workbench._notifications


async def test_a_colleagues_key_between_two_of_mine_is_seen(book: Book) -> None:
    desk = book()
    app = WorkbenchApp(desk)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        listing = screen(app).list
        other = listing.at(5)
        assert other is not None
        record(desk, other.customer_id, "no_answer")  # as another process would
        await press(pilot, "1")
        await screen(app)._look_now()
        await settle(pilot)
        row = listing.at(5)
        assert row is not None
        assert row.state == "done"


async def test_the_account_appears_when_the_terminal_gets_wider(workbench: WorkbenchApp) -> None:
    async with workbench.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await pilot.resize_terminal(120, 36)
        await settle(pilot)
        sheet = workbench.screen.query_one("#panel")
        name = screen(workbench).list.current.name  # type: ignore[union-attr]
        assert name in sheet.render_line(0).text


async def test_a_call_back_after_the_clocks_change_has_the_time_of_its_day(
    workbench: WorkbenchApp,
) -> None:
    async with workbench.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "8")
        dialog = workbench.screen
        assert isinstance(dialog, FollowUpDialog)
        await write(pilot, "2027-04-06 9:00")
        _, at = dialog._when()
        assert at is not None
        assert at.isoformat() == "2027-04-06T07:00:00+00:00"  # summer time, typed in November


def screen_below(app: WorkbenchApp) -> WorklistScreen:
    found = app.screen_stack[-2]
    assert isinstance(found, WorklistScreen)
    return found


def test_the_days_of_these_tests_are_in_winter(book: Book) -> None:
    assert book(2).today < date(2027, 3, 28)
