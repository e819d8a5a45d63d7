"""The inbox as lines: a row of the list, and a message with its text."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from collectwork.domain.inbox import FolderRead, InboxLine, InboxMessage
from collectwork.domain.suggestions import Suggestion
from collectwork.present.cells import clock, fit, past_day, width
from collectwork.present.pieces import Line, Piece, Role, flow, line, rule
from collectwork.present.suggestions import in_words
from collectwork.present.text import safe

_DAY, _WHO, _NARROW_WHO, _FROM = 10, 26, 18, 28
_WIDE = 110  # cells from which the sender stands in the line
_MOST_LINES = 2_000  # of one text
_GREETING = re.compile(
    r"^(?:guten|hallo|liebe|sehr geehrte|hello|hi|dear|good|bonjour|madame|monsieur|buen|hola"
    r"|estimad)[^,:!.?\d]{0,40}[,:!]\s+(?=\S+\s)",
    re.IGNORECASE,
)
_ANSWERS = ("re:", "aw:", "sv:", "tr:", "rv:", "res:", "ré:")  # answers say no subject of their own
_KIND_SIGNS = {"bounce": "✗", "auto": "·", "receipt": "·", "own": "·", "other": "?"}


@dataclass(frozen=True, slots=True)
class InboxColumns:
    """How a row of the list is laid out."""

    today: date

    def key(self, item: InboxLine) -> int:
        """A row belongs to a message."""
        return item.id

    def to_do(self, item: InboxLine) -> bool:
        """Does it ask for anything?"""
        return item.waiting or item.state == "triage"

    def head(self, room: int) -> Line:
        """The names above the columns."""
        sender = fit("from", _FROM) if room >= _WIDE else ""
        text = f"    {fit('came', _DAY)}{fit('account', self._who(room))}{sender}what it says"
        return line(Piece(fit(text, room), "dim"))

    def row(self, item: InboxLine, number: int, room: int, *, here: bool, marked: bool) -> Line:
        """Cursor, sign, day, account, sender, subject and first words; what is done is dim."""
        open_ = self.to_do(item)
        role: Role = "" if open_ else "dim"
        who = self._who(room)
        sender = fit(safe(item.name or item.sender), _FROM - 2) + "  " if room >= _WIDE else ""
        account = safe(item.customer_name) if item.customer else "? whose"
        left = room - 4 - _DAY - who - width(sender)
        said = _said(item)
        return line(
            Piece("▸ " if here else "  ", "act"),
            Piece(f"{_sign(item)} ", "risk" if item.state == "triage" else role),
            Piece(fit(past_day(_day(item.at), self.today), _DAY), "dim"),
            Piece(fit(account, who - 2) + "  ", role if item.customer else "risk"),
            Piece(sender, role),
            Piece(fit(safe(said), max(8, left)), role),
        )

    def _who(self, room: int) -> int:
        return _WHO if room >= _WIDE else _NARROW_WHO


def _said(item: InboxLine) -> str:
    """The words of who wrote; before them the subject, where it is not the one of our mail."""
    words = _GREETING.sub("", " ".join(item.text.split()))
    ours = item.customer and item.subject[:4].lower().startswith(_ANSWERS)
    return words if ours and words else " · ".join(filter(None, (item.subject, words)))


def _sign(item: InboxLine) -> str:
    if item.state == "triage":
        return "?"
    if item.waiting:
        return "✉"
    return _KIND_SIGNS.get(item.kind, "✓")


def _day(at: str) -> date:
    return date.fromisoformat(at[:10])


def title_line(
    counts: Mapping[str, int], shown: str, name: str, boxes: Sequence[FolderRead]
) -> Line:
    """What waits, and which mailbox could not be read."""
    whose = f" of {safe(name)}" if name else ""
    waiting, triage = counts.get("waiting", 0), counts.get("triage", 0)
    said = [
        Piece(f"Inbox{whose}", "title"),
        Piece(f"  {waiting:,} waiting", "strong" if waiting else "dim"),
        Piece(f" · {triage:,} to assign", "risk" if triage else "dim"),
    ]
    if shown == "all":
        said.append(Piece(" · all shown", "dim"))
    ill = [one for one in boxes if one.trouble]
    if ill:
        names = ", ".join(safe(one.mailbox or "the mailbox") for one in ill)
        said.append(Piece(f"  ! not read: {names}: {safe(ill[0].trouble or '')}", "risk"))
    return line(*said)


def message_lines(
    whole: InboxMessage,
    found: Sequence[Suggestion],
    room: int,
    now: datetime,
    *,
    full: bool = False,
) -> list[Line]:
    """A message with everything; ``full``: with what it quotes."""
    item = whole.line
    head = f"{item.customer} {item.customer_name}" if item.customer else "no account yet"
    lines = [rule(safe(f"{head} · {item.subject or 'no subject'}"), room)]
    at = datetime.fromisoformat(item.at.replace("Z", "+00:00")).astimezone(now.tzinfo)
    who = f"{item.name} <{item.sender}>" if item.name else item.sender or "no sender"
    parts: list[Line] = [
        line(Piece(safe(who), "strong")),
        line(Piece(f"{at.date().isoformat()} {clock(at)}", "dim")),
        line(Piece(safe(item.reason), "dim")),
    ]
    if item.documents:
        parts.append(line(Piece(f"about {safe(', '.join(item.documents[:6]))}", "act")))
    lines += flow(parts, room, " · ")
    for one in whole.outcomes:
        said = f"{one.address} {one.action} {one.status} {one.words}"
        lines += _told(said, room, "risk" if one.action == "failed" else "dim")
    if item.candidates and item.state == "triage":
        known = "; ".join(f"{number} {name}" for number, name in item.candidates[:4])
        lines += _told(f"may be from {known}", room, "act")
    for suggested in found:
        lines += _told(f"◇ {_suggested(suggested, now.date())}", room, "act")
    if whole.attachments:
        names = ", ".join(f"{one.name} ({_size(one.size)})" for one in whole.attachments)
        lines += _told(f"attached: {names}", room, "dim")
    if whole.unknown_address:
        lines += _told("n takes this address in as a contact", room, "dim")
    lines.append(line(""))
    text = (whole.full_text if full else whole.text) or whole.full_text
    return [*lines, *text_lines(text or "(no text)", room)]


def _suggested(one: Suggestion, today: date) -> str:
    """What a reply seems to say, with the sentence it came from."""
    state = "" if one.state == "proposed" else f" ({one.state})"
    return f"{in_words(one, today)}{state}: “{one.sentence}”"


def text_lines(text: str, room: int) -> list[Line]:
    """A text of several lines, broken to the room there is."""
    lines: list[Line] = []
    for row in text.split("\n")[:_MOST_LINES]:
        words = [line(word) for word in safe(row.expandtabs(4)).split(" ") if word]
        quoted = row.lstrip().startswith((">", "|"))
        shown = flow(words, room, " ") or [line("")]
        lines += [tuple(Piece(p.text, "dim") for p in one) if quoted else one for one in shown]
    return lines


def nothing_lines(shown: str) -> list[Line]:
    """Of an empty list."""
    words = "nothing came in yet" if shown == "all" else "nobody waits for an answer"
    return [line(Piece(f"{words}; r fetches, f shows {'what waits' if shown == 'all' else 'all'}",
                       "dim"))]  # fmt: skip


def _size(size: int) -> str:
    return f"{size / 1_048_576:.1f} MB" if size >= 1_048_576 else f"{max(1, size // 1024)} kB"


def _told(text: str, room: int, role: Role) -> list[Line]:
    return flow([line(Piece(part, role)) for part in safe(text).split()], room, " ", "  ")
