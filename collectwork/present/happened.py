"""What happened to an account, as lines, the newest first."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from collectwork.domain.account import Happening
from collectwork.present import words
from collectwork.present.cells import amount, fit, past_day, width
from collectwork.present.pieces import Line, Piece, Role, line
from collectwork.present.sentences import eased
from collectwork.present.text import safe

#: Entries that point at an earlier one, whose code they bear.
_POINTING = ("undone", "corrected")
_RISKS = ("broken", "bounced")
_IMPLIED = ("callback ", "resubmission ")  # the outcome before it says so


def timeline(happened: Sequence[Happening], room: int, today: date, now: datetime) -> list[Line]:
    """The newest first: that is what is asked for."""
    if not happened:
        return [line(Piece("nothing yet", "dim"))]
    return [_happening(one, room, today, now) for one in reversed(happened)]


def _happening(one: Happening, room: int, today: date, now: datetime) -> Line:
    on = _day_of(one.at, now)
    what = words.outcome(one.code) if one.code else words.spoken(one.kind)
    if one.kind in _POINTING:
        what = f"{one.kind}: {what}"
    said = eased(" ".join(one.text.split()), today)
    for implied in _IMPLIED:
        said = said.removeprefix(implied)
    if one.kind == "import" and said:
        what = ""  # its sentence says it
    if not said and one.amount is not None and one.currency:
        said = f"{amount(one.amount, one.currency)} {one.currency}"
    bits = [what, said]
    text = "  ".join(bit for bit in bits if bit)
    if one.late_days > 0:
        text += f"  (entered {one.late_days} d later)"
    sign = words.happening_sign(one.channel, one.kind)
    who = safe(one.who)
    left = room - 10 - width(sign) - 1 - (width(who) + 2 if who else 0)
    role: Role = "dim" if one.undone else "risk" if one.code in _RISKS else ""
    if one.undone:
        text = f"undone: {text}"
    return line(
        Piece(fit(past_day(on, today), 9) + " ", "dim"),
        Piece(f"{sign} ", "act" if sign != "·" else "dim"),
        Piece(fit(text, left), role),
        Piece(f"  {who}" if who else "", "dim"),
    )


def _day_of(at: str, now: datetime) -> date:
    if len(at) == 10:
        return date.fromisoformat(at)
    return datetime.fromisoformat(at.replace("Z", "+00:00")).astimezone(now.tzinfo).date()
