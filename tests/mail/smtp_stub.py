"""A stand-in for a mail server: aiosmtpd on loopback with a handler that can misbehave.

It is a test double: it takes mails and keeps them. It can drop the line, delay, or answer with any
code, before or after it has taken a message, and it can be a server without TLS, with STARTTLS or
with TLS from the start.
"""

from __future__ import annotations

import asyncio
import base64
import contextlib
import ssl
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from email import message_from_bytes
from typing import Any

import loops
from aiosmtpd.smtp import MISSING, SMTP, AuthResult


@dataclass
class Fault:
    """``when``: "before" or "after" the work. ``kind``: drop, hang, or an answer ("451 busy")."""

    when: str
    kind: str


@dataclass
class Sent:
    """What was taken: from whom, for whom, the bytes, and the options of MAIL."""

    sender: str
    to: list[str]
    message: bytes
    options: list[str]


@dataclass
class Stub:
    """The server's state. ``fault`` is asked with MAIL, RCPT or DATA and the address."""

    user: str = "ar@x.example"
    password: str = "open sesame"
    mechanisms: tuple[str, ...] = ("PLAIN", "LOGIN")
    signs_in: bool = True
    utf8: bool = True
    largest: int | None = 33_554_432
    banner: str = ""
    starttls: bool = True  # whether it offers what it has a certificate for
    fault: Callable[[str, str], Fault | None] = lambda command, address: None
    refusal: str = "535 5.7.8 no such user or password"
    sent: list[Sent] = field(default_factory=list)
    calls: list[str] = field(default_factory=list)
    attempts: list[str] = field(default_factory=list)  # sign-ins, by mechanism
    port: int = 0
    taken: Callable[[bytes], None] = lambda message: None  # called for what was taken
    lock: threading.Lock = field(default_factory=threading.Lock)

    def sent_ids(self) -> list[str]:
        """Message-IDs of what was taken, in order."""
        return [message_from_bytes(one.message)["Message-ID"] for one in self.sent]


@contextlib.contextmanager
def running(
    stub: Stub, tls: ssl.SSLContext | None = None, *, implicit: bool = False
) -> Iterator[Stub]:
    """Serve on a free port of 127.0.0.1; ``implicit``: TLS from the first byte."""

    async def start(loop: asyncio.AbstractEventLoop) -> asyncio.AbstractServer:
        def line() -> SMTP:
            return SMTP(
                _Handler(stub), hostname="mx.x.example", ident=stub.banner or "stand-in", loop=loop,
                tls_context=None if implicit or not stub.starttls else tls,
                auth_required=stub.signs_in, auth_require_tls=tls is not None and not implicit,
                enable_SMTPUTF8=stub.utf8, data_size_limit=stub.largest,
                auth_exclude_mechanism=[
                    one for one in ("PLAIN", "LOGIN", "XOAUTH2") if one not in stub.mechanisms
                ],
                authenticator=lambda *told: _authentic(stub, *told),
            )  # fmt: skip

        return await loop.create_server(line, "127.0.0.1", 0, ssl=tls if implicit else None)

    with loops.served(start) as (_, stub.port):
        yield stub


def _authentic(stub: Stub, server: Any, session: Any, envelope: Any, how: str, data: Any) -> Any:
    stub.attempts.append(how)
    right = (data.login, data.password) == (stub.user.encode(), stub.password.encode())
    if right:
        return AuthResult(success=True)
    # Some servers repeat what they did not like: here all of it.
    said = f"{stub.refusal} ({data.password.decode('utf-8', 'replace')})"
    return AuthResult(success=False, handled=False, message=said)


class _Handler:
    def __init__(self, stub: Stub) -> None:
        self.stub = stub

    async def auth_XOAUTH2(self, server: Any, args: list[str]) -> Any:
        self.stub.attempts.append("XOAUTH2")
        said = base64.b64decode(args[1])
        wanted = f"user={self.stub.user}\x01auth=Bearer {self.stub.password}\x01\x01".encode()
        if said == wanted:
            return AuthResult(success=True)
        answer = await server.challenge_auth('{"status":"401","schemes":"bearer"}')
        assert answer in (b"", MISSING), "after the challenge comes an empty line"
        return AuthResult(success=False, handled=False, message=self.stub.refusal)

    async def handle_MAIL(
        self, server: Any, session: Any, envelope: Any, address: str, options: list[str]
    ) -> str:
        if said := await self._fault(server, "MAIL", address, "before"):
            return said
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 OK"

    async def handle_RCPT(
        self, server: Any, session: Any, envelope: Any, address: str, options: list[str]
    ) -> str:
        if said := await self._fault(server, "RCPT", address, "before"):
            return said
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        """Called when the whole message is there."""
        if said := await self._fault(server, "DATA", "", "before"):
            return said
        with self.stub.lock:
            self.stub.sent.append(
                Sent(
                    envelope.mail_from, list(envelope.rcpt_tos), envelope.content,
                    list(envelope.mail_options),
                )
            )  # fmt: skip
        self.stub.taken(envelope.content)
        return await self._fault(server, "DATA", "", "after") or "250 2.0.0 taken"

    async def _fault(self, server: Any, command: str, address: str, when: str) -> str | None:
        if when == "before":
            self.stub.calls.append(command)
        fault = self.stub.fault(command, address)
        if fault is None or fault.when != when:
            return None
        if fault.kind == "drop":
            server.transport.abort()
            await asyncio.sleep(3600)
        if fault.kind == "hang":
            await asyncio.sleep(3600)
        return fault.kind
