"""The tables of templates: a row for each version or arm of a test, with the mails behind it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from collectwork.analytics import figures, two_versions
from collectwork.analytics.figures import Behind, Cell, Listing, columns
from collectwork.analytics.ratio import Ratio
from collectwork.analytics.rows import Who
from collectwork.analytics.two_versions import Rate
from collectwork.domain.template_results import Outcome, Reaction, tallied
from collectwork.domain.templates import Trial
from collectwork.usecases.measures.tables import NOBODY
from collectwork.usecases.measures.template_marks import short
from collectwork.usecases.templates import comparing

#: Language and version → what came of its mails.
Group = dict[tuple[str, str], list[Outcome]]
_VERDICTS = {"A": "worse", "B": "better"}  # B is the one that is judged


@dataclass(frozen=True, slots=True)
class TemplateRows:
    """``who``: customers by id."""

    who: Mapping[int, Who]

    def test(self, trial: Trial, a: Sequence[Outcome], b: Sequence[Outcome]) -> Listing:
        """Both arms of a test, each judged against the other."""
        since = f"since {trial.began_at[:10]}"
        ended = f" until {trial.ended_at[:10]}" if trial.ended_at else " (running)"
        result = comparing.result(trial.name, short(trial.a), short(trial.b), a, b)
        return Listing(
            f"Test of {trial.name} {since}{ended}",
            _columns("arm"),
            (
                self._row(("A",), a, _verdict(b, a)),
                self._row(("B",), b, _verdict(a, b)),
            ),
            note=f"A: {short(trial.a)}, B: {short(trial.b)}. B above A with a chance of "
            f"{result.answers.b_better:.1%}. {result.words}",
            key="template_answered",
        )

    def template(self, name: str, group: Group) -> Listing:
        """A template's versions by language, the newest first, each against the one before."""
        rows: list[tuple[Cell, ...]] = []
        before: dict[str, Sequence[Outcome]] = {}
        for (language, version), mails in group.items():
            earlier = before.get(language)
            verdict = _verdict(earlier, mails) if earlier is not None else ""
            rows.append(self._row((language, short(version)), mails, verdict))
            before[language] = mails
        rows.reverse()
        rows.sort(key=lambda row: str(row[0]))
        return Listing(name, _columns("in", "version"), tuple(rows), key="template_answered")

    def _row(
        self, names: tuple[str, ...], found: Sequence[Outcome], verdict: str
    ) -> tuple[Cell, ...]:
        tally = tallied(found)
        old = [one for one in found if not one.young]
        judged = [one for one in found if not one.young_money and one.paid is not None]
        unknown = [one for one in found if not one.young_money and one.paid is None]
        young = [one for one in found if one.young]
        of_answers = two_versions.rate(tally.answered, tally.mails)
        of_money = two_versions.rate(tally.paid, tally.paid_of)
        return (
            *names,
            figures.count("template_mails", len(found), behind=self._behind("Mails", found)),
            figures.share(
                "template_answered", Ratio(tally.answered, tally.mails, tally.mails),
                whole_cases=False, behind=self._behind("Answered or not", old),
            ),
            _range(of_answers),
            figures.share(
                "template_paid", Ratio(tally.paid, tally.paid_of, tally.paid_of),
                whole_cases=False, behind=self._behind("Paid or not", judged),
            ),
            _range(of_money),
            figures.count(
                "template_young", len(young), behind=self._behind("Too young to judge", young)
            ),
            figures.count(
                "template_order_unknown", len(unknown),
                behind=self._behind("Order of mail and money unknown", unknown),
            ),
            verdict,
        )  # fmt: skip

    def _behind(self, title: str, found: Sequence[Outcome]) -> Behind:
        return lambda: self._mails(title, found)

    def _mails(self, title: str, found: Sequence[Outcome]) -> Listing:
        """One mail a row, the answered and paid ones first."""
        rows = sorted(found, key=lambda one: one.mail.at, reverse=True)
        rows.sort(key=lambda one: (not one.answered, not one.paid))
        return Listing(
            f"{title}: {len(rows):,}",
            columns("sent", "customer", "answered", "paid"),
            tuple((one.mail.day, self._name(one), _answered(one), _paid(one)) for one in rows),
            tuple(one.mail.customer for one in rows),
            deeper=lambda place: self._followed(rows[place]),
            key="template_answered",
        )

    def _followed(self, one: Outcome) -> Listing:
        """What was counted for a mail, in its order."""
        seen = sorted(one.followed, key=lambda reaction: reaction.at or str(reaction.until))
        return Listing(
            f"After the mail of {one.mail.day.isoformat()} to {self._name(one)}",
            columns("day", "customer", "what"),
            tuple((_day(reaction), self._name(one), _what(reaction)) for reaction in seen),
            tuple(one.mail.customer for _ in seen),
            empty="No reply or promise within its days, and no payment of its invoices.",
            key="template_answered",
        )

    def _name(self, one: Outcome) -> str:
        return self.who.get(one.mail.customer, NOBODY).name


def nothing() -> Listing:
    """In place of the tables where no mail left."""
    return Listing("Mails by template", (), (), empty="No mail left in this period.")


def _columns(*names: str) -> tuple[figures.Column, ...]:
    """``names``: of the columns that say what a row is about."""
    return columns(
        *names, ">mails", ">answered", "90 %", ">paid", "90 %", ">young", ">order?", "verdict"
    )


def _verdict(a: Sequence[Outcome], b: Sequence[Outcome]) -> str:
    """Of B: better, worse, or not enough data."""
    verdict = comparing.result("", "", "", a, b).answers.verdict
    return _VERDICTS.get(verdict, verdict)


def _range(rate: Rate) -> str:
    if rate.low is None or rate.high is None:
        return "n/a"
    return f"{rate.low * 100:.0f}-{rate.high * 100:.0f}"


def _answered(one: Outcome) -> str:
    if one.young:
        return "too young"
    said = dict.fromkeys(each.words for each in one.followed if each.kind == "answer")
    return ", ".join(said) if one.answered else "no"


def _paid(one: Outcome) -> str:
    if one.young_money:
        return "too young"
    return "order unknown" if one.paid is None else "yes" if one.paid else "no"


def _day(reaction: Reaction) -> str:
    """Its day; where only two ledgers show it, the days between which it lies."""
    if reaction.kind == "answer":
        return reaction.at[:10]
    until = str(reaction.until)
    if reaction.after is None:
        return until
    if reaction.after.year == 1:  # before the first ledger that is known
        return f"until {until}"
    return f"{reaction.after + timedelta(days=1)} to {until}"


def _what(reaction: Reaction) -> str:
    return reaction.words if reaction.kind == "answer" else f"payment of {reaction.words}"
