"""By which way messages of a channel leave: mailboxes, webhooks of alerts, and what is added."""

from __future__ import annotations

from dataclasses import dataclass

from collectwork.domain.mail import Delivered
from collectwork.errors import InputRefused, NotFound
from collectwork.usecases.desk import Desk
from collectwork.usecases.ports.outside import Messenger, Transport, Way

WEBHOOK = "webhook"


def way_of(desk: Desk, channel: str) -> Way:
    """The channel's way out; one that is not set up refuses when it is opened (NotFound)."""
    if channel == "mail":
        return Way(desk.mailbox)
    if channel == WEBHOOK:
        return Way(lambda name: _webhook(desk, name), repeats=True)
    return desk.ways.get(channel) or Way(lambda _: _nowhere(channel))


def _nowhere(channel: str) -> Transport:
    raise NotFound(f"there is no way out for the channel {channel!r} in the config.")


def _webhook(desk: Desk, name: str) -> Transport:
    try:
        return _Event(desk.messenger(name))
    except InputRefused as error:
        raise NotFound(f"The webhook {name!r} waits: {error}") from None


@dataclass(slots=True)
class _Event:
    """An alert for another program as a message: no draft, and the same id whenever it is sent."""

    messenger: Messenger
    name: str = WEBHOOK

    def prepare(self, message: bytes, message_id: str, *, again: bool = False) -> Delivered:
        return Delivered(ok=True)

    def deliver(self, message: bytes, message_id: str, reference: str | None) -> Delivered:
        return self.messenger.post(message_id.partition("@")[0], message)

    def settle(self, message_id: str, reference: str | None) -> bool | None:
        return None
