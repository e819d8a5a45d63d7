"""Texts to telephones and notices of a customer portal: one signed POST each, by one id."""

from __future__ import annotations

from collectwork.domain.mail import Delivered
from collectwork.mail.webhook import WebhookMessenger


class NoticeTransport:
    """A webhook as a way out. It knows no drafts and cannot be asked what arrived."""

    def __init__(self, name: str, messenger: WebhookMessenger) -> None:
        self.name = name
        self._messenger = messenger

    def prepare(self, message: bytes, message_id: str, *, again: bool = False) -> Delivered:
        """There are no drafts."""
        return Delivered(ok=True)

    def deliver(self, message: bytes, message_id: str, reference: str | None) -> Delivered:
        """One request; the same id whenever the same message is sent again."""
        return self._messenger.post(message_id.strip("<>"), message)

    def settle(self, message_id: str, reference: str | None) -> bool | None:
        """Nobody knows."""
        return None
