"""Expected trouble: one class per remedy, each with the exit code the command line promises.

Every message says what happened to the user's thing, why, and what to do now, in that order.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

#: What a file may leave open, by the name under which the answer is given.
About = Literal[
    "kind", "as_of", "currency", "company", "decimal_mark", "date_order", "columns", "profile",
    "skip_bad_rows",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Question:
    """What a refusal asks: a screen offers it as an input, a command line names the option.

    ``choices``: the answers there are; empty where anything may be typed. ``proposal``: an answer
    that something points to without proving it; never taken unasked.
    """

    about: About
    choices: tuple[str, ...] = ()
    proposal: str = ""


class CollectworkError(Exception):
    """Base of all expected trouble; shown as its sentence, never as a traceback."""

    exit_code = 1


class WrongUsage(CollectworkError):
    """The command's words are off; the caller must say it differently."""

    exit_code = 2


class InputRefused(CollectworkError):
    """A file, rule, template, code or value was not accepted; nothing was changed.

    ``question``: what would have to be answered for it to be accepted, where one answer would do.
    """

    exit_code = 3

    def __init__(self, sentence: str = "", *, question: Question | None = None) -> None:
        super().__init__(sentence)
        self.question = question


class Stopped(CollectworkError):
    """Whoever started the work stopped it; nothing of it was kept."""

    exit_code = 130


class NotFound(InputRefused):
    """The named customer, invoice, promise … does not exist, or the name fits several."""


class NotAllowed(InputRefused):
    """A policy, a block or a role forbids the action; the sentence says which and until when."""


class ContactRefused(NotAllowed):
    """The contact policy speaks against it; a reason goes on all the same.

    ``may_override``: whether whoever acts may go on with a reason; ``asks``: nothing is refused,
    only a reason is asked for.
    """

    def __init__(self, sentence: str, *, may_override: bool = True, asks: bool = False) -> None:
        super().__init__(sentence)
        self.may_override = may_override
        self.asks = asks


class Conflict(InputRefused):
    """Somebody else changed or holds what was about to be changed; look again, then decide."""


class ConfigRefused(InputRefused):
    """The configuration file is wrong; the sentence names file, key and the nearest known one."""


class StoreError(CollectworkError):
    """The store is unreachable, locked, too new, too old, full, or refuses the caller."""

    exit_code = 4


class OutcomeUnknown(StoreError):
    """A commit failed and it could not be found out whether it was recorded."""


class NotDelivered(CollectworkError):
    """A message did not leave; it is kept in the outbox."""

    exit_code = 5


class NotFetched(CollectworkError):
    """A mailbox could not be read; what was fetched before is kept, the rest comes next time."""

    exit_code = 5


class LogBroken(CollectworkError):
    """The log does not verify: an entry was changed, removed, added or re-dated."""

    exit_code = 6
