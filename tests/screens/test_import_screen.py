"""The import screen: look first, answer what the file leaves open, take it over, keep the way."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any, cast

import pytest
from settling import press, settle, write
from textual.pilot import Pilot

from collectwork.app import WorkbenchApp
from collectwork.domain.ledger import FileContent, Progress, ReadOptions
from collectwork.present.pieces import plain
from collectwork.screens.importing.files import places
from collectwork.screens.importing.screen import ImportScreen
from collectwork.screens.worklist import WorklistScreen
from collectwork.usecases import importing, planning, previewing
from collectwork.usecases.desk import Desk
from collectwork.widgets.entry import Field
from collectwork.widgets.figures import Figures
from collectwork.widgets.painted import Lines

Snap = Callable[..., bool]
DATA = Path(__file__).parent.parent / "data" / "replica"
ODD = (
    "Nr;Wer;Papier;wann;faellig;Rest noch;Zusatz\n"
    "1001;Alpha GmbH;R1;01/02/2026;01/03/2026;1.234;x\n"
    "1002;[red]Beta[/];R2;03/04/2026;03/05/2026;2.500;\x1b[31my\n"
)


@pytest.fixture
def app(sqlite_desk: Desk) -> WorkbenchApp:
    return WorkbenchApp(sqlite_desk)


@pytest.fixture
def odd(tmp_path: Path) -> Path:
    path = tmp_path / "odd.csv"
    path.write_text(ODD, "utf-8")
    return path


async def at(pilot: Pilot[Any], path: Path) -> ImportScreen:
    await settle(pilot)
    screen = ImportScreen(path)
    pilot.app.push_screen(screen)
    await done(pilot, screen)
    return screen


async def done(pilot: Pilot[Any], screen: ImportScreen) -> None:
    """Until the file was read or taken over."""
    for _ in range(400):
        await settle(pilot)
        if screen.is_mounted and screen.state != "busy":
            await settle(pilot)
            return
        await pilot.pause(0.01)
    raise AssertionError("still busy")


def said(screen: ImportScreen) -> str:
    lines = screen.query_one("#said", Lines)
    return " ".join(map(plain, lines._laid_out(lines.size.width)))


async def answer(pilot: Pilot[Any], screen: ImportScreen, text: str) -> None:
    await write(pilot, text)
    await press(pilot, "enter")
    await done(pilot, screen)


async def mean(pilot: Pilot[Any], screen: ImportScreen, place: int, part: str) -> None:
    """Give the column at a place a meaning, as a person would: open it, choose."""
    if part in _now(screen, place):
        return
    figures = screen.query_one(Figures)
    figures.focus()
    await press(pilot, "home", *["down"] * place, "enter")
    assert screen.shown is not None
    free = [one for one in screen.shown.seen.possible if one not in _now(screen, place)]
    at = (1 if _now(screen, place) else 0) + 1 + free.index(part)
    await press(pilot, *["down"] * at, "enter")
    await done(pilot, screen)


def _now(screen: ImportScreen, place: int) -> list[str]:
    assert screen.shown is not None
    return [part for part, at in screen.shown.seen.parts.items() if at == place]


async def test_a_key_opens_it_and_a_path_is_typed_or_chosen(
    app: WorkbenchApp, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "ledger.csv").write_bytes((DATA / "generic_invoices.csv").read_bytes())
    monkeypatch.chdir(tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "i")
        screen = app.screen
        assert isinstance(screen, ImportScreen)
        field = screen.query_one("#path", Field)
        assert field.value == f"{tmp_path}/"
        await write(pilot, "in")
        await press(pilot, "enter")
        assert field.value == f"{folder}/"
        await press(pilot, "down", "enter")
        await done(pilot, screen)
        assert "proves the day" in said(screen)
        assert "--as-of" not in said(screen)  # it is asked for below
        await answer(pilot, screen, "31.12.2025")
        assert "60 items of 14 customers · 380,973.59 USD" in said(screen)
        assert "as of Wed 31 Dec 2025" in said(screen)
        with app.desk.store.read() as view:
            assert view.imports.runs() == []
        await press(pilot, "i")
        await done(pilot, screen)
        assert screen.state == "report"
        assert "imported as No. 1" in said(screen)
        await press(pilot, "escape")
        assert isinstance(app.screen, WorklistScreen)
    assert [one.items for one in importing.imports(app.desk)] == [60]


async def test_an_unknown_list_is_named_column_by_column_and_kept_as_a_profile(
    app: WorkbenchApp, odd: Path
) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await at(pilot, odd)
        assert "the headings do not say" in said(screen)
        await answer(pilot, screen, "open-items")
        for place, part in enumerate(("number", "name", "document", "issued", "due", "open")):
            await mean(pilot, screen, place, part)
        assert "may be thousands or decimals" in said(screen)
        await answer(pilot, screen, ",")
        assert "may be day/month or month/day" in said(screen)
        await answer(pilot, screen, "d")
        assert "proves the day" in said(screen)
        await answer(pilot, screen, "2026-06-01")
        assert "which currency" in said(screen)
        await answer(pilot, screen, "eur")
        assert "2 items of 2 customers · 3,734.00 EUR" in said(screen)
        await press(pilot, "i")
        await done(pilot, screen)
        await press(pilot, "p")
        await write(pilot, "odd list")
        await press(pilot, "enter")
        await settle(pilot)
    saved = app.desk.profiles.find("odd list").values
    assert saved["columns"] == {
        "number": "Nr", "name": "Wer", "document": "Papier", "issued": "wann", "due": "faellig",
        "open": "Rest noch",
    }  # fmt: skip
    assert (saved["decimal_mark"], saved["date_order"], saved["currency"]) == (",", "dmy", "EUR")
    later = odd.with_name("later.csv")
    later.write_text(ODD.replace("2.500", "3.500"), "utf-8")
    report = importing.bring_in(app.desk, later, ReadOptions(as_of=date(2026, 7, 1)))
    assert (report.profile, report.totals) == ("odd list", {"EUR": 473400})


async def test_a_list_without_a_single_known_word_can_be_named(
    app: WorkbenchApp, tmp_path: Path
) -> None:
    path = tmp_path / "foreign.csv"
    path.write_text(
        "raport\nAaa,Bbb,Ccc,Ddd,Eee\n77,Firma,F1,2026-02-03,100.50\n78,Inna,F2,2026-02-04,9.25\n"
    )
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await at(pilot, path)
        assert screen.shown is not None
        assert screen.shown.seen.headings == ("Aaa", "Bbb", "Ccc", "Ddd", "Eee")
        await answer(pilot, screen, "open")
        for place, part in enumerate(("number", "name", "document", "due", "open")):
            await mean(pilot, screen, place, part)
        await answer(pilot, screen, "2026-06-01")
        await answer(pilot, screen, "PLN")
        assert "2 items of 2 customers · 109.75 PLN" in said(screen)


async def test_what_a_column_means_can_be_changed(app: WorkbenchApp) -> None:
    async with app.run_test(size=(120, 36)) as pilot:
        screen = await at(pilot, DATA / "generic_open_items_de.csv")
        await answer(pilot, screen, "2026-06-01")
        before = said(screen)
        assert screen.shown is not None
        place = screen.shown.seen.parts["original"]
        await mean(pilot, screen, place, "open")
        assert said(screen) != before  # the other amounts are open now
        assert screen.shown.options.profile is not None
        assert "Offener Betrag" in screen.shown.options.profile["ignored"]


@pytest.mark.parametrize("size", [(80, 24), (200, 50)])
async def test_a_wrong_answer_is_refused_and_asked_for_again(
    app: WorkbenchApp, odd: Path, size: tuple[int, int]
) -> None:
    async with app.run_test(size=size) as pilot:
        screen = await at(pilot, DATA / "generic_invoices.csv")
        for wrong in ("32.13.2026", "tomorrow", "3/4/2026", "nonsense"):
            screen.query_one("#answer", Field).value = ""
            await answer(pilot, screen, wrong)
            assert screen.shown is not None
            assert screen.shown.report is None
        screen.query_one(Figures).focus()
        await press(pilot, "i")  # nothing to import yet
        assert screen.has_class("-preview")
        await press(pilot, "escape")
        assert screen.has_class("-choose")
        await press(pilot, "escape")
        assert isinstance(app.screen, WorklistScreen)


@pytest.mark.parametrize("when", ["preview", "take"])
async def test_escape_stops_what_runs_and_nothing_is_kept(sqlite_desk: Desk, when: str) -> None:
    begun, stops = threading.Event(), threading.Event()

    def reader(path: Path, options: ReadOptions, progress: Progress | None = None) -> FileContent:
        if stops.is_set():
            assert progress is not None
            begun.set()
            for done in range(100_000):
                progress(done * 1000, 100_000_000)
                threading.Event().wait(0.001)
        return sqlite_desk.reader(path, options)

    app = WorkbenchApp(replace(sqlite_desk, reader=reader))
    options = "2025-12-31"
    async with app.run_test(size=(80, 24)) as pilot:
        if when == "preview":
            stops.set()
            await settle(pilot)
            screen = ImportScreen(DATA / "generic_invoices.csv")
            app.push_screen(screen)
        else:
            screen = await at(pilot, DATA / "generic_invoices.csv")
            await answer(pilot, screen, options)
            stops.set()
            await pilot.press("i")
        for _ in range(1000):
            await pilot.pause(0.01)
            if begun.is_set() and "of 100,000,000 rows" in said(screen):
                break
        assert "of 100,000,000 rows" in said(screen)
        await pilot.press("escape")
        await done(pilot, screen)
        assert screen.state == ("choose" if when == "preview" else "preview")
    assert importing.imports(sqlite_desk) == []


def test_a_file_that_changed_since_is_not_taken(sqlite_desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "ledger.csv"
    text = (DATA / "generic_invoices.csv").read_text("utf-8")
    path.write_text(text, "utf-8")
    shown = previewing.preview(sqlite_desk, path, ReadOptions(as_of=date(2025, 12, 31)))
    assert shown.report is not None
    path.write_text(text.replace("2096.49", "2097.49"), "utf-8")
    with pytest.raises(Exception, match="has changed since it was shown"):
        previewing.take(sqlite_desk, shown)
    assert importing.imports(sqlite_desk) == []


async def test_hostile_names_and_paths_do_no_harm(app: WorkbenchApp, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    for name in ("\x1b[31mred.csv", "[bold]x[$].csv", "new\nline.csv", "‮gnp.csv"):
        (folder / name).write_text(ODD, "utf-8")
    (folder / ".hidden.csv").write_text("")
    assert len(places(f"{folder}/")) == 4
    assert len(places(f"{folder}/.")) == 1
    assert places("\0") == places("/nowhere/at/all/") == []
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "i")
        screen = cast(ImportScreen, app.screen)
        field = screen.query_one("#path", Field)
        for path in (
            "",
            "/",
            "\x00",
            str(folder),
            "/dev/null",
            "/nowhere",
            "~nobody/x",
            "x" * 5000,
        ):
            field.value = path
            await settle(pilot)
            await press(pilot, "enter")
            await done(pilot, screen)
            assert app.screen_stack[-1] is screen
            await press(pilot, "o")
        for number in range(1, 5):
            field.value = f"{folder}/"
            await settle(pilot)
            await press(pilot, *["down"] * number, "enter")
            await done(pilot, screen)
            assert "the headings do not say" in said(screen)
            await press(pilot, "escape", "o")


@pytest.mark.parametrize("path", sorted(DATA.iterdir()), ids=lambda path: path.name)
def test_a_preview_says_what_the_import_will(sqlite_desk: Desk, path: Path) -> None:
    options = ReadOptions(as_of=date(2025, 12, 31), currency=_currency(path))
    shown = previewing.preview(sqlite_desk, path, options)
    assert shown.report is not None, shown.refused
    assert shown.report.dry_run
    assert shown.rows
    report = previewing.take(sqlite_desk, shown)
    same = ("kind", "items", "customers", "totals", "past_due", "reconciled", "warnings", "gaps")
    for name in same:
        assert getattr(report, name) == getattr(shown.report, name)


def _currency(path: Path) -> str | None:
    return "USD" if path.name.startswith(("qbo", "xero")) else None


# how it looks ------------------------------------------------------------------------------------


@pytest.mark.parametrize("size", [(80, 24), (120, 36)])
@pytest.mark.parametrize("name", ["asked", "read", "taken"])
def test_the_screen(
    snap_compare: Snap, app: WorkbenchApp, name: str, size: tuple[int, int]
) -> None:
    async def run(pilot: Pilot[Any]) -> None:
        screen = await at(pilot, DATA / "generic_invoices.csv")
        if name != "asked":
            await answer(pilot, screen, "31.12.2025")
        if name == "taken":
            await press(pilot, "i")
            await done(pilot, screen)
        await settle(pilot)

    assert snap_compare(app, terminal_size=size, run_before=run)


def keys(screen: ImportScreen) -> str:
    lines = screen.query_one("#keys", Lines)
    return " ".join(map(plain, lines._laid_out(lines.size.width)))


async def test_the_keys_shown_are_those_that_work_while_a_question_is_typed_at(
    app: WorkbenchApp, odd: Path
) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await at(pilot, odd)
        assert "enter answer" in keys(screen)
        assert "a answer" not in keys(screen)
        await press(pilot, "escape")
        await settle(pilot)
        assert "a answer" in keys(screen)
        await press(pilot, "a")
        await answer(pilot, screen, "x")
        await answer(pilot, screen, "open-items")  # what was refused is typed over
        assert screen.shown is not None
        assert screen.shown.options.kind == "open-items"


async def test_what_is_taken_over_stands_on_the_list_of_the_day(
    app: WorkbenchApp, tmp_path: Path
) -> None:
    ledger = tmp_path / "ledger.csv"
    ledger.write_bytes((DATA / "sap_fbl5n_de.txt").read_bytes())
    desk = app.desk
    planning.ensured(desk)
    before = planning.position(desk, None).total
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await at(pilot, ledger)
        await press(pilot, "i")
        await done(pilot, screen)
        assert screen.state == "report"
    assert not planning.outdated(desk)
    assert planning.position(desk, None).total > before


async def test_a_list_older_than_the_facts_says_so_and_is_made_again(
    app: WorkbenchApp, tmp_path: Path
) -> None:
    desk = app.desk
    planning.ensured(desk)
    importing.bring_in(desk, DATA / "sap_fbl5n_de.txt", ReadOptions())
    assert planning.outdated(desk)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        screen = app.screen
        assert isinstance(screen, WorklistScreen)
        assert any("facts newer" in text for text in screen.day.glance.urgent)
        await press(pilot, "r")
        await settle(pilot)
        await pilot.pause(0.2)
        await settle(pilot)
        assert not planning.outdated(desk)
        assert not screen.day.glance.urgent
