"""The new text of a reply alone."""

from __future__ import annotations

from email.message import EmailMessage


def body(message: EmailMessage) -> str:
    """What the writer wrote, without quoted history, signature and disclaimer; "" for nothing."""
    return ""
