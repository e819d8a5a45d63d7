"""The standard outcomes: one table from which keys, footer, palette, help, statistics and
documentation derive. A config may add codes and change keys, labels and default next dates."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal

from collectwork.errors import ConfigRefused

Channel = Literal["call", "mail", "letter", "sms", "portal", "none"]
Starts = Literal[
    "", "promise", "dispute", "callback", "mail", "resubmission", "escalation", "contact_check"
]


@dataclass(frozen=True, slots=True)
class Outcome:
    """One standardised result of work on an account.

    ``right_party``: the right person was reached. ``contact``: counts as a contact (voicemail and
    messages do, an unanswered call does not). ``needs``: what must be asked before recording.
    ``next_in_days``: default next step in business days; None where the start sets the date.
    ``closes``: the account is done for today. ``template``: the mail that it offers, where it
    starts one; empty = the step's.
    """

    code: str
    key: str
    label: str
    channel: Channel
    right_party: bool
    contact: bool
    starts: Starts
    next_in_days: int | None
    needs: tuple[str, ...] = ()
    closes: bool = True
    template: str = ""


STANDARD: tuple[Outcome, ...] = (
    Outcome("no_answer", "1", "no answer", "call", False, False, "", 1),
    Outcome("voicemail", "2", "left voicemail", "call", False, True, "", 2),
    Outcome("message", "3", "left message with a person", "call", False, True, "", 2),
    Outcome("will_pay", "4", "spoke, will pay (no date)", "call", True, True, "", 5),
    Outcome(
        "promise", "5", "promise to pay", "call", True, True, "promise", None, ("amount", "date")
    ),
    Outcome("dispute", "6", "dispute raised", "call", True, True, "dispute", None, ("reason",)),
    Outcome(
        "copy_requested", "7", "asked for a copy or statement", "call", True, True, "mail", 3,
        template="copy_request",
    ),
    Outcome("call_back", "8", "call back", "call", True, True, "callback", None, ("when",)),
    Outcome(
        "wrong_contact", "9", "wrong number or contact", "call", False, False, "contact_check", 1
    ),
    Outcome("refused", "0", "refused to pay", "call", True, True, "escalation", 1),
    Outcome("mail", "e", "mail", "mail", False, True, "", 7),
    Outcome("note", "n", "note", "none", False, False, "", None, ("note",), closes=False),
    Outcome("skip", "s", "skip with a reason", "none", False, False, "", 1, ("reason",)),
    Outcome("escalate", "x", "escalate", "none", False, False, "escalation", 3, ("reason",)),
    Outcome(
        "resubmit", "b", "call-back or resubmission", "none", False, False, "resubmission", None,
        ("when",),
    ),
)  # fmt: skip


def extended(
    standard: tuple[Outcome, ...], changes: Mapping[str, Mapping[str, Any]]
) -> tuple[Outcome, ...]:
    """The table with a config's changes to known codes and its new codes appended.

    Raises ConfigRefused when a new code lacks key or label, or two codes share a key.
    """
    table = {outcome.code: outcome for outcome in standard}
    for code, change in changes.items():
        if code in table:
            table[code] = replace(table[code], **change)
            continue
        lacking = [name for name in ("key", "label") if name not in change]
        if lacking:
            raise ConfigRefused(f"codes.{code}: a new code needs {' and '.join(lacking)}.")
        base = Outcome(code, "", "", "call", False, False, "", 1)
        table[code] = replace(base, **change)
    by_key: dict[str, str] = {}
    for outcome in table.values():
        other = by_key.setdefault(outcome.key, outcome.code)
        if other != outcome.code:
            raise ConfigRefused(
                f"codes.{outcome.code}: the key {outcome.key!r} belongs to {other!r} already."
            )
    return tuple(table.values())
