"""One HTTP exchange within a time and a size, whatever the server does.

A time-out of requests is one of a single read: a server that answers byte by byte, in its header
lines too, never runs into it, and one that packs nothing into much fills the memory.
"""

from __future__ import annotations

import contextlib
import socket
import threading
from typing import Any

import requests
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool

MOST_BYTES = 128 * 1024 * 1024  # of an answer, unpacked
LONGEST = 60.0  # seconds, where a call names no time-out
_PIECE = 65_536
_now = threading.local()


class TooLong(requests.exceptions.ConnectionError):
    """The answer is larger than any that is waited for."""


class _Watch:
    """Cuts the line of one exchange when its time is over."""

    def __init__(self, seconds: float) -> None:
        self.over = False
        self.goes_on = False  # an answer is still to be read by whoever asked
        self.line: HTTPConnection | None = None
        self.sock: socket.socket | None = None  # a line forgets it where the server will close
        self._timer = threading.Timer(seconds, self._cut)
        self._timer.daemon = True

    def __enter__(self) -> _Watch:
        _now.watch = self
        self._timer.start()
        return self

    def __exit__(self, *_: object) -> None:
        _now.watch = None
        if not self.goes_on:
            self.end()

    def end(self) -> None:
        """Nothing is cut any more."""
        self._timer.cancel()

    def _cut(self) -> None:
        self.over = True
        sock = self.sock or (self.line.sock if self.line is not None else None)
        with contextlib.suppress(OSError):
            if sock is not None:  # the method of TLS would take the reader's session away
                socket.socket.shutdown(sock, socket.SHUT_RDWR)


def _noted(line: Any) -> None:
    """The exchange of this thread has this line, and no earlier one has it any more."""
    watch: _Watch | None = getattr(_now, "watch", None)
    if watch is None:
        return
    earlier: _Watch | None = getattr(line, "watch", None)
    if earlier is not None and earlier is not watch:
        earlier.end()
    watch.line, line.watch, watch.sock = line, watch, line.sock


class _Plain(HTTPConnection):
    def connect(self) -> None:
        _noted(self)
        super().connect()

    def request(self, *args: Any, **options: Any) -> None:
        _noted(self)
        super().request(*args, **options)

    def getresponse(self) -> Any:
        _noted(self)
        return super().getresponse()


class _Secured(HTTPSConnection):
    def connect(self) -> None:
        _noted(self)
        super().connect()

    def request(self, *args: Any, **options: Any) -> None:
        _noted(self)
        super().request(*args, **options)

    def getresponse(self) -> Any:
        _noted(self)
        return super().getresponse()


class _PlainPool(HTTPConnectionPool):
    ConnectionCls = _Plain


class _SecuredPool(HTTPSConnectionPool):
    ConnectionCls = _Secured


class BoundedAdapter(HTTPAdapter):
    """Reads every answer whole, within its time-out and ``MOST_BYTES``.

    Raises ReadTimeout when the whole took longer than that, and TooLong.
    """

    def init_poolmanager(self, *args: Any, **options: Any) -> None:
        super().init_poolmanager(*args, **options)
        manager: Any = self.poolmanager
        manager.pool_classes_by_scheme = {"http": _PlainPool, "https": _SecuredPool}

    def send(self, request: requests.PreparedRequest, *args: Any, **options: Any) -> Any:
        """The answer with its body; that to a refused sign-in unread, because NTLM asks the open
        line for its certificate."""
        options["stream"] = True
        with _Watch(_seconds(options.get("timeout"))) as watch:
            try:
                answer = super().send(request, *args, **options)
                watch.goes_on = answer.status_code == requests.codes.unauthorized
                whole = answer if watch.goes_on else _read(answer)
            except (TooLong, requests.exceptions.ConnectTimeout):
                raise
            except Exception as error:
                if watch.over:
                    raise requests.exceptions.ReadTimeout(request=request) from error
                raise
            if watch.over:  # what was cut can look like an answer that ended
                raise requests.exceptions.ReadTimeout(request=request)
            return whole


def _read(response: Any) -> Any:
    parts, size = [], 0
    try:
        for piece in response.iter_content(_PIECE):
            parts.append(piece)
            size += len(piece)
            if size > MOST_BYTES:
                raise TooLong("the answer is too large")
    except BaseException:
        response.close()
        raise
    response._content = b"".join(parts)  # as requests itself keeps it
    response._content_consumed = True
    return response


def _seconds(timeout: Any) -> float:
    """The longest of the time-outs for connecting and reading."""
    said = timeout if isinstance(timeout, tuple) else (timeout,)
    return max((float(one) for one in said if one is not None), default=LONGEST)
