"""How the stand-in of ``ews_stub`` writes an item down."""

from __future__ import annotations

import base64
from email import message_from_bytes
from typing import Any
from xml.sax.saxutils import escape, quoteattr

M = "http://schemas.microsoft.com/exchange/services/2006/messages"
T = "http://schemas.microsoft.com/exchange/services/2006/types"
S = "http://schemas.xmlsoap.org/soap/envelope/"
NS = {"m": M, "t": T, "s": S}
OWN = (
    '<t:ExtendedProperty><t:ExtendedFieldURI PropertySetId="6d1f8f0e-3f0c-4a52-9f52-1b3f5a7c90cd" '
    'PropertyName="collectwork-id" PropertyType="String"/><t:Value>{}</t:Value>'
    "</t:ExtendedProperty>"
)


def asked_for(operation: Any) -> set[str]:
    """What an answer is to say of an item."""
    shape = operation.find("m:ItemShape", NS)
    if shape.findtext("t:BaseShape", "", NS) == "AllProperties":
        return {"item:IsDraft", "item:IsSubmitted", "message:InternetMessageId", "own"}
    names = {one.get("FieldURI") for one in shape.findall(".//t:FieldURI", NS)}
    if shape.find(".//t:ExtendedFieldURI", NS) is not None:
        names.add("own")
    if shape.findtext("t:IncludeMimeContent", "", NS) == "true":
        names.add("mime")
    return names


def element(stub: Any, item: dict[str, Any], asked: set[str]) -> str:
    """A t:Message in the order of the schema."""
    draft = item["folder"] == "drafts"
    size = item.get("size", len(item["mime"]))
    id = f"<t:ItemId Id={quoteattr(item['id'])} ChangeKey={quoteattr(item['key'])}/>"
    files = "".join(
        f"<t:FileAttachment><t:Name>{escape(name)}</t:Name></t:FileAttachment>"
        for name in _file_names(item)
    )
    head = "".join(
        f"<t:InternetMessageHeader HeaderName={quoteattr(name)}>{escape(value)}"
        "</t:InternetMessageHeader>"
        for name, value in _headers(item)
    )
    told = {
        "mime": f"<t:MimeContent>{base64.b64encode(item['mime']).decode()}</t:MimeContent>",
        "id": id,
        "item:Subject": f"<t:Subject>{item.get('subject', 'a')}</t:Subject>",
        "item:Attachments": f"<t:Attachments>{files}</t:Attachments>" if files else "",
        "item:DateTimeReceived": f"<t:DateTimeReceived>{item.get('at')}</t:DateTimeReceived>",
        "item:Size": f"<t:Size>{size}</t:Size>",
        "item:IsSubmitted": "<t:IsSubmitted>false</t:IsSubmitted>",
        "item:IsDraft": f"<t:IsDraft>{'true' if draft else 'false'}</t:IsDraft>",
        "item:InternetMessageHeaders": f"<t:InternetMessageHeaders>{head}"
        "</t:InternetMessageHeaders>",
        "item:HasAttachments": f"<t:HasAttachments>{'true' if files else 'false'}"
        "</t:HasAttachments>",
        "own": OWN.format(escape(item["own"])) if item["own"] else "",
        "message:InternetMessageId": "<t:InternetMessageId>"
        f"{escape(stub.message_id(item))}</t:InternetMessageId>",
    }
    inner = "".join(text for name, text in told.items() if name == "id" or name in asked)
    return f"<t:Message>{inner}</t:Message>"


def _file_names(item: dict[str, Any]) -> list[str]:
    parts = message_from_bytes(item["mime"]).walk()
    inside = [name for part in parts if (name := part.get_filename())]
    return inside + [name for name, _ in item.get("files", [])]


def _headers(item: dict[str, Any]) -> list[tuple[str, str]]:
    return [(k, v) for k, v in message_from_bytes(item["mime"]).items()]
