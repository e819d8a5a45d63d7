"""Autodiscover: asks hosts of the mailbox's own domain where the server is.

User name and password go to ``autodiscover.DOMAIN`` and ``DOMAIN`` of the mailbox's address and to
the hosts that the config names, by https, and to nobody else: no redirect is followed, and an
endpoint elsewhere is refused with its name, so that somebody can decide to name it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit
from xml.sax.saxutils import escape

import requests
from defusedxml import ElementTree
from defusedxml.common import DefusedXmlException

from collectwork.errors import ConfigRefused
from collectwork.mail.ews.line import Call, Line
from collectwork.mail.ews.settings import Settings, spoken_safely
from collectwork.mail.ews.sign_in import SignIn
from collectwork.mail.oauth.settings import NoToken
from collectwork.mail.servers import on_this_machine

_REQUEST = "http://schemas.microsoft.com/exchange/autodiscover/outlook/requestschema/2006"
_ANSWER = "http://schemas.microsoft.com/exchange/autodiscover/outlook/responseschema/2006a"
_KINDS = ("EXPR", "EXCH", "WEB")  # from outside, from inside
MOST_BYTES = 1_000_000


class NotFoundYet(NoToken):
    """No host told an endpoint; it is tried again later."""


def endpoint(settings: Settings, mailbox: str, called: str) -> str:
    """The address of EWS. Raises NotFoundYet when nobody tells it, ConfigRefused when it is told
    to be on a host that may not be trusted."""
    domain = mailbox.rpartition("@")[2].lower()
    said = []
    for host in _hosts(settings, domain):
        url, why = _asked(settings, mailbox, host, called)
        if url:
            return _trusted(settings, domain, url)
        said.append(f"{host}: {why}")
    raise NotFoundYet(
        f"Autodiscover found no server for {mailbox} ({'; '.join(said)}): set endpoint under "
        "[mail.exchange]."
    )


def _hosts(settings: Settings, domain: str) -> Iterator[str]:
    yield from settings.hosts
    if "." in domain:
        yield from (f"autodiscover.{domain}", domain)


def _trusted(settings: Settings, domain: str, url: str) -> str:
    parts = urlsplit(url)
    host = (parts.hostname or "").lower()
    known = {one.rpartition(":")[0] or one for one in settings.hosts} | set(settings.hosts)
    own = host == domain or host.endswith(f".{domain}")
    if spoken_safely(url) and (own or host in known or parts.netloc in known):
        return url
    raise ConfigRefused(
        f"mail.exchange: autodiscover names the server {host!r}, which is not of {domain}: add it "
        "to hosts under [mail.exchange] if it is yours; nothing was sent there."
    )


def _asked(settings: Settings, mailbox: str, host: str, called: str) -> tuple[str, str]:
    """The endpoint that a host tells, or why it does not."""
    here = on_this_machine(host.rpartition(":")[0] or host)
    url = f"{'http' if here else 'https'}://{host}/autodiscover/autodiscover.xml"
    line = Line(url, settings.ca_file)
    session = line.session()
    try:
        answer = session.post(
            url,
            data=_question(mailbox),
            headers={"Content-Type": "text/xml; charset=utf-8", "User-Agent": "collectwork"},
            auth=SignIn(settings, url, called).auth(),
            timeout=settings.timeout_seconds,
            allow_redirects=False,
        )
        content = answer.content[:MOST_BYTES]
    except requests.RequestException:
        return "", _trouble(line.call)
    finally:
        session.close()
    if answer.status_code != 200:
        return "", f"it answered {answer.status_code}"
    return _read(content)


def _trouble(call: Call) -> str:
    if call.untrusted:
        return f"its certificate is not trusted ({call.untrusted})"
    return "it cannot be reached" if call.never_connected else "it did not answer"


def _question(mailbox: str) -> bytes:
    return (
        '<?xml version="1.0" encoding="utf-8"?>'
        f'<Autodiscover xmlns="{_REQUEST}"><Request><EMailAddress>{escape(mailbox)}</EMailAddress>'
        f"<AcceptableResponseSchema>{_ANSWER}</AcceptableResponseSchema></Request></Autodiscover>"
    ).encode()


def _read(content: bytes) -> tuple[str, str]:
    try:
        root = ElementTree.fromstring(content, forbid_dtd=True)
    except (ElementTree.ParseError, DefusedXmlException, ValueError):
        return "", "its answer is no autodiscover answer"
    told: dict[str, str] = {}
    for protocol in root.iterfind(f".//{{{_ANSWER}}}Protocol"):
        kind = _text(protocol, "Type")
        if url := _text(protocol, "EwsUrl"):
            told.setdefault(kind, url)
    for kind in _KINDS:
        if kind in told:
            return told[kind], ""
    redirect = _first(root, "RedirectUrl") or _first(root, "RedirectAddr")
    return "", "it points elsewhere" if redirect else "it names no server"


def _text(parent: Any, name: str) -> str:
    return (parent.findtext(f"{{{_ANSWER}}}{name}") or "").strip()


def _first(root: Any, name: str) -> str:
    found = root.find(f".//{{{_ANSWER}}}{name}")
    return "" if found is None else (found.text or "").strip()
