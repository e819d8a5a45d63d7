"""The morning's list: who is on it and in which order, as the standard rules roughly would say."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from collectwork.demo.accounts import Account, Invoice
from collectwork.rules.ruleset import Ruleset

STRATEGY = "standard"
LONGEST_LIST = 60
SMALLEST = 5_000
WAITING_DAYS = 20  # workdays after which waiting alone weighs as much as any amount

BREAKS = 2  # promises broken before the short ladder begins
GENTLE_DAYS = 60  # past due up to which good payers get the gentle one


class Step(NamedTuple):
    """A step of a strategy; ``number`` counts from 1 as the rules do, 0 = none of them."""

    name: str
    action: str
    template: str | None
    day: int
    number: int


#: What is left to do once a step is done and the next one is not due: ask again.
AGAIN = Step("", "call", None, 0, 0)
AGREED = Step("callback", "call", None, 0, 0)
Ladders = dict[str, tuple[Step, ...]]


def ladders(rules: Ruleset) -> Ladders:
    """The steps after the due date of each strategy."""
    return {
        name: tuple(
            Step(one.name, one.action, one.template, one.day, number)
            for number, one in enumerate(strategy.steps, 1)
            if one.day > 0
        )
        for name, strategy in rules.strategies.items()
    }


def followed(account: Account, oldest: int, known: Ladders) -> str:
    """The strategy of an account, roughly as the standard rules choose it."""
    wish = STRATEGY
    if len(account.broken) >= BREAKS:
        wish = "short"
    elif account.payer == "prompt" and oldest <= GENTLE_DAYS:
        wish = "gentle"
    return wish if wish in known else next(iter(known))


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
    strategy: str
    step: Step
    callback: bool = False
    score: int = 0
    rank: int = 0
    state: str = "open"
    done_by: str | None = None


def listed(accounts: Sequence[Account], day: int, strategies: Ladders) -> list[Line]:
    """The accounts that need contact that day, best first."""
    lines = []
    for account in accounts:
        if account.quiet_until >= day or account.blocked_until >= day or not account.invoices:
            continue
        line = _line(account, day, strategies)
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


def _line(account: Account, day: int, strategies: Ladders) -> Line | None:
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
    strategy = followed(account, oldest, strategies)
    if account.strategy != strategy:
        _change(account, strategy, strategies)
    due = account.callback is not None and account.callback <= day
    step = AGREED if due else _step(account, oldest, strategies[strategy])
    if step is None:
        return None
    return Line(account, collect, late, oldest, lead, waiting, worth, strategy, step, due)


def _step(account: Account, oldest: int, steps: Sequence[Step]) -> Step | None:
    """The step after the last one done, where it is due already; None before the first."""
    if account.stage < len(steps) and steps[account.stage].day <= oldest:
        return steps[account.stage]
    return AGAIN if account.stage else None


def _change(account: Account, strategy: str, strategies: Ladders) -> None:
    """Another strategy goes on where the one before was."""
    done = strategies.get(account.strategy, ())[: account.stage]
    if done:
        names = [one.name for one in strategies[strategy]]
        same = names.index(done[-1].name) + 1 if done[-1].name in names else 0
        account.stage = same or sum(one.day <= done[-1].day for one in strategies[strategy])
    account.strategy, account.tries = strategy, 0
