"""Proposals as lines: a row of the list, one with its derivation, and those of an account."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from collectwork.domain.account import AccountPage
from collectwork.domain.money import spoken
from collectwork.domain.proposals import BY_KIND, Proposal
from collectwork.present.cells import day, fit
from collectwork.present.pieces import Line, Piece, Role, flow, line, rule
from collectwork.present.text import safe

_NUMBER, _STATE, _KIND, _SINCE, _AMOUNT = 5, 9, 13, 6, 18
_WIDE = 110  # cells from which the state stands in the line
_SIGNS = {"proposed": "◇", "accepted": "✓", "declined": "✗", "expired": "·"}


@dataclass(frozen=True, slots=True)
class ProposalColumns:
    """How a row of the list is laid out."""

    today: date

    def key(self, item: Proposal) -> int:
        """A row belongs to a proposal."""
        return item.id

    def to_do(self, item: Proposal) -> bool:
        """Does it wait for a decision?"""
        return item.state == "proposed"

    def head(self, room: int) -> Line:
        """The names above the columns."""
        names = (
            fit("no.", _NUMBER, right=True), *self._wide(room, "state"), fit("kind", _KIND),
            fit("since", _SINCE), fit("amount", _AMOUNT, right=True), "customer · why",
        )  # fmt: skip
        return line(Piece(fit("    " + "  ".join(names), room), "dim"))

    def row(self, item: Proposal, number: int, room: int, *, here: bool, marked: bool) -> Line:
        """Its line; what was decided is dim."""
        waits = item.state == "proposed"
        cells = (
            fit(str(item.id), _NUMBER, right=True), *self._wide(room, item.state),
            fit(label(item.wanted.kind), _KIND), fit(day(item.made_on, self.today), _SINCE),
            fit(amounts_text(item.wanted.amounts), _AMOUNT, right=True),
            safe(f"{item.name} · {item.wanted.explanation}"),
        )  # fmt: skip
        text = fit("  ".join(cells), room - 4)
        sign = _SIGNS.get(item.state, " ")
        return line(
            Piece("▸ " if here else "  ", "act"),
            Piece(f"{sign} ", "risk" if waits else "dim"),
            Piece(text, "" if waits else "dim"),
        )

    def _wide(self, room: int, state: str) -> tuple[str, ...]:
        return (fit(state, _STATE),) if room >= _WIDE else ()


def label(kind: str) -> str:
    """A kind in a word or two, as columns have room for."""
    brief = {"interest": "interest", "credit_release": "release", "agency": "agency"}
    return (brief | {"legal": "counsel"}).get(
        kind, BY_KIND[kind].label if kind in BY_KIND else safe(kind)
    )


def amounts_text(amounts: Mapping[str, int]) -> str:
    """Amounts in one cell; of several currencies each."""
    return " ".join(spoken(minor, code) for code, minor in sorted(amounts.items()))


def proposal_lines(item: Proposal, room: int, today: date) -> list[Line]:
    """One proposal whole: what, why, what would lift it, who decided, and the derivation."""
    one = item.wanted
    known = BY_KIND.get(one.kind)
    amounts = amounts_text(one.amounts)
    title = f"proposal {item.id} · {safe(one.customer)} {safe(item.name)}"
    lines = [rule(title, room)]
    head: list[Line] = [
        line(Piece(known.label if known else safe(one.kind), "strong")),
        line(Piece(amounts or "no amount", "money")),
        line(Piece("never booked here", "dim")),
    ]
    lines += flow(head, room)
    lines += _told("why: ", one.explanation, room)
    lines += _told("lifted by: ", one.lifts, room)
    lines += _told("mind: ", one.remark, room, "risk")
    by = f"rule {one.rule!r}" if one.rule else "by hand"
    made = f"{day(item.made_on, today).strip()} by {item.made_by}, {by}"
    lines += _told("made: ", made, room, "dim")
    if item.decided_on is not None:
        said = f"{day(item.decided_on, today).strip()} by {item.decided_by}: {item.reason}"
        lines += _told(f"{item.state}: ", said, room, "act")
    if one.invoices:
        lines += _told("invoices: ", ", ".join(one.invoices), room, "dim")
    if one.derivation:
        lines.append(rule("how it comes about", room))
    for part in one.derivation:
        lines += _told("", derivation_text(part), room)
    return lines


def derivation_text(part: Mapping[str, Any]) -> str:
    """A line of a derivation as text."""
    if "from" not in part:
        return f"{part['what']}: {part.get('amount', '')} {part.get('currency', '')}".rstrip()
    return (
        f"{part['what']}: {part['from']} to {part['to']}, {part['days']} days, "
        f"{part['principal']} {part['currency']} at {part['rate']} % / {part['year']} "
        f"= {part['exact']}"
    )


def account_proposals(page: AccountPage, room: int, today: date) -> list[Line]:
    """What waits or holds on an account: a line each."""
    lines: list[Line] = []
    if page.interest or page.fixed_sums:
        parts = [
            f"interest to date {amounts_text(page.interest)}" if page.interest else "",
            f"fixed sums {amounts_text(page.fixed_sums)}" if page.fixed_sums else "",
        ]
        lines += flow(
            [line(Piece(f"{', '.join(p for p in parts if p)} (not booked)", "dim"))], room
        )
    for one in page.proposals:
        what = label(one.wanted.kind)
        amounts = amounts_text(one.wanted.amounts)
        if one.state == "proposed":
            text = f"◇ proposed: {what} {amounts}".rstrip() + f" · {one.wanted.explanation}"
        else:
            on = day(one.decided_on or one.made_on, today).strip()
            text = f"✓ {what} since {on}, by {one.decided_by}"
        lines += _told("", text, room, "risk")
    return lines


def _told(name: str, text: str, room: int, role: Role = "") -> list[Line]:
    if not text:
        return []
    parts: Sequence[Line] = [line(Piece(part, role)) for part in safe(text).split()]
    first: list[Line] = [line(Piece(name.rstrip(), "dim"))] if name else []
    return flow([*first, *parts], room, " ", "  ")
