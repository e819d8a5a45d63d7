"""The contact policy with keys: what may be done now is shown, a refusal asks for its reason."""

from __future__ import annotations

from collections.abc import Callable

from settling import press, settle, write

from collectwork.app import WorkbenchApp
from collectwork.domain.activity import Entry
from collectwork.screens.account import AccountScreen
from collectwork.screens.dialogs.words import OverrideDialog
from collectwork.screens.worklist import WorklistScreen
from collectwork.usecases import blocks
from collectwork.usecases.desk import Desk
from collectwork.widgets.painted import Sheet

Book = Callable[..., Desk]


def entries(desk: Desk, *kinds: str) -> list[Entry]:
    with desk.store.read() as tx:
        return [entry for entry in tx.log.walk() if entry.kind in kinds]


def first_blocked(app: WorkbenchApp) -> int:
    assert isinstance(app.screen, WorklistScreen)
    first = app.screen.list.current
    assert first is not None
    blocks.block(app.desk, first.customer_id, "represented", "counsel Meyer wrote", None)
    return first.customer_id


async def test_the_page_says_calmly_what_may_be_done_and_why_not(workbench: WorkbenchApp) -> None:
    async with workbench.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        first_blocked(workbench)
        await press(pilot, "enter")
        assert isinstance(workbench.screen, AccountScreen)
        sheet = workbench.screen.query_one("#page", Sheet)
        shown = "\n".join(sheet.render_line(y).text for y in range(sheet.size.height))
        assert "now: ✗ call · ✗ mail" in shown
        assert "counsel Meyer wrote (represented by counsel)" in " ".join(shown.split())


async def test_a_refused_call_asks_for_a_reason_and_keeps_both(workbench: WorkbenchApp) -> None:
    async with workbench.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        first_blocked(workbench)
        await press(pilot, "1")
        assert isinstance(workbench.screen, OverrideDialog)
        await press(pilot, "escape")
        assert len(entries(workbench.desk, "refusal")) == 1
        assert not entries(workbench.desk, "call", "override")
        await press(pilot, "1")
        await write(pilot, "counsel asked us to ring")
        await press(pilot, "enter")
        (call,) = entries(workbench.desk, "call")
        (override,) = entries(workbench.desk, "override")
        assert override.data["of"] == call.id
        assert override.data["reason"] == "counsel asked us to ring"


async def test_a_refused_mail_asks_for_a_reason_too(workbench: WorkbenchApp) -> None:
    async with workbench.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        first_blocked(workbench)
        await press(pilot, "e")
        await press(pilot, "ctrl+s")
        assert isinstance(workbench.screen, OverrideDialog)
        await write(pilot, "counsel wants the list")
        await press(pilot, "enter")
        assert entries(workbench.desk, "mail.queued")
        (override,) = entries(workbench.desk, "override")
        assert override.data["channel"] == "mail"
