"""What came of mails: replies, promises and payments after them, and what is too young to say.

docs/lead.md, "Two versions of a template": the unit is the mail. A reply or promise within five
business days is the main figure, a payment of one of its invoices within 14 days stands beside it.
A reply or promise counts for one mail: the one it is known to answer, else the newest before it.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Literal

from collectwork.domain.calendar import Holidays, add_business_days

ANSWER_DAYS = 5  # business days
PAYMENT_DAYS = 14


@dataclass(frozen=True, slots=True)
class Mailed:
    """A mail that left. ``at``: UTC text; ``items``: the invoices it was about; ``id``: of its row
    of the outbox."""

    customer: int
    version: str
    at: str
    items: frozenset[int]
    hour: int = 0  # of the day, where it was sent from
    id: str = ""
    template: str = ""
    language: str = ""

    @property
    def day(self) -> date:
        return date.fromisoformat(self.at[:10])


@dataclass(frozen=True, slots=True)
class Reaction:
    """What a customer did. A reply or promise has its moment ``at`` (UTC text) and, where it is
    known, the ``mail`` it answers; money its last possible day ``until`` and, where only two
    ledgers show it, the day ``after`` which it came."""

    customer: int
    kind: Literal["answer", "money"]
    at: str = ""
    item: int | None = None
    after: date | None = None
    until: date | None = None
    mail: str | None = None
    words: str = ""  # reply, promise; of money the document it paid


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one mail. ``young``: its answers cannot be judged yet, ``young_money``: its
    payments; ``paid``: None where nobody can say. ``followed``: the reactions that were counted,
    or that leave open whether it was paid."""

    mail: Mailed
    answered: bool = False
    young: bool = False
    paid: bool | None = False
    young_money: bool = False
    followed: tuple[Reaction, ...] = field(default=(), compare=False)


@dataclass(frozen=True, slots=True)
class Tally:
    """Mails of one version. ``young``: not judged yet; ``order_unknown``: money of which nobody can
    say whether it came before or after the mail, or in time; these are not among ``paid_of``."""

    mails: int = 0
    answered: int = 0
    young: int = 0
    paid: int = 0
    paid_of: int = 0
    young_money: int = 0
    order_unknown: int = 0


def outcomes(
    mails: Iterable[Mailed], reactions: Iterable[Reaction], today: date, holidays: Holidays
) -> list[Outcome]:
    """What came of each mail. ``mails``: all that these customers got in the time, of whatever
    template: a reply counts for the newest of them."""
    money: dict[tuple[int, int | None], list[Reaction]] = defaultdict(list)
    answers = []
    for one in reactions:
        if one.kind == "money":
            money[one.customer, one.item].append(one)
        else:
            answers.append(one)
    known = list(mails)
    last = _last_days(known, holidays)
    credited = _credited(known, answers, last)
    return [
        _outcome(
            mail, credited.get(place, ()),
            [one for item in mail.items for one in money.get((mail.customer, item), ())],
            last[mail.day], today,
        )
        for place, mail in enumerate(known)
    ]  # fmt: skip


def tallied(found: Iterable[Outcome]) -> Tally:
    """The sum. ``mails`` of it are those old enough to be judged by their answers."""
    count: dict[str, int] = defaultdict(int)
    for one in found:
        count["young" if one.young else "mails"] += 1
        count["answered"] += one.answered
        if one.young_money:
            count["young_money"] += 1
        elif one.paid is None:
            count["order_unknown"] += 1
        else:
            count["paid_of"] += 1
            count["paid"] += one.paid
    return Tally(**count)


def _last_days(mails: Iterable[Mailed], holidays: Holidays) -> dict[date, date]:
    """Day of a mail → the last day on which an answer counts for it."""
    days = {mail.day for mail in mails}
    return {day: add_business_days(day, ANSWER_DAYS, holidays) for day in days}


def _credited(
    mails: Sequence[Mailed], answers: Iterable[Reaction], last: Mapping[date, date]
) -> Mapping[int, list[Reaction]]:
    """Place of a mail → the replies and promises that count for it: those known to answer it, and
    those without such knowledge before which it was the newest; in its days, each for one mail."""
    of_customer: dict[int, list[tuple[str, int]]] = defaultdict(list)
    by_id: dict[str, int] = {}
    for place, mail in enumerate(mails):
        of_customer[mail.customer].append((mail.at, place))
        if mail.id:
            by_id[mail.id] = place
    for sent in of_customer.values():
        sent.sort()
    found: dict[int, list[Reaction]] = defaultdict(list)
    for one in answers:
        if one.mail is not None:
            newest = by_id.get(one.mail)
        else:
            sent = of_customer.get(one.customer, [])
            before = bisect_left(sent, (one.at, -1))
            newest = sent[before - 1][1] if before else None
        if newest is not None and date.fromisoformat(one.at[:10]) <= last[mails[newest].day]:
            found[newest].append(one)
    return found


def _outcome(
    mail: Mailed, answers: Sequence[Reaction], money: Sequence[Reaction], last: date, today: date
) -> Outcome:
    young = last >= today
    young_money = mail.day + timedelta(days=PAYMENT_DAYS) >= today
    paid, counted = (False, []) if young_money else paid_in_time(mail, money)
    return Outcome(
        mail, bool(answers) and not young, young, paid, young_money, (*answers, *counted)
    )


def paid_in_time(mail: Mailed, seen: Iterable[Reaction]) -> tuple[bool | None, list[Reaction]]:
    """Whether money came on one of its invoices within 14 days, and what says so; None where nobody
    can say.

    A payment on the day of the mail is not counted: it was on its way already.
    """
    sure, unknown = [], []
    last = mail.day + timedelta(days=PAYMENT_DAYS)
    for one in seen:
        if one.kind != "money" or one.item not in mail.items or one.until is None:
            continue
        first = one.until if one.after is None else one.after + timedelta(days=1)
        if first > mail.day and one.until <= last:
            sure.append(one)
        elif one.after is not None and first <= last and one.until > mail.day:
            unknown.append(one)
    return (True, sure) if sure else (None, unknown) if unknown else (False, [])
