"""Money that came in, decided with keys, on a real store."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from bank import statement
from settling import press, settle, write
from sqlalchemy import insert
from test_worklist_screen import entries, told
from textual import events

from collectwork.app import WorkbenchApp
from collectwork.domain.activity import Draft
from collectwork.domain.ledger import ReadOptions
from collectwork.errors import StoreError
from collectwork.screens.cash.allocate import AllocateDialog
from collectwork.screens.cash.screen import CashScreen
from collectwork.screens.dialogs.reading import ReadingDialog
from collectwork.screens.worklist import WorklistScreen
from collectwork.store.tables import table
from collectwork.usecases import accounts, cash, disputes, importing
from collectwork.usecases.desk import Desk
from collectwork.widgets.painted import Lines, Sheet
from collectwork.widgets.ticks import Ticks

Paid = Callable[..., Desk]


def cash_screen(app: WorkbenchApp) -> CashScreen:
    assert isinstance(app.screen, CashScreen)
    return app.screen


def row(app: WorkbenchApp, number: int) -> str:
    return cash_screen(app).list.render_line(number).text.rstrip()


def panel(app: WorkbenchApp) -> str:
    sheet = app.screen.query_one(Sheet)
    return "\n".join(sheet.render_line(y).text for y in range(sheet.size.height))


def day_line(app: WorkbenchApp) -> str:
    return app.screen.query_one("#day", Lines).render_line(0).text


def goto(app: WorkbenchApp, payer: str) -> None:
    """The cursor to the receipt of that payer."""
    listing = cash_screen(app).list
    for at in range(listing.length):
        receipt = listing.at(at)
        if receipt is not None and receipt.payer == payer:
            listing.move(at)
            return
    raise AssertionError(f"{payer} is not shown")


async def test_money_that_waits_is_shown_with_what_it_may_pay(paid: Paid) -> None:
    app = WorkbenchApp(paid())
    async with app.run_test(size=(120, 36)) as pilot:
        await settle(pilot)
        await press(pilot, "dollar_sign")
        assert "to decide" in day_line(app)
        shown = "\n".join(row(app, n) for n in range(cash_screen(app).list.length))
        assert "● likely !short RE-0" in shown
        assert "○ weak" in shown
        assert "? no proposal" in shown
        goto(app, "Muster 3 GmbH")
        await settle(pilot)
        assert "RE-00003 less the broken pallet" in panel(app)
        assert "10.00 short on RE-00003" in panel(app)
        assert "open items of Muster 3 GmbH" in panel(app)
        assert "→ 8,987.50" in panel(app)


async def test_one_key_applies_and_goes_on_and_one_takes_it_back(paid: Paid) -> None:
    app = WorkbenchApp(paid())
    async with app.run_test(size=(120, 36)) as pilot:
        await settle(pilot)
        await press(pilot, "dollar_sign")
        goto(app, "Muster 3 GmbH")
        at = cash_screen(app).list.cursor
        before = cash_screen(app).list.current
        await press(pilot, "a")
        (entry,) = entries(app.desk, "cash.applied")
        assert entry.data["confidence"] == 76
        assert "✓ !short RE-00003" in row(app, at)
        assert cash_screen(app).list.cursor == at + 1
        assert "applied to RE-00003" in told(app)
        assert "u takes it back" in told(app)
        await press(pilot, "u")
        assert entries(app.desk, "cash.taken_back")
        assert cash_screen(app).list.cursor == at
        assert cash_screen(app).list.current is not None
        assert cash_screen(app).list.current.state == "open"
        assert before is not None
        assert cash.receipt(app.desk, before.id).unapplied_minor == before.amount_minor


async def test_what_is_under_the_cursor_is_taken_back_with_a_reason(paid: Paid) -> None:
    app = WorkbenchApp(paid())
    async with app.run_test(size=(120, 36)) as pilot:
        await settle(pilot)
        await press(pilot, "dollar_sign", "f", "end", "enter")
        goto(app, "Muster 2 GmbH")  # applied by the import
        await press(pilot, "a")
        assert "decided already" in told(app)
        await press(pilot, "u", "1", "enter")
        (back,) = entries(app.desk, "cash.taken_back")
        assert back.data["reason"] == "another invoice was meant"
        assert cash_screen(app).list.current is not None
        assert cash_screen(app).list.current.state == "open"


async def test_a_decided_row_stays_until_the_list_is_read_anew(paid: Paid) -> None:
    app = WorkbenchApp(paid())
    async with app.run_test(size=(120, 36)) as pilot:
        await settle(pilot)
        await press(pilot, "dollar_sign")
        goto(app, "Muster 3 GmbH")
        length = cash_screen(app).list.length
        await press(pilot, "a")
        await cash_screen(app)._load()  # as when somebody else changed something
        assert cash_screen(app).list.length == length
        await press(pilot, "r")
        assert cash_screen(app).list.length == length - 1


async def test_a_guess_is_taken_by_its_number_only(paid: Paid) -> None:
    app = WorkbenchApp(paid())
    async with app.run_test(size=(120, 36)) as pilot:
        await settle(pilot)
        await press(pilot, "dollar_sign")
        goto(app, "Somebody Else Ltd")
        await press(pilot, "a")
        assert not entries(app.desk, "cash.applied")
        assert "1 takes it all the same" in told(app)
        await press(pilot, "1")
        assert len(entries(app.desk, "cash.applied")) == 1
        goto(app, "Tax Office")
        await press(pilot, "a")
        assert "c chooses the customer" in told(app)
        await press(pilot, "3")
        assert "no proposal 3" in told(app)


async def test_by_hand_with_typed_amounts(paid: Paid) -> None:
    app = WorkbenchApp(paid())
    async with app.run_test(size=(120, 36)) as pilot:
        await settle(pilot)
        await press(pilot, "dollar_sign")
        goto(app, "Tax Office")
        await press(pilot, "c")
        await write(pilot, "1005")
        await press(pilot, "enter")
        assert isinstance(app.screen, AllocateDialog)
        ticks = app.screen.query_one(Ticks)
        assert [row.label for row in ticks.rows] == ["RE-00005", "RG-00005"]
        assert ticks.lines() == ((ticks.rows[0].id, 23_000),)  # oldest first
        await write(pilot, "100.50")
        await press(pilot, "down", "space")
        assert ticks.lines() == ((ticks.rows[0].id, 10_050), (ticks.rows[1].id, 12_000))
        assert "9.50 stays unapplied" in str(app.screen.query_one("#sum").render())
        await press(pilot, "enter")
        (entry,) = entries(app.desk, "cash.applied")
        assert entry.customer == "1005"
        assert "part" in row(app, cash_screen(app).list.cursor - 1) or entry.data["after"]
        page = accounts.page(app.desk, 5)
        assert {item.document: item.open for item in page.items} == {"RE-00005": 889_500}
        assert [one.unapplied_minor for one in page.receipts] == [950]


async def test_by_hand_never_more_than_there_is(paid: Paid) -> None:
    app = WorkbenchApp(paid())
    async with app.run_test(size=(120, 36)) as pilot:
        await settle(pilot)
        await press(pilot, "dollar_sign")
        goto(app, "Tax Office")
        await press(pilot, "c")
        await write(pilot, "1005")
        await press(pilot, "enter")
        await write(pilot, "300")
        await press(pilot, "enter")
        assert isinstance(app.screen, AllocateDialog)
        assert "70.00 EUR more than there is" in str(app.screen.query_one(".dialog-error").render())
        await press(pilot, "escape")
        assert not entries(app.desk, "cash.applied")


async def test_on_account_and_set_aside_with_a_reason(paid: Paid) -> None:
    app = WorkbenchApp(paid())
    async with app.run_test(size=(120, 36)) as pilot:
        await settle(pilot)
        await press(pilot, "dollar_sign")
        goto(app, "Tax Office")
        at = cash_screen(app).list.cursor
        await press(pilot, "x", "3", "enter")
        (aside,) = entries(app.desk, "cash.set_aside")
        assert aside.data["reason"] == "tax or social security"
        assert "– set aside: tax or" in row(app, at)
        goto(app, "Muster 3 GmbH")
        await press(pilot, "o")
        (account,) = entries(app.desk, "cash.on_account")
        assert account.customer == "1003"
        shown = accounts.page(app.desk, 3)
        assert [one.state for one in shown.receipts] == ["on_account"]


async def test_a_short_payment_proposes_a_dispute_that_a_person_confirms(paid: Paid) -> None:
    desk = paid()
    app = WorkbenchApp(desk)
    async with app.run_test(size=(120, 36)) as pilot:
        await settle(pilot)
        await press(pilot, "dollar_sign")
        goto(app, "Muster 3 GmbH")
        await press(pilot, "s", "enter", "k")
        (proposed,) = disputes.disputes(desk, "proposed")
        assert proposed.amount == 1_000
        await press(pilot, "s", "enter")
        assert [one.id for one in disputes.disputes(desk, "open")] == [proposed.id]
        assert "confirmed" in told(app)


async def test_a_proposed_dispute_is_declined_on_the_account(paid: Paid) -> None:
    desk = paid()
    app = WorkbenchApp(desk)
    async with app.run_test(size=(120, 36)) as pilot:
        await settle(pilot)
        await press(pilot, "dollar_sign")
        goto(app, "Muster 3 GmbH")
        await press(pilot, "s", "enter", "escape", "slash")
        await write(pilot, "1003")
        await press(pilot, "enter")
        assert "? proposed RE-00003" in panel(app)
        await press(pilot, "D", "down", "enter", "1", "enter")
        assert disputes.disputes(desk, "declined")
        assert "? proposed" not in panel(app)


async def test_the_account_shows_its_money_and_leads_to_it(paid: Paid) -> None:
    desk = paid()
    cash.put_on_account(desk, cash.receipts(desk, "open")[0].id, 7)
    app = WorkbenchApp(desk)
    async with app.run_test(size=(120, 36)) as pilot:
        await settle(pilot)
        await press(pilot, "slash")
        await write(pilot, "1007")
        await press(pilot, "enter")
        assert "cash not applied" in panel(app)
        assert "on account" in panel(app)
        await press(pilot, "dollar_sign")
        assert "only Muster 7 GmbH" in day_line(app)
        assert cash_screen(app).list.length == 1
        await press(pilot, "escape")
        assert not isinstance(app.screen, CashScreen)


async def test_keys_typed_ahead_reach_one_receipt_each(paid: Paid) -> None:
    app = WorkbenchApp(paid())
    async with app.run_test(size=(120, 36)) as pilot:
        await settle(pilot)
        await press(pilot, "dollar_sign", "f", "home", "enter")
        ids = [receipt.id for n in range(3) if (receipt := cash_screen(app).list.at(n))]
        cash_screen(app).list.move(0)
        for key in "111":
            app.post_message(events.Key(key, key))
        await settle(pilot)
        made = [e.data["receipt"] for e in entries(app.desk, "cash.applied", "cash.on_account")]
        assert made == [id for id in ids if id in made]
        assert len(made) == len(set(made))


async def test_nothing_is_shown_as_applied_that_is_not(
    paid: Paid, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> None:
        raise StoreError("Not recorded: the disk is full. Free some space, then try again.")

    app = WorkbenchApp(paid())
    async with app.run_test(size=(120, 36), notifications=True) as pilot:
        await settle(pilot)
        await press(pilot, "dollar_sign")
        goto(app, "Muster 3 GmbH")
        at = cash_screen(app).list.cursor
        monkeypatch.setattr(cash, "apply", full)
        await press(pilot, "a")
        assert cash_screen(app).list.cursor == at
        assert "● likely" in row(app, at)
        (toast,) = app._notifications
        assert "disk is full" in toast.message


async def test_who_decides_second_is_told_who_was_first(paid: Paid) -> None:
    app = WorkbenchApp(paid())
    async with app.run_test(size=(120, 36), notifications=True) as pilot:
        await settle(pilot)
        await press(pilot, "dollar_sign")
        goto(app, "Muster 3 GmbH")
        receipt = cash_screen(app).list.current
        assert receipt is not None
        cash.set_aside(app.desk, receipt.id, "by a colleague")
        await press(pilot, "a")
        assert not entries(app.desk, "cash.applied")
        assert "changed since you looked" in next(iter(app._notifications)).message
        assert "Muster 3 GmbH" not in "".join(row(app, n) for n in range(5))


async def test_another_file_shows_while_a_dialog_is_open(paid: Paid, tmp_path: Path) -> None:
    desk = paid()
    app = WorkbenchApp(desk)
    async with app.run_test(size=(120, 36)) as pilot:
        await settle(pilot)
        await press(pilot, "dollar_sign")
        screen = cash_screen(app)
        goto(app, "Tax Office")
        mine, length = screen.list.current, screen.list.length
        await press(pilot, "x")
        await write(pilot, "not ou")
        again = tmp_path / "more.xml"
        again.write_text(statement([("Late Payer Ltd", "77.70", "thank you")]), "utf-8")
        importing.bring_in(desk, again, ReadOptions())
        await screen._look_now()
        assert screen.list.length == length + 1
        assert screen.list.current is not None
        assert mine is not None
        assert screen.list.current.id == mine.id
        assert app.screen.query_one("#reason").value == "not ou"  # type: ignore[attr-defined]
        await press(pilot, "r", "s", "enter")
        (aside,) = entries(desk, "cash.set_aside")
        assert (aside.data["receipt"], aside.data["reason"]) == (mine.id, "not ours")


async def test_find_filter_and_back(paid: Paid) -> None:
    app = WorkbenchApp(paid())
    async with app.run_test(size=(100, 30)) as pilot:
        await settle(pilot)
        await press(pilot, "dollar_sign")
        whole = cash_screen(app).list.length
        for words, found in (("TAX OFF", 1), ("broken pallet", 1), ("230", 1), ("nobody", 0)):
            await press(pilot, "slash")
            await write(pilot, words)
            await press(pilot, "enter")
            assert cash_screen(app).list.length == found, words
            assert f"({found})" in day_line(app)
        assert "No money fits this" in panel(app)
        await press(pilot, "escape")
        assert cash_screen(app).list.length == whole
        await press(pilot, "f", "end", "enter")
        assert cash_screen(app).list.length > whole
        assert "✓" in "".join(row(app, n) for n in range(cash_screen(app).list.length))
        await press(pilot, "escape", "escape")
        assert isinstance(app.screen, WorklistScreen)


async def test_the_headers_cash_leads_here_and_help_names_the_keys(paid: Paid) -> None:
    app = WorkbenchApp(paid())
    async with app.run_test(size=(120, 36)) as pilot:
        await settle(pilot)
        top = app.screen.query_one("#top", Lines)
        await pilot.click("#top", offset=(top.render_line(0).text.index("cash "), 0))
        await settle(pilot)
        assert isinstance(app.screen, CashScreen)
        await press(pilot, "question_mark")
        assert isinstance(app.screen, ReadingDialog)
        sheet = "\n".join(
            app.screen.query_one(Sheet).render_line(y).text
            for y in range(app.screen.query_one(Sheet).size.height)
        )
        assert "Apply it as the best proposal says" in sheet
        assert "1–9" in sheet


HOSTILE = "\u202eevil\u2066 [/red] [@click=app.quit]x[/] \x9b2J\u2028 \u009d0;owned end"


async def test_hostile_words_of_a_payer_stay_words(paid: Paid) -> None:
    app = WorkbenchApp(paid(words=HOSTILE))
    async with app.run_test(size=(120, 36)) as pilot:
        await settle(pilot)
        await press(pilot, "dollar_sign")
        for key in ("v", "escape", "c", "escape", "x", "escape"):
            for _ in range(1):
                goto_hostile(app)
            await press(pilot, key)
            shown = "\n".join(
                segment.text
                for strip in app.screen._compositor.render_strips()
                for segment in strip
            )
            assert not set(shown) & set("\x1b\x07\x9b\u202e\u2066\u2028")
            if key == "v":
                assert "[@click=app.quit]x[/]" in shown


def goto_hostile(app: WorkbenchApp) -> None:
    if isinstance(app.screen, CashScreen):
        listing = app.screen.list
        for at in range(listing.length):
            receipt = listing.at(at)
            if receipt is not None and "evil" in (receipt.text or ""):
                listing.move(at)


async def test_ten_thousand_receipts_hold_only_what_is_looked_at(paid: Paid) -> None:
    desk = paid()
    with desk.store.write() as tx:
        rows = [
            {
                "import_id": 1, "line_key": f"made-{n}", "currency": "EUR", "amount_minor": 100 + n,
                "received": date(2026, 1, 1), "payer": f"Payer {n}", "text": "thank you",
            }
            for n in range(10_000)
        ]  # fmt: skip
        tx.connection.execute(insert(table("receipt")), rows)  # type: ignore[attr-defined]
        tx.record(Draft("contact.changed", None, {"receipts": 10_000}))
    app = WorkbenchApp(desk)
    async with app.run_test(size=(120, 36)) as pilot:
        await settle(pilot)
        await press(pilot, "dollar_sign")
        listing = cash_screen(app).list
        assert listing.length > 10_000
        await press(pilot, "G")
        assert listing.cursor == listing.length - 1
        assert listing.current is not None
        assert len(listing._pages) <= 4
        assert len(cash_screen(app)._proposals) <= 500


@pytest.mark.parametrize("size", [(60, 15), (80, 24), (200, 50)])
async def test_it_fits_every_size(paid: Paid, size: tuple[int, int]) -> None:
    app = WorkbenchApp(paid())
    async with app.run_test(size=size) as pilot:
        await settle(pilot)
        await press(pilot, "dollar_sign")
        assert cash_screen(app).list.size.height >= 3
        assert (
            "?"
            in app.screen.query_one("#keys", Lines)
            .render_line(app.screen.query_one("#keys").size.height - 1)
            .text
        )
        assert ("what they wrote" in panel(app)) == (size != (60, 15))
