"""The day's list: making it, making it again, reading it."""

from __future__ import annotations

import gc
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from difflib import get_close_matches
from typing import Any

from collectwork.domain import clocks
from collectwork.domain.activity import Draft, Entry
from collectwork.domain.facts import AccountFacts
from collectwork.domain.worklist import (
    PlanResult,
    Position,
    Run,
    StoredRules,
    Waiting,
    WorkItem,
)
from collectwork.errors import CollectworkError, InputRefused, NotFound
from collectwork.rules import comparing, planner, reading
from collectwork.rules.decide import Rulebook
from collectwork.rules.notices import Looker
from collectwork.rules.ruleset import Ruleset
from collectwork.rules.tiers import Seats
from collectwork.usecases import alerts, meanwhile, promises, replanning, rule_versions
from collectwork.usecases.actions.contact_day import contact_day
from collectwork.usecases.desk import Desk
from collectwork.usecases.ports.work import Read
from collectwork.usecases.substituting import desks_of


def plan(desk: Desk, *, key: str | None = None, lookers: Sequence[Looker] = ()) -> PlanResult:
    """Make the day's list, or make it again.

    Lines that were worked stay as they are, open ones are made anew, and those that are no longer
    due are marked ``cleared``. When nothing has changed the list in force stays. Facts are read and
    weighed before the write begins, so that nobody's key press waits for it. ``lookers`` see the
    accounts of their notices in passing. Raises RulesRefused.
    """
    rules = rule_versions.to_plan_with(desk)
    promises.evaluate(desk)
    book = Rulebook(rules)
    watch = alerts.watch(desk, rules)
    with many_values(), desk.store.read() as tx:
        head, seen_import = tx.log.head(), tx.plans.newest_import()
        made, going = decided(desk, tx, book, (watch, *lookers))
    with desk.store.write(key) as tx:
        if tx.replayed is not None:
            return _told(tx.replayed)
        stored = rule_versions.keep(desk, tx, rules)
        acted = meanwhile.acted_on(tx, head.seq if head else 0)
        lines = meanwhile.still_due(desk, tx, book, made.lines, acted)
        over = [id for id in tx.plans.threads() if id not in going and id not in acted]
        with tx.imports.following({"thread": over}):
            tx.plans.end_threads(over)
        run = Run(
            0, desk.today, clocks.text(desk.clock()), desk.actor, stored.version,
            seen_import, made.considered, 0, 0,
        )  # fmt: skip
        result = replanning.put(tx, run, lines)
        tx.record(Draft("plan", None, _body(desk, result, stored)))
    alerts.evaluate(desk, rules, watch)
    return result


def decided(
    desk: Desk,
    tx: Read,
    book: Rulebook,
    lookers: Sequence[Looker] = (),
    waiting: Waiting | None = None,
) -> tuple[planner.Plan, set[int]]:
    """The list of the desk's day by these rules, and the customers whose sequence is not over;
    nothing is stored. ``waiting``: who was left on the list before, where the store's lists do not
    say it."""
    rules = book.rules
    accounts, habits = tx.plans.judged(
        desk.today, desk.policy.quiet_days, rules.min_invoice,
        desk.policy.base_currency, book.questions, notices=[one.notice for one in lookers],
    )  # fmt: skip
    seats = Seats.of(tx.people.all())
    before = tx.plans.waiting(desk.today) if waiting is None else waiting
    contact = contact_day(desk, tx)
    desks = desks_of(desk, tx)
    going: set[int] = set()
    taken = _noting(accounts, going, lookers)
    made = planner.plan(
        book, taken, habits, desk.today, desk.holidays, seats, before, contact, desks
    )
    return made, going


def worklist(
    desk: Desk,
    collector: str | None,
    *,
    limit: int | None = None,
    offset: int = 0,
    states: Sequence[str] = (),
) -> list[WorkItem]:
    """The newest list of the day, in order; it is made when there is none.

    ``collector`` None = everybody's; see ``seen_by``.
    """
    run = ensured(desk)
    with desk.store.read() as tx:
        return tx.plans.lines(run.id, seen_by(tx, collector), limit, offset, states)


def known_collector(desk: Desk, login: str) -> None:
    """Raises NotFound, with the nearest login, where a team is entered and nobody is called so."""
    with desk.store.read() as tx:
        team = [person.login for person in tx.people.all()]
        if not team or login in (*team, desk.actor) or tx.plans.owns(login):
            return
    near = get_close_matches(login, team, 1)
    hint = f"Did you mean {near[0]!r}?" if near else "`collectwork people` lists the team."
    raise NotFound(f"Nobody has the login {login!r}. {hint}")


def position(desk: Desk, collector: str | None) -> Position:
    """How many lines of the list are done, of how many; cleared ones count as neither."""
    run = ensured(desk)
    with desk.store.read() as tx:
        counts = tx.plans.counts(run.id, seen_by(tx, collector))
    done = sum(counts.get(state, 0) for state in replanning.WORKED)
    return Position(done, done + counts.get("open", 0))


def seen_by(tx: Read, collector: str | None) -> tuple[str, ...] | None:
    """Whose lines are on a collector's list; None = everybody's.

    Who owns no account at all sees the accounts that nobody owns, so that a newcomer with a file
    without owners has a full list.
    """
    if collector is None:
        return None
    return (collector,) if tx.plans.owns(collector) else (collector, "")


def planned(desk: Desk) -> bool:
    """Whether the day has a list already."""
    with desk.store.read() as tx:
        return tx.plans.newest_run(desk.today) is not None


def outdated(desk: Desk) -> bool:
    """Whether a ledger came in, or was taken back, since the day's list was made."""
    with desk.store.read() as tx:
        run = tx.plans.newest_run(desk.today)
        return run is not None and run.import_id != tx.plans.newest_import()


def renewed(desk: Desk) -> bool:
    """Make the day's list again where there is one, after facts have changed.

    False where there is none, or where rules that cannot be read do not let it: the facts stay.
    """
    if not planned(desk):
        return False
    try:
        plan(desk)
    except CollectworkError:
        return False
    return True


def ensured(desk: Desk) -> Run:
    """The list in force on the day; made now when there is none."""
    with desk.store.read() as tx:
        run = tx.plans.newest_run(desk.today)
    if run is not None:
        return run
    plan(desk)
    with desk.store.read() as tx:
        run = tx.plans.newest_run(desk.today)
    if run is None:
        raise InputRefused("There is no list for the day: `collectwork plan` makes one.")
    return run


def rules_in_force(desk: Desk) -> Ruleset:
    """The rules as they are now; raises RulesRefused with file, line and column."""
    text = desk.rules()
    return reading.read(text.text, text.file, tuple(desk.templates.names()))


def rules_in_words(desk: Desk) -> list[dict[str, Any]]:
    """Everything that the rules in force say, in words: kind, name, words, steps and tiers."""
    return comparing.in_words(rules_in_force(desk))


@contextmanager
def many_values() -> Iterator[None]:
    """While hundreds of thousands of values are made that all stay, and none in circles, the
    search for circles would look through all of them again and again: half of the time."""
    wanted = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if wanted:
            gc.enable()


def _noting(
    accounts: Iterable[AccountFacts], going: set[int], lookers: Sequence[Looker]
) -> Iterator[AccountFacts]:
    """The accounts as they pass; ``going`` is filled with those whose sequence is not over: while
    something is overdue, or the invoice that a courtesy was about still leads."""
    for one in accounts:
        ahead = one.lead_item_id is not None and one.lead_item_id == one.thread_lead
        if one.past_due > 0 or ahead:
            going.add(one.customer_id)
        if one.verdicts is not None and one.verdicts.noticed:
            for place, looker in enumerate(lookers):
                if one.verdicts.noticed >> place & 1:
                    looker.look(one)
        yield one


def _body(desk: Desk, result: PlanResult, rules: StoredRules) -> dict[str, Any]:
    return {
        "work_day": desk.today.isoformat(),
        "run": result.run_id,
        "ruleset": rules.version,
        "considered": result.considered,
        "listed": result.listed,
        "cleared": result.cleared,
        "by_collector": dict(result.by_collector),
        "by_rule": dict(result.by_rule),
    }


def _told(entry: Entry) -> PlanResult:
    """The result that an entry of an earlier, same intent remembers."""
    body = entry.data
    return PlanResult(
        date.fromisoformat(body["work_day"]), body["run"], body["considered"], body["listed"],
        body["cleared"], body["by_collector"], body["by_rule"],
    )  # fmt: skip
