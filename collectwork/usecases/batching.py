"""Mails to many accounts: chosen, looked at first, queued one by one, then sent.

Every mail of a batch bears its id. A stop is heard between two mails; what is queued by then stays,
and the same batch begun again on the same day queues nobody twice.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace

from collectwork.domain.activity import new_id
from collectwork.domain.mail import Letter, Queued
from collectwork.domain.mailboxes import mailbox_of
from collectwork.errors import Conflict, InputRefused
from collectwork.usecases import planning, sending
from collectwork.usecases.desk import Desk
from collectwork.usecases.mails.delivering import Report, Round, Stop, send_due

AGAINST = "cannot be sent: "  # how compose marks what queueing would refuse
_KEPT_BYTES = 50_000_000  # of attachments; letters beyond are written anew when they are queued
_LONGEST_WAIT = 61.0  # seconds: a mailbox's rate frees itself within a minute
_NAP = 0.2

Told = Callable[[int], None]


def _never() -> bool:
    return False


@dataclass(frozen=True, slots=True)
class Choice:
    """Which lines of the day's list: empty values let everything pass."""

    collector: str | None = None
    strategy: str = ""
    step: str = ""
    text: str = ""
    template: str | None = None
    limit: int | None = None


@dataclass(slots=True)
class Prepared:
    """``letters`` by customer (None: to be written anew), ``refused``: number and why not."""

    id: str
    template: str | None
    letters: dict[int, Letter | None] = field(default_factory=dict)
    refused: list[tuple[str, str]] = field(default_factory=list)
    ahead: Forewarning = field(default_factory=lambda: Forewarning())


@dataclass(slots=True)
class Forewarning:
    """What a batch would send: mails, recipients by domain, totals by currency in minor units."""

    count: int = 0
    domains: dict[str, int] = field(default_factory=dict)
    totals: dict[str, int] = field(default_factory=dict)
    mailboxes: dict[str, int] = field(default_factory=dict)

    def add(self, letter: Letter, mailbox: str) -> None:
        """One more."""
        self.count += 1
        self.mailboxes[mailbox] = self.mailboxes.get(mailbox, 0) + 1
        for address in letter.to:
            domain = address.rpartition("@")[2].lower()
            self.domains[domain] = self.domains.get(domain, 0) + 1
        for currency, minor in letter.totals:
            self.totals[currency] = self.totals.get(currency, 0) + minor


@dataclass(slots=True)
class Done:
    """What queueing came to: the rows, who was refused and why, and how many were left when it
    was stopped."""

    id: str
    queued: list[Queued] = field(default_factory=list)
    refused: list[tuple[str, str]] = field(default_factory=list)
    left: int = 0


def chosen(desk: Desk, choice: Choice) -> list[int]:
    """Customers of open lines, in the list's order: those whose step is a mail, or with a template
    of its own every one. Raises NotFound for a person or a template that does not exist."""
    if choice.collector is not None:
        planning.known_collector(desk, choice.collector)
    if choice.template is not None:
        desk.templates.about(choice.template, "en")
    wanted = choice.text.casefold()
    found = []
    for line in planning.worklist(desk, choice.collector, states=("open",)):
        fits = choice.template is not None or (line.action == "mail" and line.template)
        fits = fits and choice.strategy in ("", line.strategy) and choice.step in ("", line.step)
        if fits and wanted in f"{line.customer} {line.name}".casefold():
            found.append(line.customer_id)
    return found[: choice.limit]


def prepare(
    desk: Desk,
    customers: Sequence[int],
    template: str | None = None,
    *,
    stop: Stop = _never,
    told: Told = lambda _: None,
) -> Prepared | None:
    """Every letter written and looked at, nothing changed; None when it was stopped."""
    made = Prepared(new_id(), template)
    room = _KEPT_BYTES
    for at, customer_id in enumerate(customers, 1):
        if stop():
            return None
        try:
            letter = sending.compose(desk, customer_id, template=template)
        except (InputRefused, Conflict) as error:
            made.refused.append((_number(desk, customer_id), str(error)))
        else:
            against = next((one for one in letter.findings if one.startswith(AGAINST)), "")
            if against:
                made.refused.append((letter.customer, against.removeprefix(AGAINST)))
            else:
                room -= sum(len(file.content) for file in letter.attachments)
                made.letters[customer_id] = letter if room > 0 else None
                made.ahead.add(letter, mailbox_of(desk.mailboxes, letter.sender))
        told(at)
    return made


def forewarning(desk: Desk, letters: Iterable[Letter]) -> Forewarning:
    """What these letters would be."""
    ahead = Forewarning()
    for letter in letters:
        ahead.add(letter, mailbox_of(desk.mailboxes, letter.sender))
    return ahead


def queue(
    desk: Desk, prepared: Prepared, *, stop: Stop = _never, told: Told = lambda _: None
) -> Done:
    """Into the outbox, one mail a customer; a refusal ends that customer only."""
    done = Done(prepared.id)
    for at, (customer_id, kept) in enumerate(prepared.letters.items(), 1):
        if stop():
            done.left = len(prepared.letters) - at + 1
            break
        try:
            letter = kept or sending.compose(desk, customer_id, template=prepared.template)
            done.queued.append(sending.queue(desk, replace(letter, batch=prepared.id)))
        except (InputRefused, Conflict) as refusal:
            done.refused.append((_number(desk, customer_id), str(refusal)))
        told(at)
    return done


def send(
    desk: Desk,
    done: Done,
    *,
    stop: Stop = _never,
    on_each: Report | None = None,
    nap: Callable[[float], None] = time.sleep,
) -> Round:
    """Send what was queued; a mailbox's rate is waited for, anything longer is left to later."""
    whole = Round()
    ids = [row.id for row in done.queued]
    while ids and not stop():
        one = send_due(desk, ("mail",), only=ids, stop=stop, on_each=on_each)
        whole.touched += one.touched
        whole.trouble, whole.waits = one.trouble, one.waits
        waits = [wait.until - desk.clock() for _, wait in one.waits.values()]
        shortest = min((one.total_seconds() for one in waits), default=0.0)
        if not waits or one.trouble or shortest > _LONGEST_WAIT:
            break
        gone = {row.id for row in one.touched if row.state != "queued"}
        ids = [id for id in ids if id not in gone]
        _rest(shortest, stop, nap)
    return whole


def _rest(seconds: float, stop: Stop, nap: Callable[[float], None]) -> None:
    """Wait so long, hearing a stop within a moment."""
    while seconds > 0 and not stop():
        nap(min(seconds, _NAP))
        seconds -= _NAP


def _number(desk: Desk, customer_id: int) -> str:
    with desk.store.read() as tx:
        customer = tx.accounts.customer(customer_id)
    return customer.number if customer else str(customer_id)
