"""A line that says what a test wants it to say, for what no well-made server would answer."""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Callable, Iterator

Talk = Callable[[socket.socket], None]


@contextlib.contextmanager
def speaking(talk: Talk) -> Iterator[int]:
    """A port of 127.0.0.1 that hands each connection to ``talk``, then closes it."""
    server = socket.create_server(("127.0.0.1", 0))
    server.settimeout(10)
    ended = threading.Event()

    def serve() -> None:
        while not ended.is_set():
            try:
                line, _ = server.accept()
            except OSError:
                return
            with line, contextlib.suppress(OSError):
                line.settimeout(5)
                talk(line)

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield server.getsockname()[1]
    finally:
        ended.set()
        with contextlib.suppress(OSError):
            server.shutdown(socket.SHUT_RDWR)
        server.close()
        thread.join(5)


def smtp(**answers: str) -> Talk:
    """A server that answers each command as said (``MAIL="250 ok"``); ``greeting`` comes first,
    ``body`` after the message. "drop" closes the line, "cut:N" after N bytes of the message, ""
    says nothing until the other side gives up."""
    usual = {
        "greeting": "220 raw", "EHLO": "250-raw\r\n250 SIZE 1000000", "MAIL": "250 ok",
        "RCPT": "250 ok", "DATA": "354 go on", "body": "250 taken", "RSET": "250 ok",
    }  # fmt: skip
    said = usual | answers

    def talk(line: socket.socket) -> None:
        file = line.makefile("rb")

        def answer(what: str) -> bool:
            if said[what] == "drop":
                return False
            if said[what] == "":
                line.recv(1)
                return False
            line.sendall(said[what].encode() + b"\r\n")
            return True

        with file:
            if not answer("greeting"):
                return
            while command := file.readline():
                word = command[:4].decode("latin-1").upper()
                if word not in said:
                    line.sendall(b"502 what?\r\n")
                    continue
                if not answer(word):
                    return
                if word == "DATA" and said["DATA"].startswith("354"):
                    if said["body"].startswith("cut:"):
                        file.read(int(said["body"][4:]))
                        return
                    while file.readline() not in (b".\r\n", b""):
                        pass
                    if not answer("body"):
                        return

    return talk
