"""The lines of the day's list."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from collectwork.domain.worklist import WorkItem
from collectwork.present import words
from collectwork.present.cells import amount, day, fit, width
from collectwork.present.pieces import Line, Piece, Role, line

_AMOUNT = 14
_DAYS = 5
_PINS = {1: "↑", -1: "↓"}
_PRESSING = ("promise_broken", "callback", "reply", "desk")


@dataclass(frozen=True, slots=True)
class Columns:
    """How a line of the list is laid out. ``base`` is the currency that goes unnamed; ``digits``:
    the cells that the number of a line takes."""

    today: date
    base: str = ""
    mixed: bool = False
    digits: int = 3

    def key(self, item: WorkItem) -> int:
        """A line belongs to a customer."""
        return item.customer_id

    def to_do(self, item: WorkItem) -> bool:
        """Does the account wait to be worked?"""
        return item.state == "open"

    def head(self, room: int) -> Line:
        """The names above the columns."""
        name, step = self._rooms(room)
        text = (
            f" {' ' * self.digits}#   {fit('customer', name)}"
            f"{fit('to collect', _AMOUNT, right=True)}"
            f"{fit('days', _DAYS, right=True)}  {fit('next step', step)}"
        )
        return (Piece(text, "dim"),)

    def row(self, item: WorkItem, number: int, room: int, *, here: bool, marked: bool) -> Line:
        """One line: cursor, mark, rank, channel, customer, money, age, next step or outcome.

        ``number`` stands for the rank where the lists of several people are mixed.
        """
        name, step = self._rooms(room)
        done = item.state != "open"
        pointer = Piece("▸" if here else " ", "act")
        mark = Piece("•" if marked else " ", "act")
        rank = Piece(
            fit(str(number if self.mixed else item.rank), self.digits, right=True)
            + _PINS.get(item.pinned, " "),
            "act" if item.pinned else "dim",
        )
        sign = Piece(fit(words.action_sign(item.action), 2), "dim" if done else "act")
        who = Piece(fit(item.name, name), "dim" if done else "")
        money = Piece(
            fit(self._money(item), _AMOUNT, right=True), "dim" if done else self._weight(item)
        )
        if done:
            said = Piece("  " + fit(self._said(item, _DAYS + step), _DAYS + step), "good")
            return line(pointer, mark, rank, sign, who, money, said)
        days = Piece(fit(item.days_shown, _DAYS, right=True))
        role: Role = "risk" if item.action in _PRESSING else ""
        what = Piece(fit(words.step(item, step), step), role)
        return line(pointer, mark, rank, sign, who, money, days, "  ", what)

    def _said(self, item: WorkItem, room: int) -> str:
        """What came of it, and when it goes on: over the columns that no longer matter. Where it
        is narrow the outcome is cut, never the day."""
        if item.state == "cleared":
            return "✓ nothing to collect any more"
        outcome = words.outcome(item.outcome or item.state)
        after = f" → {day(item.next_on, self.today).strip()}" if item.next_on else ""
        if width(outcome) + width(after) + 2 > room:
            after = after.replace("→ ", "")
        return f"✓ {fit(outcome, max(4, room - 2 - width(after))).rstrip()}{after}"

    def _money(self, item: WorkItem) -> str:
        text = amount(item.to_collect, item.currency)
        named = item.currency if item.currency != self.base else ""
        if named and len(text) + 1 + len(named) > _AMOUNT:
            text = text.partition(".")[0]  # cents are what one can do without, never the currency
        return f"{text} {named}".rstrip()

    def _weight(self, item: WorkItem) -> Role:
        return "money" if item.oldest_days > 60 else ""

    def _rooms(self, room: int) -> tuple[int, int]:
        left = max(12, room - 6 - self.digits - _AMOUNT - _DAYS - 2)
        step = max(12, min(30, left * 47 // 100))
        return left - step, step
