"""The trade's words and signs for what the store calls by code."""

from __future__ import annotations

from collections.abc import Sequence

from collectwork.domain.outcomes import STANDARD, Outcome
from collectwork.domain.worklist import WorkItem
from collectwork.present.pieces import Line, Piece, cells, clipped, line
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
}
_ACTIONS = {
    "promise_broken": "promise broken",
    "callback": "call back",
    "reply": "reply waiting",
    "hand_over": "propose hand-over",
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
BUCKET_LABELS = {"no_due_date": "no date"}


def action_sign(action: str) -> str:
    """☎ for a call, ✉ for something written, ▲ for handing up."""
    return _SIGNS.get(action, "·")


def happening_sign(channel: str, kind: str) -> str:
    """The sign before a line of what happened."""
    return _CHANNEL_SIGNS.get(channel) or _KIND_SIGNS.get(kind, "·")


def step(item: WorkItem) -> str:
    """What to do with the account next, in words."""
    if item.action in _ACTIONS:
        return _ACTIONS[item.action]
    return spoken(item.step or item.action)


def spoken(code: str) -> str:
    """A code as words: ``second_notice`` is *second notice*."""
    return safe(code.replace("_", " ").replace("-", " "))


def outcome(code: str) -> str:
    """An outcome in a word or two."""
    return _BRIEF.get(code, spoken(code))


def key_label(known: Outcome) -> str:
    """An outcome on the key bar: short for the standard codes, the team's own label else."""
    return outcome(known.code) if known.code in _OWN_WORDS else safe(known.label)


def told(text: str, sign: str, warned: Sequence[str], room: int) -> Line:
    """The bottom line; what can be undone says how, and that stays in sight."""
    if not sign:
        return line(Piece(" " + safe(text), "dim"))
    undoes = Piece("  u undoes it", "dim")
    said: Line = line(Piece(f" {sign} ", "good"), safe(text))
    if warned:
        said = (*said, Piece(f" · ! {safe('; '.join(warned))}", "risk"))
    return (*clipped(said, room - cells((undoes,)) - 1), undoes)


def count(number: int, one: str, many: str | None = None) -> str:
    """``1 invoice``, ``3 invoices``."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"
