"""A letter as the bytes that travel, and the proof that they say what was meant.

Values never reach the mail library before they are clean: older interpreters let an encoded word
with a line feed in it become a header of its own.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from datetime import datetime
from email import policy
from email.headerregistry import Address
from email.message import EmailMessage
from email.parser import BytesParser
from email.utils import format_datetime

from collectwork.domain.filenames import safe_name
from collectwork.domain.mail import Attachment, Letter
from collectwork.errors import InputRefused

LONGEST_SUBJECT = 200
_ENCODED_WORD = re.compile(r"=(?=\?)")
_HIDDEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
_MESSAGE_ID = re.compile(r"<[!-;=?-~]{1,400}@[!-;=?-~]{1,400}>")
MOST_ANSWERED = 12
_POLICY = policy.SMTP.clone(max_line_length=78, refold_source="all")


def clean_header(text: str, longest: int = LONGEST_SUBJECT) -> str:
    """One line of visible text: no controls, line separators, surrogates or encoded-word marks."""
    visible = "".join(_visible(c) for c in text)
    plain = " ".join(_ENCODED_WORD.sub("= ", visible).split())
    return plain if len(plain) <= longest else plain[: longest - 1].rstrip() + "…"


def clean_body(text: str) -> str:
    """Lines ended by LF only, no controls but tab, no lone surrogates."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    return _HIDDEN.sub(lambda found: _visible(found[0]), lines)


def _visible(character: str) -> str:
    category = unicodedata.category(character)
    if category in ("Cc", "Zl", "Zp"):
        return " "
    return "\ufffd" if category == "Cs" else character


def split_address(text: str) -> tuple[str, str]:
    """``Name <a@b>`` or ``a@b`` as (name, address); InputRefused for more than one address."""
    if len(text.splitlines()) > 1 or any(unicodedata.category(c) == "Cc" for c in text):
        raise InputRefused(f"The address {clean_header(text)!r} has a line break or control sign.")
    plain = text.strip()
    match = re.fullmatch(r"(?:\"?([^\"<>@,;:]*)\"?\s*)?<([^<>\s,;]+)>", plain)
    if match:
        return clean_header(match[1] or "", 80), match[2]
    if not plain or any(sign in plain for sign in ' ,;<>"\\()[]:'):
        raise InputRefused(f"{plain!r} is not one mail address.")
    return "", plain


def message_bytes(letter: Letter, message_id: str, at: datetime) -> bytes:
    """The finished message; raises InputRefused when it would not say what was meant."""
    message = EmailMessage(policy=_POLICY)
    message["From"] = _address(letter.sender)
    message["To"] = tuple(_address(one) for one in letter.to)
    if letter.cc:
        message["Cc"] = tuple(_address(one) for one in letter.cc)
    message["Subject"] = clean_header(letter.subject)
    message["Date"] = format_datetime(at)
    message["Message-ID"] = message_id
    if letter.automatic:
        message["Auto-Submitted"] = "auto-generated"
    message.set_content(clean_body(letter.text), cte="quoted-printable")
    message.add_alternative(clean_body(letter.html), subtype="html", cte="quoted-printable")
    for attachment in letter.attachments:
        main, _, sub = attachment.media_type.partition("/")
        message.add_attachment(
            attachment.content,
            maintype=main,
            subtype=sub,
            filename=safe_name(attachment.name, "attachment"),
        )
    finished = _thread(letter) + message.as_bytes()
    _prove(finished, letter, message_id)
    return finished


def _thread(letter: Letter) -> bytes:
    """The header lines that put an answer into its conversation. The library would encode ids that
    are longer than a line, and nobody's program knows them again; only plain ones come here."""
    ids = [one for one in letter.answers if _MESSAGE_ID.fullmatch(one)][-MOST_ANSWERED:]
    if not ids:
        return b""
    said = f"In-Reply-To: {ids[-1]}\r\nReferences: " + "\r\n ".join(ids) + "\r\n"
    return said.encode("ascii")


def parsed(message: bytes) -> EmailMessage:
    """The bytes read back."""
    found = BytesParser(policy=policy.default).parsebytes(message)
    if not isinstance(found, EmailMessage):
        raise InputRefused("The finished message cannot be read back; it was not queued.")
    return found


def recipients(message: bytes) -> list[str]:
    """Every address that the finished bytes go to."""
    return _recipients(parsed(message))


def _recipients(found: EmailMessage) -> list[str]:
    return [
        one.addr_spec
        for name in ("To", "Cc", "Bcc")
        for header in found.get_all(name, [])
        for one in header.addresses
    ]


def _address(text: str) -> Address:
    name, address = split_address(text)
    try:
        local, _, domain = address.rpartition("@")
        if "@" in local:
            raise ValueError("two @")
        return Address(name, local, domain)
    except (ValueError, IndexError) as error:
        raise InputRefused(f"{text!r} is not a mail address.") from error


def _prove(finished: bytes, letter: Letter, message_id: str) -> None:
    found = parsed(finished)
    expected = ["In-Reply-To", "References"] if _thread(letter) else []
    expected += ["From", "To", *(["Cc"] if letter.cc else []), "Subject", "Date", "Message-ID"]
    expected += ["Auto-Submitted"] if letter.automatic else []
    names = [name for name in found if name not in ("MIME-Version", "Content-Type")]
    names = [name for name in names if name != "Content-Transfer-Encoding"]
    meant = [split_address(one)[1] for one in (*letter.to, *letter.cc)]
    attached = [part.get_filename() for part in found.iter_attachments()]
    wrong = [
        said
        for said, holds in (
            ("header lines", names == expected),
            ("recipients", _recipients(found) == meant),
            ("sender", _only(found, "From") == split_address(letter.sender)[1]),
            ("Message-ID", str(found["Message-ID"]) == message_id),
            ("subject", unspaced(str(found["Subject"])) == unspaced(clean_header(letter.subject))),
            ("attachments", attached == _names(letter.attachments)),
        )
        if not holds
    ]
    if wrong:
        raise InputRefused(
            f"Not queued: the finished message differs from what was meant ({', '.join(wrong)})."
        )


def unspaced(text: str) -> str:
    """Without blanks: Python loses one where it breaks a long line of letters that it encodes."""
    return "".join(text.split())


def _only(found: EmailMessage, name: str) -> str:
    addresses = [one.addr_spec for one in found[name].addresses]
    return str(addresses[0]) if len(addresses) == 1 else ""


def _names(attachments: Sequence[Attachment]) -> list[str]:
    return [safe_name(one.name, "attachment") for one in attachments]
