"""The bodies of our requests, true to the schema (messages.xsd, types.xsd)."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from typing import Any, Literal

from exchangelib.util import create_element

from collectwork.domain.mail import Attachment

M = "{http://schemas.microsoft.com/exchange/services/2006/messages}"
T = "{http://schemas.microsoft.com/exchange/services/2006/types}"
OWN_SET = "6d1f8f0e-3f0c-4a52-9f52-1b3f5a7c90cd"
OWN_NAME = "collectwork-id"

Where = Literal["inbox", "drafts", "sentitems"]
Ref = tuple[str, str]  # id, change key

#: Our Message-ID as an extended property, and the ones that items have by themselves.
OWN = "own"
MESSAGE_ID = "message:InternetMessageId"


def create(mailbox: str, message: Any) -> Any:
    """A message saved in Drafts, and nothing more."""
    body = create_element("m:CreateItem", {"MessageDisposition": "SaveOnly"})
    body.append(_in("m:SavedItemFolderId", mailbox, "drafts"))
    items = _under(body, "m:Items")
    items.append(message)
    return body


def send(mailbox: str, ref: Ref) -> Any:
    """That draft, with its copy in Sent Items."""
    body = create_element("m:SendItem", {"SaveItemToFolder": "true"})
    body.append(_ids([ref]))
    body.append(_in("m:SavedItemFolderId", mailbox, "sentitems"))
    return body


def get(refs: Sequence[Ref], properties: Sequence[str], *, base: str = "IdOnly") -> Any:
    """Items by id; the property "mime" stands for their bytes."""
    body = create_element("m:GetItem")
    body.append(_shape(base, properties))
    body.append(_ids(refs))
    return body


def delete(ref: Ref) -> Any:
    """A draft, to where it can be recovered from."""
    attributes = {"DeleteType": "SoftDelete"}
    body = create_element("m:DeleteItem", attributes)
    body.append(_ids([ref]))
    return body


def find(
    mailbox: str,
    folder: Where,
    properties: Sequence[str],
    *,
    test: tuple[str, str | None] | None,
    most: int,
    offset: int = 0,
) -> Any:
    """Items of a folder. ``test``: a property and the value it must have, None for any. Where
    there may be many, the newest come first."""
    body = create_element("m:FindItem", {"Traversal": "Shallow"})
    body.append(_shape("IdOnly", properties))
    view = {"MaxEntriesReturned": str(most), "Offset": str(offset), "BasePoint": "Beginning"}
    body.append(create_element("m:IndexedPageItemView", view))
    if test is not None:
        body.append(_restriction(*test))
    if test is None or test[1] is None:
        field = create_element("t:FieldOrder", {"Order": "Descending"})
        field.append(create_element("t:FieldURI", {"FieldURI": "item:DateTimeCreated"}))
        _under(body, "m:SortOrder").append(field)
    body.append(_in("m:ParentFolderIds", mailbox, folder))
    return body


def sync(mailbox: str, folder: Where, properties: Sequence[str], state: str, most: int) -> Any:
    """What changed in a folder since ``state``."""
    body = create_element("m:SyncFolderItems")
    body.append(_shape("IdOnly", properties))
    body.append(_in("m:SyncFolderId", mailbox, folder))
    if state:
        _under(body, "m:SyncState").text = state
    _under(body, "m:MaxChangesReturned").text = str(most)
    return body


def folders(mailbox: str, names: Sequence[Where]) -> Any:
    """The folders themselves, with what one may do in them."""
    body = create_element("m:GetFolder")
    shape = _under(body, "m:FolderShape")
    _under(shape, "t:BaseShape").text = "AllProperties"
    ids = _under(body, "m:FolderIds")
    for name in names:
        ids.append(_distinguished(mailbox, name))
    return body


def attach(ref: Ref, attachment: Attachment) -> Any:
    """A file added to a draft."""
    body = create_element("m:CreateAttachment")
    body.append(create_element("m:ParentItemId", {"Id": ref[0], "ChangeKey": ref[1]}))
    file = _under(_under(body, "m:Attachments"), "t:FileAttachment")
    _under(file, "t:Name").text = attachment.name
    _under(file, "t:ContentType").text = attachment.media_type
    _under(file, "t:Content").text = encoded(attachment.content)
    return body


def encoded(content: bytes) -> str:
    """Bytes as base64."""
    return base64.b64encode(content).decode("ascii")


def own_property(value: str) -> Any:
    """``value`` as the extended property by which a message of ours is known."""
    return _property(_path(OWN), value)


def header_property(name: str, value: str) -> Any:
    """A header line of the message, by its name."""
    attributes = {
        "DistinguishedPropertySetId": "InternetHeaders",
        "PropertyName": name,
        "PropertyType": "String",
    }
    return _property(create_element("t:ExtendedFieldURI", attributes), value)


def _property(path: Any, value: str) -> Any:
    found = create_element("t:ExtendedProperty")
    found.append(path)
    _under(found, "t:Value").text = value
    return found


def _path(name: str) -> Any:
    if name != OWN:
        return create_element("t:FieldURI", {"FieldURI": name})
    attributes = {"PropertySetId": OWN_SET, "PropertyName": OWN_NAME, "PropertyType": "String"}
    return create_element("t:ExtendedFieldURI", attributes)


def _shape(base: str, properties: Sequence[str]) -> Any:
    shape = create_element("m:ItemShape")
    _under(shape, "t:BaseShape").text = base
    if "mime" in properties:
        _under(shape, "t:IncludeMimeContent").text = "true"
    plain = [name for name in properties if name != "mime"]
    if plain:
        more = _under(shape, "t:AdditionalProperties")
        for name in plain:
            more.append(_path(name))
    return shape


def _restriction(name: str, value: str | None) -> Any:
    restriction = create_element("m:Restriction")
    test = _under(restriction, "t:Exists" if value is None else "t:IsEqualTo")
    test.append(_path(name))
    if value is not None:
        constant = _under(test, "t:FieldURIOrConstant")
        constant.append(create_element("t:Constant", {"Value": value}))
    return restriction


def _ids(refs: Sequence[Ref]) -> Any:
    ids = create_element("m:ItemIds")
    for id, key in refs:
        ids.append(create_element("t:ItemId", {"Id": id, **({"ChangeKey": key} if key else {})}))
    return ids


def _in(tag: str, mailbox: str, folder: Where) -> Any:
    target = create_element(tag)
    target.append(_distinguished(mailbox, folder))
    return target


def _distinguished(mailbox: str, folder: Where) -> Any:
    found = create_element("t:DistinguishedFolderId", {"Id": folder})
    if mailbox:
        _under(_under(found, "t:Mailbox"), "t:EmailAddress").text = mailbox
    return found


def _under(parent: Any, tag: str) -> Any:
    child = create_element(tag)
    parent.append(child)
    return child
