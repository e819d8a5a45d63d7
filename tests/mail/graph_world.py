"""A mailbox in the stand-in for Graph, for tests: settings, transport, messages."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from email import policy
from email.message import EmailMessage
from functools import cache
from pathlib import Path
from typing import Any

import graph_stub
import pytest
from graph_schema import Schema

from collectwork.config.graph_settings import GraphSettings
from collectwork.mail.graph.transport import GraphTransport

FOLDER = Path(__file__).parents[3] / "shared" / "graph-schema"
SHARED = "shared@seller.example"


@cache
def schema() -> Schema | None:
    """Microsoft's description where it is; without it only that check is missing."""
    return Schema(FOLDER) if FOLDER.is_dir() else None


@contextmanager
def serving(monkeypatch: pytest.MonkeyPatch, **state: Any) -> Iterator[graph_stub.Stub]:
    """A server that an app may use; in the end no request of ours was wrong."""
    with graph_stub.running(graph_stub.Stub(schema=schema(), **state)) as stub:
        monkeypatch.setenv("COLLECTWORK_SECRET_GRAPH", stub.authority.client_secret)
        yield stub
        assert stub.invalid == []
        assert stub.unknown == []


def settings(stub: graph_stub.Stub, **changes: Any) -> GraphSettings:
    usual = {
        "tenant": stub.authority.tenant, "client_id": stub.authority.client_id,
        "mailbox": SHARED, "auth": "secret", "endpoint": stub.url, "authority": stub.base,
    }  # fmt: skip
    return GraphSettings(**(usual | changes))


def transport(stub: graph_stub.Stub, **changes: Any) -> GraphTransport:
    return GraphTransport(settings(stub, **changes))


def message(known: str = "<1@x.example>", *attachments: tuple[str, bytes]) -> bytes:
    """Bytes as the outbox keeps them."""
    made = EmailMessage(policy=policy.SMTP)
    made["From"] = "Receivables <ar@seller.example>"
    made["To"] = "Ms Öz <a@b.example>, c@d.example"
    made["Cc"] = "e@f.example"
    made["Subject"] = "Open invoices [CW-7]"
    made["Message-ID"] = known
    made["Auto-Submitted"] = "auto-generated"
    made.set_content("Please pay.")
    made.add_alternative("<p>Please pay.</p>", subtype="html")
    for name, content in attachments:
        made.add_attachment(content, maintype="application", subtype="pdf", filename=name)
    return made.as_bytes()
