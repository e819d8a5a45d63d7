"""HTTP to servers of the config alone: TLS checked, no redirect, no proxy, no password of the
environment, and time-outs. msal speaks through ``AuthorityClient``."""

from __future__ import annotations

import logging
import re
import ssl
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import requests

from collectwork.domain.message import clean_header
from collectwork.errors import ConfigRefused
from collectwork.mail.bounded import BoundedAdapter
from collectwork.mail.oauth.settings import NoToken, OAuth

CONNECT_SECONDS = 10.0
LONGEST_WAIT = 86_400
LONGEST_WORDS = 200
_TOKEN = re.compile(r"[A-Za-z0-9_\-+/=.~]{40,}")

for _name in ("msal", "urllib3", "requests"):
    # They write tokens and whole letters where somebody turns on a log.
    logging.getLogger(_name).addHandler(logging.NullHandler())
    logging.getLogger(_name).propagate = False


class _Trusting(BoundedAdapter):
    """Trusts an in-house authority besides the usual ones."""

    def __init__(self, context: ssl.SSLContext) -> None:
        self._context = context
        super().__init__()

    def init_poolmanager(self, *args: Any, **options: Any) -> None:
        super().init_poolmanager(*args, **options, ssl_context=self._context)


def session(ca_file: str, section: str) -> requests.Session:
    """A session that takes nothing from the environment."""
    made = requests.Session()
    made.trust_env = False
    made.mount("https://", BoundedAdapter())
    made.mount("http://", BoundedAdapter())
    if ca_file:
        context = ssl.create_default_context()
        try:
            context.load_verify_locations(cafile=str(Path(ca_file).expanduser()))
        except (OSError, ssl.SSLError):
            raise ConfigRefused(
                f"{section}.ca_file: {ca_file!r} is no readable file of certificates (PEM)."
            ) from None
        made.mount("https://", _Trusting(context))
    return made


def words(text: object) -> str:
    """What a server said as one short line; whatever looks like a token is left out."""
    return clean_header(_TOKEN.sub("…", str(text)[:2000]), LONGEST_WORDS)


def wait_of(headers: Mapping[str, str]) -> int | None:
    """Retry-After in seconds, from seconds or from a date."""
    text = (headers.get("Retry-After") or "").strip()
    if text.isascii() and text.isdigit():
        return min(int(text[:9]), LONGEST_WAIT)
    moment = date_of(text)
    if moment is None:
        return None
    return min(max(int((moment - datetime.now(UTC)).total_seconds()) + 1, 0), LONGEST_WAIT)


def date_of(text: str | None) -> datetime | None:
    """An HTTP date; None for anything else."""
    try:
        moment = parsedate_to_datetime(text or "")
    except (TypeError, ValueError, IndexError, OverflowError):
        return None
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment


class AuthorityClient:
    """What msal sends its requests by: to the authority's host and nowhere else.

    msal takes https addresses only; for an authority on loopback, which tests use, the scheme is
    put back to http here. ``trouble`` keeps what went wrong, because msal hides some of it;
    ``refused`` is the last status from 400 to 499 of a call that describes the tenant.
    """

    def __init__(self, settings: OAuth) -> None:
        self._authority = urlsplit(settings.authority)
        self._seconds = (CONNECT_SECONDS, float(settings.timeout_seconds))
        self._session = session(settings.ca_file, settings.section)
        self.trouble: NoToken | None = None
        self.refused: int | None = None

    def get(self, url: str, **options: Any) -> requests.Response:
        answer = self._send("GET", url, **options)
        if 400 <= answer.status_code < 500 and url.endswith("/openid-configuration"):
            self.refused = answer.status_code
        return answer

    def post(self, url: str, **options: Any) -> requests.Response:
        return self._send("POST", url, **options)

    def close(self) -> None:
        self._session.close()

    def address(self, url: str) -> str:
        """An address of the authority as it is really spoken to."""
        parts = urlsplit(url)
        if parts.netloc != self._authority.netloc:
            raise self._noted(f"{parts.hostname} is not the configured sign-in server.")
        return urlunsplit(parts._replace(scheme=self._authority.scheme))

    def _send(
        self,
        method: str,
        url: str,
        params: Any = None,
        data: Any = None,
        headers: Any = None,
        **_: Any,
    ) -> requests.Response:
        host = self._authority.netloc
        try:
            answer = self._session.request(
                method,
                self.address(url),
                params=params,
                data=data,
                headers=headers,
                timeout=self._seconds,
                allow_redirects=False,
            )
        except requests.RequestException as error:
            kind = type(error).__name__
            raise self._noted(f"The sign-in server {host} cannot be reached ({kind}).") from None
        if answer.status_code >= 500 or answer.status_code == 429:
            raise self._noted(
                f"The sign-in server {host} answers {answer.status_code} at the moment.",
                wait_of(answer.headers),
            )
        return answer

    def _noted(self, sentence: str, wait: int | None = None) -> NoToken:
        self.trouble = NoToken(sentence, wait)
        return self.trouble
