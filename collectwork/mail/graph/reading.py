"""What is new in a folder, by delta: the link that the server gives is kept whole as the state."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from collectwork.domain import clocks
from collectwork.domain.mailboxes import MOST_BYTES, Arrived, Fetched, Folder
from collectwork.mail.graph.client import GraphClient
from collectwork.mail.graph.drafts import mark_expanded, mark_of
from collectwork.mail.graph.trouble import Trouble, of_answer

PAGE = 50
FIRST_DAYS = 30
_NAMES: Mapping[Folder, str] = {"inbox": "inbox", "sent": "sentitems"}
_BLANK_LINE = re.compile(rb"\r?\n\r?\n")


def fetched(client: GraphClient, folder: Folder, state: str) -> Fetched:
    """A page; Trouble where there is none. A link that leads elsewhere, or that the server no
    longer takes, starts over."""
    restarted = bool(state) and not client.ours(state)
    if not state or restarted:
        page = _first(client, folder)
    else:
        try:
            page = client.call("GET", state, page=PAGE).json()
        except Trouble as trouble:
            if trouble.status not in (400, 404, 410):
                raise
            page, restarted = _first(client, folder), True
    link = page.get("@odata.nextLink") or page.get("@odata.deltaLink")
    if not isinstance(link, str) or not client.ours(link):
        raise Trouble("the mail server gives no link of its own to go on from")
    rows = [one for one in page.get("value") or () if isinstance(one, dict)]
    there = [one for one in rows if "@removed" not in one and one.get("id")]
    arrived = [_sent(one) if folder == "sent" else _message(client, one) for one in there]
    return Fetched(
        tuple(one for one in arrived if one is not None),
        link,
        more="@odata.nextLink" in page,
        restarted=restarted,
    )


def _first(client: GraphClient, folder: Folder) -> dict[str, Any]:
    """Only what is new is asked for: a message that somebody reads or flags does not come again."""
    since = (datetime.now(UTC) - timedelta(days=FIRST_DAYS)).strftime("%Y-%m-%dT%H:%M:%SZ")
    asked = {
        "changeType": "created",
        "$select": "id,internetMessageId,receivedDateTime,sentDateTime",
        "$filter": f"receivedDateTime ge {since}",
    }
    if folder == "sent":
        asked["$expand"] = mark_expanded()
    path = client.path("mailFolders", _NAMES[folder], "messages", "delta")
    return client.call("GET", path, params=asked, page=PAGE).json()


def _sent(row: Mapping[str, Any]) -> Arrived:
    """Our mark tells the Message-ID even where the server gave the message another one."""
    known = mark_of(row) or str(row.get("internetMessageId") or "")
    return Arrived(str(row["id"]), b"", known, _moment(row.get("sentDateTime")))


def _message(client: GraphClient, row: Mapping[str, Any]) -> Arrived | None:
    """With its bytes; None for one that has gone since. One that the server cannot hand out as
    bytes comes with its header lines, so that it does not keep all the others waiting."""
    id = str(row["id"])
    try:
        path = client.path("messages", id, "$value")
        answer = client.call("GET", path, most=MOST_BYTES, accept="*/*")
        whole = answer.body if answer.whole else _head(answer.body)
        if answer.status != 200 or not answer.body:
            raise of_answer(answer.status, answer.headers, answer.body)
    except Trouble as trouble:
        if trouble.status in (404, 410):
            return None
        if trouble.later or trouble.status is None:
            raise
        whole = _header_lines(client, id, row)
    known = str(row.get("internetMessageId") or "")
    return Arrived(id, whole, known, _moment(row.get("receivedDateTime")))


def _head(message: bytes) -> bytes:
    """The header lines with the empty line behind them."""
    found = _BLANK_LINE.search(message)
    return message[: found.end()] if found else b"\r\n\r\n"


def _header_lines(client: GraphClient, id: str, row: Mapping[str, Any]) -> bytes:
    """From the message's fields. Line breaks in them fold: none becomes a line of its own."""
    asked = {"$select": "internetMessageHeaders"}
    try:
        found = client.call("GET", client.path("messages", id), params=asked).json()
    except Trouble as trouble:
        if trouble.status in (404, 410) or trouble.rejected:
            found = {}
        else:
            raise
    lines = [
        f"{one['name']}: {' '.join(str(one.get('value') or '').split())}"
        for one in found.get("internetMessageHeaders") or ()
        if re.fullmatch(r"[!-9;-~]+", str(one.get("name") or ""))
    ]
    if not lines:
        lines = [f"Message-ID: {' '.join(str(row.get('internetMessageId') or '').split())}"]
    return "\r\n".join([*lines, "", ""]).encode("utf-8", "replace")


def _moment(text: object) -> str | None:
    try:
        return clocks.text(datetime.fromisoformat(str(text).replace("Z", "+00:00")))
    except ValueError:
        return None
