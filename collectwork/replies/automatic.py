"""Answers that a machine gave: out of office, "we have received your mail"."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from email.message import EmailMessage
from typing import Literal

#: How it was known: a header, or the words of subject and text alone.
Evidence = Literal["header", "subject", "text"]


@dataclass(frozen=True, slots=True)
class AutoReply:
    """An automatic answer: how it was known, in words, and the day the person is back, if said."""

    evidence: Evidence
    reason: str
    back_on: date | None = None


def is_auto_reply(message: EmailMessage, today: date | None = None) -> AutoReply | None:
    """Why a message is an automatic answer, or None for a person's. ``today`` dates "on 3 March"
    in its text; without it the message's own date does."""
    return None
