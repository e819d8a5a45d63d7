"""The rows of the money that came in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from collectwork.domain.cash import WAITING, Proposal, Receipt
from collectwork.present.cash import (
    AMOUNT,
    SIGNS,
    brief_day,
    confidence,
    outcome_words,
    payer_of,
    proposal_words,
)
from collectwork.present.cells import amount, fit, width
from collectwork.present.pieces import Line, Piece

_WIDE = 84  # cells from which both amounts stand in a row
_DAY = 8
_CURRENCY = 4


@dataclass(frozen=True, slots=True)
class ReceiptColumns:
    """How a row of the list is laid out. ``proposals``: what a receipt may pay, by its number, as
    far as that is read; ``said``: what was done with it here."""

    today: date
    proposals: Mapping[int, Sequence[Proposal]]
    said: Mapping[int, str]

    def key(self, item: Receipt) -> int:
        """A row belongs to a receipt."""
        return item.id

    def to_do(self, item: Receipt) -> bool:
        """Does money of it wait for a decision?"""
        return item.state in WAITING

    def head(self, room: int) -> Line:
        """The names above the columns."""
        payer, best = self._rooms(room)
        amounts = fit("unapplied", AMOUNT, right=True)
        if room >= _WIDE:
            amounts = fit("amount", AMOUNT, right=True) + amounts
        amounts += " " * _CURRENCY
        return (
            Piece(
                f"  {fit('day', _DAY)}{fit('payer', payer)}{amounts}  {fit('proposal', best)}",
                "dim",
            ),
        )

    def row(self, item: Receipt, number: int, room: int, *, here: bool, marked: bool) -> Line:
        """One line: cursor, day, payer, amount, what is unapplied, and the proposal or what became
        of it. ``number`` and ``marked`` play no part here."""
        payer, best = self._rooms(room)
        done = not self.to_do(item)
        left = amount(item.unapplied_minor, item.currency)
        whole = amount(item.amount_minor, item.currency)
        returned = item.kind == "reversal"
        pieces = [
            Piece("▸" if here else " ", "act"),
            Piece(f" {fit(brief_day(item.received, self.today), _DAY)}", "dim"),
            Piece(fit(("↩ " if returned else "") + payer_of(item), payer), "dim" if done else ""),
        ]
        if room >= _WIDE:
            pieces.append(Piece(fit(whole, AMOUNT, right=True), "dim"))
        shown = left if not done else whole if room < _WIDE else left
        pieces.append(Piece(fit(shown, AMOUNT, right=True), "dim" if done else "money"))
        currency = Piece(f" {fit(item.currency, _CURRENCY - 1)}", "dim")
        return (*pieces, currency, Piece("  "), *self._end(item, best))

    def _end(self, item: Receipt, room: int) -> Line:
        """What was done, or what is proposed."""
        sign, role = SIGNS.get(item.state, ("·", "dim"))
        said = self.said.get(item.id)
        if item.state not in WAITING:
            text = said or outcome_words(item)
            return (Piece(fit(f"{sign} {text}", room), role),)
        before = Piece(f"{sign} part · ", role) if item.state == "part" else Piece("")
        proposals = self.proposals.get(item.id)
        if proposals is None:
            return (before, Piece("…", "dim"))
        best = proposals[0] if proposals else None
        sure = confidence(best)
        rest = room - width(before.text) - width(sure.text) - 1
        what = proposal_words(best)
        return (before, sure, Piece(" " + fit(what, rest), "dim"))

    def _rooms(self, room: int) -> tuple[int, int]:
        amounts = 2 * AMOUNT if room >= _WIDE else AMOUNT
        left = max(20, room - 2 - _DAY - amounts - _CURRENCY - 2)
        best = max(12, left * 56 // 100)
        return left - best, best
