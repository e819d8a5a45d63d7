"""The new text of a reply alone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from email.message import EmailMessage

from collectwork.domain import mime
from collectwork.replies import html
from collectwork.replies.closing import without_closing
from collectwork.replies.folding import folded
from collectwork.replies.history import MOST_LINES, new_lines

#: Characters of a text that are looked at, and of the answer.
LONGEST = 400_000
MOST_OUT = 20_000
_LONGEST_LINE = 2_000
_STUB = re.compile(
    r"(?:html (?:message|mail|e-?mail|version|format)|html-(?:nachricht|format|ansicht|mail)"
    r"|does(?: not|n't) support|view (?:this|it) in|nicht unterst|format html|en html)",
    re.IGNORECASE,
)
_STUB_MOST = 300


def body(message: EmailMessage) -> str:
    """What the writer wrote, without quoted history, signature and disclaimer; "" for nothing.

    Never raises; at most MOST_OUT characters.
    """
    said = "\n".join(text for text in _texts(message) if text.strip())
    return of_text(said)


def of_text(text: str) -> str:
    """The same of a text that is at hand; quoted lines begin with ">"."""
    plain = mime.clean(text[:LONGEST], LONGEST)
    lines = [line[:_LONGEST_LINE].rstrip() for line in plain.split("\n")[:MOST_LINES]]
    new = new_lines(lines, [folded(line) for line in lines])
    own = without_closing(new, [folded(line) for line in new])
    kept: list[str] = []
    for line in own:
        if line.strip() or (kept and kept[-1]):
            kept.append(line)
    return "\n".join(kept).strip()[:MOST_OUT]


def _texts(message: EmailMessage) -> Iterator[str]:
    """The texts to be read, in order: of alternatives one, of attached messages none."""
    stack: list[EmailMessage] = [message]
    seen = 0
    while stack and seen < mime.MOST_PARTS:
        part = stack.pop()
        seen += 1
        kind = mime.kind_of(part)
        payload = part.get_payload()
        if isinstance(payload, list):
            if kind.startswith("message/"):
                continue
            inner = [one for one in payload[: mime.MOST_PARTS] if isinstance(one, EmailMessage)]
            stack += [_better(inner)] if kind == "multipart/alternative" and inner else inner[::-1]
        elif not mime.is_attached(part):
            yield _text(part, kind)


def _better(alternatives: list[EmailMessage]) -> EmailMessage:
    """The plain text, unless it is empty or says that there is HTML only."""
    for one in alternatives:
        if mime.kind_of(one) == "text/plain":
            said = mime.text_of(one, LONGEST).strip()
            if said and not (len(said) < _STUB_MOST and _STUB.search(said)):
                return one
    kinds = ("text/html", "multipart/")
    rich = [one for one in alternatives if mime.kind_of(one).startswith(kinds)]
    return (rich or alternatives)[0]


def _text(part: EmailMessage, kind: str) -> str:
    said = mime.text_of(part, html.LONGEST)
    if kind == "text/html":
        return html.answered(said)
    if kind == "text/plain":
        return _flowed(part, said) if _is_flowed(part) else said
    return ""


def _is_flowed(part: EmailMessage) -> bool:
    try:
        return str(part.get_param("format", "")).lower() == "flowed"
    except Exception:  # the structured parser trips over some headers
        return False


def _flowed(part: EmailMessage, text: str) -> str:
    """Lines that end with a blank go on in the next one of the same depth (RFC 3676)."""
    joined = str(part.get_param("delsp", "")).lower() == "yes"
    lines: list[str] = []
    soft, depth = False, -1
    for line in text.split("\n"):
        line = line.rstrip("\r")
        bare = line.lstrip(">")
        level = len(line) - len(bare)
        bare = bare[1:] if bare.startswith(" ") else bare
        if soft and level == depth and bare != "-- " and len(lines[-1]) < _LONGEST_LINE:
            before = lines.pop()
            lines.append((before[:-1] if joined else before) + bare)
        else:
            lines.append(("> " if level else "") + bare)
        soft, depth = bare.endswith(" ") and bare != "-- ", level
    return "\n".join(lines)
