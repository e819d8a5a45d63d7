"""A mailbox on the stand-in server, for tests of the Exchange transport."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from email import policy
from email.message import EmailMessage
from functools import cache
from pathlib import Path
from typing import Any

import ews_stub as ews
import pytest
from lxml import etree

from collectwork.config.exchange_settings import ExchangeSettings
from collectwork.mail.exchange import ExchangeTransport

SCHEMA = Path(__file__).parents[3] / "shared" / "ews-schema" / "ews.xsd"
MAILBOX = "ar@seller.example"
ID = "<1@x>"
MIME = (
    b"From: ar@seller.example\r\nTo: a@b.example\r\nSubject: s\r\nMessage-ID: <1@x>\r\n\r\nhi\r\n"
)


@cache
def schema() -> etree.XMLSchema | None:
    """The official schema where it is; without it only that check is missing."""
    return etree.XMLSchema(etree.parse(SCHEMA)) if SCHEMA.exists() else None


@contextmanager
def serving(monkeypatch: pytest.MonkeyPatch, tls: Any = None, **state: Any) -> Iterator[ews.Stub]:
    """A server; in the end every request and answer must have been valid."""
    monkeypatch.setenv("COLLECTWORK_SECRET_EXCHANGE", "open sesame")
    with ews.running(ews.Stub(schema=schema(), **state), tls) as stub:
        yield stub
    assert stub.invalid == []
    assert stub.unknown == []


def settings(stub: ews.Stub, **changes: Any) -> ExchangeSettings:
    told = {"endpoint": stub.url, "username": "ar", "mailbox": MAILBOX, "auth": "basic"}
    return ExchangeSettings(**(told | changes))


def transport(stub: ews.Stub, **changes: Any) -> ExchangeTransport:
    return ExchangeTransport(settings(stub, **changes))


def letter(message_id: str = ID, *files: tuple[str, bytes]) -> bytes:
    """A mail as the program composes it: text, HTML and files."""
    message = EmailMessage(policy=policy.SMTP)
    message["From"] = "Receivables <ar@seller.example>"
    message["To"] = "Anna Brühl <anna@buyer.example>"
    message["Cc"] = "ap@buyer.example"
    message["Subject"] = "Öffene Posten – 100231"
    message["Message-ID"] = message_id
    message["Auto-Submitted"] = "auto-generated"
    message.set_content("Müller & Söhne: 1.234,50 EUR")
    message.add_alternative("<p>Müller &amp; Söhne</p>", subtype="html")
    for name, content in files:
        message.add_attachment(content, maintype="application", subtype="pdf", filename=name)
    return message.as_bytes()


def sent_before(stub: ews.Stub) -> None:
    """An earlier mail of ours in Sent Items: this server moves drafts."""
    stub.add("sentitems", mime=MIME.replace(b"<1@x>", b"<0@x>"), own="<0@x>")
