"""What is known about a mail before it goes, as lines."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from html import escape

from collectwork.domain.mail import Letter, Queued
from collectwork.present.cells import amount, past_day
from collectwork.present.pieces import Line, Piece, flow, line
from collectwork.present.text import safe

_LOW_FROM = 50  # cells: what is known stands below the text then, in a few lines
_SIGNS = {"sent": "✓", "queued": "…", "sending": "…", "held": "■", "doubt": "?"}


def letter_lines(letter: Letter, before: Sequence[Queued], room: int, today: date) -> list[Line]:
    """Template, attachments and findings, then invoices, and what was sent before.

    In a wide room, which is a low one, the first of them stand close together.
    """
    about = [("template ", letter.template), ("language ", letter.language), ("step ", letter.step)]
    parts = [line(Piece(name, "dim"), safe(said)) for name, said in about if said]
    lines = [*flow(parts, room, " · "), *_attached(letter, room)]
    if room < _LOW_FROM:
        lines += [(), line(Piece("reading it over", "strong"))]
    if letter.findings:
        for finding in letter.findings:
            words = [line(Piece("!", "risk")), *(line(w) for w in safe(finding).split())]
            lines += flow(words, room, " ", "  ")
    else:
        lines.append(line(Piece("✓ calm, complete, with a deadline", "good")))
    lines += [(), line(Piece(f"invoices ({len(letter.listed)})", "strong"))]
    for listed in letter.listed[:8]:
        lines.append(line(f"  {safe(listed.document)}  {amount(listed.open, listed.currency)}"))
    if len(letter.listed) > 8:
        lines.append(line(Piece(f"  … {len(letter.listed) - 8} more", "dim")))
    lines += [(), line(Piece("sent before", "strong"))]
    lines += [sent_line(mail, today) for mail in before[:8]]
    if not before:
        lines.append(line(Piece("  nothing yet", "dim")))
    return lines


def _attached(letter: Letter, room: int) -> list[Line]:
    """What is attached, and what follows in further mails because one cannot hold it."""
    if not letter.attachments:
        return [line(Piece("nothing attached", "dim"))]
    lines: list[Line] = []
    mails = (letter.attachments, *letter.further)
    for number, files in enumerate(mails, 1):
        words = "attached" if number == 1 else f"mail {number} of {len(mails)}"
        named = [
            line(safe(one.name), Piece(f" {max(1, len(one.content) // 1024):,} kB", "dim"))
            for one in files
        ]
        named[0] = (Piece(f"{words} ", "dim"), *named[0])
        lines += flow(named, room, ", ", "  ")
    return lines


def as_html(text: str) -> str:
    """The HTML part of a text that was changed by hand: its words and columns as they stand."""
    return (
        '<!DOCTYPE html>\n<html><head><meta charset="utf-8"></head>'
        f'<body><pre style="white-space: pre-wrap">{escape(text)}</pre></body></html>\n'
    )


def sent_line(mail: Queued, today: date) -> Line:
    """One mail of the outbox: state, day, subject, and the reason where it did not leave."""
    at = mail.sent_at or mail.queued_at
    on = past_day(date.fromisoformat(at[:10]), today) if at else ""
    sign = _SIGNS.get(mail.state, "✗")
    role = "good" if mail.state == "sent" else "act" if sign == "…" else "risk"
    reason = f" – {safe(mail.reason)}" if mail.reason else ""
    return line(
        Piece(f"  {sign} ", "good" if role == "good" else "act" if role == "act" else "risk"),
        Piece(f"{mail.state} {on}  ", "dim"),
        safe(mail.subject),
        Piece(reason, "dim"),
    )
