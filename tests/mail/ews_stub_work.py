"""What the stand-in of ``ews_stub`` does for each operation."""

from __future__ import annotations

import base64
from email import message_from_bytes
from typing import Any
from xml.sax.saxutils import escape

from ews_stub_items import NS, M, T, asked_for, element

EMPTY = {  # what the schema demands of an error, too
    "GetItem": "<m:Items/>",
    "CreateItem": "<m:Items/>",
    "GetFolder": "<m:Folders/>",
    "CreateAttachment": "<m:Attachments/>",
}


def respond(stub: Any, name: str, operation: Any, envelope: Any) -> str:
    """The body of the answer."""
    wanted = envelope.find("s:Header/t:RequestServerVersion", NS)
    if wanted is not None and wanted.get("Version") in stub.no_versions:
        return _wrapped(name, _failed(name, "ErrorInvalidServerVersion"))
    if name in stub.errors:
        return _wrapped(name, _failed(name, stub.errors[name]))
    if stub.few_names and operation.find(".//t:AdditionalProperties", NS) is not None:
        return _wrapped(name, _failed(name, "ErrorInvalidPropertyRequest"))
    act = {
        "GetFolder": _get_folder, "CreateItem": _create, "SendItem": _send, "GetItem": _get,
        "FindItem": _find, "SyncFolderItems": _sync, "CreateAttachment": _attach,
        "DeleteItem": _delete,
    }.get(name)  # fmt: skip
    if act is None:
        stub.unknown.append(name)
        return _wrapped(name, _failed(name, "ErrorInvalidOperation"))
    return _wrapped(name, act(stub, operation))


def autodiscovered(stub: Any, body: bytes) -> bytes:
    """The POX answer that names ``stub.ews_url``."""
    space = "http://schemas.microsoft.com/exchange/autodiscover/outlook/responseschema/2006a"
    assert b"EMailAddress" in body
    return (
        '<Autodiscover xmlns="http://schemas.microsoft.com/exchange/autodiscover/responseschema/'
        f'2006"><Response xmlns="{space}"><Account><Protocol><Type>EXPR</Type><EwsUrl>'
        f"{escape(stub.ews_url)}</EwsUrl></Protocol></Account></Response></Autodiscover>"
    ).encode()


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
    busy = (
        '<m:MessageXml><t:Value Name="BackOffMilliseconds">90000</t:Value></m:MessageXml>'
        if code == "ErrorServerBusy"
        else ""
    )
    return (
        f'<m:{name}ResponseMessage ResponseClass="Error"><m:MessageText>The server says {code}.'
        f"</m:MessageText><m:ResponseCode>{code}</m:ResponseCode>"
        f"<m:DescriptiveLinkKey>0</m:DescriptiveLinkKey>{busy}{EMPTY.get(name, '')}"
        f"</m:{name}ResponseMessage>"
    )


def _get_folder(stub: Any, operation: Any) -> str:
    answers = []
    for folder in operation.findall(".//t:DistinguishedFolderId", NS):
        name = folder.get("Id")
        if stub.errors.get(f"GetFolder {name}"):
            answers.append(_failed("GetFolder", stub.errors[f"GetFolder {name}"]))
            continue
        rights = "".join(
            f"<t:{right}>{'false' if stub.rights.get(name) == right else 'true'}</t:{right}>"
            for right in (
                "CreateAssociated", "CreateContents", "CreateHierarchy", "Delete", "Modify", "Read",
            )
        )  # fmt: skip
        answers.append(
            _done(
                "GetFolder",
                f'<m:Folders><t:Folder><t:FolderId Id="F-{name}" ChangeKey="c"/>'
                f"<t:DisplayName>{name}</t:DisplayName><t:TotalCount>0</t:TotalCount>"
                f"<t:EffectiveRights>{rights}</t:EffectiveRights></t:Folder></m:Folders>",
            )
        )
    return "".join(answers)


def _create(stub: Any, operation: Any) -> str:
    assert operation.get("MessageDisposition") == "SaveOnly", "a send without an id"
    where = operation.find("m:SavedItemFolderId/t:DistinguishedFolderId", NS).get("Id")
    message = operation.find("m:Items/t:Message", NS)
    mime = base64.b64decode(message.findtext("t:MimeContent", "", NS))
    own = message.findtext("t:ExtendedProperty/t:Value", "", NS)
    if mime and not stub.takes_mime:
        return _failed("CreateItem", "ErrorMimeContentInvalid")
    if own and stub.takes_own is False:
        return _failed("CreateItem", "ErrorInvalidExtendedProperty")
    if stub.largest and len(mime) > stub.largest:
        return _failed("CreateItem", "ErrorMessageSizeExceeded")
    item = stub.add(
        where, mime=mime, own=own if stub.takes_own else "", fields=message, files=[],
        message_id=message.findtext("t:InternetMessageId", "", NS),
    )  # fmt: skip
    told = f'<t:ItemId Id="{item["id"]}" ChangeKey="{item["key"]}"/>'
    if stub.new_keys:
        item["key"] = "k2"
    return _done("CreateItem", f"<m:Items><t:Message>{told}</t:Message></m:Items>")


def _attach(stub: Any, operation: Any) -> str:
    item = stub.items[operation.find("m:ParentItemId", NS).get("Id")]
    answers = []
    for file in operation.find("m:Attachments", NS):
        content = base64.b64decode(file.findtext("t:Content", "", NS))
        item["files"].append((file.findtext("t:Name", "", NS), content))
        item["key"] = f"k{len(item['files']) + 1}"
        answers.append(
            f'<m:Attachments><t:FileAttachment><t:AttachmentId Id="A{len(item["files"])}" '
            f'RootItemId="{item["id"]}" RootItemChangeKey="{item["key"]}"/></t:FileAttachment>'
            "</m:Attachments>"
        )
    return "".join(_done("CreateAttachment", one) for one in answers)


def _send(stub: Any, operation: Any) -> str:
    answers = []
    for wanted in operation.find("m:ItemIds", NS):
        item = stub.items.get(wanted.get("Id"))
        if item is None or item["folder"] != "drafts":
            answers.append(_failed("SendItem", "ErrorItemNotFound"))
        elif wanted.get("ChangeKey") != item["key"]:
            answers.append(_failed("SendItem", "ErrorStaleObject"))
        else:
            _leaves(stub, item)
            answers.append(_done("SendItem", ""))
    return "".join(answers)


def _leaves(stub: Any, item: dict[str, Any]) -> None:
    told = item.get("message_id") or _own_id(item)
    stub.sends.append(told)
    if stub.keeps_id:
        item["folder"] = "sentitems"
        stub.changes.append(("sentitems", item["id"]))
        return
    if stub.moves_drafts:
        del stub.items[item["id"]]
    if stub.copies:
        stub.add("sentitems", **{k: v for k, v in item.items() if k not in ("id", "folder")})


def _own_id(item: dict[str, Any]) -> str:
    return str(message_from_bytes(item["mime"])["Message-ID"])


def _delete(stub: Any, operation: Any) -> str:
    for wanted in operation.find("m:ItemIds", NS):
        assert stub.items[wanted.get("Id")]["folder"] == "drafts", "only drafts are put away"
        del stub.items[wanted.get("Id")]
    return _done("DeleteItem", "")


def _get(stub: Any, operation: Any) -> str:
    answers = []
    for wanted in operation.find("m:ItemIds", NS):
        item = stub.items.get(wanted.get("Id"))
        asked = asked_for(operation)
        if item is None:
            answers.append(_failed("GetItem", "ErrorItemNotFound"))
        elif item.get("broken") and ("mime" in asked or item["broken"] == "all"):
            answers.append(_failed("GetItem", "ErrorMimeContentConversionFailed"))
        else:
            answers.append(_done("GetItem", f"<m:Items>{element(stub, item, asked)}</m:Items>"))
    return "".join(answers)


def _find(stub: Any, operation: Any) -> str:
    restriction = operation.find("m:Restriction", NS)
    if stub.finds == "none" or (stub.finds == "plain" and _by_own(restriction)):
        return _failed("FindItem", "ErrorUnsupportedPathForQuery")
    folder = operation.find("m:ParentFolderIds/t:DistinguishedFolderId", NS).get("Id")
    view = operation.find("m:IndexedPageItemView", NS)
    offset, most = int(view.get("Offset")), int(view.get("MaxEntriesReturned"))
    found = [
        item
        for item in reversed(stub.items.values())
        if item["folder"] == folder
        and (stub.sent_visible or folder != "sentitems")
        and (stub.finds == "any" or _fits(stub, item, restriction))
    ]
    page = found[offset : offset + most]
    inner = "".join(element(stub, one, asked_for(operation)) for one in page)
    last = "true" if offset + most >= len(found) else "false"
    return _done(
        "FindItem",
        f'<m:RootFolder IndexedPagingOffset="{offset + len(page)}" TotalItemsInView='
        f'"{len(found)}" IncludesLastItemInRange="{last}"><t:Items>{inner}</t:Items>'
        "</m:RootFolder>",
    )


def _by_own(restriction: Any) -> bool:
    return restriction is not None and restriction.find(".//t:ExtendedFieldURI", NS) is not None


def _fits(stub: Any, item: dict[str, Any], restriction: Any) -> bool:
    if restriction is None:
        return True
    value = item["own"] if _by_own(restriction) else stub.message_id(item)
    wanted = restriction.find(".//t:Constant", NS)
    return bool(value) if wanted is None else value == wanted.get("Value")


def _sync(stub: Any, operation: Any) -> str:
    folder = operation.find("m:SyncFolderId/t:DistinguishedFolderId", NS).get("Id")
    state = operation.findtext("m:SyncState", "S0", NS)
    if not state.startswith("S") or int(state[1:]) > len(stub.changes):
        return _failed("SyncFolderItems", "ErrorInvalidSyncStateData")
    most = int(operation.findtext("m:MaxChangesReturned", "", NS))
    at, told = int(state[1:]), []
    hidden = folder == "sentitems" and not stub.sent_visible
    while at < len(stub.changes) and len(told) < most and not hidden:
        where, id = stub.changes[at]
        if where == folder and id in stub.items:
            told.append(
                f"<t:Create>{element(stub, stub.items[id], asked_for(operation))}</t:Create>"
            )
        at += 1
    more = any(where == folder for where, _ in stub.changes[at:]) and not hidden
    return _done(
        "SyncFolderItems",
        f"<m:SyncState>S{at}</m:SyncState><m:IncludesLastItemInRange>"
        f"{'false' if more else 'true'}</m:IncludesLastItemInRange>"
        f"<m:Changes>{''.join(told)}</m:Changes>",
    )
