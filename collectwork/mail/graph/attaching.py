"""Attachments onto a draft: a small one in one request, a large one in pieces."""

from __future__ import annotations

import base64
from collections import Counter
from collections.abc import Iterator, Sequence

from collectwork.domain.mail import Attachment
from collectwork.errors import InputRefused
from collectwork.mail.graph.client import Answer, GraphClient
from collectwork.mail.graph.trouble import Trouble

SMALL = 3 * 1024 * 1024  # from here on the server wants an upload session
LARGEST = 150 * 1024 * 1024
PIECE = 10 * 320 * 1024  # pieces are multiples of 320 KiB and stay below 4 MB


def refuse_too_large(attachments: Sequence[Attachment]) -> None:
    """InputRefused before anything is made of a message that can never go whole."""
    for one in attachments:
        if len(one.content) > LARGEST:
            raise InputRefused(f"{one.name} has more than 150 MB, which the mail server refuses")


def attach(client: GraphClient, id: str, attachments: Sequence[Attachment], again: bool) -> None:
    """Whatever the draft lacks. ``again``: an earlier attempt may have attached some; they were
    attached in order, so of each name the first ones are there."""
    there = _names(client, id) if again and attachments else Counter[str]()
    for one in attachments:
        if there[one.name]:
            there[one.name] -= 1
        elif len(one.content) < SMALL:
            _small(client, id, one)
        else:
            _large(client, id, one)


def _names(client: GraphClient, id: str) -> Counter[str]:
    answer = client.call(
        "GET", client.path("messages", id, "attachments"), params={"$select": "name", "$top": "100"}
    )
    rows = answer.json().get("value")
    return Counter(str(one.get("name")) for one in rows or () if isinstance(one, dict))


def _small(client: GraphClient, id: str, one: Attachment) -> None:
    client.call(
        "POST",
        client.path("messages", id, "attachments"),
        {
            "@odata.type": "#microsoft.graph.fileAttachment",
            "name": one.name,
            "contentType": one.media_type,
            "contentBytes": base64.b64encode(one.content).decode(),
        },
    )


def _large(client: GraphClient, id: str, one: Attachment) -> None:
    size = len(one.content)
    item = {
        "attachmentType": "file", "name": one.name, "size": size, "contentType": one.media_type,
    }  # fmt: skip
    session = client.call(
        "POST",
        client.path("messages", id, "attachments", "createUploadSession"),
        {"AttachmentItem": item},
    ).json()
    url = str(session.get("uploadUrl") or "")
    first = 0
    for _ in _turns(size):
        answer = client.put_piece(url, one.content[first : first + PIECE], first, size)
        if answer.status == 201 or first + PIECE >= size:
            return
        first = _next(answer, first + PIECE)
    raise Trouble(f"the mail server takes {one.name} over and over again")


def _turns(size: int) -> Iterator[int]:
    """Twice as many as there are pieces: a server that asks for some again comes to an end."""
    return iter(range(2 * (size // PIECE + 1)))


def _next(answer: Answer, otherwise: int) -> int:
    """Where the server wants to go on, as it says."""
    ranges = answer.json().get("nextExpectedRanges") if answer.body else None
    start = str(ranges[0]).partition("-")[0] if isinstance(ranges, list) and ranges else ""
    return int(start) if start.isascii() and start.isdigit() else otherwise
