"""A stand-in for an Exchange server: a small stateful EWS endpoint over real HTTP on loopback.

It is a test double and nothing more: Exchange itself cannot run here. It keeps drafts and sent
items, checks the body of each request against the official schema, and can misbehave before or
after it has done the work: drop the line, delay, or answer with a status or an HTML page.
"""

from __future__ import annotations

import base64
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from lxml import etree

M = "http://schemas.microsoft.com/exchange/services/2006/messages"
T = "http://schemas.microsoft.com/exchange/services/2006/types"
S = "http://schemas.xmlsoap.org/soap/envelope/"
NS = {"m": M, "t": T, "s": S}
FOLDERS = {"drafts": "F-drafts", "sentitems": "F-sent", "msgfolderroot": "F-root", "root": "F-0"}


@dataclass
class Fault:
    """``when``: "before" or "after" the work. ``kind``: drop, html, or an HTTP status."""

    when: str
    kind: str
    wait: int | None = None


@dataclass
class Stub:
    """The server's state, shared by its request threads."""

    schema: etree.XMLSchema | None = None
    user: str = "ar"
    password: str = "open sesame"
    fault: Callable[[str], Fault | None] = lambda _: None
    errors: dict[str, str] = field(default_factory=dict)  # operation → EWS response code
    items: dict[str, dict[str, Any]] = field(default_factory=dict)
    calls: list[str] = field(default_factory=list)
    invalid: list[str] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    sent_visible: bool = True
    number: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)
    url: str = ""

    @property
    def sent(self) -> list[dict[str, Any]]:
        return [item for item in self.items.values() if item["folder"] == "F-sent"]

    @property
    def drafts(self) -> list[dict[str, Any]]:
        return [item for item in self.items.values() if item["folder"] == "F-drafts"]

    def sent_ids(self) -> list[str]:
        """Message-IDs of what was sent, in order, as in the MIME bytes."""
        return [message_from_bytes(item["mime"])["Message-ID"] for item in self.sent]


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

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        stub = self.stub
        wanted = base64.b64encode(f"{stub.user}:{stub.password}".encode()).decode()
        if self.headers.get("Authorization") != f"Basic {wanted}":
            self._answer(401, b"", {"WWW-Authenticate": 'Basic realm="ews"'})
            return
        envelope = etree.fromstring(body, etree.XMLParser(resolve_entities=False))
        operation = envelope.find("s:Body", NS)[0]
        name = etree.QName(operation).localname
        with stub.lock:
            stub.calls.append(name)
            if stub.schema is not None and not stub.schema.validate(operation):
                stub.invalid.append(f"{name}: {stub.schema.error_log[0].message}")
            fault = stub.fault(name)
            if fault is not None and fault.when == "before":
                self._misbehave(fault)
                return
            answer = _respond(stub, name, operation)
        if fault is not None:
            self._misbehave(fault)
            return
        text = (
            f'<s:Envelope xmlns:s="{S}"><s:Header>'
            f'<h:ServerVersionInfo xmlns:h="{T}" MajorVersion="15" MinorVersion="1" '
            'MajorBuildNumber="2507" MinorBuildNumber="6" Version="V2017_07_11"/></s:Header>'
            f'<s:Body>{answer}</s:Body></s:Envelope>'
        )  # fmt: skip
        self._answer(200, text.encode(), {"Content-Type": "text/xml; charset=utf-8"})

    def _misbehave(self, fault: Fault) -> None:
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

    def _answer(self, status: int, body: bytes, headers: dict[str, str]) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:
        pass


def _respond(stub: Stub, name: str, operation: Any) -> str:
    if name in stub.errors:
        return _wrapped(name, _failed(name, stub.errors[name]))
    act = {
        "GetFolder": _get_folder, "CreateItem": _create, "SendItem": _send, "GetItem": _get,
        "FindItem": _find,
    }.get(name)  # fmt: skip
    if act is None:
        stub.unknown.append(name)
        return _wrapped(name, _failed(name, "ErrorInvalidOperation"))
    return _wrapped(name, act(stub, operation))


def _wrapped(name: str, messages: str) -> str:
    return (
        f'<m:{name}Response xmlns:m="{M}" xmlns:t="{T}"><m:ResponseMessages>{messages}'
        f"</m:ResponseMessages></m:{name}Response>"
    )


def _done(name: str, inner: str) -> str:
    return (
        f'<m:{name}ResponseMessage ResponseClass="Success"><m:ResponseCode>NoError'
        f"</m:ResponseCode>{inner}</m:{name}ResponseMessage>"
    )


def _failed(name: str, code: str) -> str:
    return (
        f'<m:{name}ResponseMessage ResponseClass="Error"><m:MessageText>The server says {code}.'
        f"</m:MessageText><m:ResponseCode>{code}</m:ResponseCode>"
        f"<m:DescriptiveLinkKey>0</m:DescriptiveLinkKey></m:{name}ResponseMessage>"
    )


def _get_folder(stub: Stub, operation: Any) -> str:
    answers = []
    for folder in operation.findall(".//t:DistinguishedFolderId", NS):
        id = FOLDERS.get(folder.get("Id"))
        if id is None:
            answers.append(_failed("GetFolder", "ErrorFolderNotFound"))
            continue
        answers.append(
            _done(
                "GetFolder",
                f'<m:Folders><t:Folder><t:FolderId Id="{id}" ChangeKey="c"/>'
                f"<t:DisplayName>{folder.get('Id')}</t:DisplayName>"
                "<t:TotalCount>0</t:TotalCount></t:Folder></m:Folders>",
            )
        )
    return "".join(answers)


def _create(stub: Stub, operation: Any) -> str:
    assert operation.get("MessageDisposition") == "SaveOnly", "a send without an id"
    answers = []
    for message in operation.find("m:Items", NS):
        stub.number += 1
        id = f"I{stub.number}"
        stub.items[id] = {
            "id": id,
            "key": "k1",
            "folder": "F-drafts",
            "mime": base64.b64decode(message.findtext("t:MimeContent", "", NS)),
            "own": message.findtext("t:ExtendedProperty/t:Value", "", NS),
        }
        answers.append(
            _done(
                "CreateItem",
                f'<m:Items><t:Message><t:ItemId Id="{id}" ChangeKey="k1"/></t:Message></m:Items>',
            )
        )
    return "".join(answers)


def _send(stub: Stub, operation: Any) -> str:
    answers = []
    for wanted in operation.find("m:ItemIds", NS):
        item = stub.items.pop(wanted.get("Id"), None)
        if item is None or item["folder"] != "F-drafts":
            answers.append(_failed("SendItem", "ErrorItemNotFound"))
            continue
        stub.number += 1
        moved = {**item, "id": f"I{stub.number}", "folder": "F-sent"}
        stub.items[moved["id"]] = moved
        answers.append(_done("SendItem", ""))
    return "".join(answers)


def _get(stub: Stub, operation: Any) -> str:
    answers = []
    for wanted in operation.find("m:ItemIds", NS):
        item = stub.items.get(wanted.get("Id"))
        if item is None:
            answers.append(_failed("GetItem", "ErrorItemNotFound"))
            continue
        draft = "true" if item["folder"] == "F-drafts" else "false"
        answers.append(
            _done(
                "GetItem",
                f'<m:Items><t:Message><t:ItemId Id="{item["id"]}" ChangeKey="{item["key"]}"/>'
                f"<t:IsDraft>{draft}</t:IsDraft></t:Message></m:Items>",
            )
        )
    return "".join(answers)


def _find(stub: Stub, operation: Any) -> str:
    parents = operation.find("m:ParentFolderIds", NS)
    folders = [FOLDERS.get(one.get("Id"), one.get("Id")) for one in parents]
    wanted = operation.find(".//t:IsEqualTo//t:Constant", NS).get("Value")
    found = [
        item
        for item in stub.items.values()
        if item["folder"] in folders
        and item["own"] == wanted
        and (stub.sent_visible or item["folder"] != "F-sent")
    ]
    inner = "".join(
        f'<t:Message><t:ItemId Id="{one["id"]}" ChangeKey="{one["key"]}"/></t:Message>'
        for one in found
    )
    return _done(
        "FindItem",
        f'<m:RootFolder IndexedPagingOffset="{len(found)}" TotalItemsInView="{len(found)}" '
        f'IncludesLastItemInRange="true"><t:Items>{inner}</t:Items></m:RootFolder>',
    )
