"""The collectors' days: a list each morning, and what each one makes of it.

What they know is the ledger of the last import; what their contacts change is when money comes.
"""

from __future__ import annotations

from collectwork.demo.accounts import Account, Promised
from collectwork.demo.actions import Desk, Occasion
from collectwork.demo.book import Book, Row
from collectwork.demo.cash import Cash
from collectwork.demo.lists import WAITING_DAYS, Line, ladders, listed
from collectwork.demo.team import LEAD, TEAM, Habits
from collectwork.domain import clocks
from collectwork.domain.promises import Receipt, Terms, assess
from collectwork.rules.ruleset import Ruleset

MORNING = 7 * 3600
START = 8.4 * 3600
HOURS = 7.6 * 3600
SHOWN_DAYS = 56
GRACE = 3


class Work:
    """Everybody's days, one after another."""

    def __init__(self, book: Book, cash: Cash, rules: Ruleset) -> None:
        self.book = book
        self.cash = cash
        self.rng = book.rng
        self.rules = rules
        self.strategies = ladders(rules)
        self.desk = Desk(book, cash)
        self._owned: dict[str, list[Account]] = {one.login: [] for one in TEAM}
        for account in cash.customers:
            self._owned[account.owner].append(account)
        self._runs = 0

    def day(self, day: int) -> None:
        """Judge promises, make the lists, work on them."""
        self._judge(day)
        shown = day >= self.book.calendar.days - SHOWN_DAYS
        lists = {one.login: listed(self._owned[one.login], day, self.strategies) for one in TEAM}
        for account in self.cash.customers:
            if account.since is None:
                self.desk.owes_nothing(account)
        run = self._run(day, lists) if shown else None
        for habits in TEAM:
            self._work(habits, lists[habits.login], day, run)
        if run is not None:
            self._store(run, lists)

    # -- the morning

    def _judge(self, day: int) -> None:
        """One entry with every promise whose state is another than yesterday's."""
        dates = self.book.calendar
        running = [one for one in self.desk.promises if not one.ended]
        changes = [change for one in running if (change := self._judged(one, day))]
        self.desk.promises = [one for one in running if not _settled(one, day)]
        if changes:
            changes.sort(key=lambda one: str(one["id"]))
            body = {"day": dates.date(day).isoformat(), "changes": changes, "frozen": []}
            at = dates.moment(day, MORNING - 600)
            self.book.tell(at, LEAD, "promise.evaluated", None, body)

    def _judged(self, promise: Promised, day: int) -> Row | None:
        dates = self.book.calendar
        terms = Terms(promise.amount, dates.date(promise.made), dates.date(promise.due), GRACE)
        money = [Receipt(dates.date(on), minor) for on, minor in promise.invoice.receipts]
        found = assess(terms, money, dates.date(day - 1))
        promise.received = found.received
        if found.state == promise.state:
            return None
        return self.desk.evaluated(promise, found.state, day)

    # -- the day

    def _work(self, habits: Habits, lines: list[Line], day: int, run: int | None) -> None:
        rng = self.rng
        away = day >= self.book.calendar.days - habits.away
        if not lines or away or rng.random() < 0.06:
            return
        many = min(len(lines), max(1, round(rng.gauss(habits.contacts, habits.contacts / 5))))
        chosen = self._chosen(habits, lines, many)
        step = HOURS / (len(chosen) + 1)
        for number, line in enumerate(chosen):
            seconds = START + (number + rng.uniform(0.1, 0.8)) * step
            office = Occasion(day, seconds, habits, run)
            line.done_by, line.state = self.desk.work(line, office)

    def _chosen(self, habits: Habits, lines: list[Line], many: int) -> list[Line]:
        promised = [one for one in lines if one.callback]
        others = [one for one in lines if not one.callback]
        return (promised + self._in_order(habits, others, many))[: max(many, len(promised))]

    def _in_order(self, habits: Habits, lines: list[Line], many: int) -> list[Line]:
        rng = self.rng
        if habits.order == "easy":
            ease = {"prompt": 0, "slow": 1, "waits": 3, "poor": 5}
            return sorted(
                lines, key=lambda one: ease[one.account.payer] + one.oldest / 30 + rng.random()
            )[:many]
        if habits.order == "avoids":
            soft = [one for one in lines if one.oldest < 45 and not one.account.asked > 3]
            return (soft or lines)[:many]
        kept = [line for line in lines if rng.random() > 0.05]
        return kept[:many]

    # -- the list as shown

    def _run(self, day: int, lists: dict[str, list[Line]]) -> int:
        self._runs += 1
        at = self.book.calendar.moment(day, MORNING)
        many = sum(len(lines) for lines in lists.values())
        date = self.book.calendar.date(day)
        considered = sum(1 for one in self.cash.customers if one.invoices)
        self.book.add("plan_run", {
            "id": self._runs, "day": date, "made_at": clocks.text(at), "actor": LEAD,
            "ruleset": self.rules.version, "import_id": self._newest_import(day),
            "considered": considered, "listed": many, "cleared": 0, "source": "planned",
        })  # fmt: skip
        body = {
            "run": self._runs, "day": date.isoformat(), "ruleset": self.rules.version,
            "considered": considered, "listed": many, "cleared": 0,
        }  # fmt: skip
        self.book.tell(at, LEAD, "plan", None, body)
        return self._runs

    def _newest_import(self, day: int) -> int | None:
        before = self.book.calendar.date(day)
        ids = [one["id"] for one in self.book.rows["import_run"] if one["as_of"] < before]
        return ids[-1] if ids else None

    def _store(self, run: int, lists: dict[str, list[Line]]) -> None:
        for login, lines in lists.items():
            for line in lines:
                name, action, template, _, number = line.step
                action = "callback" if line.callback else action
                self.book.add("work_line", {
                    "run_id": run, "customer_id": line.account.id, "collector": login,
                    "rank": line.rank, "currency": line.account.country.currency,
                    "to_collect_minor": line.collect, "past_due_minor": line.late,
                    "oldest_days": line.oldest, "score": line.score,
                    "value": int(1_000_000 * line.value), "waiting_days": line.waiting,
                    "strategy": line.strategy, "step": name, "action": action, "step_no": number,
                    "template": template, "lead_item_id": line.lead.id or None,
                    "reasons": [
                        f"{line.oldest} days past due",
                        f"{line.value:.2f} value + {line.waiting / WAITING_DAYS:.2f} waiting",
                    ],
                    "trace": [], "state": line.state, "done_by": line.done_by,
                })  # fmt: skip


def _settled(promise: Promised, day: int) -> bool:
    """Whether its time is over or it is kept; the invoice is then free for another promise."""
    over = promise.state == "kept" or day - 1 > promise.due + GRACE
    if over and promise.invoice.promise is promise:
        promise.invoice.promise = None
    return over
