"""The lines of the day's list."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from collectwork.domain.worklist import WorkItem
from collectwork.present import words
from collectwork.present.cells import amount, day, fit
from collectwork.present.pieces import Line, Piece, Role, line

_AMOUNT = 14
_DAYS = 5


@dataclass(frozen=True, slots=True)
class Columns:
    """How a line of the list is laid out. ``base`` is the currency that goes unnamed."""

    today: date
    base: str = ""
    mixed: bool = False

    def head(self, width: int) -> Line:
        """The names above the columns."""
        name, step = self._rooms(width)
        text = (
            f"     #    {fit('customer', name)}{fit('to collect', _AMOUNT, right=True)}"
            f"{fit('days', _DAYS, right=True)}  {fit('next step', step)}"
        )
        return (Piece(text, "dim"),)

    def row(self, item: WorkItem, number: int, width: int, *, here: bool, marked: bool) -> Line:
        """One line: cursor, mark, rank, channel, customer, money, age, next step or outcome.

        ``number`` stands for the rank where the lists of several people are mixed.
        """
        name, step = self._rooms(width)
        done = item.state != "open"
        pointer = Piece("▸" if here else " ", "act")
        mark = Piece("•" if marked else " ", "act")
        rank = Piece(fit(str(number if self.mixed else item.rank), 5, right=True) + " ", "dim")
        sign = Piece(fit(words.action_sign(item.action), 2), "dim" if done else "act")
        who = Piece(fit(item.name, name), "dim" if done else "")
        money = Piece(
            fit(self._money(item), _AMOUNT, right=True), "dim" if done else self._weight(item)
        )
        if done:
            said = Piece("  " + fit(self._said(item), _DAYS + step), "good")
            return line(pointer, mark, rank, sign, who, money, said)
        days = Piece(fit(str(item.oldest_days), _DAYS, right=True))
        role: Role = "risk" if item.action in ("promise_broken", "callback", "reply") else ""
        what = Piece(fit(words.step(item), step), role)
        return line(pointer, mark, rank, sign, who, money, days, "  ", what)

    def _said(self, item: WorkItem) -> str:
        """What came of it, and when it goes on: over the columns that no longer matter."""
        if item.state == "cleared":
            return "✓ nothing to collect any more"
        outcome = words.outcome(item.outcome or item.state)
        after = f" → {day(item.next_on, self.today).strip()}" if item.next_on else ""
        return f"✓ {outcome}{after}"

    def _money(self, item: WorkItem) -> str:
        text = amount(item.to_collect, item.currency)
        return (
            text
            if item.currency == self.base or not item.currency
            else (f"{text} {item.currency}" if len(text) + 4 <= _AMOUNT else text)
        )

    def _weight(self, item: WorkItem) -> Role:
        return "money" if item.oldest_days > 60 else ""

    def _rooms(self, width: int) -> tuple[int, int]:
        left = max(12, width - 11 - _AMOUNT - _DAYS - 2)
        step = max(10, min(30, left * 45 // 100))
        return left - step, step
