"""Delivery reports: which recipient of which mail of ours was not, or only later, reached.

By RFC 3464 and 6533 where a server writes so (Exchange and Graph do), else by the texts of qmail,
Postfix and Exim; those only from a mailer's own address, with a subject that says so.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import EmailMessage, Message
from email.parser import HeaderParser
from typing import Literal, cast

from collectwork.domain import mime
from collectwork.replies.headers import header

Act = Literal["failed", "delayed", "delivered", "relayed", "expanded"]

MOST = 200
_LONGEST = 500
_TEXT = 60_000
_ACTS: tuple[Act, ...] = ("failed", "delayed", "delivered", "relayed", "expanded")
_STATUS = re.compile(r"(?<![\d.])([245]\.\d{1,3}\.\d{1,3})(?![\d.])")
_REPLY_CODE = re.compile(r"(?<!\d)([45])\d\d[ -]")
_ADDRESS = re.compile(r"[^\s<>\"';,:()]{1,64}@[^\s<>\"';,:()]{1,190}")
_MESSAGE_ID = re.compile(r"^message-id:\s{0,20}(<[^<>\s]{1,900}>)", re.IGNORECASE | re.MULTILINE)
_MAILER = re.compile(
    r"mailer-daemon|postmaster|mail delivery (?:sub)?system|mdaemon|<>", re.IGNORECASE
)
_FAILURE = re.compile(
    r"undeliver|delivery (?:status|fail|has failed|problem|delayed|notification)|returned (?:mail"
    r"|to sender)"
    r"|failure notice|mail (?:delivery )?(?:failed|failure|error)|could not be delivered|non remis"
    r"|unzustellbar|nicht zugestellt|zustellung (?:fehlgeschlagen|verzogert)|no se (?:pudo"
    r"|puede) entregar"
    r"|no entregado|echec de (?:la )?(?:remise|livraison)|rejected|warning: message",
    re.IGNORECASE,
)
_BLOCK = re.compile(
    rf"^\s{{0,4}}<({_ADDRESS.pattern})>(?:\s?\([^)\n]{{0,200}}\))?:(.{{0,2000}}?)(?=\n\s{{0,9}}\n"
    rf"|\Z)",
    re.MULTILINE | re.DOTALL,
)
_EXIM = re.compile(r"^ {2}(" + _ADDRESS.pattern + r")\s*\n((?: {4}.{0,400}\n?){1,8})", re.MULTILINE)
_ORIGINAL = re.compile(
    r"^-{2,} ?(?:below this line|this is a copy|original message|undelivered message|enclosed)",
    re.IGNORECASE | re.MULTILINE,
)
_LATER = re.compile(r"will (?:be retried|keep trying|continue)|delayed|not yet been delivered"
r"|warning",
                    re.IGNORECASE)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Recipient:
    """What became of one address.

    ``status`` as in RFC 3463 ("5.1.1"; the class alone, "5.0.0", where only that is known; "" where
    nothing is); ``diagnostic`` the other server's words, at most 500 characters.
    """

    address: str
    action: Act
    status: str
    diagnostic: str

    @property
    def permanent(self) -> bool:
        """Whether the address itself is of no use any more: failed with a 5."""
        return self.action == "failed" and self.status.startswith("5")


@dataclass(frozen=True, slots=True)
class Report:
    """A delivery report: its recipients, and the Message-ID (with < >) of the mail it is about."""

    recipients: tuple[Recipient, ...]
    message_id: str | None = None


def delivery_report(message: EmailMessage) -> Report | None:
    """What a message reports about delivery, or None where it is no delivery report."""
    parts = list(_own_parts(message))
    for part in parts:
        if mime.kind_of(part) in ("message/delivery-status", "message/global-delivery-status"):
            return Report(tuple(_of_status(part))[:MOST], _original_id(parts))
    if not _is_mailers(message):
        return None
    text = "\n".join(
        mime.text_of(part, _TEXT) for part in parts if mime.kind_of(part) == "text/plain"
    )[:_TEXT]
    found = _of_text(message, text)
    return Report(tuple(found)[:MOST], _original_id(parts) or _id_in(text)) if found else None


def _own_parts(message: EmailMessage) -> Iterator[EmailMessage]:
    """All parts but those within the returned mail."""
    stack = [message]
    seen = 0
    while stack and seen < mime.MOST_PARTS:
        part = stack.pop()
        seen += 1
        yield part
        payload = part.get_payload()
        if isinstance(payload, list) and mime.kind_of(part).startswith("multipart/"):
            stack += [one for one in reversed(payload) if isinstance(one, EmailMessage)]


def _of_status(part: EmailMessage) -> Iterator[Recipient]:
    for block in _blocks(part):
        fields = {name.lower(): mime.one_line(str(value), 2_000) for name, value in block}
        said = fields.get("final-recipient") or fields.get("original-recipient") or ""
        address = said.partition(";")[2].strip() or said.strip()
        found = _ADDRESS.search(mime.decoded(address))
        if found is None:
            continue
        original = fields.get("original-recipient", "").partition(";")[2].strip()
        named = _ADDRESS.fullmatch(original)
        diagnostic = fields.get("diagnostic-code", "")
        yield _recipient(
            (named or found)[0], fields.get("action", ""), fields.get("status", ""),
            diagnostic.partition(";")[2].strip() or diagnostic,
        )  # fmt: skip


def _blocks(part: EmailMessage) -> Iterator[list[tuple[str, str]]]:
    """The fields of each block; the library gives them as messages, or a text of them."""
    payload = part.get_payload()
    if isinstance(payload, list):
        for one in payload[: MOST + 1]:
            if isinstance(one, Message):
                yield [(name, str(value)) for name, value in one.raw_items()]
        return
    for text in re.split(r"\n\s*\n", mime.text_of(part, _TEXT))[: MOST + 1]:
        try:
            yield [
                (n, str(v)) for n, v in HeaderParser().parsestr(text.strip() + "\n\n").raw_items()
            ]
        except ValueError:
            continue


def _recipient(address: str, action: str, status: str, diagnostic: str) -> Recipient:
    act = action.strip().lower()
    said = _STATUS.search(status) or _STATUS.search(diagnostic)
    number = said[1] if said else ""
    if act not in _ACTS:
        act = "delayed" if number.startswith("4") else "failed"
    if not number:
        code = _REPLY_CODE.search(f"{diagnostic} ")
        number = f"{code[1]}.0.0" if code else {"failed": "5.0.0", "delayed": "4.0.0"}.get(act, "")
    return Recipient(address.lower(), cast(Act, act), number, diagnostic[:_LONGEST])


def _original_id(parts: list[EmailMessage]) -> str | None:
    for part in parts:
        kind = mime.kind_of(part)
        if kind in ("message/rfc822", "message/global"):
            payload = part.get_payload()
            inner = payload[0] if isinstance(payload, list) and payload else None
            if isinstance(inner, Message):
                value = next(
                    (str(v) for n, v in inner.raw_items() if n.lower() == "message-id"), ""
                )
                if found := re.search(r"<[^<>\s]{1,900}>", value):
                    return found[0]
        elif kind in ("text/rfc822-headers", "message/global-headers"):
            return _id_in(mime.text_of(part, _TEXT))
    return None


def _id_in(text: str) -> str | None:
    found = _MESSAGE_ID.search(text)
    return found[1] if found else None


def _is_mailers(message: EmailMessage) -> bool:
    """Whether a mail server wrote it: the sender is its own, and the subject tells of a failure."""
    senders = f"{header(message, 'From')} {header(message, 'Return-Path')}"
    failed = bool(header(message, "X-Failed-Recipients"))
    return bool(_MAILER.search(senders)) and (
        failed or bool(_FAILURE.search(header(message, "Subject")))
    )


def _of_text(message: EmailMessage, text: str) -> list[Recipient]:
    own = text[: start.start()] if (start := _ORIGINAL.search(text)) else text
    later = _LATER.search(header(message, "Subject")) is not None
    found: dict[str, Recipient] = {}
    for pattern in (_BLOCK, _EXIM):
        for match in pattern.finditer(own):
            words = mime.one_line(match[2].strip(), _LONGEST)
            one = _recipient(match[1], "delayed" if later else "", "", words)
            found.setdefault(one.address, one)
    for address in _ADDRESS.findall(header(message, "X-Failed-Recipients")):
        found.setdefault(address.lower(), _recipient(address, "failed", "", ""))
    return list(found.values())
