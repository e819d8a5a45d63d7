"""Two versions of a template tried against each other, and what came of their mails."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from collectwork.analytics import two_versions
from collectwork.domain import clocks
from collectwork.domain.activity import Draft
from collectwork.domain.template_results import Outcome, Tally, outcomes, tallied
from collectwork.domain.templates import Trial
from collectwork.errors import Conflict, InputRefused, NotFound
from collectwork.usecases.desk import Desk
from collectwork.usecases.ports.work import Read
from collectwork.usecases.templates.deciding import check_may


@dataclass(frozen=True, slots=True)
class Result:
    """A and B of a template with what came of their mails. ``hours``: hour of the day, answered,
    mails, and the bounds that hold for all hours together."""

    name: str
    a: str
    b: str
    tally_a: Tally
    tally_b: Tally
    answers: two_versions.Compared
    payments: two_versions.Compared
    hours: tuple[tuple[int, int, int, float, float], ...]
    trial: Trial | None

    @property
    def words(self) -> str:
        """The verdict as a sentence."""
        if self.answers.verdict == "not enough data":
            return (
                f"Not enough data: {two_versions.LEAST} mails each, a chance of "
                f"{two_versions.SURE:.0%} and an expected loss below {two_versions.LOSS:.1%} are "
                "asked for."
            )
        return f"{self.a if self.answers.verdict == 'A' else self.b} is better."


def begin(desk: Desk, name: str, a: str, b: str, *, key: str | None = None) -> Trial:
    """From now on half of the customers get ``a``, the others ``b``: names of templates, or
    versions the store knows. Raises NotFound, InputRefused, Conflict (one runs already), NotAllowed
    (a lead decides)."""
    desk.templates.languages(name)
    with desk.store.write(key) as tx:
        check_may(desk, tx, "Not begun: a lead begins a test of templates")
        if tx.replayed is not None:
            return next(one for one in tx.templates.trials(name) if one.id == tx.key)
        running = tx.templates.trial(name)
        if running is not None:
            raise Conflict(
                f"Not begun: {running.a!r} is tried against {running.b!r} for {name!r} since "
                f"{running.began_at[:10]}. `collectwork templates test {name} --stop` ends it."
            )
        first, second = (_arm(desk, tx, name, one) for one in (a, b))
        if first == second:
            raise InputRefused("Not begun: both are the same; name two that differ.")
        trial = Trial(tx.key, name, first, second, clocks.text(desk.clock()), desk.actor)
        tx.record(Draft("template.test", None, {"template": name, "a": first, "b": second}))
        tx.templates.begin(trial)
    return trial


def stop(desk: Desk, name: str, *, key: str | None = None) -> Trial:
    """End the test that runs. Raises NotFound, NotAllowed."""
    with desk.store.write(key) as tx:
        check_may(desk, tx, "Not ended: a lead ends a test of templates")
        running = tx.templates.trial(name)
        if tx.replayed is not None:
            return tx.templates.trials(name)[0]
        if running is None:
            raise NotFound(f"No test of {name!r} runs.")
        now = clocks.text(desk.clock())
        body = {"template": name, "a": running.a, "b": running.b, "test": running.id, "ended": now}
        tx.record(Draft("template.test", None, body))
        tx.templates.end(running.id, now)
        return tx.templates.trials(name)[0]


def compare(desk: Desk, name: str, a: str | None = None, b: str | None = None) -> Result:
    """What came of A's and B's mails; without names those of the newest test, else the two newest
    versions that were used. Raises NotFound, saying what there is."""
    with desk.store.read() as tx:
        trial = next(iter(tx.templates.trials(name)), None)
        first, second = _named(desk, tx, name, trial, a, b)
        versions = {one: versions_of(tx, one) for one in (first, second)}
        since = tx.templates.first_sent([one for many in versions.values() for one in many])
        mails = tx.templates.mailed(since) if since else ()
        reactions = tx.templates.reactions(since) if since else ()
    found = outcomes(mails, reactions, desk.today, desk.holidays)
    if a is None and trial is not None:
        found = [one for one in found if within(one, trial, versions[first] | versions[second])]
    of_a, of_b = ([one for one in found if one.mail.version in versions[arm]]
                  for arm in (first, second))  # fmt: skip
    return result(name, first, second, of_a, of_b, trial)


def result(
    name: str, a: str, b: str, of_a: Sequence[Outcome], of_b: Sequence[Outcome],
    trial: Trial | None = None,
) -> Result:  # fmt: skip
    """The mails of two arms against each other."""
    first, second = tallied(of_a), tallied(of_b)
    return Result(
        name, a, b, first, second,
        two_versions.compared(first.answered, first.mails, second.answered, second.mails),
        two_versions.compared(first.paid, first.paid_of, second.paid, second.paid_of),
        tuple(two_versions.hours(_hours([*of_a, *of_b]))), trial,
    )  # fmt: skip


def within(found: Outcome, trial: Trial, versions: Collection[str]) -> bool:
    """Whether a mail is one of a test's arm: those before it were not dealt out by it."""
    mail = found.mail
    ended = trial.ended_at is not None and mail.at > trial.ended_at
    of_it = mail.template == trial.name and mail.version in versions
    return of_it and mail.at >= trial.began_at and not ended


def _hours(found: Iterable[Outcome]) -> list[tuple[int, int, int]]:
    """Hour of the day, answered, mails: of those old enough to be judged."""
    counts: dict[int, list[int]] = defaultdict(lambda: [0, 0])
    for one in found:
        if not one.young:
            counts[one.mail.hour][0] += one.answered
            counts[one.mail.hour][1] += 1
    return [(hour, hits, n) for hour, (hits, n) in sorted(counts.items())]


def _named(
    desk: Desk, tx: Read, name: str, trial: Trial | None, a: str | None, b: str | None
) -> tuple[str, str]:
    if a is not None and b is not None:
        return _arm(desk, tx, name, a), _arm(desk, tx, name, b)
    if a is not None:
        raise InputRefused("Name two versions to compare, or none for those of the test.")
    if trial is not None:
        return trial.a, trial.b
    used = [one for one in tx.templates.versions(name) if one.used_at]
    languages = [one.language for one in used]
    many = next((one for one in languages if languages.count(one) > 1), None)
    if many is None:
        desk.templates.languages(name)
        raise NotFound(
            f"There are no two versions of {name!r} in one language that mails were sent with. "
            f"`collectwork templates history {name}` lists what there is; "
            f"`collectwork templates test {name} A B` begins a test."
        )
    newest = [one.version for one in used if one.language == many][:2]
    return newest[1], newest[0]


def _arm(desk: Desk, tx: Read, name: str, text: str) -> str:
    """The name of a template, or a version of this one by its first signs."""
    if text in desk.templates.names():
        return text
    if text == "now":
        raise InputRefused("Name the version: `collectwork templates list` shows the one of now.")
    known = list(dict.fromkeys(one.version for one in tx.templates.versions(name)))
    fitting = [one for one in known if one.startswith(text)]
    if len(fitting) != 1:
        said = ", ".join(known) or "none yet"
        raise NotFound(
            f"{text!r} is neither a template nor one version of {name!r}; known versions: {said}."
        )
    return fitting[0]


def versions_of(tx: Read, arm: str) -> frozenset[str]:
    """The versions behind an arm: itself, or all that a template by that name ever had."""
    return frozenset(one.version for one in tx.templates.versions(arm)) or frozenset([arm])
