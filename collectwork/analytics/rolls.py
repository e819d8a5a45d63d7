"""Roll, cure and conversion rates, followed item by item."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from collectwork.analytics.ratio import Ratio
from collectwork.domain.receivables import BUCKETS, Bucket

#: The buckets an amount can roll from.
LADDER: tuple[Bucket, ...] = BUCKETS[:5]


@dataclass(frozen=True, slots=True)
class Course:
    """An item over a month: where and how much at the start and the end, and the cash between.

    ``end`` None: nothing open any more.
    """

    item: int
    account: int
    start: Bucket
    amount: int
    end: Bucket | None
    still_open: int
    paid: int
    credited: int = 0


def roll(courses: Iterable[Course], bucket: Bucket) -> Ratio:
    """Of the amount in the bucket, the share still open at the end in an older bucket."""
    place = LADDER.index(bucket)
    part = whole = n = 0
    for row in courses:
        if row.start != bucket:
            continue
        n += 1
        whole += row.amount
        if row.end in LADDER and LADDER.index(row.end) > place:
            part += min(row.still_open, row.amount)
    return Ratio(part, whole, n)


def overdue(courses: Iterable[Course]) -> list[Course]:
    """Those overdue at the start."""
    return [row for row in courses if row.start in LADDER[1:]]


def cure(courses: Iterable[Course]) -> Ratio:
    """Of the amount overdue at the start, the share paid in cash by the end."""
    late = overdue(courses)
    paid = sum(min(row.paid, row.amount) for row in late)
    return Ratio(paid, sum(row.amount for row in late), len(late))


def cured_accounts(courses: Iterable[Course]) -> Ratio:
    """Of the accounts overdue at the start, the share with nothing overdue at the end, by cash.

    ``courses`` hold every item of the account, those that became overdue in between too.
    """
    late: dict[int, bool] = {}
    rows = list(courses)
    for row in overdue(rows):
        late[row.account] = True
    for row in rows:
        if row.account not in late:
            continue
        overdue_still = row.end in LADDER[1:] and row.still_open > 0
        by_credit = row.start in LADDER[1:] and row.credited > 0 and row.end is None
        if overdue_still or by_credit:
            late[row.account] = False
    return Ratio(sum(late.values()), len(late), len(late))


def conversion(cash: int, opening: int, became: int, credited: int, n: int) -> Ratio:
    """Cash received on the pool ÷ pool; the pool less the credit notes on it."""
    return Ratio(cash, opening + became - credited, n)


def entering(courses: Sequence[Course]) -> dict[str, int]:
    """Amount that came into each bucket during the month, from a younger one."""
    sums: dict[str, int] = dict.fromkeys(LADDER[1:], 0)
    for row in courses:
        if row.end is None or row.end not in LADDER or row.start not in LADDER:
            continue
        if LADDER.index(row.end) > LADDER.index(row.start):
            sums[row.end] += row.still_open
    return sums
