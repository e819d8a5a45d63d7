"""What the stand-in for Graph does with a mailbox: drafts, sending, finding, delta."""

from __future__ import annotations

import base64
import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from graph_stub import Stub

SMALLEST_SESSION = 3 * 1024 * 1024
_MARK = re.compile(r"any\(ep: ep/id eq '(.*?)' and ep/value eq '(.*?)'\)$")
_EXPANDED = re.compile(r"\(\$filter=id eq '(.*?)'\)")
_ID = re.compile(r"internetMessageId eq '(.*?)'$")
_SINCE = re.compile(r"receivedDateTime ge (\S+)$")
Answer = tuple[int, Any]


class Refused(Exception):
    def __init__(self, status: int, code: str, words: str = "no") -> None:
        self.status, self.code, self.words = status, code, words


def respond(
    stub: Stub, name: str, steps: list[str], query: dict[str, str], body: Any, page: int
) -> Answer:
    """Status and answer (JSON or bytes); Refused for what the service would refuse."""
    if steps[0] == "me":
        box, rest = stub.authority.user, steps[1:]
    else:
        box, rest = steps[1], steps[2:]
    if box not in (stub.authority.user, *stub.shared):
        raise Refused(404, "ErrorInvalidUser", f"The requested user '{box}' is invalid.")
    if name == "folder":
        return 200, {"id": f"F-{rest[1]}", "totalItemCount": len(stub.items)}
    if name == "create":
        return _create(stub, box, body)
    if name == "find":
        return 200, {"value": _found(stub, box, rest, query)}
    if name == "delta":
        return 200, _delta(stub, steps, rest[1], query, page)
    item = _item(stub, rest[1])
    if name == "get":
        return 200, _row(item, query)
    if name == "$value":
        return 200, item["mime"]
    if name == "send":
        return _send(stub, item)
    if name == "attachments":
        return 200, {"value": [{"name": one["name"]} for one in item["attachments"]]}
    if name == "attach":
        content = base64.b64decode(body["contentBytes"], validate=True)
        if len(content) >= SMALLEST_SESSION:
            raise Refused(413, "RequestEntityTooLarge", "too large for one request")
        item["attachments"].append({"name": body["name"], "bytes": content})
        return 201, {"id": f"att-{len(item['attachments'])}", "name": body["name"]}
    if name == "createUploadSession":
        return _session(stub, item, body["AttachmentItem"])
    stub.unknown.append(name)
    raise Refused(400, "BadRequest", name)


def _item(stub: Stub, id: str) -> dict[str, Any]:
    item = stub.items.get(id)
    if item is None or (item["folder"] == "sentitems" and not stub.sent_visible):
        raise Refused(404, "ErrorItemNotFound", "The specified object was not found in the store.")
    return item


def _create(stub: Stub, box: str, body: dict[str, Any]) -> Answer:
    id = stub.put("drafts", {**body, "isDraft": True})
    stub.items[id]["box"] = box
    return 201, {**body, "id": id, "isDraft": True}


def _send(stub: Stub, item: dict[str, Any]) -> Answer:
    if item["folder"] != "drafts":
        raise Refused(400, "ErrorInvalidOperation", "The message was sent before.")
    if not item["fields"].get("toRecipients"):
        raise Refused(400, "ErrorInvalidRecipients", "At least one recipient is not valid.")
    stub.number += 1
    item["folder"], item["change"] = "sentitems", stub.number
    item["fields"] |= {
        "isDraft": False, "sentDateTime": "2026-11-20T09:00:00Z",
        "receivedDateTime": "2026-11-20T09:00:00Z",
    }  # fmt: skip
    stub.sent_order.append(item["id"])
    return 202, b""


def _session(stub: Stub, item: dict[str, Any], wanted: dict[str, Any]) -> Answer:
    if wanted["size"] < SMALLEST_SESSION:
        raise Refused(400, "ErrorAttachmentSizeShouldNotBeLessThanMinimumSize")
    key = f"s{len(stub.uploads)}"
    stub.uploads[key] = {"message": item["id"], "item": wanted, "content": bytearray()}
    elsewhere = stub.base.replace("127.0.0.1", "localhost")
    return 201, {"uploadUrl": f"{elsewhere}/upload/{key}", "nextExpectedRanges": ["0-"]}


def _row(item: dict[str, Any], query: dict[str, str]) -> dict[str, Any]:
    """The asked-for properties; extended ones only where they are expanded by id."""
    wanted = [one for one in query.get("$select", "").split(",") if one]
    row = {name: item["fields"].get(name) for name in wanted} | {"id": item["id"]}
    if "parentFolderId" in row:
        row["parentFolderId"] = f"F-{item['folder']}"
    if expanded := _EXPANDED.search(query.get("$expand", "")):
        held = item["fields"].get("singleValueExtendedProperties", [])
        if found := [one for one in held if one["id"] == expanded[1]]:
            row["singleValueExtendedProperties"] = found
    return row


def _found(stub: Stub, box: str, rest: list[str], query: dict[str, str]) -> list[dict[str, Any]]:
    folder = rest[1] if rest[0] == "mailFolders" else None
    asked = query.get("$filter", "")
    mark, known = _MARK.search(asked), _ID.search(asked)
    assert mark or known, f"a filter that is not understood: {asked}"
    rows = []
    for item in stub.items.values():
        held = item["fields"].get("singleValueExtendedProperties", [])
        if folder not in (None, item["folder"]) or item["box"] not in ("", box):
            continue
        if item["folder"] == "sentitems" and not stub.sent_visible:
            continue
        if mark and {"id": mark[1], "value": mark[2].replace("''", "'")} not in held:
            continue
        if known and item["fields"].get("internetMessageId") != known[1].replace("''", "'"):
            continue
        rows.append(_row(item, query))
    return rows


def _delta(
    stub: Stub, steps: list[str], folder: str, query: dict[str, str], page: int
) -> dict[str, Any]:
    """Changes of a folder after the token's; links bear all that the first call asked for."""
    token = query.get("$deltatoken") or query.get("$skiptoken")
    if token is None:
        after, first = 0, _SINCE.search(query.get("$filter", ""))
        since = first[1] if first else ""
    else:
        if stub.expired:
            raise Refused(410, "SyncStateNotFound", "The sync state generation is not found.")
        if not re.fullmatch(r"\d+~[^~]*", token):
            raise Refused(400, "BadRequest", "Badly formed token.")
        number, _, since = token.partition("~")
        after = int(number)
    rows: list[tuple[int, dict[str, Any]]] = [
        (item["change"], item)
        for item in stub.items.values()
        if item["folder"] == folder and item["change"] > after
        and item["fields"].get("receivedDateTime", "") >= since
        and (folder != "sentitems" or stub.sent_visible)
    ]  # fmt: skip
    rows += [
        (change, {"@removed": {"reason": "deleted"}, "id": id})
        for change, where, id in stub.removed
        if where == folder and change > after
    ]
    rows.sort(key=lambda one: one[0])
    shown = rows[:page]
    reached = shown[-1][0] if shown else after
    link = f"{stub.url}/{'/'.join(steps)}?"
    values = [row if "@removed" in row else _row(row, _asked(query, folder)) for _, row in shown]
    if len(rows) > page:
        return {"value": values, "@odata.nextLink": f"{link}$skiptoken={reached}~{since}"}
    return {"value": values, "@odata.deltaLink": f"{link}$deltatoken={reached}~{since}"}


def _asked(query: dict[str, str], folder: str) -> dict[str, str]:
    """The options of the first call hold for the whole round; here they are always the same."""
    if "$select" in query:
        return query
    mark = "String {6d1f8f0e-3f0c-4a52-9f52-1b3f5a7c90cd} Name collectwork-id"
    expand = {"$expand": f"singleValueExtendedProperties($filter=id eq '{mark}')"}
    select = "id,internetMessageId,receivedDateTime,sentDateTime"
    return {"$select": select, **(expand if folder == "sentitems" else {})}
