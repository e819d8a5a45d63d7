"""Where the history begins in a reply, and which lines in it are answers between quoted ones."""

from __future__ import annotations

import re

#: Lines of history are looked for in this many.
MOST_LINES = 4_000
_SPAN = 4  # lines over which "On … wrote:" may be broken
_QUOTE = re.compile(r"^[ \t]{0,3}(?:>|&gt;)")
_ORIGINAL = re.compile(
    r"^[\s*]{0,4}[-_–—*]{2,}\s{0,3}\W{0,2}(?:original(?:e|nachricht"
    r"|-nachricht)?\s?(?:message|mail|e-mail"
    r"|appointment|nachricht)?|ursprungliche (?:nachricht|e-?mail|mail)|urspruengliche nachricht"
    r"|message (?:d'origine|original|initial|transfere|suivi)|mensaje (?:original|reenviado)"
    r"|forwarded message|forwarded by|weitergeleitete nachricht|weitergeleitet von"
    r"|anfang der weitergeleiteten|reply message|reenviado)\b",
)
_BEGIN = re.compile(
    r"^(?:begin forwarded message|anfang der weitergeleiteten (?:nachricht|e-?mail)"
    r"|debut du message (?:transfere|reexpedie)|inicio del mensaje reenviado)\s?:"
)
_FROM = re.compile(r"^[\s*>]{0,4}(?:from|von|de|expediteur|remitente|absender)\s?\*?\s?:\*?\s?\S")
_FIELD = re.compile(
    r"^[\s*]{0,4}(?:sent|date|to|cc|subject|gesendet|gesendet am|datum|an|betreff|envoye|envoye le"
    r"|a|objet|enviado|enviado el|fecha|para|asunto|kopie|reply-to)\s?\*?\s?:"
)
_WROTE = re.compile(
    r"^(?:on\b.{0,300}\bwrote\s?:?|am\b.{0,300}\bschrieb\b.{0,120}:|le\b.{0,300}\ba ecrit\s?:?"
    r"|el\b.{0,300}\bescribio\s?:?|.{3,120}\b(?:schrieb|wrote) (?:am|on)\b.{4,80}:"
    r"|.{0,120}<[^<>\s]{1,80}@[^<>\s]{1,80}>.{0,60}(?:wrote|schrieb|a ecrit|escribio)\s?.{0,40}:"
    r"|.{0,100}\d{4}.{0,100}(?:wrote|schrieb|a ecrit|escribio)\s?:"
    r"|\d{4}-\d\d-\d\d .{0,80}<[^<>\s]{1,80}@[^<>\s]{1,80}>\s?:)$"
)
_WROTE_START = re.compile(r"^(?:on|am|le|el|den|\d{4}-\d\d-\d\d)\b|.{0,120}(?:wrote|schrieb|@)")
_RULE = re.compile(r"^\s{0,3}_{20,}\s*$")


def new_lines(lines: list[str], folded: list[str]) -> list[str]:
    """Those of the reply's own. ``folded``: the same lines in lower case without accents."""
    kept: list[str] = []
    at = 0
    last_quoted = ""
    count = min(len(lines), MOST_LINES)
    while at < count:
        if _QUOTE.match(lines[at]):
            last_quoted = lines[at]
            kept.append("")
            at += 1
            continue
        if _begins_history(folded, at):
            break
        over = _attribution(folded, at)
        if over:
            if not _quoted_next(lines, at + over):
                break
            kept.append("")
            at += over
            continue
        if last_quoted and _is_torn(lines, at, last_quoted):
            at += 1
            continue
        last_quoted = ""
        kept.append(lines[at])
        at += 1
    return kept


def _begins_history(folded: list[str], at: int) -> bool:
    line = folded[at]
    if _ORIGINAL.match(line) or _BEGIN.match(line.strip()):
        return True
    if _RULE.match(line):
        after = _next_line(folded, at + 1)
        return after is not None and _is_head(folded, after)
    return _is_head(folded, at)


def _is_head(folded: list[str], at: int) -> bool:
    """Whether "From: … Sent: … Subject:" of another message stands here."""
    if not _FROM.match(folded[at]):
        return False
    following = [one for one in folded[at + 1 : at + 10] if one.strip()]
    return sum(bool(_FIELD.match(one)) for one in following) >= 2


def _attribution(folded: list[str], at: int) -> int:
    """Over how many lines "On … somebody wrote:" stands here; 0 where it does not."""
    first = folded[at].strip(" *_")
    if not first or len(first) > 300 or not _WROTE_START.match(first):
        return 0
    said = ""
    for span in range(1, _SPAN + 1):
        if at + span > len(folded):
            return 0
        line = folded[at + span - 1].strip(" *_")
        if not line and span > 1:
            return 0
        said = f"{said} {line}".strip()
        if len(said) > 400:
            return 0
        if _WROTE.match(said) and any(one.isdigit() or one == "@" for one in said):
            return span
    return 0


def _quoted_next(lines: list[str], at: int) -> bool:
    after = _next_line(lines, at)
    return after is not None and _QUOTE.match(lines[after]) is not None


def _next_line(lines: list[str], at: int) -> int | None:
    return next((i for i in range(at, min(at + 4, len(lines))) if lines[i].strip()), None)


def _is_torn(lines: list[str], at: int, quoted: str) -> bool:
    """Whether a line is the torn-off end of a long quoted one before it."""
    line = lines[at].strip()
    again = at + 1 < len(lines) and _QUOTE.match(lines[at + 1]) is not None
    return bool(line) and again and len(quoted) >= 70 and line[0].islower()
