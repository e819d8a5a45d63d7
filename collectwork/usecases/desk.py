"""The desk: everything a use case works with, handed to it as its first argument."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

from collectwork.domain.alerts import Hook
from collectwork.domain.calendar import NONE, Holidays
from collectwork.domain.clocks import Clock
from collectwork.domain.company import UNNAMED, Company
from collectwork.domain.contact_policy import NOWHERE, Places
from collectwork.domain.interest import Laws
from collectwork.domain.mailboxes import MailboxAbout
from collectwork.domain.outcomes import Outcome
from collectwork.domain.policy import Policy
from collectwork.errors import NotFound
from collectwork.usecases.ports.outside import (
    Documents,
    Mailbox,
    Messenger,
    Reader,
    Way,
)
from collectwork.usecases.ports.profiles import Profiles, Recogniser
from collectwork.usecases.ports.templates import Rewriter, Templates
from collectwork.usecases.ports.work import Store


@dataclass(frozen=True, slots=True)
class RulesText:
    """The rules in force as text, and the file they came from (for messages)."""

    file: str
    text: str


@dataclass(frozen=True, slots=True)
class Agency:
    """Where hand-over files go: into a folder, or by mail to an address."""

    folder: Path = Path("handed-over")
    address: str = ""


def no_messenger(name: str) -> Messenger:
    """Of a desk without webhooks."""
    raise NotFound(f"there is no [[webhook]] {name!r} in the config.")


def no_rewriter() -> Rewriter | None:
    """Of a desk whose config names no endpoint."""
    return None


@dataclass(frozen=True, slots=True)
class Desk:
    """``today`` is the business day that is worked on; ``clock`` what entries bear.

    ``rules`` reads the rules anew at each call, so that a change takes effect without a restart.
    ``laws`` reads the rates of statutory interest. ``mailbox`` opens one of ``mailboxes`` by name.
    ``ways``: how messages leave by channels other than mails and the webhooks of alerts.
    """

    store: Store
    clock: Clock
    today: date
    actor: str
    policy: Policy
    outcomes: tuple[Outcome, ...]
    rules: Callable[[], RulesText]
    reader: Reader
    recogniser: Recogniser
    profiles: Profiles
    templates: Templates
    mailbox: Callable[[str], Mailbox]
    documents: Documents
    sender: str = ""
    holidays: Holidays = NONE
    places: Places = NOWHERE
    laws: Callable[[], Laws] = Laws
    mailboxes: tuple[MailboxAbout, ...] = (MailboxAbout(),)
    hooks: tuple[Hook, ...] = ()
    messenger: Callable[[str], Messenger] = no_messenger
    ways: Mapping[str, Way] = field(default_factory=dict)
    company: Company = UNNAMED
    rewriter: Callable[[], Rewriter | None] = no_rewriter
    letters: Path = Path("letters")  # where printed batches are written
    agency: Agency = Agency()

    def on(self, day: date) -> Desk:
        """The same desk on another business day."""
        return replace(self, today=day)

    def outcome(self, code: str) -> Outcome | None:
        """The outcome of that code, or None."""
        return next((one for one in self.outcomes if one.code == code), None)
