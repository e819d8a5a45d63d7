"""Amounts left waiting longer than agreed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from collectwork.analytics.ratio import Ratio


@dataclass(frozen=True, slots=True)
class Span:
    """Days (``first`` to ``last``, both included) on which an account could be contacted.

    ``contacts`` ascending. The day counter is days since the last contact, or the number of the
    day within the span when there was none yet.
    """

    account: int
    amount: int
    first: date
    last: date
    contacts: tuple[date, ...] = ()


@dataclass(frozen=True, slots=True)
class Cold:
    """An account's part of the index."""

    account: int
    amount: int
    days_beyond: int
    days: int

    @property
    def weight(self) -> int:
        return self.amount * self.days_beyond


def cold(span: Span, sla: int) -> Cold:
    """How many of the span's days lay beyond the agreed number without contact."""
    beyond, start = 0, span.first.toordinal() - 1
    end = span.last.toordinal()
    for contact in [*span.contacts, None]:
        until = end if contact is None else min(contact.toordinal() - 1, end)
        beyond += max(0, until - start - sla) if until > start else 0
        if contact is not None:
            start = max(start, contact.toordinal())
    return Cold(span.account, span.amount, beyond, end - span.first.toordinal() + 1)


def index(spans: Iterable[Span], sla: int) -> Ratio:
    """Σ amount over account-days beyond ÷ Σ amount over all eligible account-days."""
    rows = [cold(span, sla) for span in spans]
    return Ratio(
        sum(row.weight for row in rows), sum(row.amount * row.days for row in rows), len(rows)
    )


def coldest(spans: Iterable[Span], sla: int, top: int = 10) -> Sequence[Cold]:
    """The list behind the index, by amount × days."""
    rows = [row for row in (cold(span, sla) for span in spans) if row.days_beyond]
    return sorted(rows, key=lambda row: (-row.weight, row.account))[:top]
