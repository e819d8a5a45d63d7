"""Later: a call back with a time and a number, or a day on which to look again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime

from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from collectwork.domain import typed as reading
from collectwork.domain.blocks import FollowUpInput, FollowUpKind
from collectwork.errors import InputRefused
from collectwork.present.cells import clock, long_day
from collectwork.screens.dialogs.frame import Dialog, note, row
from collectwork.widgets.entry import Choice, Field, Option


class FollowUpDialog(Dialog[FollowUpInput]):
    """``now`` bears the zone in which times are typed: the customer's (``place`` is its name), or
    our own where that is not known (``place`` is empty)."""

    hint = "⏎ record · tab next field · ← → choose · esc cancel"

    def __init__(
        self,
        name: str,
        kind: FollowUpKind,
        phone: str,
        now: datetime,
        today: date,
        place: str = "",
        typed: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(typed)
        self._who, self._kind, self._phone = name, kind, phone
        self._now, self._today, self._place = now, today, place

    def title_text(self) -> str:
        return f"Later · {self._who}"

    def rows(self) -> Iterable[Widget]:
        yield row(
            "when",
            Field(self.was("when"), placeholder="10:45, tomorrow 9:00, fri, +2h, +1w", id="when"),
        )
        yield note("resolved")
        kinds = [
            Option("callback", "call back"),
            Option("resubmission", "look again (stays on the list if rules fire)"),
            Option("quiet", "look again, hidden until then"),
        ]
        yield row("what", Choice(kinds, self.was("kind", self._kind), id="kind"))
        yield row("number", Field(self.was("phone", self._phone), id="phone"))
        yield row("purpose", Field(self.was("purpose"), placeholder="what for", id="purpose"))

    def on_input_changed(self) -> None:
        self._resolve()

    def _resolve(self) -> None:
        text = self.text("when")
        try:
            on, at = self._when() if text else (None, None)
        except InputRefused as error:
            self.query_one("#resolved", Static).update(Content(str(error)))
            return
        said = ""
        if on is not None:
            time = f", {clock(at.astimezone(self._now.tzinfo))}" if at else ""
            there = f" at the customer's place ({self._place})" if at and self._place else ""
            said = f"→ {long_day(on)}{time}{there}"
        self.query_one("#resolved", Static).update(Content(said))
        self.refuse("")

    def _when(self) -> tuple[date, datetime | None]:
        zone = self._now.tzinfo or UTC
        on, at = reading.moment(self.text("when"), self._now, zone, self._today)
        if on < self._today:
            raise InputRefused(f"{long_day(on)} is past: give a day to come.")
        return on, at

    def answer(self) -> FollowUpInput:
        if not self.text("when"):
            raise InputRefused("When? Type 10:45, tomorrow 9:00, fri or +1w.")
        on, at = self._when()
        kind = self.text("kind")
        return FollowUpInput(
            kind="callback" if kind == "callback" else "resubmission",
            due=on,
            due_at=at,
            phone=self.text("phone") or None,
            purpose=self.text("purpose") or None,
            quiet=kind == "quiet",
        )
