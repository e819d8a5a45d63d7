"""A stand-in for Exchange Online's Graph endpoint: stateful, over real HTTP on loopback.

It is a test double and nothing more: the service itself cannot run here. It keeps drafts, sent
items and an inbox, checks each request against Microsoft's description (``graph_schema``), signs
in by a small authority of its own (``graph_authority``), and can misbehave before or after it has
done the work: drop the line, delay, or answer with a status or an HTML page.
"""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from email import message_from_bytes
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from graph_authority import Authority
from graph_mailbox import Refused, respond
from graph_schema import Schema

API = "/v1.0"


@dataclass
class Fault:
    """``when``: "before" or "after" the work. ``kind``: drop, html, slow, or an HTTP status;
    ``wait``: what Retry-After says (a number or an HTTP date), or the seconds of "slow"."""

    when: str
    kind: str
    wait: int | float | str | None = None


@dataclass
class Stub:
    """The server's state, shared by its request threads."""

    schema: Schema | None = None
    authority: Authority = field(default_factory=Authority)
    shared: tuple[str, ...] = ("shared@seller.example",)  # mailboxes besides the user's own
    fault: Callable[[str], Fault | None] = lambda _: None
    errors: dict[str, tuple[int, str, str]] = field(default_factory=dict)  # operation → answer
    items: dict[str, dict[str, Any]] = field(default_factory=dict)
    uploads: dict[str, dict[str, Any]] = field(default_factory=dict)
    removed: list[tuple[int, str, str]] = field(default_factory=list)  # change, folder, id
    calls: list[str] = field(default_factory=list)
    invalid: list[str] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    sent_order: list[str] = field(default_factory=list)
    sent_visible: bool = True
    expired: bool = False  # whether links of delta are no longer taken
    skew: float = 0.0  # seconds that the server's clock is ahead
    number: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)
    url: str = ""  # the endpoint
    base: str = ""  # the authority

    @property
    def sent(self) -> list[dict[str, Any]]:
        return [self.items[id] for id in self.sent_order]

    @property
    def drafts(self) -> list[dict[str, Any]]:
        return [item for item in self.items.values() if item["folder"] == "drafts"]

    def sent_ids(self) -> list[str]:
        """Message-IDs of what was sent, in order."""
        return [item["fields"].get("internetMessageId", "") for item in self.sent]

    def arrives(self, message: bytes, received: str = "2026-11-20T08:00:00Z") -> str:
        """A mail comes into the inbox; its id."""
        known = message_from_bytes(message)["Message-ID"] or ""
        fields = {"internetMessageId": known, "receivedDateTime": received, "isDraft": False}
        return self.put("inbox", fields, message)

    def put(self, folder: str, fields: dict[str, Any], mime: bytes = b"") -> str:
        self.number += 1
        id = f"AAkALgAA{self.number:06d}-aB="
        self.items[id] = {
            "id": id, "folder": folder, "fields": fields, "mime": mime, "attachments": [],
            "change": self.number, "box": "",
        }  # fmt: skip
        return id

    def gone(self, id: str) -> None:
        """Somebody deletes it."""
        self.number += 1
        self.removed.append((self.number, self.items.pop(id)["folder"], id))


@contextmanager
def running(stub: Stub) -> Iterator[Stub]:
    """Serve on a free port of 127.0.0.1 until the block ends."""
    handler = type("Handler", (_Handler,), {"stub": stub})
    server = _Server(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    stub.base = f"http://127.0.0.1:{server.server_port}"
    stub.url = stub.base + API
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

    def do_GET(self) -> None:
        self._handle("GET")

    def do_POST(self) -> None:
        self._handle("POST")

    def do_PUT(self) -> None:
        self._handle("PUT")

    def do_PATCH(self) -> None:
        self._handle("PATCH")

    def _handle(self, method: str) -> None:
        stub = self.stub
        length = self.headers.get("Content-Length")
        body = self.rfile.read(int(length or 0))
        if len(body) < int(length or 0):
            self.close_connection = True  # the client died while it was asking
            return
        if method == "POST" and length is None:
            stub.invalid.append(f"{self.path}: no Content-Length")
        parts = urlsplit(self.path)
        query = dict(parse_qsl(parts.query, keep_blank_values=True))
        with stub.lock:
            if parts.path.startswith("/upload/"):
                work = self._piece(parts.path, body)
            elif parts.path.startswith(API + "/"):
                work = self._graph(method, parts.path[len(API) :], query, body)
            else:
                work = self._sign_in(parts.path, query, body)
        if work is not None:
            self._answer(*work)

    def _sign_in(self, path: str, query: dict[str, str], body: bytes) -> Any:
        asked = {**query, **dict(parse_qsl(body.decode()))}
        name = path.rsplit("/", 1)[-1]
        fault = self._troubled(name)
        if fault is not None and fault.when == "before":
            return self._misbehave(fault)
        status, _, answer = self.stub.authority.answer(self.stub.base, path, asked)
        if fault is not None:
            return self._misbehave(fault)
        if isinstance(answer, str):
            return status, answer.encode(), {"Content-Type": "text/html"}
        return status, json.dumps(answer).encode(), {"Content-Type": "application/json"}

    def _graph(self, method: str, path: str, query: dict[str, str], body: bytes) -> Any:
        stub = self.stub
        steps = [unquote(one) for one in path.strip("/").split("/")]
        name = _operation(method, steps)
        fault = self._troubled(name)
        if self.headers.get("Authorization", "").removeprefix("Bearer ") not in (
            stub.authority.tokens
        ):
            return _refusal(401, "InvalidAuthenticationToken", "Access token has expired.")
        if 'IdType="ImmutableId"' not in self.headers.get("Prefer", ""):
            stub.invalid.append(f"{path}: no immutable id")
        value = json.loads(body) if body else None
        if value is not None and self.headers.get("Content-Type") != "application/json":
            stub.invalid.append(f"{path}: {self.headers.get('Content-Type')}")
        if stub.schema is not None:
            stub.invalid += stub.schema.faults(method, path, query, value)
        if fault is not None and fault.when == "before":
            return self._misbehave(fault)
        try:
            if name in stub.errors:
                raise Refused(*stub.errors[name])
            status, answer = respond(stub, name, steps, query, value, self._page())
        except Refused as refused:
            status, answer = 0, b""
            work = _refusal(refused.status, refused.code, refused.words)
        else:
            kind = "text/plain" if isinstance(answer, bytes) else "application/json"
            data = answer if isinstance(answer, bytes) else json.dumps(answer).encode()
            work = (status, data, {"Content-Type": kind})
        return work if fault is None else self._misbehave(fault)

    def _piece(self, path: str, body: bytes) -> Any:
        """A range of a large attachment, at an address of its own."""
        stub = self.stub
        fault = self._troubled("piece")
        if "Authorization" in self.headers:
            stub.invalid.append("our token was sent to the upload address")
        if fault is not None and fault.when == "before":
            return self._misbehave(fault)
        session = stub.uploads.get(path.rsplit("/", 1)[-1])
        if session is None:
            return _refusal(404, "ErrorItemNotFound", "no such session")
        span, _, total = self.headers["Content-Range"].removeprefix("bytes ").partition("/")
        first, _, last = span.partition("-")
        right = len(session["content"]) == int(first) and len(body) == int(last) - int(first) + 1
        if not right or int(total) != session["item"]["size"] or len(body) > 4_000_000:
            return _refusal(416, "ErrorInvalidRange", "not the expected range")
        session["content"] += body
        done = len(session["content"]) == int(total)
        if done:
            item = stub.items[session["message"]]
            item["attachments"].append(
                {"name": session["item"]["name"], "bytes": bytes(session["content"])}
            )
        if fault is not None:
            return self._misbehave(fault)
        left = {"nextExpectedRanges": [f"{len(session['content'])}-"]}
        return (201, b"", {}) if done else (200, json.dumps(left).encode(), {})

    def _page(self) -> int:
        found = self.headers.get("Prefer", "").partition("odata.maxpagesize=")[2]
        return int(found.split(",")[0]) if found else 10

    def _troubled(self, name: str) -> Fault | None:
        self.stub.calls.append(name)
        return self.stub.fault(name)

    def _misbehave(self, fault: Fault) -> Any:
        if fault.kind == "drop":
            self.close_connection = True
            self.connection.close()
            return None
        if fault.kind == "slow":
            time.sleep(float(fault.wait or 0))
            return 200, b"", {}
        if fault.kind == "html":
            return 200, b"<html><body>Please sign in</body></html>", {"Content-Type": "text/html"}
        more = {"Retry-After": str(fault.wait)} if fault.wait is not None else {}
        return int(fault.kind), b"", more

    def _answer(self, status: int, body: bytes, headers: dict[str, str]) -> None:
        with suppress(OSError):
            self.send_response_only(status)
            self.send_header("Date", self.date_time_string(time.time() + self.stub.skew))
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:
        pass


def _operation(method: str, steps: list[str]) -> str:
    """A short name of what is asked for."""
    rest = steps[1:] if steps[0] == "me" else steps[2:]
    last = rest[-1] if rest else ""
    if last in ("send", "delta", "$value", "createUploadSession"):
        return last
    if last == "attachments":
        return "attach" if method == "POST" else "attachments"
    if last == "messages":
        return "create" if method == "POST" else "find"
    return "folder" if rest[:1] == ["mailFolders"] else "get"


def _refusal(status: int, code: str, words: str) -> Any:
    answer = {"error": {"code": code, "message": words, "innerError": {"request-id": "0"}}}
    return status, json.dumps(answer).encode(), {"Content-Type": "application/json"}
