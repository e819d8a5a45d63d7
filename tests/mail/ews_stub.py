"""A stand-in for an Exchange server: a small stateful EWS endpoint over real HTTP on loopback.

It is a test double and nothing more: Exchange itself cannot run here. It keeps drafts, sent items
and an inbox, checks each request and each of its own answers against the official schema, and can
misbehave before or after it has done the work: drop the line, delay, answer with a status or an
HTML page. What real servers leave out or do otherwise can be switched on by name.
"""

from __future__ import annotations

import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from ews_stub_items import NS, S, T
from ews_stub_sign_in import signed_in
from ews_stub_work import autodiscovered, respond
from lxml import etree


@dataclass
class Fault:
    """``when``: "before" or "after" the work. ``kind``: drop, html, delay (``wait`` seconds, then
    as if nothing was), or an HTTP status."""

    when: str
    kind: str
    wait: float | None = None


@dataclass
class Stub:
    """The server's state, shared by its request threads, and how it differs from Exchange."""

    schema: etree.XMLSchema | None = None
    user: str = "ar"
    password: str = "open sesame"
    sign_in: str = "basic"  # or ntlm, bearer
    tokens: set[str] = field(default_factory=set)  # that are taken, with bearer
    fault: Callable[[str], Fault | None] = lambda _: None
    errors: dict[str, str] = field(default_factory=dict)  # operation → EWS response code
    items: dict[str, dict[str, Any]] = field(default_factory=dict)
    changes: list[tuple[str, str]] = field(default_factory=list)  # folder, item id
    calls: list[str] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    envelopes: list[bytes] = field(default_factory=list)
    invalid: list[str] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    sends: list[str] = field(default_factory=list)  # Message-IDs, each time one left
    sent_visible: bool = True
    moves_drafts: bool = True  # False: a draft stays a draft when it was sent
    copies: bool = True  # False: no copy in Sent Items
    keeps_id: bool = False  # a draft keeps its id when it is sent
    finds: str = "all"  # "any": ignores restrictions; "none": refuses FindItem; "plain": no own
    takes_mime: bool = True
    takes_own: bool = True  # False: refuses extended properties; None: loses them silently
    replaces_ids: bool = False  # gives messages a Message-ID of its own
    few_names: bool = False  # refuses whoever asks for single properties
    new_keys: bool = False  # an item has another change key soon after it was saved
    largest: int = 0  # bytes of a message, 0 = any
    no_versions: tuple[str, ...] = ()  # RequestServerVersion that are refused
    date: str = ""  # the Date header, for clocks that differ
    rights: dict[str, str] = field(default_factory=dict)  # folder → a right that lacks
    ews_url: str = ""  # what autodiscover tells
    number: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)
    url: str = ""

    @property
    def sent(self) -> list[dict[str, Any]]:
        return [item for item in self.items.values() if item["folder"] == "sentitems"]

    @property
    def drafts(self) -> list[dict[str, Any]]:
        return [item for item in self.items.values() if item["folder"] == "drafts"]

    def sent_ids(self) -> list[str]:
        """Message-IDs of what left, in order, as in the MIME bytes."""
        return list(self.sends)

    def receive(self, mime: bytes, at: str = "2026-11-20T08:00:00Z", **more: Any) -> str:
        """A message in the inbox; its id."""
        return self.add("inbox", mime=mime, at=at, **more)["id"]

    def add(self, folder: str, **more: Any) -> dict[str, Any]:
        self.number += 1
        item = {"id": f"I{self.number}", "key": "k1", "folder": folder, "own": "", **more}
        self.items[item["id"]] = item
        self.changes.append((folder, item["id"]))
        return item

    def message_id(self, item: dict[str, Any]) -> str:
        if self.replaces_ids:
            return f"<{item['id']}@server.example>"
        return str(item.get("message_id") or message_from_bytes(item["mime"])["Message-ID"] or "")


@contextmanager
def running(stub: Stub, tls: ssl.SSLContext | None = None) -> Iterator[Stub]:
    """Serve on a free port of 127.0.0.1 until the block ends; over HTTPS with ``tls``."""
    handler = type("Handler", (_Handler,), {"stub": stub})
    server = _Server(("127.0.0.1", 0), handler)
    if tls is not None:
        server.socket = tls.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    scheme = "https" if tls else "http"
    stub.url = f"{scheme}://127.0.0.1:{server.server_port}/EWS/Exchange.asmx"
    try:
        yield stub
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that was killed leaves its line open; that is no news here."""


class _Handler(BaseHTTPRequestHandler):
    stub: Stub
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    ntlm: Any = None  # the handshake of this connection
    known = False  # NTLM signs in a connection, not a request

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        stub = self.stub
        challenge = signed_in(self, stub)
        if challenge is not None:
            self._answer(401, b"", {"WWW-Authenticate": challenge})
            return
        if self.path.startswith("/autodiscover/"):
            stub.calls.append("autodiscover")
            self._answer(200, autodiscovered(stub, body), {"Content-Type": "text/xml"})
            return
        envelope = etree.fromstring(body, etree.XMLParser(resolve_entities=False, huge_tree=True))
        operation = envelope.find("s:Body", NS)[0]
        name = etree.QName(operation).localname
        with stub.lock:
            stub.calls.append(name)
            stub.headers.append(dict(self.headers))
            stub.envelopes.append(body)
            self._check(name, operation)
            fault = stub.fault(name)
            if fault is not None and fault.when == "before" and fault.kind != "delay":
                self._misbehave(fault)
                return
            answer = respond(stub, name, operation, envelope)
            if stub.schema is not None:
                self._check(f"answer to {name}", etree.fromstring(_plain(answer)))
        if fault is not None and self._misbehave(fault):
            return
        text = (
            f'<s:Envelope xmlns:s="{S}"><s:Header>'
            f'<h:ServerVersionInfo xmlns:h="{T}" MajorVersion="15" MinorVersion="1" '
            'MajorBuildNumber="2507" MinorBuildNumber="6" Version="V2017_07_11"/></s:Header>'
            f'<s:Body>{answer}</s:Body></s:Envelope>'
        )  # fmt: skip
        self._answer(200, text.encode(), {"Content-Type": "text/xml; charset=utf-8"})

    def _check(self, name: str, body: Any) -> None:
        schema = self.stub.schema
        if schema is not None and not schema.validate(body):
            self.stub.invalid.append(f"{name}: {schema.error_log[0].message}")

    def _misbehave(self, fault: Fault) -> bool:
        """Whether the request is answered by that."""
        if fault.kind == "delay":
            time.sleep(fault.wait or 0)
            return False
        if fault.kind == "drop":
            self.close_connection = True
            self.connection.close()
        elif fault.kind == "html":
            page = b"<html><body>Please sign in</body></html>"
            self._answer(200, page, {"Content-Type": "text/html"})
        else:
            more = {"Retry-After": str(fault.wait)} if fault.wait else {}
            self._answer(int(fault.kind), b"", {"Connection": "close", **more})
            self.close_connection = True
        return True

    def _answer(self, status: int, body: bytes, headers: dict[str, str]) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def date_time_string(self, timestamp: float | None = None) -> str:
        return self.stub.date or super().date_time_string(timestamp)

    def log_message(self, format: str, *args: Any) -> None:
        pass


def _plain(answer: str) -> str:
    """Without the control signs that the stub puts into answers as Exchange does."""
    return answer.replace("&#x1;", "")
