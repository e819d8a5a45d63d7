"""Delivery reports: which recipient of which mail of ours was not, or only later, reached."""

from __future__ import annotations

from dataclasses import dataclass
from email.message import EmailMessage
from typing import Literal

Act = Literal["failed", "delayed", "delivered", "relayed", "expanded"]


@dataclass(frozen=True, slots=True)
class Recipient:
    """What became of one address.

    ``status`` as in RFC 3463 ("5.1.1"; the class alone, "5.0.0", where only that is known; "" where
    nothing is); ``diagnostic`` the other server's words, at most 500 characters.
    """

    address: str
    action: Act
    status: str
    diagnostic: str

    @property
    def permanent(self) -> bool:
        """Whether the address itself is of no use any more: failed with a 5."""
        return self.action == "failed" and self.status.startswith("5")


@dataclass(frozen=True, slots=True)
class Report:
    """A delivery report: its recipients, and the Message-ID (with < >) of the mail it is about."""

    recipients: tuple[Recipient, ...]
    message_id: str | None = None


def delivery_report(message: EmailMessage) -> Report | None:
    """What a message reports about delivery, or None where it is no delivery report."""
    return None
