"""pymap, an IMAP server in Python, on loopback: folders in memory, one user."""

from __future__ import annotations

import asyncio
import contextlib
import ssl
from argparse import Namespace
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import loops
from proxyprotocol.reader import ProxyProtocolReader
from pymap.backend.dict import Config, DictBackend, Login
from pymap.imap import IMAPServer
from pymap.parsing.message import AppendMessage
from pymap.parsing.specials.flag import Flag
from pysasl.hashing import Cleartext


@dataclass
class Imap:
    """A running server, and a way into its folders that needs no protocol."""

    user: str = "ar@x.example"
    password: str = "open sesame"
    folders: Sequence[str] = ("Sent",)
    port: int = 0
    loop: asyncio.AbstractEventLoop | None = None
    config: Any = None
    connections: int = field(default=0)

    def put(self, folder: str, message: bytes, at: datetime | None = None, *flags: bytes) -> None:
        """A message comes into a folder."""
        when = at or datetime.now(UTC)
        loops.told(
            self.loop, self._put(folder, AppendMessage(message, when, frozenset(map(Flag, flags))))
        )

    def messages(self, folder: str) -> list[bytes]:
        """What lies in a folder, in order."""
        return [bytes(one[0]) for one in loops.told(self.loop, self._all(folder))]

    def flags(self, folder: str) -> list[set[bytes]]:
        """The flags of what lies in a folder."""
        return [one[1] for one in loops.told(self.loop, self._all(folder))]

    def remove(self, folder: str) -> None:
        """A folder goes; made again it has another UIDVALIDITY."""
        loops.told(self.loop, self._boxes().delete_mailbox(folder))

    def make(self, folder: str) -> None:
        """A new folder."""
        loops.told(self.loop, self._boxes().add_mailbox(folder))

    def _boxes(self) -> Any:
        return self.config.set_cache[self.user][0]

    async def _put(self, folder: str, message: AppendMessage) -> None:
        box = await self._boxes().get_mailbox(folder)
        await box.append(message, recent=True)

    async def _all(self, folder: str) -> list[tuple[bytes, set[bytes]]]:
        box = await self._boxes().get_mailbox(folder)
        return [
            (bytes(one._content), {bytes(flag) for flag in one.permanent_flags})
            async for one in box.messages()
        ]


@contextlib.contextmanager
def running(
    imap: Imap, tls: ssl.SSLContext | None = None, *, implicit: bool = False
) -> Iterator[Imap]:
    """Serve on a free port of 127.0.0.1; ``implicit``: TLS from the first byte."""
    args = Namespace(passlib_cfg=None, proxy_protocol=None)

    async def start(loop: asyncio.AbstractEventLoop) -> asyncio.AbstractServer:
        imap.config = Config(
            args, demo_data=False, demo_user=imap.user, demo_password=imap.password, host=None,
            port=0, ssl_context=tls or ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER),
            tls_enabled=tls is not None and not implicit, hash_context=Cleartext(),
            invalid_user_sleep=0.0,
        )  # fmt: skip
        imap.config.apply_context()
        login = Login(imap.config)
        await DictBackend._add_demo_user(imap.config, login)
        async with login.demo_user_identity.new_session():
            pass
        for folder in imap.folders:
            await imap.config.set_cache[imap.user][0].add_mailbox(folder)
        answer = ProxyProtocolReader(imap.config.proxy_protocol).get_callback(
            IMAPServer(login, imap.config)
        )
        return await asyncio.start_server(answer, "127.0.0.1", 0, ssl=tls if implicit else None)

    with loops.served(start) as (imap.loop, imap.port):
        yield imap
