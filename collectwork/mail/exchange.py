"""Exchange by EWS: a draft is saved, its id committed, then exactly that draft is sent.

What was previewed is what leaves: the stored bytes travel as MIME content. The library's retrying
policy is never used, because it sends twice.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from functools import cached_property
from typing import Any, Protocol
from urllib.parse import urlsplit

from exchangelib import DELEGATE, UTC, Account, Build, Configuration, Credentials, Message, Version
from exchangelib import errors as ews
from exchangelib.extended_properties import ExtendedProperty
from exchangelib.protocol import BaseProtocol, FailFast
from exchangelib.services import CreateItem, SendItem

from collectwork.domain.health import Check
from collectwork.domain.mail import Delivered
from collectwork.domain.mailboxes import Arrived, Fetched, Folder
from collectwork.errors import ConfigRefused, InputRefused, NotFetched
from collectwork.mail import secrets
from collectwork.mail.wire import WatchingAdapter, answered, harmless

PAGE = 100
PROPERTY_SET = "6d1f8f0e-3f0c-4a52-9f52-1b3f5a7c90cd"
_BUILDS = {
    "2010_SP2": Build(14, 2),
    "2013": Build(15, 0),
    "2013_SP1": Build(15, 0, 847),
    "2016": Build(15, 1),
    "2019": Build(15, 2),
}


class Settings(Protocol):
    """What is read of the config's [mail.exchange]."""

    @property
    def endpoint(self) -> str: ...
    @property
    def username(self) -> str: ...
    @property
    def mailbox(self) -> str: ...
    @property
    def secret(self) -> str: ...
    @property
    def secret_command(self) -> str: ...
    @property
    def auth(self) -> str: ...
    @property
    def version(self) -> str: ...
    @property
    def ca_file(self) -> str: ...
    @property
    def timeout_seconds(self) -> int: ...


class OwnId(ExtendedProperty):  # type: ignore[misc]  # the library is untyped
    """Our Message-ID beside the server's own, so that a message is found whatever happened."""

    property_set_id = PROPERTY_SET
    property_name = "collectwork-id"
    property_type = "String"


for _name in ("exchangelib", "urllib3", "requests_ntlm"):
    # They write whole requests, with the letters in them, where nobody asked for a log.
    logging.getLogger(_name).addHandler(logging.NullHandler())
    logging.getLogger(_name).propagate = False

if "collectwork_id" not in [field.name for field in Message.FIELDS]:
    Message.register("collectwork_id", OwnId)


class ExchangeTransport:
    """One mailbox of an Exchange server."""

    name = "exchange"

    def __init__(self, settings: Settings) -> None:
        parts = urlsplit(settings.endpoint)
        lacking = [name for name in ("endpoint", "username") if not getattr(settings, name)]
        if lacking:
            raise ConfigRefused(f"mail.exchange: {', '.join(lacking)} must be set.")
        self._mailbox = settings.mailbox or settings.username
        if "@" not in self._mailbox:
            raise ConfigRefused(
                "mail.exchange.mailbox must be set: the user name is no mail address."
            )
        loopback = parts.hostname in ("127.0.0.1", "localhost", "::1")
        if parts.scheme != "https" and not (parts.scheme == "http" and loopback):
            raise ConfigRefused(f"mail.exchange.endpoint: {settings.endpoint!r} is not https://…")
        self._settings = settings
        self._host = parts.netloc

    def prepare(self, message: bytes, message_id: str, *, again: bool = False) -> Delivered:
        """Save the draft; the reference is its id and change key."""
        try:
            if again and (found := self._draft_of(message_id)):
                return Delivered(ok=True, reference=found)
            draft = Message(
                account=self._account,
                folder=self._account.drafts,
                mime_content=message,
                collectwork_id=message_id,
            )
            made = CreateItem(account=self._account).get(
                items=[draft],
                folder=self._account.drafts,
                message_disposition="SaveOnly",
                send_meeting_invitations="SendToNone",
            )
            return Delivered(ok=True, reference=f"{made.id} {made.changekey}")
        except Exception as error:  # whatever it is: no draft was sent
            return harmless(self._said(error))

    def deliver(self, message: bytes, message_id: str, reference: str | None) -> Delivered:
        """Send the draft of that reference, keeping a copy in Sent Items."""
        if not reference:
            return Delivered(ok=False, later=True, words="there is no draft yet")
        try:
            SendItem(account=self._account).get(
                items=[_ids(reference)], saved_item_folder=self._account.sent
            )
            return Delivered(ok=True, reference=reference)
        except Exception as error:  # unknown ones leave the message in doubt
            return self._said(error)

    def settle(self, message_id: str, reference: str | None) -> bool | None:
        """False: the draft is still one, or was never made. True: it is in Sent Items."""
        if not reference:
            return False
        try:
            if self._still_draft(reference):
                return False
            return True if self._copies(self._account.sent, message_id) else None
        except Exception as error:  # the question stays open
            self._said(error)
            return None

    def fetch(self, folder: Folder, state: str) -> Fetched:
        """A page of the changes of Inbox or Sent Items since ``state``."""
        box = self._account.inbox if folder == "inbox" else self._account.sent
        wanted = [] if folder == "inbox" else ["collectwork_id"]
        try:
            changes = [
                item
                for kind, item in box.sync_items(
                    sync_state=state or None, only_fields=["id", *wanted], max_changes_returned=PAGE
                )
                if kind == "create"
            ]
        except Exception as error:
            raise NotFetched(self._said(error).words) from None
        found = self._account.fetch(changes, only_fields=["mime_content"]) if changes else []
        arrived = [Arrived(one.id, one.mime_content) for one in found]
        return Fetched(tuple(arrived), str(box.item_sync_state))

    def check(self) -> Sequence[Check]:
        """Whether the mailbox lets us in."""
        try:
            self._account.inbox.refresh()
        except Exception as error:
            return [Check("mailbox", False, self._said(error).words, "See docs/mail.md.")]
        return [Check("mailbox", True, f"{self._mailbox} opens")]

    @cached_property
    def _account(self) -> Any:
        settings = self._settings
        WatchingAdapter.host = self._host
        WatchingAdapter.ca_file = settings.ca_file
        BaseProtocol.HTTP_ADAPTER_CLS = WatchingAdapter
        BaseProtocol.TIMEOUT = settings.timeout_seconds
        BaseProtocol.USERAGENT = "collectwork"
        password = secrets.find(settings.secret, settings.secret_command)
        config = Configuration(
            service_endpoint=settings.endpoint,
            credentials=Credentials(settings.username, password.reveal()),
            auth_type="NTLM" if settings.auth == "ntlm" else "basic",
            version=Version(build=_BUILDS[settings.version]),
            retry_policy=FailFast(),
            max_connections=1,
        )
        return Account(
            primary_smtp_address=self._mailbox,
            config=config,
            autodiscover=False,
            access_type=DELEGATE,
            default_timezone=UTC,
            locale="en_US",
        )

    def _still_draft(self, reference: str) -> bool:
        (found,) = self._account.fetch(ids=[_ids(reference)], only_fields=["is_draft"])
        if isinstance(found, (ews.ErrorItemNotFound, ews.ErrorInvalidIdMalformed)):
            return False
        if isinstance(found, Exception):
            raise found
        return bool(found.is_draft)

    def _draft_of(self, message_id: str) -> str | None:
        found = self._copies(self._account.drafts, message_id)
        return f"{found[0].id} {found[0].changekey}" if found else None

    def _copies(self, folder: Any, message_id: str) -> list[Any]:
        return list(folder.filter(collectwork_id=message_id).only("id", "changekey")[:2])

    def _said(self, error: Exception) -> Delivered:
        """Trouble of the server or the line; our own faults are not hidden among them."""
        if isinstance(error, InputRefused):  # no secret: known before anything is sent
            return Delivered(ok=False, later=True, words=str(error))
        if isinstance(error, (ews.EWSError, OSError)):
            return answered(error)
        raise error


def _ids(reference: str) -> tuple[str, str]:
    item, _, key = reference.partition(" ")
    return item, key
