"""The morning's list: who is on it and in which order, as the standard rules roughly would say."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from collectwork.demo.accounts import Account, Invoice
from collectwork.rules.ruleset import Ruleset

STRATEGY = "standard"
LONGEST_LIST = 60
SMALLEST = 5_000
WAITING_DAYS = 20  # workdays after which waiting alone weighs as much as any amount

Step = tuple[str, str, str | None, int]  # name, action, template, days past due


def ladder(rules: Ruleset) -> tuple[Step, ...]:
    """The steps after the due date of the strategy that most accounts follow."""
    strategy = rules.strategies.get(STRATEGY) or next(iter(rules.strategies.values()))
    return tuple(
        (one.name, one.action, one.template, one.day) for one in strategy.steps if one.day > 0
    )


@dataclass(slots=True)
class Line:
    """An account on a morning's list; amounts are minor units of its currency."""

    account: Account
    collect: int
    late: int
    oldest: int
    lead: Invoice
    waiting: int
    value: float
    step: Step
    callback: bool = False
    score: int = 0
    rank: int = 0
    state: str = "open"
    done_by: str | None = None


def listed(accounts: Sequence[Account], day: int, steps: Sequence[Step]) -> list[Line]:
    """The accounts that need contact that day, best first."""
    lines = []
    for account in accounts:
        if account.quiet_until >= day or account.blocked_until >= day or not account.invoices:
            continue
        line = _line(account, day, steps)
        if line is None:
            account.since = None
            account.stage = 0
            account.callback = None
        else:
            lines.append(line)
    if not lines:
        return lines
    values = sorted(line.value for line in lines)
    most = values[min(len(values) - 1, int(len(values) * 0.9))] or 1
    for line in lines:
        line.value = min(1.0, line.value / most)
        line.score = int(1_000_000 * (line.value + line.waiting / WAITING_DAYS))
    lines.sort(key=lambda one: (not one.callback, -one.score, one.account.id))
    del lines[LONGEST_LIST:]
    for rank, line in enumerate(lines, 1):
        line.rank = rank
    return lines


def _line(account: Account, day: int, steps: Sequence[Step]) -> Line | None:
    collect = late = 0
    lead: Invoice | None = None
    for invoice in account.invoices:
        known = invoice.ledger
        if not known:
            continue
        if known < 0:
            collect += known
            continue
        if invoice.due < day:
            late += known
        if invoice.due > day - 3 or invoice.disputed_until >= day or invoice.promise:
            continue
        collect += known
        if lead is None or invoice.due < lead.due:
            lead = invoice
    if lead is None or collect < SMALLEST:
        return None
    if account.since is None:
        account.since = day
    waiting = (day - max(account.since, account.last_contact)) * 5 // 7
    worth = collect * 0.9 ** min(account.asked, 10)
    oldest = day - lead.due
    reached = max((n for n, step in enumerate(steps) if step[3] <= oldest), default=0)
    step = steps[min(account.stage, reached)]
    due = account.callback is not None and account.callback <= day
    if due:
        step = ("callback", "call", None, 0)
    return Line(account, collect, late, oldest, lead, waiting, worth, step, due)
