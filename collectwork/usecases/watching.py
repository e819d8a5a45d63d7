"""Files of a watched folder: each imported as a whole or refused, then moved with a report.

A file is moved after its import was committed. If the program ends in between, the next run knows
the file (its import is there already) and only moves it. Nothing is imported twice, nothing lost.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from collectwork.domain import clocks
from collectwork.domain.ledger import ImportReport, ReadOptions
from collectwork.domain.money import decimals
from collectwork.domain.watching import Ending, Step, WatchRule, place
from collectwork.errors import CollectworkError, InputRefused
from collectwork.usecases import profiles
from collectwork.usecases.desk import Desk
from collectwork.usecases.importing import bring_in
from collectwork.usecases.ports.outside import Watched

#: How a report is told beside its file: as values, and as lines for people.
Telling = Callable[[str, ImportReport], tuple[dict[str, Any], str]]


@dataclass(frozen=True, slots=True)
class Teller:
    """``telling`` says what an import came to, ``fault`` what to say of a trouble nobody expected
    (it is kept with a reference)."""

    telling: Telling
    fault: Callable[[Exception], str]


def take_files(
    desk: Desk,
    folder: Watched,
    names: Sequence[str],
    rules: Sequence[WatchRule],
    teller: Teller,
    stop: Callable[[], bool] = lambda: False,
) -> Iterator[Step]:
    """Import complete files in a sensible order, a step each; ``stop`` is asked between two."""
    for name in _in_order(desk, folder, names, rules):
        if stop():
            return
        try:
            step = _take(desk, folder, name, _rule(folder, rules, name), teller.telling)
        except CollectworkError:
            raise
        except Exception as error:  # a fault in reading one file must not keep the others waiting
            step = Step("import", f"{name}: {teller.fault(error)}; it is left alone", 1)
        if step is not None:
            yield step


def _take(desk: Desk, folder: Watched, name: str, rule: WatchRule, telling: Telling) -> Step | None:
    with folder.copied(name) as copied:
        if copied is None:
            return None  # it changed again, or went: the next look tells
        path, marks = copied
        told: dict[str, Any] = {"file": name, "at": clocks.text(desk.clock())}
        try:
            report = _import(desk, path, rule)
        except InputRefused as error:
            told |= {"state": "refused", "error": str(error), "report": None}
            line = f"{name}: refused. {error}{_way_out(error)}"
            return _settled(folder, name, marks, "refused", told, line, line)
        values, text = telling(name, report)
        told |= {"state": "done", "error": None, "report": values}
        return _settled(folder, name, marks, "done", told, text, _line(name, report))


def _way_out(error: InputRefused) -> str:
    """In a folder nobody is there to be asked: where the answer is written down."""
    if error.question is None:
        return ""
    key = error.question.about
    return f" For files of this folder: {key} under [[watch]] in the config; or import it by hand."


def _import(desk: Desk, path: Path, rule: WatchRule) -> ImportReport:
    """Read by the folder's rule. The day in the name helps only where the content proves none."""
    options = _options(desk, rule)
    try:
        return bring_in(desk, path, options)
    except InputRefused as error:
        day = rule.day(path.name)
        if day is None or error.question is None or error.question.about != "as_of":
            raise
        return bring_in(desk, path, replace(options, as_of=day))


def _options(desk: Desk, rule: WatchRule) -> ReadOptions:
    options = ReadOptions(kind=rule.kind, company=rule.company, currency=rule.currency)
    if rule.profile is None:
        return options
    if rule.profile == "none":
        return replace(options, profile={})
    found = desk.profiles.find(rule.profile)
    return replace(options, profile=found.values, profile_name=rule.profile)


def _settled(
    folder: Watched,
    name: str,
    marks: Any,
    ending: Ending,
    told: dict[str, Any],
    text: str,
    line: str,
) -> Step:
    code = 3 if ending == "refused" else 0
    try:
        where = folder.settle(name, marks, ending, told, text)
    except (OSError, InputRefused) as error:
        line += f" It could not be moved: {error}"
        return Step("import", line, 3, told | {"moved_to": None})
    line += f" → {where}" if where else " It was replaced meanwhile: the new one comes next."
    return Step("import", line, code, told | {"moved_to": where})


def _line(name: str, report: ImportReport) -> str:
    """What an import came to, in one line."""
    if report.duplicate:
        return f"{name}: imported already, nothing changed"
    amounts = ", ".join(
        f"{decimals(minor, currency)} {currency}" for currency, minor in report.totals.items()
    )
    day = f", as of {report.as_of.isoformat()}" if report.as_of else ""
    return f"{name}: {report.kind}, {report.items:,} rows, {amounts or 'no amounts'}{day}"


def _rule(folder: Watched, rules: Sequence[WatchRule], name: str) -> WatchRule:
    fitting = (rule for rule in rules if rule.fits(name))
    return next(fitting, WatchRule(folder.path))


def _in_order(
    desk: Desk, folder: Watched, names: Sequence[str], rules: Sequence[WatchRule]
) -> list[str]:
    """Customers, then ledgers by their days, then payments; by name otherwise."""
    if len(names) < 2:
        return list(names)
    kinds = {name: _kind(desk, folder, name, _rule(folder, rules, name)) for name in names}
    ledgers = [name for name, kind in kinds.items() if kind == "open-items"]
    days: dict[str, date | None] = dict.fromkeys(names)
    if len(ledgers) > 1:
        days |= {name: _day(desk, folder, name, _rule(folder, rules, name)) for name in ledgers}
    return sorted(names, key=lambda name: place(kinds[name], days[name], name))


def _kind(desk: Desk, folder: Watched, name: str, rule: WatchRule) -> str | None:
    """What kind of list a file is, by a look at its head; None where that does not tell."""
    if rule.kind is not None:
        return rule.kind
    with folder.copied(name) as copied:
        if copied is None:
            return None
        try:
            options = profiles.fitting(desk, copied[0], _options(desk, rule))
            said = (options.profile or {}).get("kind")
            return str(said) if said else desk.recogniser(copied[0], options, []).kind
        except CollectworkError:
            return None


def _day(desk: Desk, folder: Watched, name: str, rule: WatchRule) -> date | None:
    """The day a ledger speaks of: it has to be read for that."""
    with folder.copied(name) as copied:
        if copied is None:
            return None
        try:
            options = profiles.fitting(desk, copied[0], _options(desk, rule))
            return desk.reader(copied[0], options).as_of
        except CollectworkError:
            return rule.day(name)
