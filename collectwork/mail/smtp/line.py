"""A signed-in connection to an SMTP server, or why there is none.

Whatever fails here fails before a message was handed over, so it is always certain that nothing
left. Credentials go over TLS only, or stay on this machine.
"""

from __future__ import annotations

import base64
import contextlib
import json
import smtplib
import socket
import threading
from collections.abc import Iterator
from dataclasses import dataclass

from collectwork.errors import InputRefused
from collectwork.mail.redacting import redacted
from collectwork.mail.servers import Server, bearer, one_line, trusting, unreachable

CALLS = 8  # a whole delivery lasts at most so many times the time-out of one answer …
LONGEST = 540.0  # … and less than a runner's lease


class NotTaken(Exception):
    """Nothing was handed over. ``later``: it is worth trying again; ``blameless``: it is no matter
    of the message."""

    def __init__(self, words: str, *, later: bool = True, blameless: bool = False) -> None:
        super().__init__(words)
        self.words = redacted(words)
        self.later = later
        self.blameless = blameless


@dataclass(frozen=True, slots=True)
class Line:
    """A connection that is ready for a message, and how the server greeted."""

    smtp: smtplib.SMTP
    greeting: str


@contextlib.contextmanager
def signed_in(server: Server) -> Iterator[Line]:
    """A connection that is ready for a message; raises NotTaken. It is closed at the end."""
    with _of_server(), _refusals(server):
        line = _line(server)
    # A server that dribbles single bytes would outlast every time-out of a single answer.
    watch = threading.Timer(min(server.timeout * CALLS, LONGEST), _cut, (line,))
    watch.daemon = True
    watch.start()
    try:
        with _of_server(), _refusals(server):
            greeting = _connect(line, server)
            _secured(line, server)
            _authenticated(line, server)
        yield Line(line, greeting)
    finally:
        watch.cancel()
        with contextlib.suppress(OSError):
            line.close()


def _cut(line: smtplib.SMTP) -> None:
    with contextlib.suppress(OSError):
        if line.sock is not None:
            line.sock.shutdown(socket.SHUT_RDWR)


def _line(server: Server) -> smtplib.SMTP:
    """Not connected yet; ``local_hostname`` is given so that nothing is looked up for it."""
    line: smtplib.SMTP
    if server.security == "tls":
        context = trusting(server.ca_file)
        line = smtplib.SMTP_SSL(local_hostname="", timeout=server.timeout, context=context)
    else:
        line = smtplib.SMTP(local_hostname="", timeout=server.timeout)
    vars(line)["_host"] = server.host  # whose certificate is expected
    return line


def _connect(line: smtplib.SMTP, server: Server) -> str:
    """The server's greeting."""
    code, words = line.connect(server.host, server.port)
    if code != 220:
        raise NotTaken(f"{server.called} turns us away: {said(code, words)}")
    line.local_hostname = _own_name(line.sock.getsockname()[0] if line.sock else "")
    _greeted(line, server)
    return said(code, words)


@contextlib.contextmanager
def _of_server() -> Iterator[None]:
    """What fails before any message is spoken of is the server's or the sign-in's."""
    try:
        yield
    except NotTaken as error:
        error.blameless = True
        raise


@contextlib.contextmanager
def _refusals(server: Server) -> Iterator[None]:
    """Trouble of the line before a message, as NotTaken."""
    try:
        yield
    except smtplib.SMTPResponseException as error:
        raise NotTaken(
            f"{server.called} answered {said(error.smtp_code, error.smtp_error)}"
        ) from None
    except smtplib.SMTPServerDisconnected:
        raise NotTaken(
            f"{server.called} closed the line or did not answer within {server.timeout:g} "
            "seconds, before the message was handed over"
        ) from None
    except (OSError, ValueError) as error:  # ssl.SSLError is an OSError
        raise NotTaken(unreachable(server, error)) from None
    except InputRefused as error:  # no secret, or a file of certificates that is none
        raise NotTaken(str(error)) from None


def _greeted(line: smtplib.SMTP, server: Server) -> None:
    code, words = line.ehlo()
    if code // 100 != 2:
        code, words = line.helo()
    if code // 100 != 2:
        raise NotTaken(f"{server.called} turns us away: {said(code, words)}")


def _secured(line: smtplib.SMTP, server: Server) -> None:
    if server.security != "starttls":
        return
    if not line.has_extn("starttls"):
        raise NotTaken(
            f"{server.called} offers no STARTTLS; nothing was handed over, because it would travel "
            'open. Somebody may be in between; if not, see whether security = "tls" is meant'
        )
    code, words = line.starttls(context=trusting(server.ca_file))
    if code != 220:
        raise NotTaken(f"{server.called} refused STARTTLS: {said(code, words)}")
    _greeted(line, server)


def _authenticated(line: smtplib.SMTP, server: Server) -> None:
    if server.auth == "none":
        return
    offered = line.esmtp_features.get("auth", "").upper().replace("=", " ").split()
    wanted = ("XOAUTH2",) if server.auth == "xoauth2" else ("PLAIN", "LOGIN")
    mechanism = next((one for one in wanted if one in offered), None)
    if mechanism is None:
        has = ", ".join(offered) or "none"
        raise NotTaken(
            f"{server.called} offers no sign-in by {' or '.join(wanted)} (offered: {has})"
        )
    code, words = _AUTH[mechanism](line, server.username, server.secret().reveal())
    if code != 235 and server.renewed is not None:  # a token may be withdrawn before its time
        code, words = _AUTH[mechanism](line, server.username, server.renewed().reveal())
    if code != 235:
        raise NotTaken(
            f"{server.called} refused the sign-in of {server.username}: {said(code, words)}"
        )


def _plain(line: smtplib.SMTP, username: str, secret: str) -> tuple[int, bytes]:
    first = f"\0{username}\0{secret}".encode()
    return line.docmd("AUTH", f"PLAIN {_coded(first)}")


def _login(line: smtplib.SMTP, username: str, secret: str) -> tuple[int, bytes]:
    code, words = line.docmd("AUTH", "LOGIN")
    for answer in (username, secret):
        if code != 334:
            break
        code, words = line.docmd(_coded(answer.encode()))
    return code, words


def _xoauth2(line: smtplib.SMTP, username: str, secret: str) -> tuple[int, bytes]:
    """After the challenge with what is wrong an empty line asks for the refusal itself."""
    code, words = line.docmd("AUTH", f"XOAUTH2 {_coded(bearer(username, secret))}")
    if code != 334:
        return code, words
    why = _told(words)
    code, words = line.docmd("")
    return code, words + (b" (status " + why.encode() + b")" if why else b"")


_AUTH = {"PLAIN": _plain, "LOGIN": _login, "XOAUTH2": _xoauth2}


def _told(challenge: bytes) -> str:
    """The status in the challenge that refuses a token."""
    with contextlib.suppress(ValueError):
        found = json.loads(base64.b64decode(challenge, validate=False))
        if isinstance(found, dict):
            return "".join(c for c in str(found.get("status", "")) if c.isalnum())[:20]
    return ""


def _coded(text: bytes) -> str:
    return base64.b64encode(text).decode("ascii")


def said(code: int, words: bytes | str) -> str:
    """A server's answer in one short line: its number and its words, without control signs."""
    text = words.decode("utf-8", "replace") if isinstance(words, bytes) else str(words)
    return redacted(f"{code} {one_line(redacted(text))}")[:300].strip()


def _own_name(address: str) -> str:
    """How we greet: the machine's full name, else the address of our end of the line."""
    name = socket.gethostname()
    if "." in name and name.isascii():
        return name
    return f"[IPv6:{address}]" if ":" in address else f"[{address}]"
