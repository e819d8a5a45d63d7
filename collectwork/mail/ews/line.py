"""The line to the server: what really happened on it, and whom it may lead to.

The mail library turns several different troubles into the same exception, so the adapter notes
status and kind of failure itself.
"""

from __future__ import annotations

import logging
import ssl
import threading
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

import requests

from collectwork.mail.bounded import BoundedAdapter
from collectwork.mail.oauth.web import date_of, wait_of
from collectwork.mail.servers import trusting

for _name in ("exchangelib", "urllib3", "requests_ntlm", "spnego"):
    # They write whole requests, with the letters in them, where nobody asked for a log.
    logging.getLogger(_name).addHandler(logging.NullHandler())
    logging.getLogger(_name).propagate = False

_NO_CONNECTION = ("NewConnectionError", "NameResolutionError", "ConnectTimeoutError", "ProxyError")
# A handshake that failed; anything else of TLS may be a line that was cut in the middle.
_NO_HANDSHAKE = (
    "CERTIFICATE_VERIFY_FAILED",
    "WRONG_VERSION_NUMBER",
    "UNSUPPORTED_PROTOCOL",
    "NO_PROTOCOLS_AVAILABLE",
    "TLSV1_ALERT_PROTOCOL_VERSION",
    "SSLV3_ALERT_HANDSHAKE_FAILURE",
    "TLSV1_UNRECOGNIZED_NAME",
)


@dataclass(slots=True)
class Call:
    """The last HTTP exchange of this thread. ``untrusted``: why its certificate was refused."""

    host: str = ""
    status: int | None = None
    xml: bool = False
    wait: int | None = None
    never_connected: bool = False
    untrusted: str = ""
    timed_out: bool = False
    date: datetime | None = None


class _Seen(threading.local):
    def __init__(self) -> None:
        self.call = Call()


class Line:
    """Connects to one host only and trusts the configured authority besides the usual ones."""

    def __init__(self, url: str, ca_file: str) -> None:
        self.host = urlsplit(url).netloc
        self._ca_file = ca_file
        self._seen = _Seen()

    @property
    def call(self) -> Call:
        return self._seen.call

    @call.setter
    def call(self, call: Call) -> None:
        self._seen.call = call

    def session(self) -> requests.Session:
        """A session with one connection that takes nothing from the environment."""
        made = requests.Session()
        made.trust_env = False
        adapter = _WatchingAdapter(self, trusting(self._ca_file))
        made.mount("https://", adapter)
        made.mount("http://", adapter)
        return made


class _WatchingAdapter(BoundedAdapter):
    """Notes what came back; refuses to speak to another host."""

    def __init__(self, line: Line, context: ssl.SSLContext) -> None:
        self._line = line
        self._context = context
        super().__init__(pool_connections=1, pool_maxsize=1, max_retries=0, pool_block=True)

    def init_poolmanager(self, *args: Any, **options: Any) -> None:
        super().init_poolmanager(*args, **options, ssl_context=self._context)

    def send(self, request: requests.PreparedRequest, *args: Any, **options: Any) -> Any:
        if urlsplit(str(request.url)).netloc != self._line.host:
            raise requests.exceptions.InvalidURL("not the configured server")
        self._line.call = call = Call(host=self._line.host)
        try:
            response = super().send(request, *args, **options)
        except requests.exceptions.ConnectTimeout:
            call.never_connected = True
            raise
        except requests.exceptions.SSLError as error:
            _note_tls(call, error)
            raise
        except requests.exceptions.Timeout:
            call.timed_out = True
            raise
        except requests.exceptions.ConnectionError as error:
            call.never_connected = type(_reason(error)).__name__ in _NO_CONNECTION
            raise
        call.status = response.status_code
        call.xml = "xml" in response.headers.get("Content-Type", "").lower()
        call.wait = wait_of(response.headers)
        call.date = date_of(response.headers.get("Date"))
        return response


def _reason(error: BaseException) -> BaseException | None:
    found = getattr(error.args[0] if error.args else None, "reason", None)
    return found if isinstance(found, BaseException) else None


def _note_tls(call: Call, error: requests.exceptions.SSLError) -> None:
    reason: Any = _reason(error)
    inner = reason.args[0] if reason is not None and reason.args else None
    if isinstance(inner, ssl.SSLCertVerificationError):
        call.untrusted = inner.verify_message or "its name does not fit"
    name = getattr(inner, "reason", None) or ""
    call.never_connected = bool(call.untrusted) or name in _NO_HANDSHAKE
