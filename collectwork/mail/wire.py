"""What really happened on the wire to the Exchange server, and what that means for a message.

The mail library turns several different troubles into the same exception, so the HTTP adapter
notes status and kind of failure itself; the classes of the contract (docs/mail.md) are made here.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import requests
from exchangelib import errors as ews
from requests.adapters import HTTPAdapter

from collectwork.domain.mail import Delivered

_LATER = frozenset([401, 403, 404, 407, 408, 429, 503])
_BUSY = (ews.ErrorServerBusy, ews.ErrorTooManyObjectsOpened, ews.ErrorExceededConnectionCount)
_UNSURE = (
    ews.ErrorTimeoutExpired,
    ews.ErrorInternalServerError,
    ews.ErrorInternalServerTransientError,
    ews.ErrorItemNotFound,
    ews.MalformedResponseError,
)


@dataclass(slots=True)
class Call:
    """The last HTTP exchange of this thread."""

    status: int | None = None
    wait: int | None = None
    never_connected: bool = False


class _Seen(threading.local):
    def __init__(self) -> None:
        self.call = Call()


_SEEN = _Seen()


class WatchingAdapter(HTTPAdapter):
    """Notes what came back; connects to the configured host only; trusts the configured CA."""

    host = ""
    ca_file = ""

    def send(self, request: requests.PreparedRequest, *args: Any, **options: Any) -> Any:
        if urlsplit(str(request.url)).netloc != self.host:
            raise requests.exceptions.InvalidURL(f"not the configured server: {request.url}")
        if self.ca_file:
            options["verify"] = self.ca_file
        _SEEN.call = Call()
        try:
            response = super().send(request, *args, **options)
        except (requests.exceptions.ConnectTimeout, requests.exceptions.SSLError):
            _SEEN.call.never_connected = True
            raise
        except requests.exceptions.ConnectionError as error:
            _SEEN.call.never_connected = _refused(error)
            raise
        _SEEN.call.status = response.status_code
        _SEEN.call.wait = _seconds(response.headers.get("Retry-After"))
        return response


def _refused(error: requests.exceptions.ConnectionError) -> bool:
    """True when no connection came about: refused, unknown host, no route."""
    reason = getattr(error.args[0] if error.args else None, "reason", None)
    return type(reason).__name__ in ("NewConnectionError", "NameResolutionError")


def _seconds(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdigit() else None


def answered(error: Exception) -> Delivered:
    """An exception of a call that may have sent something, in the contract's terms."""
    call = _SEEN.call
    words = _words(error, call)
    if call.never_connected or call.status in _LATER:
        return Delivered(ok=False, later=True, words=words, wait=call.wait)
    if call.status is not None and 300 <= call.status < 400:
        return Delivered(ok=False, later=True, words=f"{words} (redirects are not followed)")
    if isinstance(error, _BUSY) and call.status == 200:
        wait = int(getattr(error, "back_off", 0) or 0) or call.wait
        return Delivered(ok=False, later=True, words=words, wait=wait)
    if call.status is None or call.status >= 500 or isinstance(error, _UNSURE):
        return Delivered(ok=False, certain=False, words=words)
    if isinstance(error, ews.ResponseMessageError) or 400 <= call.status < 500:
        return Delivered(ok=False, words=words)
    return Delivered(ok=False, certain=False, words=words)


def harmless(result: Delivered) -> Delivered:
    """The same for a call that sends nothing: what is unsure can simply be done again."""
    if result.ok or result.certain:
        return result
    return Delivered(ok=False, later=True, words=result.words, wait=result.wait)


def _words(error: Exception, call: Call) -> str:
    if call.never_connected:
        return f"the mail server cannot be reached ({type(error).__name__})"
    if isinstance(error, ews.ResponseMessageError) and call.status == 200:
        said = str(error).strip().replace("\n", " ")[:200]
        return f"{type(error).__name__}: {said}" if said else type(error).__name__
    if call.status is None:
        return "no answer from the mail server: the line was dropped or timed out"
    return f"the mail server answered {call.status} ({type(error).__name__})"
