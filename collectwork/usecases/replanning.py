"""A list made again the same day: what was worked stays, what is no longer due is cleared."""

from __future__ import annotations

from collections import Counter, defaultdict, deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from collectwork.domain.worklist import PlannedLine, PlanResult, Run
from collectwork.usecases.ports.work import Write

WORKED = ("done", "skipped")


@dataclass(frozen=True, slots=True)
class _Merged:
    """The new list laid over what the day has seen: fresh lines, and places of the carried."""

    lines: tuple[PlannedLine, ...]
    places: Mapping[int, tuple[int, str]]
    cleared: int


def put(tx: Write, run: Run, lines: Sequence[PlannedLine]) -> PlanResult:
    """Store the list of a run unless the one in force says the same; inside the plan's write."""
    before = tx.plans.newest_run(run.day)
    if before is None:
        made = tx.plans.add_run(replace(run, listed=len(lines)), lines)
        collectors = _counted(line.collector for line in lines)
        rules = _counted(line.rule for line in lines)
        return PlanResult(run.day, made, run.considered, len(lines), 0, collectors, rules)
    merged = _merged(tx.plans.places(before.id), lines)
    if _same(tx, before, run, merged):
        return _result(tx, before, 0)
    listed = len(merged.lines) + sum(state in WORKED for _, state in merged.places.values())
    stored = replace(run, listed=listed, cleared=merged.cleared)
    made = tx.plans.add_run(stored, merged.lines)
    tx.plans.carry(before.id, made, merged.places)
    return _result(tx, replace(stored, id=made), merged.cleared)


def _merged(before: Sequence[tuple[int, str, int, str]], lines: Sequence[PlannedLine]) -> _Merged:
    """Worked lines first, then the open ones, then what is no longer due; ranks without gaps.

    A worked account comes back only for a callback that was agreed for later the same day, and
    where the customer has written since.
    """
    again = {line.customer_id for line in lines if line.action in ("callback", "reply")}
    worked = {id: state for id, _, _, state in before if state in WORKED and id not in again}
    ranks: Counter[str] = Counter()
    places: dict[int, tuple[int, str]] = {}
    for id, collector, _, _ in before:
        if id in worked:
            ranks[collector] += 1
            places[id] = (ranks[collector], worked[id])
    fresh = []
    for line in lines:
        if line.customer_id in worked:
            continue
        ranks[line.collector] += 1
        rank = ranks[line.collector]
        fresh.append(line if line.rank == rank else _further(line, rank - line.rank))
    listed = {line.customer_id for line in fresh}
    cleared = 0
    for id, collector, _, state in before:
        if id in listed or id in places:
            continue
        ranks[collector] += 1
        places[id] = (ranks[collector], "cleared")
        cleared += state == "open"
    return _Merged(tuple(fresh), places, cleared)


def _further(line: PlannedLine, by: int) -> PlannedLine:
    """Behind what was worked already; the place as computed moves along."""
    return replace(line, rank=line.rank + by, computed_rank=line.computed_rank + by)


def _same(tx: Write, before: Run, run: Run, merged: _Merged) -> bool:
    """Whether the list in force says just this already."""
    if merged.cleared or before.ruleset != run.ruleset or before.import_id != run.import_id:
        return False
    made: dict[str, deque[PlannedLine]] = defaultdict(deque)
    for line in merged.lines:  # in the order of their ranks
        made[line.collector].append(line)
    for key in tx.plans.open_keys(before.id):
        queue = made[key[0]]
        if not queue or _key(queue.popleft()) != key:
            return False
    return not any(made.values())


def _key(line: PlannedLine) -> tuple[Any, ...]:
    """What is shown of a line, as ``open_keys`` gives it."""
    return (
        line.collector, line.customer_id, line.strategy, line.step, line.action,
        line.to_collect, line.score, line.rule,
    )  # fmt: skip


def _counted(names: Iterable[str]) -> dict[str, int]:
    return dict(sorted(Counter(names).items()))


def _result(tx: Write, run: Run, cleared: int) -> PlanResult:
    return PlanResult(
        run.day, run.id, run.considered, run.listed, cleared, tx.plans.by_collector(run.id),
        tx.plans.by_rule(run.id),
    )  # fmt: skip
