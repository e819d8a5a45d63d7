"""What went wrong between us and Graph, and what that means for a message."""

from __future__ import annotations

import json
import ssl
from collections.abc import Mapping

import requests
from urllib3.exceptions import NameResolutionError, NewConnectionError

from collectwork.domain.mail import Delivered
from collectwork.mail.oauth.web import wait_of, words

_LATER = frozenset([401, 403, 407, 408, 423, 429, 503, 509])
_NO_RIGHT_TO_SEND = ("ErrorSendAsDenied", "ErrorSendOnBehalfOfDenied")


class Trouble(Exception):
    """No good answer. ``status`` None: none at all. ``reached`` False: it never left us."""

    def __init__(
        self,
        said: str,
        status: int | None = None,
        code: str = "",
        wait: int | None = None,
        reached: bool = True,
    ) -> None:
        super().__init__(said)
        self.said, self.status, self.code = said, status, code
        self.wait, self.reached = wait, reached

    @property
    def rejected(self) -> bool:
        """Whether the server has refused this request for good."""
        if self.status is None or not 400 <= self.status < 500:
            return False
        return self.status not in _LATER or self.code in _NO_RIGHT_TO_SEND

    @property
    def later(self) -> bool:
        """Whether the request certainly did nothing, and may do something another time."""
        if not self.reached:
            return True
        if self.status is None or self.rejected:
            return False
        return self.status in _LATER or 300 <= self.status < 400

    @property
    def away(self) -> bool:
        """Whether it is the sign-in, the mailbox or the server, and not what was asked."""
        return self.later and self.status != 408


def unsent(trouble: Trouble) -> Delivered:
    """For a request that may have sent the message."""
    if trouble.later:
        return Delivered(
            ok=False, later=True, words=trouble.said, wait=trouble.wait, blameless=trouble.away
        )
    return Delivered(ok=False, certain=trouble.rejected, words=trouble.said)


def harmless(trouble: Trouble) -> Delivered:
    """For a request that sends nothing: what is unsure can be done again, and a mailbox that is
    not found is a matter of the config, not of this message."""
    if trouble.rejected and trouble.status != 404:
        return Delivered(ok=False, words=trouble.said)
    blameless = trouble.away or trouble.status in (404, 502, 504)
    return Delivered(
        ok=False, later=True, words=trouble.said, wait=trouble.wait, blameless=blameless
    )


def of_line(error: requests.RequestException, host: str) -> Trouble:
    """A request that got no answer."""
    if _never_connected(error):
        kind = type(error).__name__
        return Trouble(f"the mail server {host} cannot be reached ({kind})", reached=False)
    return Trouble(
        f"no answer from the mail server {host}: the line was dropped or the time was up"
    )


def of_answer(status: int, headers: Mapping[str, str], body: bytes) -> Trouble:
    """An answer that is not the one asked for."""
    code, message = _error(body)
    told = f"{code}: {message}" if code and message else code or message or _shape(headers, body)
    wait = wait_of(headers)
    if status == 401:
        said = f"the mail server does not accept the sign-in ({told})"
    elif status == 403 and code not in _NO_RIGHT_TO_SEND:
        said = (
            f"the sign-in has no right to the mailbox ({told}): see its permissions in docs/mail.md"
        )
    elif status in (429, 503):
        until = f", again in {wait} seconds" if wait else ""
        said = f"the mail server is busy{until} ({status}; {told})"
    elif 300 <= status < 400:
        said = f"the mail server sends us elsewhere ({status}); redirects are not followed"
    elif code == "MailboxNotEnabledForRESTAPI":
        said = f"the mailbox is not in Exchange Online ({told})"
    else:
        said = f"the mail server answered {status} ({told})"
    return Trouble(said, status, code, wait)


def _error(body: bytes) -> tuple[str, str]:
    """Code and message of ``{"error": {"code": …, "message": …}}``, both cleaned."""
    try:
        error = json.loads(body)["error"]
        return words(error["code"]), words(error.get("message") or "")
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return "", ""


def _shape(headers: Mapping[str, str], body: bytes) -> str:
    if not body:
        return "without words"
    kind = (headers.get("Content-Type") or "").partition(";")[0].strip().lower()
    return "a web page" if kind == "text/html" else "no words that we know"


def _never_connected(error: requests.RequestException) -> bool:
    """True when no request left: refused, unknown host, no route, a certificate that is not
    trusted. Other faults of TLS may be a line that was dropped after the request."""
    if isinstance(error, (requests.exceptions.ConnectTimeout, ValueError)):
        return True
    reason = getattr(error.args[0] if error.args else None, "reason", None)
    if isinstance(error, requests.exceptions.SSLError):
        first = next(iter(getattr(reason, "args", ())), None)
        return isinstance(first, ssl.SSLCertVerificationError)
    return isinstance(reason, (NewConnectionError, NameResolutionError))
