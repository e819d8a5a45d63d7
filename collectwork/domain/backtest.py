"""What a backtest of two sets of rules comes to, as values; see ``usecases.backtesting``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

#: Lines a collector works in a day where nobody says how many.
CAPACITY = 40

#: Why there is no forecast of cash in a backtest.
NO_CASH = (
    "A backtest does not predict cash: what customers paid in these weeks they paid under the "
    "rules and the work of that time. Who would have been contacted earlier would maybe have "
    "paid earlier, maybe not; the files cannot tell."
)


@dataclass(frozen=True, slots=True)
class KnownImport:
    """An import and the day from which its facts count."""

    id: int
    kind: str
    company: str
    day: date
    file: str


@dataclass(frozen=True, slots=True)
class Owed:
    """What an account owes on a day in one currency, in minor units, whoever works on it: ``due``
    is all that is due, ``to_collect`` that less what is disputed, promised, arranged and unapplied.
    """

    customer_id: int
    currency: str
    to_collect: int
    due: int


@dataclass(frozen=True, slots=True)
class ReplayDay:
    """Lengths of the two lists of a day; ``by_collector``: login → (old, new, both)."""

    day: date
    imports: tuple[int, ...]
    old: int
    new: int
    both: int
    by_collector: Mapping[str, tuple[int, int, int]]

    @property
    def jaccard(self) -> float | None:
        """Accounts on both lists ÷ accounts on either; None where both are empty."""
        either = self.old + self.new - self.both
        return self.both / either if either else None


@dataclass(frozen=True, slots=True)
class ReplayWeek:
    """What was worked in an ISO week: lines by action."""

    week: str
    by_action: Mapping[str, int]

    @property
    def lines(self) -> int:
        return sum(self.by_action.values())

    @property
    def calls(self) -> int:
        return sum(self.by_action.get(name, 0) for name in ("call", "callback"))

    @property
    def mails(self) -> int:
        return self.by_action.get("mail", 0)


@dataclass(frozen=True, slots=True)
class Delay:
    """Days until the first touch. ``median`` None: more than half were never touched, or nobody
    waited; ``censored``: paid or held back before their turn, or still waiting at the end."""

    median: int | None
    mean_30: float | None
    cases: int
    touched: int

    @property
    def censored(self) -> int:
        return self.cases - self.touched


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two sets of rules. ``listed``: lines over all days; ``accounts`` on any list;
    ``left``: lines that were still open when a day's capacity was used up."""

    name: str
    version: str
    listed: int
    accounts: int
    worked: int
    left: int
    longest: int
    weeks: tuple[ReplayWeek, ...]
    delay: Delay
    by_size: Mapping[str, Delay]


@dataclass(frozen=True, slots=True)
class Shifted:
    """An account whose day differs: first listed (or for a promise: its turn) under each set."""

    customer_id: int
    customer: str
    name: str
    currency: str
    amount: int
    old: date | None
    new: date | None
    note: str = ""

    @property
    def days(self) -> int | None:
        """How many days earlier under the new rules; negative: later; None: never under one."""
        return (self.old - self.new).days if self.old and self.new else None


@dataclass(frozen=True, slots=True)
class Moves:
    """Accounts that one set lists earlier, later or not at all: how many, and the largest."""

    count: int = 0
    top: tuple[Shifted, ...] = ()


@dataclass(frozen=True, slots=True)
class Overlap:
    """How much the two sets agree: over account-days, and over accounts ever listed."""

    both: int
    either: int
    old: int
    new: int
    accounts_both: int
    accounts_either: int

    @property
    def jaccard(self) -> float | None:
        """Account-days on both lists ÷ on either."""
        return self.both / self.either if self.either else None

    @property
    def accounts(self) -> float | None:
        """The same for accounts that were listed on any day."""
        return self.accounts_both / self.accounts_either if self.accounts_either else None


@dataclass(frozen=True, slots=True)
class Backtest:
    """Two sets of rules over the same days. ``assumes`` and ``approximate`` say what the answer
    rests on and what could not be told exactly."""

    first: date
    last: date
    imports: Sequence[KnownImport]
    days: Sequence[ReplayDay]
    old: Side
    new: Side
    overlap: Overlap
    earlier: Moves
    later: Moves
    only_old: Moves
    only_new: Moves
    paid_anyway: Moves
    broken_sooner: Moves
    broken_later: Moves
    broken: int
    assumes: tuple[str, ...]
    approximate: tuple[str, ...] = field(default=())
