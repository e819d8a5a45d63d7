"""The outbox as lines: a row of the list, what is known of it, and the message as it is stored."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from email.message import EmailMessage

from collectwork.domain.clocks import MACHINE
from collectwork.domain.mail import REMEDIES, Job, Queued
from collectwork.domain.message import parsed
from collectwork.errors import InputRefused
from collectwork.present import words
from collectwork.present.cells import fit, past_day
from collectwork.present.pieces import Line, Piece, Role, flow, line, rule
from collectwork.present.text import safe

_STATE, _DAY, _WHO, _NARROW_WHO, _TO = 9, 11, 26, 18, 30
_WIDE = 110  # cells from which the recipient stands in the line
_SIGNS = {"sent": "✓", "queued": "…", "sending": "…", "held": "!", "doubt": "?", "expired": "·"}
_ROLES: Mapping[str, Role] = {"sent": "good", "queued": "act", "sending": "act", "expired": "dim"}
_MOST_LINES = 2_000


@dataclass(frozen=True, slots=True)
class OutboxColumns:
    """How a row of the list is laid out."""

    today: date

    def key(self, item: Queued) -> int:
        """A row belongs to a message."""
        return int(item.id[:24], 16) % 2**62

    def to_do(self, item: Queued) -> bool:
        """Does it ask for somebody?"""
        return item.state in ("held", "doubt", "failed")

    def head(self, room: int) -> Line:
        """The names above the columns."""
        to = fit("to", _TO) if room >= _WIDE else ""
        who = self._who(room)
        text = (
            f"    {fit('state', _STATE)}{fit('since', _DAY)}{fit('account', who)}{to}what and why"
        )
        return line(Piece(fit(text, room), "dim"))

    def row(self, item: Queued, number: int, room: int, *, here: bool, marked: bool) -> Line:
        """One line: cursor, state, day, account, recipient, subject or the reason why it waits."""
        role = _ROLES.get(item.state, "risk")
        who = self._who(room)
        to = fit(safe(", ".join(item.to)), _TO - 1) + " " if room >= _WIDE else ""
        at = (item.sent_at or item.queued_at)[:10]
        when = past_day(date.fromisoformat(at), self.today) if at else ""
        why = item.reason if item.state != "sent" and item.reason else item.subject
        left = room - 4 - _STATE - _DAY - who - len(to)
        return line(
            Piece("▸ " if here else "  ", "act"),
            Piece(f"{_SIGNS.get(item.state, '✗')} ", role),
            Piece(fit(item.state, _STATE), role),
            Piece(fit(when, _DAY), "dim"),
            Piece(fit(safe(item.name or item.customer or item.channel), who - 1) + " "),
            Piece(to, "dim"),
            Piece(fit(safe(why), max(8, left)), "dim" if item.state == "sent" else ""),
        )

    def _who(self, room: int) -> int:
        return _WHO if room >= _WIDE else _NARROW_WHO


def known_lines(item: Queued, wait: tuple[datetime, str] | None, room: int) -> list[Line]:
    """One message in words: where it stands and why, what to do, to whom and how often tried."""
    head = f"{safe(item.customer)}  {safe(item.name)}".strip() or item.channel
    said = [f"{item.state}: {safe(item.reason)}" if item.reason else item.state]
    if wait is not None:
        local = wait[0].astimezone(MACHINE)
        said.append(f"waits until {local:%a %d %b %H:%M}: {safe(wait[1])}")
    remedy = REMEDIES.get("doubtful" if item.doubtful else item.state)
    if remedy:
        said.append(f"→ {remedy}")
    about = [
        f"to {safe(', '.join(item.to))}",
        *([f"cc {safe(', '.join(item.cc))}"] if item.cc else []),
        f"by {item.channel}{' ' + safe(item.mailbox) if item.mailbox else ''}",
        f"queued {item.queued_at[:16].replace('T', ' ')} UTC by {safe(item.actor)}",
        words.count(item.attempts, "attempt"),
        *([f"attached {safe(', '.join(item.attachments))}"] if item.attachments else []),
        *([f"batch {item.batch[-8:]}"] if item.batch else []),
        *(["a further part of its letter"] if item.part_of else []),
    ]
    return [
        rule(head, room),
        *flow([line(word) for word in safe(item.subject).split(" ")], room, " "),
        *flow([line(Piece(word)) for word in "; ".join(said).split(" ")], room, " "),
        *flow([line(Piece(part, "dim")) for part in about], room, " · "),
    ]


def title_line(shown: str, counts: Mapping[str, int]) -> Line:
    """The parts of the list with their numbers, the one that is shown among them."""
    pieces: list[str | Piece] = [Piece("Outbox", "title")]
    for name, number in counts.items():
        here = name == shown
        if number or here:
            mark = "▸ " if here else ""  # not by colour alone
            pieces.append(Piece(f"  {mark}{name} {number:,}", "strong" if here else "dim"))
    return line(*pieces)


def nothing_lines(shown: str) -> Sequence[Line]:
    """In the place of a row that is not there."""
    return [line(Piece(f"nothing is {shown} · f shows the next part of the outbox", "dim"))]


def stored_lines(job: Job, room: int) -> list[Line]:
    """A message as it is stored: header lines and text; a file says what it is."""
    if job.channel != "mail":
        return _bytes(job, room)
    try:
        found = parsed(job.message)
    except (InputRefused, ValueError):
        return _bytes(job, room)
    heads = [name for name in ("From", "To", "Cc", "Subject", "Date", "Message-ID") if found[name]]
    lines = [line(Piece(fit(name, 12), "dim"), safe(str(found[name]))) for name in heads]
    lines += [line(Piece(fit("attached", 12), "dim"), safe(one)) for one in job.attachments]
    return [*lines, (), *_paragraphs(_text(found), room)]


def _text(found: EmailMessage) -> list[str]:
    body = found.get_body(("plain",))
    if body is None:
        return ["(it has no plain text)"]
    try:
        return str(body.get_content()).splitlines()[:_MOST_LINES]
    except (LookupError, UnicodeError, ValueError):
        return ["(its text cannot be shown)"]


def _paragraphs(text: Sequence[str], room: int) -> list[Line]:
    """Each line of a text within the room, broken between words; tables stay as they are."""
    lines: list[Line] = []
    for one in text:
        if "  " in one.strip() or not one.strip():
            lines.append(line(safe(one)))
        else:
            lines += flow([line(word) for word in safe(one).split(" ")], room, " ")
    return lines


def _bytes(job: Job, room: int) -> list[Line]:
    try:
        text = job.message.decode("utf-8", "strict").splitlines()[:_MOST_LINES]
    except UnicodeDecodeError:
        text = [f"a file of {len(job.message):,} bytes"]
    head = line(Piece(fit(job.channel, 12), "dim"), safe(f"{', '.join(job.to)}: {job.subject}"))
    return [head, (), *_paragraphs(text, room)]
