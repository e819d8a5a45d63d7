"""What was said before the command's name, and the desk made from it once it is needed."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from collectwork.errors import WrongUsage
from collectwork.present.text import safe

if TYPE_CHECKING:
    from collectwork.usecases.desk import Desk


@dataclass(slots=True)
class Session:
    """The global options of this call."""

    config: Path | None = None
    store: str | None = None
    actor: str | None = None
    today: date | None = None
    quiet: bool = False
    verbose: bool = False
    color: bool = True

    @contextmanager
    def desk(self, *, may_make: bool = False) -> Iterator[Desk]:
        """An open desk; closed afterwards. ``may_make``: a named store that is not there is made;
        otherwise only the one that needs no naming is."""
        from collectwork import bootstrap

        desk = bootstrap.desk(self.config, self.store, self.actor, self.today, may_make=may_make)
        if desk.store.alarm is not None:
            sys.stderr.write(safe(f"Read only: {desk.store.alarm}") + "\n")
        try:
            yield desk
        finally:
            desk.store.close()

    def workbench(self, desk: Desk) -> None:
        """Open the workbench on a desk with the keys and the theme of the config."""
        from collectwork import bootstrap
        from collectwork.app import open_workbench

        keys, theme = bootstrap.looks(self.config)
        code = open_workbench(desk, keys=keys, theme=theme, color=self.color)
        if code != 0:
            raise SystemExit(code)


SESSION = Session()


def day(text: str | None) -> date | None:
    """An ISO date of an option; WrongUsage otherwise."""
    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise WrongUsage(f"{text!r} is not a date: write it as 2026-11-20.") from None
