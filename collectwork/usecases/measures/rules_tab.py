"""What came of the rules: their versions, and results by rule, strategy, step and template."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from collectwork.analytics import figures, intervals
from collectwork.analytics.figures import Cell, Figure, Listing, Page, columns
from collectwork.analytics.ratio import Ratio
from collectwork.analytics.rows import RuleResult
from collectwork.usecases import rule_versions
from collectwork.usecases.desk import Desk
from collectwork.usecases.measures import tables
from collectwork.usecases.rule_versions import Version

PAID_DAYS = 14
#: The table of versions, from which a backtest begins.
VERSIONS = "Versions of the rules"
_MOST = 12  # versions that are shown


def page(desk: Desk, first: date | None = None, last: date | None = None) -> Page:
    """The tab."""
    first, last = tables.period(desk, first, last)
    known = rule_versions.history(desk)
    with desk.store.read() as tx:
        found = tx.measures.rule_results(first, last, PAID_DAYS)
    whole = _rate(found)
    return Page(
        f"Rules from {first.isoformat()} to {last.isoformat()}",
        (
            _versions(known),
            _table("By rule", "rule", found, lambda one: one.rule, whole),
            _table("By strategy", "strategy", found, lambda one: one.strategy, whole),
            _table("By step", "step", found, _step, whole),
            _table("By template", "template", found, lambda one: one.template, whole),
        ),
        "What followed on contacts, not what they caused. b replays a version against the rules "
        "as they are now.",
    )


def _versions(known: Sequence[Version]) -> Listing:
    def changes(row: int) -> Listing:
        one = known[row]
        return Listing(
            f"Version {one.version}: what it changed",
            columns("change"),
            tuple((words,) for words in one.changes),
            empty="Nothing that a plan sees.",
        )

    return Listing(
        VERSIONS,
        columns("version", "since", "who", ">lines", "", "changed"),
        tuple(
            (
                one.version,
                one.since[:10],
                one.who,
                f"+{one.added} -{one.removed}",
                "in force" if one.in_force else "",
                one.changes[0] if one.changes else "",
            )
            for one in known[:_MOST]
        ),
        deeper=changes,
        empty="No list was planned yet: a version is kept when it is first used.",
    )


def _step(one: RuleResult) -> str:
    return f"{one.strategy}: {one.step}" if one.strategy and one.step else ""


def _table(
    title: str,
    heading: str,
    found: Sequence[RuleResult],
    name: Callable[[RuleResult], str],
    whole: float | None,
) -> Listing:
    """One row a name; a share that cannot be told from that of all says so."""
    groups: dict[str, list[RuleResult]] = {}
    for one in found:
        if name(one):
            groups.setdefault(name(one), []).append(one)
    ordered = sorted(groups.items(), key=lambda group: (-_sum(group[1], "listed"), group[0]))
    return Listing(
        title,
        columns(heading, ">listed", ">worked", ">contacts", ">promised", ">paid in 14 d",
                "95 % interval", ""),
        tuple(_row(words, rows, whole) for words, rows in ordered),
        empty="No list of this period has any.",
        key="rule_listed",
    )  # fmt: skip


def _row(words: str, rows: Sequence[RuleResult], whole: float | None) -> tuple[Cell, ...]:
    contacts, due, paid = (_sum(rows, name) for name in ("contacts", "due", "paid"))
    promises = _sum(rows, "promises")
    rate = figures.share("rule_paid", Ratio(paid, due, due))
    apart = intervals.tells_apart(paid, due, whole)
    return (
        words,
        figures.count("rule_listed", _sum(rows, "listed")),
        figures.count("rule_worked", _sum(rows, "worked")),
        figures.count("rule_contacts", contacts),
        figures.share("rule_promises", Ratio(promises, contacts, contacts)),
        rate,
        _range(rate),
        "" if apart else "not enough data",
    )


def _sum(rows: Sequence[RuleResult], name: str) -> int:
    return sum(getattr(row, name) for row in rows)


def _rate(rows: Sequence[RuleResult]) -> float | None:
    due = _sum(rows, "due")
    return _sum(rows, "paid") / due if due else None


def _range(figure: Figure) -> str:
    if figure.low is None or figure.high is None:
        return "n/a"
    return f"{figure.low * 100:.0f}-{figure.high * 100:.0f} %"
