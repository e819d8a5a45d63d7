"""Servers that repeat all they hear, as badly made ones do: by HTTP, SMTP and IMAP on loopback."""

from __future__ import annotations

import base64
import contextlib
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


class _Http(BaseHTTPRequestHandler):
    status = 500
    kind = "text/html"

    def do_POST(self) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        heard = self.headers.as_bytes() + self.rfile.read(length)
        plain = heard.decode("latin-1")
        with contextlib.suppress(ValueError, IndexError):
            plain += base64.b64decode(self.headers["Authorization"].split()[1]).decode("latin-1")
        if self.kind == "text/xml":
            said = plain.replace("&", "&amp;").replace("<", "&lt;")
            body = _FAULT.replace("%", said)
        elif self.kind == "application/json":
            said = plain.replace("\\", "").replace('"', "'").replace("\r\n", " ")
            body = (
                f'{{"error": {{"code": "{said[:900]}", "message": "{said}"}}, '
                f'"error_description": "{said}"}}'
            )
        else:
            body = f"<html>{plain}</html>"
        reason = " ".join(plain.split())[:400]
        self.send_response(self.status, reason)
        self.send_header("Content-Type", self.kind)
        self.send_header("Content-Length", str(len(body.encode("latin-1"))))
        self.send_header("X-Heard", reason)
        self.end_headers()
        self.wfile.write(body.encode("latin-1"))

    do_GET = do_POST

    def log_message(self, format: str, *args: Any) -> None:
        pass


_FAULT = (
    '<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body><s:Fault><faultcode>'
    "s:Client</faultcode><faultstring>%</faultstring></s:Fault></s:Body></s:Envelope>"
)


@contextlib.contextmanager
def http(status: int, kind: str) -> Iterator[int]:
    """A port whose web server answers everything with that status and what it heard."""
    handler = type("Handler", (_Http,), {"status": status, "kind": kind})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield server.server_port
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def smtp(mechanism: str, refused: str) -> Any:
    """Talk for ``raw_line.speaking``: from the command ``refused`` on all is refused, with what
    was heard until then."""

    def talk(line: Any) -> None:
        line.sendall(b"220 parrot\r\n")
        heard = b""
        with line.makefile("rb") as file:
            while command := file.readline():
                heard += b" " + command.strip() + b" " + _decoded(command)
                word = command[:4].upper()
                if word == b"EHLO":
                    line.sendall(b"250-parrot\r\n250 AUTH %s\r\n" % mechanism.encode())
                elif word == refused.encode():
                    line.sendall(b"535 5.7.8 heard:" + heard[-400:].replace(b"\0", b" ") + b"\r\n")
                elif word == b"AUTH" and len(command.split()) < 3:
                    line.sendall(b"334 VXNlcm5hbWU6\r\n")
                    heard += file.readline()
                    line.sendall(b"334 UGFzc3dvcmQ6\r\n")
                    answer = file.readline()
                    heard += answer + _decoded(answer)
                    line.sendall(b"535 heard:" + heard[-400:].replace(b"\r\n", b" ") + b"\r\n")
                else:
                    line.sendall(b"235 ok\r\n" if word == b"AUTH" else b"250 ok\r\n")

    return talk


def imap(capabilities: str) -> Any:
    """Talk for ``raw_line.speaking``: the sign-in is refused with what was heard."""

    def talk(line: Any) -> None:
        line.sendall(b"* OK parrot\r\n")
        heard = b""
        with line.makefile("rb") as file:
            while command := file.readline():
                tag, _, rest = command.partition(b" ")
                heard += b" " + rest.strip()
                if rest.upper().startswith(b"CAPABILITY"):
                    line.sendall(b"* CAPABILITY IMAP4rev1 %s\r\n" % capabilities.encode())
                    line.sendall(tag + b" OK done\r\n")
                    continue
                if rest.upper().startswith(b"AUTHENTICATE"):
                    line.sendall(b"+ \r\n")
                    answer = file.readline()
                    heard += answer.strip() + b" " + _decoded(answer).replace(b"\0", b" ")
                line.sendall(tag + b" NO heard:" + heard[-500:] + b"\r\n")

    return talk


def _decoded(command: bytes) -> bytes:
    with contextlib.suppress(ValueError, IndexError):
        return base64.b64decode(command.split()[-1], validate=True).replace(b"\x01", b" ")
    return b""
