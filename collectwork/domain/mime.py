"""A message's bytes as texts, whatever is wrong with them: nothing here raises on any message.

Headers are decoded here and not by the library's structured parser, which walks a list of ten
thousand recipients, or a hundred nested comments, sign by sign, and raises on some.
"""

from __future__ import annotations

import codecs
import re
import unicodedata
from collections.abc import Iterator
from datetime import UTC, datetime
from email import policy
from email.errors import HeaderParseError
from email.header import decode_header
from email.message import EmailMessage
from email.parser import BytesHeaderParser, BytesParser
from email.utils import getaddresses, parsedate_to_datetime

from collectwork.domain.message import clean_header

MOST_PARTS = 200
MOST_NESTED = 60  # lines that begin a part of parts
LONGEST_HEAD = 262_144  # bytes of all header lines
LONGEST_LINE = 20_000  # characters of one header
MOST_ADDRESSES = 50
LONGEST_NAME = 150
_HEAD_END = re.compile(rb"\r?\n\r?\n|\r\r")
_HEADER = re.compile(rb"^[!-9;-~]{2,70}[ \t]*:", re.MULTILINE)
_NESTING = re.compile(rb"^content-type:\s*(?:multipart|message)/", re.IGNORECASE | re.MULTILINE)
_BIDI = re.compile("[\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_FOLDED = re.compile(r"\r?\n[ \t]*|\r")
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
_PLAIN_ENCODINGS = ("utf-8", "cp1252")


class Unreadable(ValueError):
    """A message that is not read further; the text says why."""


def read(message: bytes) -> EmailMessage:
    """The message as parts; raises Unreadable, with the reason, where that would take too much."""
    if not message.strip():
        raise Unreadable("it is empty")
    head, _ = split(message)
    if len(head) > LONGEST_HEAD:
        raise Unreadable(f"its header lines are longer than {LONGEST_HEAD:,} bytes")
    if not _HEADER.search(head):
        raise Unreadable("it begins with no header line of a mail")
    nested = sum(1 for _ in _NESTING.finditer(message))
    if nested > MOST_NESTED:
        raise Unreadable(f"it has {nested} parts that are made of parts")
    try:
        found = BytesParser(policy=policy.default).parsebytes(message)
    except Exception as error:  # the library raises whatever it trips over
        raise Unreadable(f"its parts cannot be told apart ({type(error).__name__})") from error
    if not isinstance(found, EmailMessage):
        raise Unreadable("it is no mail")
    return found


def split(message: bytes) -> tuple[bytes, bytes]:
    """Header lines, and everything after them."""
    end = _HEAD_END.search(message)
    return (message, b"") if end is None else (message[: end.start()], message[end.end() :])


class Head:
    """The header lines of a message, each decoded and cleaned when asked for."""

    def __init__(self, message: bytes) -> None:
        head, _ = split(message[: LONGEST_HEAD * 2])
        try:
            parsed = BytesHeaderParser(policy=policy.compat32).parsebytes(head[:LONGEST_HEAD])
            lines = [(name.lower(), str(value)) for name, value in parsed.raw_items()]
        except Exception:  # what cannot be read at all has no headers
            lines = []
        self._lines = lines

    def raw(self, name: str) -> str:
        """The first header of a name as it stands, unfolded; "" without one."""
        return next((self._unfolded(v) for n, v in self._lines if n == name), "")

    def every(self, name: str) -> list[str]:
        """All of a name, unfolded."""
        return [self._unfolded(v) for n, v in self._lines if n == name]

    def text(self, name: str, longest: int = 500) -> str:
        """Decoded, in one line, without signs that turn or hide text."""
        return one_line(decoded(self.raw(name)), longest)

    def addresses(self, name: str) -> list[tuple[str, str]]:
        """Names and addresses (in lower case), at most MOST_ADDRESSES."""
        found: list[tuple[str, str]] = []
        for value in self.every(name):
            for said, address in _pairs(value):
                plain = one_line(address, 254).lower().replace(" ", "")
                if "@" in plain.strip("@"):
                    found.append((one_line(decoded(said), LONGEST_NAME), plain))
                if len(found) >= MOST_ADDRESSES:
                    return found
        return found

    def date(self) -> datetime | None:
        """The Date header as a moment; None where it is missing or wrong."""
        try:
            found = parsedate_to_datetime(self.raw("date"))
        except Exception:  # the library raises several kinds on wrong dates
            return None
        try:
            aware = found if found.tzinfo is not None else found.replace(tzinfo=UTC)
            return aware.astimezone(UTC)
        except (OverflowError, ValueError):
            return None

    @staticmethod
    def _unfolded(value: str) -> str:
        return _FOLDED.sub(" ", value)[:LONGEST_LINE].strip()


def _pairs(value: str) -> list[tuple[str, str]]:
    try:
        return getaddresses([value])
    except Exception:  # an address list that is none
        return []


def decoded(value: str) -> str:
    """A header's encoded words as text, and raw bytes in it as well as can be guessed."""
    try:
        parts = decode_header(value)
    except (HeaderParseError, ValueError, LookupError):
        parts = [(value, None)]
    said = []
    for part, charset in parts:
        if isinstance(part, str):
            raw = part.encode("utf-8", "surrogateescape")
            said.append(part if part.isascii() else in_text(raw, None))
        else:
            said.append(in_text(part, charset))
    return "".join(said)


def one_line(text: str, longest: int) -> str:
    """Cut before it is cleaned: a header may be very long."""
    return clean_header(_BIDI.sub("", text[: longest * 4]), longest)


def clean(text: str, longest: int) -> str:
    """Several lines of text: no controls but tab and line feed, nothing that no store can hold."""
    lines = text[: longest * 2].replace("\r\n", "\n").replace("\r", "\n")
    lines = _CONTROL.sub("", lines).replace("\u2028", "\n").replace("\u2029", "\n")
    lines = "".join("\ufffd" if "\ud800" <= c <= "\udfff" else c for c in lines)
    return lines if len(lines) <= longest else lines[: longest - 1] + "…"


def in_text(raw: bytes, charset: str | None) -> str:
    """Bytes as text: by the charset they claim where it is one, else UTF-8, else as Windows
    writes."""
    for name in (charset, *_PLAIN_ENCODINGS):
        if not name:
            continue
        try:
            codec = codecs.lookup(name.strip().strip("'\""))
            if codec._is_text_encoding and codec.name not in ("idna", "punycode", "utf-7"):
                return raw.decode(codec.name)
        except (LookupError, ValueError, TypeError):
            continue
    return raw.decode("cp1252", "replace")


def parts(message: EmailMessage) -> Iterator[EmailMessage]:
    """The leaves in order, at most MOST_PARTS; attached messages are gone into."""
    stack: list[EmailMessage] = [message]
    seen = 0
    while stack and seen < MOST_PARTS * 3:
        part = stack.pop()
        seen += 1
        if part.is_multipart():
            stack += reversed(_inner(part))
        else:
            yield part


def _inner(part: EmailMessage) -> list[EmailMessage]:
    payload = part.get_payload()
    some = payload[:MOST_PARTS] if isinstance(payload, list) else []
    return [one for one in some if isinstance(one, EmailMessage)]


def kind_of(part: EmailMessage) -> str:
    """``text/plain``; application/octet-stream where it does not say so in a way to be read."""
    try:
        return one_line(part.get_content_type(), 100)
    except Exception:  # the structured parser trips over some
        return "application/octet-stream"


def text_of(part: EmailMessage, longest: int) -> str:
    """The text of a leaf; "" where it has none."""
    try:
        raw = part.get_payload(decode=True)
        charset = part.get_content_charset()
    except Exception:  # a damaged part has no text
        return ""
    return clean(in_text(raw[: longest * 4], charset), longest) if isinstance(raw, bytes) else ""


def name_of(part: EmailMessage) -> str:
    """The file name a part claims, without any folder; "" where it claims none."""
    try:
        said = part.get_filename() or ""
    except Exception:  # the structured parser trips over some
        said = ""
    if not isinstance(said, str):
        return ""
    bare = re.split(r"[/\\]", decoded(said[:2_000]))[-1]
    kept = "".join(c for c in bare if unicodedata.category(c) not in ("Cf", "Co", "Cn"))
    name = one_line(kept, LONGEST_NAME)
    return "" if name in (".", "..") else name


def size_of(part: EmailMessage) -> int:
    """Its size in bytes once decoded, without decoding: an attachment is never opened here."""
    try:
        payload = part.get_payload()
    except Exception:  # text in a charset that is none
        payload = None
    if not isinstance(payload, str):
        return 0
    encoding = str(part.get("content-transfer-encoding", "")).strip().lower()
    if encoding == "base64":
        signs = len(payload) - payload.count("\n") - payload.count("\r")
        return max(0, signs * 3 // 4 - payload[-4:].count("="))
    return len(payload)


def is_attached(part: EmailMessage) -> bool:
    """Whether a leaf is a file and no text of the mail."""
    try:
        placed = part.get_content_disposition()
    except Exception:  # the structured parser trips over some
        placed = None
    return placed == "attachment" or bool(name_of(part)) or not kind_of(part).startswith("text/")


def heads_inside(message: EmailMessage) -> list[str]:
    """The header lines of attached messages that name others: what was answered or came back."""
    found: list[str] = []
    stack = [message]
    seen = 0
    while stack and seen < MOST_PARTS:
        part = stack.pop()
        seen += 1
        if part.is_multipart():
            stack += _inner(part)
        if part is not message:
            wanted = ("message-id", "references", "in-reply-to", "subject")
            said = [str(value) for name, value in part.raw_items() if name.lower() in wanted]
            found += [_FOLDED.sub(" ", one)[:LONGEST_LINE] for one in said]
    return found
