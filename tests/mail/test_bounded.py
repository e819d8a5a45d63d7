"""Servers that answer for ever: an exchange ends in its time, whatever drips."""

from __future__ import annotations

import contextlib
import gzip
import socket
import threading
import time
from collections.abc import Iterator

import pytest
import requests

from collectwork.mail import bounded

LATE = 0.6


@contextlib.contextmanager
def server(answer: bytes, drip: bytes = b"") -> Iterator[str]:
    """Answers each connection with ``answer``, then byte by byte with ``drip`` for ever."""
    over = threading.Event()

    def speak(line: socket.socket) -> None:
        with contextlib.suppress(OSError), line:
            line.recv(65_536)
            line.sendall(answer)
            while drip and not over.wait(0.05):
                line.sendall(drip)

    def listen(door: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while True:
                line, _ = door.accept()
                threading.Thread(target=speak, args=(line,), daemon=True).start()

    with socket.create_server(("127.0.0.1", 0)) as door:
        threading.Thread(target=listen, args=(door,), daemon=True).start()
        yield f"http://127.0.0.1:{door.getsockname()[1]}/"
        over.set()


def ask(url: str) -> requests.Response:
    with requests.Session() as session:
        session.trust_env = False
        session.mount("http://", bounded.BoundedAdapter())
        return session.post(url, data=b"x", timeout=LATE)


@pytest.mark.parametrize(
    "answer",
    [
        b"HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nFFFFF\r\n",
        b"HTTP/1.1 200 OK\r\nX-Long: ",
        b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n",
    ],
)
def test_a_server_that_drips_is_left_in_time(answer: bytes) -> None:
    with server(answer, b"x") as url:
        began = time.monotonic()
        with pytest.raises(requests.exceptions.ReadTimeout):
            ask(url)
        assert time.monotonic() - began < 10 * LATE


def test_what_unpacks_into_too_much_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bounded, "MOST_BYTES", 1_000_000)
    packed = gzip.compress(bytes(3_000_000))
    head = f"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: {len(packed)}\r\n\r\n"
    with server(head.encode() + packed) as url, pytest.raises(bounded.TooLong):
        ask(url)


def test_a_whole_answer_is_whole() -> None:
    with server(b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello") as url:
        answer = ask(url)
    assert (answer.content, answer.text) == (b"hello", "hello")


def test_nobody_there_stays_no_connection() -> None:
    with socket.create_server(("127.0.0.1", 0)) as door:
        port = door.getsockname()[1]
    with pytest.raises(requests.exceptions.ConnectionError) as caught:
        ask(f"http://127.0.0.1:{port}/")
    assert not isinstance(caught.value, requests.exceptions.Timeout)
