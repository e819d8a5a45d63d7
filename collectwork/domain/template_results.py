"""What came of mails: replies, promises and payments after them, and what is too young to say.

docs/lead.md, "Two versions of a template": the unit is the mail. A reply or promise within five
business days is the main figure, a payment of one of its invoices within 14 days stands beside it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from collectwork.domain.calendar import Holidays, add_business_days

ANSWER_DAYS = 5  # business days
PAYMENT_DAYS = 14


@dataclass(frozen=True, slots=True)
class Mailed:
    """A mail that left. ``at``: UTC text; ``items``: the invoices it was about."""

    customer: int
    version: str
    at: str
    items: frozenset[int]
    hour: int = 0  # of the day, where it was sent from

    @property
    def day(self) -> date:
        return date.fromisoformat(self.at[:10])


@dataclass(frozen=True, slots=True)
class Reaction:
    """What a customer did. A reply or promise has its moment ``at`` (UTC text); money its last
    possible day ``until`` and, where only two ledgers show it, the day ``after`` which it came."""

    customer: int
    kind: Literal["answer", "money"]
    at: str = ""
    item: int | None = None
    after: date | None = None
    until: date | None = None


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


def tallied(
    mails: Iterable[Mailed], reactions: Iterable[Reaction], today: date, holidays: Holidays
) -> Mapping[str, Tally]:
    """By version. ``mails`` of a tally are those old enough to be judged by their answers."""
    by_customer: dict[int, list[Reaction]] = defaultdict(list)
    for one in reactions:
        by_customer[one.customer].append(one)
    counts: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for mail in mails:
        count = counts[mail.version]
        seen = by_customer[mail.customer]
        last = add_business_days(mail.day, ANSWER_DAYS, holidays)
        if last >= today:
            count["young"] += 1
        else:
            count["mails"] += 1
            count["answered"] += answered(mail, seen, last)
        if mail.day + timedelta(days=PAYMENT_DAYS) >= today:
            count["young_money"] += 1
            continue
        paid = paid_in_time(mail, seen)
        if paid is None:
            count["order_unknown"] += 1
        else:
            count["paid_of"] += 1
            count["paid"] += paid
    return {version: Tally(**count) for version, count in counts.items()}


def answered(mail: Mailed, seen: Sequence[Reaction], last: date) -> bool:
    """Whether a reply or promise came after it, until the end of its last day."""
    return any(
        one.kind == "answer" and one.at > mail.at and date.fromisoformat(one.at[:10]) <= last
        for one in seen
    )


def paid_in_time(mail: Mailed, seen: Sequence[Reaction]) -> bool | None:
    """Whether money came on one of its invoices within 14 days; None where nobody can say.

    A payment on the day of the mail is not counted: it was on its way already.
    """
    unknown = False
    last = mail.day + timedelta(days=PAYMENT_DAYS)
    for one in seen:
        if one.kind != "money" or one.item not in mail.items or one.until is None:
            continue
        first = one.until if one.after is None else one.after + timedelta(days=1)
        if first > mail.day and one.until <= last:
            return True
        if one.after is not None and first <= last and one.until > mail.day:
            unknown = True
    return None if unknown else False
