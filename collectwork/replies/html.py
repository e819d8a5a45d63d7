"""HTML of a mail as text: nothing active, nothing hidden, quotes marked with ">".

The tokens are told apart here and not by the standard library's parser, whose time grows with the
square of some damaged inputs: one pass, every sign looked at once, as HTML5 tells browsers to.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape

LONGEST = 1_000_000  # characters that are looked at
MOST_OUT = 200_000
MOST_DEEP = 200
#: A line that stands where a program says that history begins.
DIVIDER = "-----Original Message-----"


def _names(words: str) -> frozenset[str]:
    return frozenset(words.split())


_NO_END = _names("area base br col embed hr img input link meta param source track wbr")
_NOT_SHOWN = _names(
    "script style head title template noscript object iframe svg math select button textarea "
    "audio video canvas map"
)
_RAW = _names("script style title textarea noscript iframe")
_BLOCK = _names(
    "p div tr table ul ol dl dt dd h1 h2 h3 h4 h5 h6 section article header footer pre blockquote "
    "form fieldset center address main nav body html li"
)
_WORD = re.compile(r"[^\s=/>\"']++(?:\s*+=\s*+(?:\"[^\"]*+\"|'[^']*+'|[^\s>\"']++))?+")
_NAME = re.compile(r"/?([a-zA-Z][a-zA-Z0-9:]*)")
_TURN = re.compile(r"[>\"']")
_HIDDEN = re.compile(
    r"display\s*+:\s*+none|visibility\s*+:\s*+hidden|mso-hide\s*+:\s*+all"
    r"|(?:font-size|max-height|opacity)\s*+:\s*+0(?![.\d]*[1-9])"
)
_SIGNATURE = ("gmail_signature", "moz-signature", "ms-outlook-mobile-signature", "signature")
_ATTRIBUTION = ("gmail_attr", "moz-cite-prefix")
_HISTORY = (
    "divrplyfwdmsg", "appendonsend", "ms-outlook-mobile-reference-message", "olk_src_body_section",
    "mail-editor-reference-message-container", "zmail_extra", "replyforwardmessage",
)  # fmt: skip
_QUOTED = ("yahoo_quoted", "protonmail_quote", "tutanota_quote", "gmx_quote")
_SPACE = re.compile(r"[ \t\r\n\f\v\u00a0]+")
_UNSEEN = re.compile("[\u200b-\u200f\u2060-\u2064\u00ad\ufeff]")


@dataclass(slots=True)
class _Open:
    """An element that is open: its name and what its content is."""

    name: str
    mode: str  # "", hidden, quoted


def plain(html: str) -> str:
    """All that a reader sees, as lines; quoted parts begin with "> "."""
    return _Writer().of(html[:LONGEST], marks=False)


def answered(html: str) -> str:
    """As ``plain``, without what programs mark as signature, and with DIVIDER where they mark the
    beginning of the history."""
    return _Writer().of(html[:LONGEST], marks=True)


class _Writer:
    """Lines from tokens."""

    def __init__(self) -> None:
        self._open: list[_Open] = []
        self._lines: list[str] = []
        self._line: list[str] = []
        self._size = 0
        self._quoted = 0
        self._hidden = 0
        self._cells = 0

    def of(self, html: str, *, marks: bool) -> str:
        for kind, name, content in _tokens(html):
            if self._size > MOST_OUT:
                break
            if kind == "text":
                self._text(content)
            elif kind == "start":
                self._start(name, content, marks)
            else:
                self._end(name)
        self._break()
        return _tidy(self._lines)

    def _text(self, text: str) -> None:
        if self._hidden:
            return
        said = _SPACE.sub(" ", _UNSEEN.sub("", unescape(text)))
        if said == " " and not self._line:
            return
        self._line.append(said)
        self._size += len(said)

    def _start(self, name: str, content: str, marks: bool) -> None:
        if name == "br":
            self._break(always=True)
            return
        if name == "hr":
            self._break()
            return
        if name in _BLOCK:
            self._break()
            if self._open and self._open[-1].name == "p":
                self._close(self._open.pop())
        if name == "tr":
            self._cells = 0
        elif name in ("td", "th"):
            if self._cells and not self._hidden:
                self._line.append(" | ")
            self._cells += 1
        elif name == "li" and not self._hidden:
            self._line.append("- ")
        if name in _NO_END or len(self._open) >= MOST_DEEP:
            return
        mode = self._mode(name, _attributes(content), marks)
        self._open.append(_Open(name, mode))
        self._hidden += mode == "hidden"
        self._quoted += mode == "quoted"

    def _mode(self, name: str, given: dict[str, str], marks: bool) -> str:
        if name in _NOT_SHOWN or "hidden" in given or _HIDDEN.search(given.get("style", "")):
            return "hidden"
        called = f"{given.get('class', '')} {given.get('id', '')}".split()
        if name == "blockquote" or any(one in _QUOTED for one in called):
            return "quoted"
        if not marks:
            return ""
        if any(one.removeprefix("x_") in _SIGNATURE for one in called):
            return "hidden"
        if any(one in _ATTRIBUTION for one in called):
            return "quoted"
        if any(one.removeprefix("x_") in _HISTORY for one in called):
            self._break()
            self._line.append(DIVIDER)
            self._break()
        return ""

    def _end(self, name: str) -> None:
        if name in _BLOCK:
            self._break(always=name == "p")
        for back, one in enumerate(reversed(self._open), 1):
            if one.name == name:
                for closed in self._open[-back:]:
                    self._close(closed)
                del self._open[-back:]
                return

    def _close(self, one: _Open) -> None:
        if one.mode:
            self._break()
        self._hidden -= one.mode == "hidden"
        self._quoted -= one.mode == "quoted"

    def _break(self, *, always: bool = False) -> None:
        said = _SPACE.sub(" ", "".join(self._line)).strip()
        self._line = []
        if said in ("|", "-"):
            said = ""
        if said or (always and not self._hidden):
            mark = "> " if self._quoted else ""
            self._lines.append(f"{mark}{said}".rstrip())
            self._size += 1


def _tidy(lines: list[str]) -> str:
    kept: list[str] = []
    for line in lines:
        bare = line.strip("> ")
        if bare or (kept and kept[-1].strip("> ")):
            kept.append(line)
    return "\n".join(kept).strip("\n")


def _attributes(content: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for match in _WORD.finditer(content[:2_000]):
        name, _, value = match[0].partition("=")
        found.setdefault(name.strip().lower(), unescape(value.strip().strip("\"'")).lower())
    return found


def _tokens(html: str) -> Iterator[tuple[str, str, str]]:
    """("text", "", text), ("start", name, attributes) and ("end", name, "") in order."""
    at = 0
    while at < len(html):
        tag = html.find("<", at)
        if tag < 0:
            yield "text", "", html[at:]
            return
        if tag > at:
            yield "text", "", html[at:tag]
        name = _NAME.match(html, tag + 1)
        if name is None:
            at = _past_other(html, tag)
            if at == tag + 1:
                yield "text", "", "<"
            continue
        end = _tag_end(html, name.end())
        if end < 0:
            return  # a tag that never ends swallows the rest, as in browsers
        called = name[1].lower()
        if html[tag + 1] == "/":
            yield "end", called, ""
            at = end + 1
            continue
        yield "start", called, html[name.end() : end]
        at = end + 1
        if called in _RAW:
            at = _past_raw(html, at, called)
            yield "end", called, ""


def _past_other(html: str, tag: int) -> int:
    """Behind a comment, a declaration or an instruction; behind the "<" where it is none."""
    if html.startswith("<!--", tag):
        end = html.find("-->", tag + 4)
        return len(html) if end < 0 else end + 3
    if html[tag + 1 : tag + 2] in ("!", "?", "/"):
        end = html.find(">", tag)
        return len(html) if end < 0 else end + 1
    return tag + 1


def _tag_end(html: str, at: int) -> int:
    """Where the ">" of a tag is; quotes count where a value begins with them."""
    while (found := _TURN.search(html, at)) is not None:
        if found[0] == ">":
            return found.start()
        at = found.end()
        if html[max(0, at - 12) : at - 1].rstrip().endswith("="):
            close = html.find(found[0], at)
            if close < 0:
                return -1
            at = close + 1
    return -1


def _past_raw(html: str, at: int, name: str) -> int:
    """Where the end of a script or style begins to be over."""
    end = re.compile(rf"</{name}[\s/>]", re.IGNORECASE).search(html, at)
    if end is None:
        return len(html)
    close = html.find(">", end.start())
    return len(html) if close < 0 else close + 1
