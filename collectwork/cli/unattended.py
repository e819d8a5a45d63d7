"""``run``: the unattended day, once or until it is ended."""

from __future__ import annotations

import json as encoding
import os
import signal
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import date, datetime
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Any

import typer

from collectwork.cli import output
from collectwork.cli.importing import as_object, as_text
from collectwork.cli.main import app
from collectwork.cli.session import SESSION
from collectwork.errors import CollectworkError
from collectwork.present.text import json_safe, safe

if TYPE_CHECKING:
    from collectwork.domain.ledger import ImportReport
    from collectwork.domain.watching import Step, WatchRule
    from collectwork.usecases.desk import Desk
    from collectwork.usecases.ports.outside import Watched
    from collectwork.usecases.watching import Teller

_LOOK_EVERY = 1.0  # seconds
_SEND_EVERY = 60.0
_PAUSE = 30.0  # after trouble that may pass: a store that is locked, a folder that is away
_GRACE = 1.5  # seconds that a server has for its answer once the program is told to end


@app.command("run")
def run(
    watch: Path = typer.Option(None, "--watch", help="The folder; without it those of the config."),  # noqa: B008
    once: bool = typer.Option(False, "--once", help="Do everything once, and end."),
    json: bool = typer.Option(False, "--json", help="A JSON object a step, one a line."),
) -> None:
    """The unattended day: files, promises, inbox, plan, automatic steps, outbox, alerts.

    Files that are complete end in `done` or `refused` inside the folder, with a report beside them;
    one that is still being written is left alone. Without --once it stays: looks for files every
    second and into the mailboxes every minute, sends what is due, and plans once a day at `plan_at`
    of the config. SIGTERM and Ctrl-C end it within two seconds, or after the file under way.
    """
    from collectwork import bootstrap

    folders = bootstrap.watched(SESSION.config, watch)
    at = bootstrap.plan_at(SESSION.config)
    with SESSION.desk(may_make=True) as desk, _until_told() as ending:
        runner = _Runner(desk, folders, _Lines(json), ending)
        code = runner.once() if once else runner.stay(at)
    if code:
        raise typer.Exit(code)


class _Lines:
    """A line a step on standard output, at once."""

    def __init__(self, json: bool) -> None:
        self._json = json
        self.codes: list[int] = []

    def tell(self, step: Step) -> None:
        self.codes.append(step.code)
        if self._json:
            head = {"step": step.name, "ok": step.code == 0, "code": step.code, "text": step.text}
            line = json_safe(encoding.dumps(head | dict(step.details), default=str))
        else:
            line = safe(f"{step.name}: {step.text}".replace("\n", " "))
        sys.stdout.write(line + "\n")
        sys.stdout.flush()


class _Runner:
    """The rounds over the folders, and the day around them."""

    def __init__(
        self,
        desk: Desk,
        folders: Sequence[tuple[Watched, list[WatchRule]]],
        lines: _Lines,
        ending: _Ending,
    ) -> None:
        self._desk, self._folders, self._lines, self._ending = desk, folders, lines, ending
        self._teller = _teller()
        self._digested: date | None = None
        self._said: set[tuple[str, str]] = set()
        self._not_before: dict[Path, float] = {}
        self._unread = ""

    def once(self) -> int:
        """Every step once; returns the exit code of the worst."""
        from collectwork.domain.watching import worst

        if not self._folders:
            self._tell("import", "no folder is watched: name one with --watch, or in the config")
        for folder, rules in self._folders:
            self._round(folder, rules, wait=True)
        self._day()
        return worst(self._lines.codes)

    def stay(self, plan_at: str) -> int:
        """Until told to end: files as they come, mails every minute, the list once a day."""
        planned: date | None = None
        sent = time.monotonic()
        self._tell("run", f"watching {len(self._folders)} folders; plans at {plan_at} each day")
        while not self._ending.is_set():
            now = datetime.now().astimezone()
            desk = self._today(now.date())
            came = [self._round(folder, rules) for folder, rules in self._folders]
            if planned != now.date() and (planned is None or f"{now:%H:%M}" >= plan_at):
                self._day()
                planned, sent = now.date(), time.monotonic()
            elif any(came):
                self._plan_again(desk)
            elif time.monotonic() - sent >= _SEND_EVERY:
                sent = time.monotonic()
                self._fetch(desk)
                self._send(desk)
                self._alerts(desk)
            self._ending.wait(_LOOK_EVERY)
        self._tell("run", "ended as told")
        return 0

    def _today(self, day: date) -> Desk:
        if SESSION.today is None and day != self._desk.today:
            self._desk = self._desk.on(day)
        return self._desk

    def _round(self, folder: Watched, rules: list[WatchRule], wait: bool = False) -> bool:
        """Everything that is complete in a folder; whether anything was imported."""
        if time.monotonic() < self._not_before.get(folder.path, 0.0):
            return False
        try:
            with folder.alone() as mine, self._ending.whole():
                if mine:
                    return self._files(folder, rules, wait)
                self._leave(str(folder.path), "another runner is at work there")
        except CollectworkError as error:
            self._pause(folder)
            self._tell("import", str(error), error.exit_code)
        except OSError as error:
            self._pause(folder)
            self._tell("import", f"{folder.path} cannot be looked into: {error.strerror}", 3)
        return False

    def _files(self, folder: Watched, rules: list[WatchRule], wait: bool) -> bool:
        from collectwork.usecases.watching import take_files

        found = folder.look(time.monotonic())
        if wait and found.left:  # an only look cannot tell what is still being written
            self._ending.wait(folder.settled + 0.05)
            found = folder.look(time.monotonic())
        for name, why in found.left.items():
            if wait or "written" not in why:
                self._leave(name, why)
        came = False
        stop = self._ending.is_set
        for step in take_files(self._desk, folder, found.ready, rules, self._teller, stop):
            self._lines.tell(step)
            came = came or step.code == 0
            if step.details.get("moved_to") is None:
                self._pause(folder)  # it lies there still: not again and again
        return came

    def _day(self) -> None:
        from collectwork.usecases.unattended import day_steps

        for step in day_steps(self._desk, self._ending.is_set):
            self._lines.tell(step)
            if "digests" in step.details:
                self._digested = self._desk.today

    def _plan_again(self, desk: Desk) -> None:
        from collectwork.usecases import unattended

        self._lines.tell(unattended.guarded("plan", desk, unattended.plan))

    def _fetch(self, desk: Desk) -> None:
        """Before anything leaves: who has just written is not reminded. Said only when something
        came, and trouble once."""
        from collectwork.usecases import unattended

        step = unattended.guarded("inbox", desk, unattended.inbox)
        trouble = step.text if step.code else ""
        if step.details.get("kinds") or trouble != self._unread:
            self._lines.tell(step)
        self._unread = trouble

    def _send(self, desk: Desk) -> None:
        """Said only when something left or did not."""
        from collectwork.usecases import unattended

        step = unattended.guarded("outbox", desk, self._send_until_told)
        if step.code or step.details.get("sent"):
            self._lines.tell(step)

    def _send_until_told(self, desk: Desk) -> Step:
        from collectwork.usecases import unattended

        return unattended.send(desk, self._ending.is_set)

    def _alerts(self, desk: Desk) -> None:
        """Webhooks that are due; the day's digests once their time has come."""
        from collectwork.usecases import unattended

        if self._digested != desk.today and unattended.digest_due(desk):
            self._digested = desk.today
            self._lines.tell(unattended.guarded("alerts", desk, unattended.alerted))
            return
        step = unattended.guarded("webhooks", desk, unattended.post)
        if step.code or step.details.get("webhooks"):
            self._lines.tell(step)

    def _leave(self, name: str, why: str) -> None:
        if (name, why) not in self._said:
            self._said.add((name, why))
            details = {"file": name, "state": "left"}
            self._tell("import", f"{name}: left alone, {why}", details=details)

    def _pause(self, folder: Watched) -> None:
        self._not_before[folder.path] = time.monotonic() + _PAUSE

    def _tell(self, name: str, text: str, code: int = 0, **more: Any) -> None:
        from collectwork.domain.watching import Step

        self._lines.tell(Step(name, text, code, more.get("details", {})))


def _teller() -> Teller:
    from collectwork.config import faults
    from collectwork.usecases.watching import Teller

    def telling(name: str, report: ImportReport) -> tuple[dict[str, Any], str]:
        values = as_object(report, None)
        return values, as_text(name, report, values)

    return Teller(telling, lambda error: str(faults.keep(error)))


class _Ending(threading.Event):
    """Whether the program was told to end.

    What is under way is finished, but no server is waited for longer than ``_GRACE``: then the
    process ends as if it was killed, which every step withstands. A message whose answer was
    not waited for stays *sending* and is settled by the next run.
    """

    def __init__(self) -> None:
        super().__init__()
        self._at_files = False

    @contextmanager
    def whole(self) -> Iterator[None]:
        """A file that is being imported is imported to its end."""
        self._at_files = True
        try:
            yield
        finally:
            self._at_files = False

    def told(self) -> None:
        """End; called by a signal."""
        self.set()
        patience = threading.Timer(_GRACE, self._leave)
        patience.daemon = True
        patience.start()

    def _leave(self) -> None:
        if self._at_files:
            return
        output.warn("Ended without the answer that was waited for; the next run takes it up.")
        sys.stderr.flush()
        os._exit(0)


@contextmanager
def _until_told() -> Iterator[_Ending]:
    """Set by SIGTERM or Ctrl-C; a second one ends the program at once."""
    ending = _Ending()
    known = [one for one in ("SIGTERM", "SIGINT", "SIGHUP") if hasattr(signal, one)]
    before = {name: signal.getsignal(getattr(signal, name)) for name in known}

    def told(number: int, frame: FrameType | None) -> None:
        ending.told()
        for name in known:
            signal.signal(getattr(signal, name), signal.SIG_DFL)
        output.warn("Ending after what is under way; nothing is left half done.")

    with suppress(ValueError):  # not the main thread
        for name in known:
            signal.signal(getattr(signal, name), told)
    try:
        yield ending
    finally:
        with suppress(ValueError):
            for name, handler in before.items():
                signal.signal(getattr(signal, name), handler)
