"""What things leave by: mailboxes, webhooks, the channels' ways, the model that rewrites."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path

from collectwork.config import section
from collectwork.config import settings as config
from collectwork.config.channel_settings import NoticeSettings
from collectwork.errors import NotFound
from collectwork.usecases.channels.agency import BY_MAIL
from collectwork.usecases.desk import Agency, no_messenger
from collectwork.usecases.ports.outside import Mailbox, Messenger, Transport, Way
from collectwork.usecases.ports.templates import Rewriter


def mailboxes(settings: config.Settings, beside: Path) -> Callable[[str], Mailbox]:
    """What opens a mailbox by its name; NotFound, ConfigRefused or InputRefused say what lacks."""

    @cache
    def build(name: str) -> Mailbox:
        from collectwork.mail import opening

        way = settings.mail.way(name)
        if way is None:
            raise NotFound(f"there is no [[mail.mailbox]] {name!r} in the config.")
        return opening.mailbox(way, name, beside, _sender(settings, name))

    return build


def _sender(settings: config.Settings, name: str) -> str:
    """Whose mails leave by a mailbox: the first of them, for the check-up."""
    box = next((one for one in settings.mail.mailbox if one.name == name), None)
    return box.senders[0] if box else settings.mail.sender


def messengers(settings: config.Settings) -> Callable[[str], Messenger]:
    """What hands events to the webhook of a name; NotFound or InputRefused says what lacks."""

    def build(name: str) -> Messenger:
        from collectwork.mail import secrets, webhook

        found = next((one for one in settings.webhook if one.called == name), None)
        if found is None:
            return no_messenger(name)
        return webhook.WebhookMessenger(found, secrets.find(found.secret, found.secret_command))

    return build


def rewriter(settings: config.Settings) -> Callable[[], Rewriter | None]:
    """What makes the rewriter when it is asked for; None where no endpoint is named."""

    def build() -> Rewriter | None:
        from collectwork.mail import rewriting, secrets

        own = settings.rewriting
        if not own.url:
            return None
        try:
            secret = secrets.find(own.secret, own.secret_command)
        except NotFound:
            if not section.on_loopback(own.url):
                raise
            secret = None
        return rewriting.Model(own, secret)

    return build


def ways(settings: config.Settings, mailbox: Callable[[str], Mailbox]) -> dict[str, Way]:
    """How letters, texts, portal notices and hand-over files leave, as far as they are set up."""

    def letters(_: str) -> Transport:
        from collectwork.documents.printed import PrintRoom

        return PrintRoom()

    def handed_over(place: str) -> Transport:
        if place.startswith(BY_MAIL):
            return mailbox(place.removeprefix(BY_MAIL))
        from collectwork.documents.agency import HandOverFolder

        return HandOverFolder(Path(place))

    def notices(channel: str, own: NoticeSettings) -> Callable[[str], Transport]:
        def build(_: str) -> Transport:
            from collectwork.mail import notices, secrets, webhook

            secret = secrets.find(own.secret or channel, own.secret_command)
            headers = {**own.headers}
            if own.sender:
                headers["Collectwork-Sender"] = own.sender
            messenger = webhook.WebhookMessenger(
                own, secret, section=f"[{channel}]", headers=headers
            )
            return notices.NoticeTransport(channel, messenger)

        return build

    found = {"letter": Way(letters, by_hand=True), "agency": Way(handed_over)}
    for channel, own in (("sms", settings.sms), ("portal", settings.portal)):
        if own.url:
            found[channel] = Way(notices(channel, own), repeats=own.idempotent)
    return found


def agency(settings: config.Settings, beside: Path) -> Agency:
    """Where hand-over files go to."""
    folder = Path(settings.agency.folder or beside / "handed-over").expanduser()
    return Agency(folder, settings.agency.address)
