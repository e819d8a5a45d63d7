"""A signed-in connection to an IMAP server, read only unless a copy is put away."""

from __future__ import annotations

import contextlib
import logging
import threading
from collections.abc import Iterator
from typing import Any

from imapclient import IMAPClient
from imapclient.exceptions import IMAPClientError

from collectwork.errors import InputRefused
from collectwork.mail.redacting import redacted
from collectwork.mail.servers import Server, bearer, one_line, trusting, unreachable

CALLS = 8  # a whole visit lasts at most so many times the time-out of one answer …
LONGEST = 540.0  # … and less than a runner's lease

_LIBRARY = logging.getLogger("imapclient")
# It would write whole commands and messages where nobody asked for a log.
_LIBRARY.addHandler(logging.NullHandler())
_LIBRARY.setLevel(logging.WARNING)
_LIBRARY.propagate = False


class NotRead(Exception):
    """The server was not reached, refused us, or answered what cannot be understood."""

    def __init__(self, words: str) -> None:
        super().__init__(redacted(words))
        self.words = redacted(words)


@contextlib.contextmanager
def signed_in(server: Server) -> Iterator[IMAPClient]:
    """A connection whose folders can be opened; every trouble of line and server, inside the block
    too, is NotRead. It is closed at the end."""
    with _troubles(server):
        line = IMAPClient(
            server.host, server.port, ssl=server.security == "tls",
            ssl_context=trusting(server.ca_file) if server.security == "tls" else None,
            timeout=server.timeout,
        )  # fmt: skip
        watch = threading.Timer(min(server.timeout * CALLS, LONGEST), _cut, (line,))
        watch.daemon = True
        watch.start()
        try:
            line.normalise_times = False
            _secured(line, server)
            _authenticated(line, server)
            yield line
        except BaseException:
            _cut(line)  # no farewell that would be waited for
            raise
        else:
            with contextlib.suppress(Exception):
                line.logout()
        finally:
            watch.cancel()
            _cut(line)


def _cut(line: IMAPClient) -> None:
    with contextlib.suppress(Exception):
        line.shutdown()


@contextlib.contextmanager
def _troubles(server: Server) -> Iterator[None]:
    try:
        yield
    except NotRead:
        raise
    except IMAPClientError as error:
        raise NotRead(f"{server.called} answered: {_said(error)}") from None
    except OSError as error:
        raise NotRead(unreachable(server, error)) from None
    except InputRefused as error:  # no secret, or a file of certificates that is none
        raise NotRead(str(error)) from None
    except (ValueError, LookupError, AssertionError, TypeError, AttributeError) as error:
        # The library's ways to say that an answer is no IMAP.
        kind = type(error).__name__
        raise NotRead(f"{server.called} answered what is no IMAP ({kind})") from None


def _secured(line: IMAPClient, server: Server) -> None:
    if server.security != "starttls":
        return
    if b"PREAUTH" in (line.welcome or b"")[:12].upper() or not line.has_capability("STARTTLS"):
        raise NotRead(
            f"{server.called} offers no STARTTLS; nothing was sent, because it would travel open. "
            'Somebody may be in between; if not, see whether security = "tls" is meant'
        )
    line.starttls(trusting(server.ca_file))


def _authenticated(line: IMAPClient, server: Server) -> None:
    if server.auth == "none":
        return
    secret = server.secret().reveal()
    try:
        if server.auth == "xoauth2":
            _by_token(line, server, secret)
        elif line.has_capability("AUTH=PLAIN"):
            line.sasl_login("PLAIN", lambda _: f"\0{server.username}\0{secret}".encode())
        else:
            _login(line, server, secret)
    except IMAPClientError as error:
        raise NotRead(
            f"{server.called} refused the sign-in of {server.username}: {_said(error)}"
        ) from None


def _by_token(line: IMAPClient, server: Server, token: str) -> None:
    try:
        _token(line, server.username, token)
    except IMAPClientError:  # a token may be withdrawn before its time
        if server.renewed is None:
            raise
        _token(line, server.username, server.renewed().reveal())


def _token(line: IMAPClient, username: str, token: str) -> None:
    """A second challenge says what is wrong with the token; an empty line asks for the refusal."""
    answers = iter((bearer(username, token),))
    line.sasl_login("XOAUTH2", lambda _: next(answers, b""))


def _login(line: IMAPClient, server: Server, secret: str) -> None:
    if line.has_capability("LOGINDISABLED"):
        raise NotRead(f"{server.called} offers no sign-in by password (LOGINDISABLED)")
    plain = server.username + secret
    if not plain.isascii() or not plain.isprintable():
        raise NotRead(
            f"{server.called} takes passwords by LOGIN only, which has no letters beyond ASCII"
        )
    name = server.username.replace("\\", "\\\\").replace('"', '\\"')
    line.login(f'"{name}"', secret)


def _said(error: Exception) -> str:
    """The server's words in one short line, without what may be secret."""
    text: Any = error.args[0] if error.args else type(error).__name__
    text = text.decode("utf-8", "replace") if isinstance(text, bytes) else str(text)
    if text.startswith("b'") and text.endswith("'"):  # so the library shows bytes
        text = text[2:-1]
    return redacted(one_line(redacted(text)))[:300]
