"""How the screens look, at three sizes: fixed clock, fixed theme, no blinking cursor."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from settling import press, settle
from textual.pilot import Pilot

from collectwork.app import WorkbenchApp
from collectwork.usecases.desk import Desk

Snap = Callable[..., bool]
SIZES = [(80, 24), (120, 36), (200, 50)]


@pytest.fixture(autouse=True)
def _same_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TEXTUAL_ANIMATIONS", "none")


def after(*keys: str) -> Callable[[Pilot[Any]], Any]:
    async def run(pilot: Pilot[Any]) -> None:
        await settle(pilot)
        await press(pilot, *keys)

    return run


@pytest.mark.parametrize("size", SIZES)
def test_worklist(snap_compare: Snap, workbench: WorkbenchApp, size: tuple[int, int]) -> None:
    assert snap_compare(workbench, terminal_size=size, run_before=after("1", "2", "j"))


@pytest.mark.parametrize("size", SIZES)
def test_account(snap_compare: Snap, workbench: WorkbenchApp, size: tuple[int, int]) -> None:
    assert snap_compare(workbench, terminal_size=size, run_before=after("enter"))


@pytest.mark.parametrize("key", ["5", "6", "8", "s", "f", "question_mark"])
def test_dialogs(snap_compare: Snap, workbench: WorkbenchApp, key: str) -> None:
    assert snap_compare(workbench, terminal_size=(80, 24), run_before=after(key))


@pytest.mark.parametrize("size", SIZES[:2])
def test_mail(snap_compare: Snap, workbench: WorkbenchApp, size: tuple[int, int]) -> None:
    assert snap_compare(workbench, terminal_size=size, run_before=after("G", "k", "e"))


@pytest.mark.parametrize("size", SIZES)
def test_cash(snap_compare: Snap, paid: Callable[..., Desk], size: tuple[int, int]) -> None:
    keys = ("dollar_sign", "a", "j")
    assert snap_compare(WorkbenchApp(paid()), terminal_size=size, run_before=after(*keys))


def test_cash_by_hand(snap_compare: Snap, paid: Callable[..., Desk]) -> None:
    keys = ("dollar_sign", "j", "c", "enter", "1", "k")
    assert snap_compare(WorkbenchApp(paid()), terminal_size=(80, 24), run_before=after(*keys))


@pytest.mark.parametrize("theme", ["collectwork-light", "collectwork-safe"])
def test_themes(snap_compare: Snap, book: Callable[..., Desk], theme: str) -> None:
    app = WorkbenchApp(book(), theme=theme)
    assert snap_compare(app, terminal_size=(120, 36), run_before=after("1"))


def test_without_colour(snap_compare: Snap, book: Callable[..., Desk]) -> None:
    app = WorkbenchApp(book(), color=False)
    assert snap_compare(app, terminal_size=(80, 24), run_before=after("1", "j"))


def test_an_empty_store(snap_compare: Snap, sqlite_desk: Desk) -> None:
    app = WorkbenchApp(sqlite_desk)
    assert snap_compare(app, terminal_size=(80, 24), run_before=after())
