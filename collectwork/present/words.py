"""The trade's words and signs for what the store calls by code."""

from __future__ import annotations

from dataclasses import dataclass, replace

from collectwork.domain.outcomes import STANDARD, Outcome
from collectwork.domain.worklist import WorkItem
from collectwork.present.cells import fit, width
from collectwork.present.pieces import Line, Piece, Role, cells, clipped, flow, line
from collectwork.present.text import safe

_SIGNS = {
    "call": "☎",
    "callback": "☎",
    "promise_broken": "☎",
    "mail": "✉",
    "reply": "✉",
    "letter": "✉",
    "sms": "✉",
    "portal": "✉",
    "escalate": "▲",
    "hand_over": "▲",
    "desk": "▲",
}
_ACTIONS = {
    "promise_broken": "promise broken",
    "callback": "call back",
    "reply": "reply waiting",
    "hand_over": "propose hand-over",
    "desk": "handed over",
}
_BRIEF_ACTIONS = {
    "escalate": "escalate",
    "hand_over": "hand over",
    "call": "call",
    "mail": "mail",
    "promise_broken": "broken",
}
_BRIEF = {"copy_requested": "copy", "resubmit": "later", "call_back": "call back"}
_CHANNEL_SIGNS = {"call": "☎", "mail": "✉", "letter": "✉", "sms": "✉", "portal": "✉"}
_KIND_SIGNS = {
    "payment": "+",
    "import": "·",
    "promise.evaluated": "◇",
    "note": "✎",
}
_OWN_WORDS = frozenset(one.code for one in STANDARD)
_NAME_FROM = 8  # cells below which a name says nothing
_MOST_WARNED = 2  # lines below the bottom line
_MOST_ROWS = 3  # of the bottom line's words
BUCKET_LABELS = {"no_due_date": "no date"}


def action_sign(action: str) -> str:
    """☎ for a call, ✉ for something written, ▲ for handing up."""
    return _SIGNS.get(action, "·")


def happening_sign(channel: str, kind: str) -> str:
    """The sign before a line of what happened."""
    return _CHANNEL_SIGNS.get(channel) or _KIND_SIGNS.get(kind, "·")


def step(item: WorkItem, room: int) -> str:
    """What to do with the account next: the step's name, or the bare action where it is narrow."""
    said = _ACTIONS.get(item.action) or spoken(item.step or item.action)
    return said if width(said) <= room else _BRIEF_ACTIONS.get(item.action, said)


def spoken(code: str) -> str:
    """A code as words: ``second_notice`` is *second notice*."""
    return safe(code.replace("_", " ").replace("-", " "))


def outcome(code: str) -> str:
    """An outcome in a word or two."""
    return _BRIEF.get(code, spoken(code))


def key_label(known: Outcome) -> str:
    """An outcome on the key bar: short for the standard codes, the team's own label else."""
    return outcome(known.code) if known.code in _OWN_WORDS else safe(known.label)


@dataclass(frozen=True, slots=True)
class Told:
    """What the bottom line says: what came of it first, ``who`` it was about as room allows.

    ``warned``: what the contact policy thinks of it. ``undoes``: the key that takes it back, and
    ``undoing`` what that key does in words.
    """

    text: str = ""
    who: str = ""
    sign: str = ""
    warned: tuple[str, ...] = ()
    undoes: str = ""
    undoing: str = "undoes it"

    def lines(self, room: int) -> list[Line]:
        """One line; words or a warning that it cannot hold whole stand below it, in at most two
        more."""
        if not self.warned:
            whole = cells((*self._said, Piece(self._end))) < room
            return [self.line(room)] if whole else self._wrapped(room)
        if not self.sign:
            return [self.line(room)]
        bare = replace(self, warned=(), who="")
        warned = f" · ! {safe('; '.join(self.warned))}"
        if cells((*bare.line(room), Piece(warned))) < room:
            return [self.line(room)]
        below = flow(
            [line(Piece(f" ! {safe('; '.join(self.warned))}", "risk"))], room, indent="   "
        )
        return [replace(self, warned=()).line(room), *below[:_MOST_WARNED]]

    def line(self, room: int) -> Line:
        """The line; how to undo stays in sight."""
        if not self.sign:
            return line(Piece(" " + safe(self.text), "dim"))
        end = Piece(self._end, "dim")
        left = room - cells((end,)) - 1
        said = self._said
        if self.warned:
            said = (*said, Piece(f" · ! {safe('; '.join(self.warned))}", "risk"))
        rest = left - cells(said) - 3
        if self.who and rest >= _NAME_FROM:
            said = (*said, Piece(f" · {fit(self.who, rest).rstrip()}", "dim"))
        return (*clipped(said, left), end)

    @property
    def _said(self) -> Line:
        if not self.sign:
            return line(Piece(" " + safe(self.text), "dim"))
        return line(Piece(f" {self.sign} ", "good"), safe(self.text))

    @property
    def _end(self) -> str:
        """How to undo, where there is something to."""
        return f"  {self.undoes} {self.undoing}" if self.sign and self.undoes else ""

    def _wrapped(self, room: int) -> list[Line]:
        """Words that one line cannot hold; how to undo ends them and stays in sight."""
        head, *rest = safe(self.text).split(" ")
        role: Role = "" if self.sign else "dim"
        first = line(Piece(f" {self.sign} " if self.sign else " ", "good"), Piece(head, role))
        parts = [first, *(line(Piece(word, role)) for word in rest)]
        if self._end:
            parts.append(line(Piece(self._end.strip(), "dim")))
        rows = flow(parts, room, " ", "   ")
        return rows if len(rows) <= _MOST_ROWS else [*rows[: _MOST_ROWS - 1], rows[-1]]


def outcome_of(sentence: str, name: str) -> str:
    """What came of it, of a sentence such as ``Recorded: NAME – no answer; next tomorrow``."""
    return sentence.removeprefix(f"Recorded: {safe(name)} – ")


def count(number: int, one: str, many: str | None = None) -> str:
    """``1 invoice``, ``3 invoices``."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"
