"""A signed-in connection to one mailbox: one request, one answer, nothing tried twice.

exchangelib gives sign-in, envelope and error classes. Its retries, its walk through versions and
folders and its object model are left out: a send must never be repeated, and a server that speaks
only a part of EWS must do.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import requests
from exchangelib import Build, Configuration, Version
from exchangelib import errors as ews
from exchangelib.account import Identity
from exchangelib.protocol import BaseProtocol, FailFast
from exchangelib.services.common import EWSAccountService
from exchangelib.transport import DEFAULT_HEADERS, NOAUTH
from exchangelib.util import ElementNotFound, ParseError, to_xml

from collectwork.mail.ews import finding, sign_in
from collectwork.mail.ews.line import Call, Line
from collectwork.mail.ews.payloads import M, T
from collectwork.mail.ews.settings import Settings, searched

IDLE_SECONDS = 15.0  # servers close a line that is idle; a send must not be the one to notice
_BUILDS = {
    "2010_SP2": Build(14, 2),
    "2013": Build(15, 0),
    "2013_SP1": Build(15, 0, 847),
    "2016": Build(15, 1),
    "2019": Build(15, 2),
}
_OLDEST = Version(build=_BUILDS["2010_SP2"])  # what every later server speaks, too
_CONTROLS = bytes(code for code in range(32) if code not in (9, 10, 13))
_REFERENCE = re.compile(rb"&#(?:x([0-9A-Fa-f]{1,8})|([0-9]{1,9}));")
_WRONG_VERSION = (
    ews.ErrorInvalidServerVersion,
    ews.ErrorIncorrectSchemaVersion,
    ews.ErrorInvalidSchemaVersionForMailboxVersion,
)


@dataclass
class _Box:
    """What exchangelib's services want to know of an account."""

    protocol: _Protocol
    primary_smtp_address: str
    access_type: str
    identity: Any
    version: Any
    default_timezone: None = None
    affinity_cookie: str | None = None


class _Protocol(BaseProtocol):  # type: ignore[misc]  # the library is untyped
    """Sessions on our line, signed in our way."""

    USERAGENT = "collectwork"

    def __init__(self, config: Any, line: Line, signed: Callable[[], Any], seconds: int) -> None:
        super().__init__(config)
        self.TIMEOUT = seconds
        self._line = line
        self._signed = signed

    def create_session(self) -> requests.Session:
        session: Any = self._line.session()
        session.headers.update(DEFAULT_HEADERS)
        session.headers["User-Agent"] = self.USERAGENT
        session.auth = self._signed()
        session.session_id = session.usage_count = 0
        return session  # type: ignore[no-any-return]

    def close_session(self, session: requests.Session) -> None:
        session.close()


class _Operation(EWSAccountService):  # type: ignore[misc]
    """One request; its service is named by a subclass."""

    served = ""  # ServerVersionInfo of the answer

    def ask(self, payload: Any) -> list[Any]:
        """The response messages, an exception in the place of each that is an error."""
        response = self._get_response(payload=payload, api_version=self._version_hint.api_version)
        try:
            header, body = _parts(response.content)
        finally:
            response.close()
        self.served = _served(header)
        found = self._get_soap_messages(body=body)
        return [_judged(self, one) for one in found]


class Connection:
    """Opened at the first question; raises what exchangelib, requests and sign-in raise."""

    def __init__(self, settings: Settings, mailbox: str, called: str = "") -> None:
        self._settings = settings
        self._mailbox = mailbox
        self._called = called
        self._state: _Open | None = None
        self.served = ""

    @property
    def call(self) -> Call:
        """What happened on the line in the last question."""
        return self._state.line.call if self._state else Call()

    @property
    def endpoint(self) -> str:
        """Where the server is; autodiscover may have to find it first."""
        return self._opened().endpoint

    @property
    def named(self) -> str:
        """The mailbox that folders must name: empty where the user acts as the mailbox."""
        return "" if self._settings.access == "impersonation" else self._mailbox

    def ask(self, name: str, payload: Any) -> list[Any]:
        """The answers to one request: elements, and exceptions for what was refused. A token that
        is refused is renewed once; nothing was done by that time."""
        try:
            return self._asked(name, payload)
        except ews.UnauthorizedError:
            if not self._opened().signed.by_token:
                raise
            return self._asked(name, payload)

    def _asked(self, name: str, payload: Any) -> list[Any]:
        state = self._opened()
        if time.monotonic() - state.used > IDLE_SECONDS:
            state.box.protocol.close()
        kind: Any = _KINDS[name]
        service = kind(account=state.box)
        state.line.call = Call()
        try:
            answers = list(service.ask(payload))
        except _WRONG_VERSION as error:
            answers = [error]
        except ews.UnauthorizedError:
            state.signed.refused()
            raise
        finally:
            self.served = service.served or self.served
            state.used = time.monotonic()
        if not any(isinstance(one, _WRONG_VERSION) for one in answers):
            return answers
        if name == "SendItem" or state.box.version == _OLDEST:
            raise next(one for one in answers if isinstance(one, _WRONG_VERSION))
        state.box.version = _OLDEST
        return self._asked(name, payload)

    def one(self, name: str, payload: Any) -> Any:
        """The answer to a request about one thing; its error is raised."""
        answers = self.ask(name, payload)
        if len(answers) != 1:
            raise ews.MalformedResponseError(f"{len(answers)} answers to one question")
        if isinstance(answers[0], Exception):
            raise answers[0]
        return answers[0]

    def close(self) -> None:
        """Let the line go; the next question opens it again."""
        if self._state is not None:
            self._state.box.protocol.close()

    def _opened(self) -> _Open:
        if self._state is None:
            self._state = self._open()
        return self._state

    def _open(self) -> _Open:
        settings = self._settings
        endpoint = settings.endpoint
        if searched(settings):
            endpoint = finding.endpoint(settings, self._mailbox, self._called)
        line = Line(endpoint, settings.ca_file)
        signed = sign_in.SignIn(settings, endpoint, self._called)
        version = Version(build=_BUILDS[settings.version])
        config = Configuration(
            service_endpoint=endpoint,
            auth_type=NOAUTH,  # each session is signed in by itself,
            credentials=None,
            version=version,
            retry_policy=FailFast(),
            max_connections=1,
        )
        protocol = _Protocol(config, line, signed.auth, settings.timeout_seconds)
        identity = Identity(primary_smtp_address=self._mailbox)
        box = _Box(protocol, self._mailbox, settings.access, identity, version)
        return _Open(endpoint, line, signed, box)


@dataclass
class _Open:
    endpoint: str
    line: Line
    signed: sign_in.SignIn
    box: _Box
    used: float = field(default_factory=time.monotonic)


def _kind(name: str) -> type[Any]:
    return type(name, (_Operation,), {"SERVICE_NAME": name})


_KINDS = {
    name: _kind(name)
    for name in (
        "CreateAttachment", "CreateItem", "DeleteItem", "FindItem", "GetFolder", "GetItem",
        "SendItem", "SyncFolderItems",
    )
}  # fmt: skip


def _parts(content: bytes) -> tuple[Any, Any]:
    """Header and body of the envelope. The parser is a forgiving one and resolves no entity."""
    try:
        tree = to_xml(without_control_signs(content))
    except (ParseError, ElementNotFound) as error:
        raise ews.MalformedResponseError(f"no XML ({type(error).__name__})") from None
    space = "{http://schemas.xmlsoap.org/soap/envelope/}"
    body = tree.find(f"{space}Body")
    if body is None or tree.docinfo.doctype:
        raise ews.MalformedResponseError("no SOAP answer")
    return tree.find(f"{space}Header"), body


def without_control_signs(content: bytes) -> bytes:
    """Exchange puts signs into answers that XML forbids; a parser that forgives them loses parts of
    the text around them."""
    plain = content.translate(None, _CONTROLS)
    return _REFERENCE.sub(_kept, plain) if b"&#" in plain else plain


def _kept(found: re.Match[bytes]) -> bytes:
    code = int(found[1], 16) if found[1] else int(found[2])
    fine = code in (9, 10, 13) or 32 <= code <= 0x10FFFF
    lone = 0xD800 <= code <= 0xDFFF or code in (0xFFFE, 0xFFFF)
    return found[0] if fine and not lone else b""


def _served(header: Any) -> str:
    found = None if header is None else header.find(f"{T}ServerVersionInfo")
    if found is None:
        return ""
    numbers = ("MajorVersion", "MinorVersion", "MajorBuildNumber", "MinorBuildNumber")
    return ".".join(part for name in numbers if (part := found.get(name, "")).isdigit())


def _judged(service: Any, message: Any) -> Any:
    """The message itself where it says NoError or carries something with a warning."""
    kind, code = message.get("ResponseClass"), message.findtext(f"{M}ResponseCode")
    if kind == "Success" and code in ("NoError", None):
        return message
    if kind == "Warning" and code == "NoError":
        return message
    about = message.find(f"{M}MessageXml")
    text = message.findtext(f"{M}MessageText") or ""
    error = service._get_exception(code=code, text=text, msg_xml=about)
    if about is not None and isinstance(error, ews.ErrorServerBusy):
        error.back_off = _milliseconds(about)
    return error


def _milliseconds(about: Any) -> float | None:
    for value in about.findall(f"{T}Value"):
        text = (value.text or "").strip()
        if value.get("Name") == "BackOffMilliseconds" and text.isascii() and text.isdigit():
            return int(text[:12]) / 1000
    return None
