"""Events for other programs: one signed POST to one configured address, and nothing else.

The signature is HMAC-SHA256, keyed with the webhook's secret, over ``timestamp.body``; see
docs/administrator.md for how a receiver checks it. No redirect is followed, no proxy or password of
the environment is used, and of an answer only the status is looked at: receivers repeat addresses
and headers in their answers, and these may hold secrets of their own.
"""

from __future__ import annotations

import hashlib
import hmac
import queue
import threading
import time
from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import Protocol
from urllib.parse import urlsplit

import requests

from collectwork.domain.mail import Delivered
from collectwork.errors import ConfigRefused
from collectwork.mail.secrets import Secret

ID = "Collectwork-Id"
IDEMPOTENCY = "Idempotency-Key"  # the same, as many receivers know it
TIMESTAMP = "Collectwork-Timestamp"
SIGNATURE = "Collectwork-Signature"
CONNECT_SECONDS = 10.0
_LOOPBACK = ("127.0.0.1", "localhost", "::1")
_LATER = frozenset([401, 403, 404, 407, 408, 423, 425, 429, 503])


class Settings(Protocol):
    """What is read of a [[webhook]] of the config."""

    @property
    def url(self) -> str: ...
    @property
    def timeout_seconds(self) -> int: ...


def fault(url: str) -> str:
    """What is wrong with an address; empty where it may be used. It is not repeated: addresses
    hold tokens."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return "url is no web address"
    if parts.scheme not in ("https", "http") or not parts.hostname or port == 0:
        return "url is no web address: https://…"
    if parts.scheme == "http" and parts.hostname not in _LOOPBACK:
        return "url must be https://…; http is for this machine only"
    if parts.username or parts.password:
        return "url must not hold a login: the receiver checks the signature"
    if any(c.isspace() or not c.isprintable() for c in url):
        return "url holds a blank or a control sign"
    return ""


def signature(secret: bytes, timestamp: str, body: bytes) -> str:
    """``v1=`` and the HMAC-SHA256 over ``timestamp.body`` in hex."""
    signed = timestamp.encode() + b"." + body
    return "v1=" + hmac.new(secret, signed, hashlib.sha256).hexdigest()


class WebhookMessenger:
    """Posts events to the address of one webhook."""

    def __init__(
        self,
        settings: Settings,
        secret: Secret,
        now: Callable[[], float] = time.time,
        *,
        section: str = "[[webhook]]",
        headers: Mapping[str, str] | None = None,
    ) -> None:
        """``headers`` go along with each request; ``section`` of the config, for messages."""
        if wrong := fault(settings.url):
            raise ConfigRefused(f"{section}: {wrong}.")
        self._headers = dict(headers or {})
        self._url, self._seconds = settings.url, float(settings.timeout_seconds)
        self._secret, self._now = secret, now

    def post(self, id: str, body: bytes) -> Delivered:
        """One request. ``certain`` False: it may or may not have arrived."""
        stamp = str(int(self._now()))
        headers = {
            **self._headers,
            "Content-Type": "application/json; charset=utf-8",
            "User-Agent": "collectwork",
            ID: id,
            IDEMPOTENCY: id,
            TIMESTAMP: stamp,
            SIGNATURE: signature(self._secret.reveal().encode(), stamp, body),
        }
        return self._within_time(headers, body)

    def _within_time(self, headers: dict[str, str], body: bytes) -> Delivered:
        """A receiver that answers byte by byte never runs into a time-out of the socket: the whole
        exchange has one, in a thread of its own."""
        answer: queue.Queue[Delivered] = queue.Queue(1)

        def work() -> None:
            answer.put(self._exchange(headers, body))

        threading.Thread(target=work, daemon=True, name="webhook").start()
        try:
            return answer.get(timeout=self._seconds + min(CONNECT_SECONDS, self._seconds))
        except queue.Empty:
            words = f"no answer within {self._seconds:.0f} seconds"
            return Delivered(ok=False, certain=False, words=words)

    def _exchange(self, headers: dict[str, str], body: bytes) -> Delivered:
        with requests.Session() as session:
            session.trust_env = False  # no proxy, no password of a .netrc
            session.headers.clear()
            try:
                answer = session.post(
                    self._url,
                    data=body,
                    headers=headers,
                    timeout=(min(CONNECT_SECONDS, self._seconds), self._seconds),
                    allow_redirects=False,
                    stream=True,
                )
            except Exception as error:  # whatever it is, its text may repeat the address
                return _failed(error)
            with answer:
                return _answered(answer.status_code, answer.headers.get("Retry-After"))


def _answered(status: int, wait: str | None) -> Delivered:
    said = f"the receiver answered {status}{_phrase(status)}"
    if 200 <= status < 300:
        return Delivered(ok=True, words=said)
    if 300 <= status < 400:
        said += ": a redirect, which is not followed; correct url in the config"
        return Delivered(ok=False, later=True, words=said)
    if status in _LATER:
        seconds = (
            int(wait) if wait and wait.isascii() and wait.isdigit() and len(wait) < 7 else None
        )
        return Delivered(ok=False, later=True, words=said, wait=seconds)
    if 400 <= status < 500:
        return Delivered(ok=False, words=said)
    return Delivered(ok=False, certain=False, words=said)


def _phrase(status: int) -> str:
    try:
        return f" {HTTPStatus(status).phrase}"
    except ValueError:
        return ""


def _failed(error: Exception) -> Delivered:
    """No answer at all; certain where no connection came about."""
    name = type(error).__name__
    if isinstance(error, (requests.exceptions.ConnectTimeout, requests.exceptions.SSLError)):
        return Delivered(ok=False, later=True, words=f"the receiver cannot be reached ({name})")
    if isinstance(error, requests.exceptions.ConnectionError) and _refused(error):
        return Delivered(ok=False, later=True, words="the receiver cannot be reached")
    if isinstance(error, requests.exceptions.Timeout):
        return Delivered(ok=False, certain=False, words="the receiver did not answer in time")
    return Delivered(ok=False, certain=False, words=f"no answer that can be read ({name})")


def _refused(error: requests.exceptions.ConnectionError) -> bool:
    """True when no connection came about: refused, unknown host, no route."""
    reason = getattr(error.args[0] if error.args else None, "reason", None)
    return type(reason).__name__ in ("NewConnectionError", "NameResolutionError")
