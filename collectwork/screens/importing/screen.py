"""Import a file: see what it holds and how it is read, change that, and take it over."""

from __future__ import annotations

import time
from collections.abc import Coroutine
from pathlib import Path
from typing import Any, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.content import Content
from textual.widgets import Static

from collectwork.config import aside
from collectwork.domain.activity import new_id
from collectwork.domain.ledger import ImportReport, ReadOptions
from collectwork.domain.progress import Meter, Step
from collectwork.errors import InputRefused, Stopped
from collectwork.present import preview as shows
from collectwork.present.pieces import Line, Piece, line
from collectwork.present.text import safe
from collectwork.screens.base import DeskScreen, away
from collectwork.screens.importing import changing, tables
from collectwork.screens.importing.files import Chooser
from collectwork.screens.importing.keys import KEYS, Shown, State, key_lines
from collectwork.usecases import planning, previewing, profiles
from collectwork.usecases.previewing import Preview
from collectwork.widgets.entry import Field
from collectwork.widgets.figures import Figures
from collectwork.widgets.painted import Lines

_DRAW_EVERY = 0.2  # seconds between two drawings of the progress


class ImportScreen(DeskScreen[None]):
    """One file at a time; reading and storing run in the background and can be stopped."""

    DEFAULT_CSS = """
    ImportScreen { layout: vertical; }
    ImportScreen #title { background: $surface; padding: 0 1; }
    ImportScreen #said { padding: 0 1; max-height: 50%; }
    ImportScreen #asked { display: none; height: 1; padding: 0 1; }
    ImportScreen #asked Static { width: auto; color: $act; padding-right: 1; }
    ImportScreen #asked Field { width: 1fr; max-width: 60; background: $panel; }
    ImportScreen.-asking #asked { display: block; }
    ImportScreen Chooser, ImportScreen #figures { display: none; }
    ImportScreen.-choose Chooser { display: block; }
    ImportScreen.-preview #figures, ImportScreen.-report #figures { display: block; }
    ImportScreen #figures { height: 1fr; padding: 0 1; margin-top: 1; }
    ImportScreen #space { height: 1fr; display: none; }
    ImportScreen.-busy #space { display: block; }
    ImportScreen #keys { height: auto; background: $surface; padding: 0 1; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("i,ctrl+s", "take", "import the file as shown"),
        Binding("p", "keep", "save how it is read as a profile"),
        Binding("a", "ask", "answer the question"),
        Binding("o", "choose", "choose another file"),
        Binding("escape", "leave", "back, or stop what is running"),
    ]

    def __init__(self, path: Path | None = None) -> None:
        super().__init__()
        self._state: State = "choose"
        self._path = path
        self._shown: Preview | None = None
        self._report: ImportReport | None = None
        self._meter: Meter | None = None
        self._step: Step | None = None
        self._intent = new_id()
        self._aside: str | None = None  # the file with the rows that were set aside

    def compose(self) -> ComposeResult:
        yield Lines(id="title")
        yield Lines(id="said")
        with Horizontal(id="asked"):
            yield Static("", id="question", markup=False)
            yield Field(id="answer")
        yield Chooser(f"{self._path.parent if self._path else Path.cwd()}/", self._choose)
        yield Figures(id="figures")
        yield Static("", id="space")
        yield Lines(id="keys")

    def on_mount(self) -> None:
        self.set_interval(_DRAW_EVERY, self._draw_step)
        if self._path is None:
            self._turn("choose")
        else:
            self._look_at(self._path, ReadOptions())

    def on_unmount(self) -> None:
        if self._meter is not None:
            self._meter.stop()

    # ----- states

    @property
    def state(self) -> State:
        """What the screen is doing."""
        return self._state

    @property
    def shown(self) -> Preview | None:
        """What was read last."""
        return self._shown

    def _turn(self, state: State) -> None:
        self._state = state
        for one in KEYS:
            self.set_class(one == state, f"-{one}")
        asks = state == "preview" and self._question is not None
        self.set_class(asks, "-asking")
        self._draw()
        if state == "choose":
            self.query_one("#path", Field).focus()
        elif asks:
            self.query_one("#answer", Field).focus()
        else:
            self.query_one(Figures).focus()

    @property
    def _question(self) -> str | None:
        """What can be answered in the field; columns are chosen in the table."""
        asked = self._shown.question if self._shown else None
        return asked.about if asked and asked.about != "columns" else None

    # ----- choosing a file

    def action_choose(self) -> None:
        """Another file."""
        if self._state != "busy":
            self._turn("choose")

    def _choose(self, path: Path) -> None:
        self._look_at(path, ReadOptions())

    # ----- reading it

    def _look_at(self, path: Path, options: ReadOptions) -> None:
        self._path = path
        self._work(self._preview(path, options))

    async def _preview(self, path: Path, options: ReadOptions) -> None:
        before = self._shown if self._shown and self._shown.path == path else None
        self._shown = await away(previewing.preview, self.desk, path, options, self._meter)
        self._intent = new_id()
        figures = self.query_one(Figures)
        figures.show(tables.of_preview(self._shown), from_top=before is None)
        self._prepare_question()
        self._turn("preview")

    def _prepare_question(self) -> None:
        about = self._question
        asked = self._shown.question if self._shown else None
        if about is None or asked is None:
            return
        words = dict(changing.SAID)[about]
        self.query_one("#question", Static).update(Content(f"{words}?"))
        field = self.query_one("#answer", Field)
        field.placeholder = changing.HINTS[about]
        field.value = safe(asked.proposal)

    # ----- answering and changing

    def action_ask(self) -> None:
        """To the question's field."""
        if self._state == "preview" and self._question is not None:
            self.query_one("#answer", Field).focus()

    def action_submit(self) -> None:
        """Enter in a field."""
        if self._state == "choose":
            self.query_one(Chooser).submit()
        elif self._state == "preview":
            self._answer()

    def _answer(self) -> None:
        shown, about = self._shown, self._question
        if shown is None or about is None:
            return
        text = self.query_one("#answer", Field).value.strip()
        try:
            value = changing.parsed(self.desk.today, about, text)
            if value is None:
                raise InputRefused(f"Type {changing.HINTS[about]}.")
            if about == "profile":
                value = (text, self.desk.profiles.find(text).values)
        except InputRefused as error:
            self.trouble(error)
            self.query_one("#answer", Field).action_select_all()
            return
        self._look_at(shown.path, previewing.answered(shown.options, about, value))

    def on_figures_opened(self, event: Figures.Opened) -> None:
        shown = self._shown
        if self._state != "preview" or shown is None:
            return
        if event.listing.key == "columns" and not shown.seen.possible:
            self.say("Say first what kind of list it is.")
        elif event.listing.key == "columns":
            self._change(changing.meaning(self, shown, event.row))
        elif event.listing.key == "said":
            self._change(changing.changed(self, shown, changing.SAID[event.row][0]))

    def _change(self, asking: Coroutine[Any, Any, ReadOptions | None]) -> None:
        async def run() -> None:
            options = await asking
            if options is not None and self._shown is not None:
                self._look_at(self._shown.path, options)

        self.run_worker(self._guarded(run()), group="write", exit_on_error=False)

    # ----- taking it over

    def action_take(self) -> None:
        """Import what is shown."""
        if self._state != "preview" or self._shown is None:
            return
        if self._shown.report is None:
            self.say("It cannot be read yet: answer the question, or change what a column means.")
            return
        self._work(self._take(self._shown))

    async def _take(self, shown: Preview) -> None:
        self._report = await away(previewing.take, self.desk, shown, self._meter, key=self._intent)
        try:
            self._aside = await away(aside.keep, shown.path, self._report)
        except InputRefused as error:  # the import stays; only the copy of its rows is missing
            self.trouble(error)
        if not self._report.duplicate and await away(planning.renewed, self.desk):
            self.say("The list of the day was made again with it.")
        self.query_one(Figures).show(tables.of_report(self._report), from_top=True)
        self._turn("report")

    def action_keep(self) -> None:
        """Save how the file is read under a name."""
        report = self._report if self._state == "report" else None
        if self._shown is not None and self._state in ("preview", "report"):
            report = report or self._shown.report
        if report is None or self._shown is None:
            self.say("How it is read can be kept once it can be read.")
            return
        keeping = self._keep(self._shown, report)
        self.run_worker(self._guarded(keeping), group="write", exit_on_error=False)

    async def _keep(self, shown: Preview, report: ImportReport) -> None:
        name = await changing.profile_name(self, report, shown.options.profile_name or "")
        if name is None:
            return
        saved = await away(profiles.save, self.desk, shown.path, shown.options, report, name)
        self.say(f"Saved as {saved.name}: files with these headings are read in this way.")

    # ----- work in the background, and its stop

    def _work(self, work: Coroutine[Any, Any, None]) -> None:
        """Do it while the keys stay alive; a stop and a refusal lead back to where one was."""
        if self._state == "busy":
            work.close()
            return
        back = self._state
        self._meter = Meter(self._note, time.monotonic)
        self._step = None
        self._turn("busy")
        self.run_worker(self._until_done(work, back), group="file", exit_on_error=False)

    async def _until_done(self, work: Coroutine[Any, Any, None], back: State) -> None:
        try:
            await work
        except Stopped as stop:
            self.say(str(stop))
            self._turn(back)
        except Exception as error:
            self.trouble(error)
            self._turn(back)
        finally:
            self._meter = None

    def _note(self, step: Step) -> None:
        """Called in the thread that works."""
        self._step = step

    def action_leave(self) -> None:
        """Stop what runs; else one step back."""
        if self._state == "busy":
            if self._meter is not None:
                self._meter.stop()
                self._draw()
        elif self._answering:
            self.query_one(Figures).focus()
        elif self._state == "preview":
            self._turn("choose")
        else:
            self.dismiss()

    # ----- drawing

    def _draw_step(self) -> None:
        if self._state == "busy":
            self._draw_said()

    def _draw(self) -> None:
        name = safe(self._path.name) if self._path and self._state != "choose" else "choose a file"
        self.query_one("#title", Lines).show(
            lambda _: [line(Piece("collectwork · import · ", "dim"), Piece(name, "title"))]
        )
        self._draw_said()
        off = set() if self._question else {"a"}
        if self._state == "preview" and (self._shown is None or self._shown.report is None):
            off |= {"i", "p"}
        state: Shown = "answering" if self._answering else self._state
        self.query_one("#keys", Lines).show(lambda room: key_lines(state, off, room))

    @property
    def _answering(self) -> bool:
        """Letters go into the field of the question."""
        return self._state == "preview" and self.query_one("#answer", Field).has_focus

    def on_descendant_focus(self) -> None:
        self._draw()

    def on_descendant_blur(self) -> None:
        self._draw()

    def _draw_said(self) -> None:
        self.query_one("#said", Lines).show(self._said)

    def _said(self, room: int) -> list[Line]:
        room = max(20, room)
        if self._state == "busy":
            stopping = self._meter is not None and self._meter.stopping
            return shows.working(self._step, stopping, room)
        if self._state == "report" and self._report is not None:
            return shows.taken(self._report, self._aside, room)
        if self._state == "preview" and self._shown is not None:
            if self._shown.report is not None:
                return shows.totals(self._shown.report, room)
            return shows.refusal(self._shown.refused, self._shown.question is not None, room)
        return [
            line(Piece("Aging lists, payments, bank files, customers, contacts, invoices", "dim"))
        ]
