"""What came of mails, by template and version, and of the tests of two of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date

from collectwork.analytics.figures import Page
from collectwork.domain.template_results import ANSWER_DAYS, PAYMENT_DAYS, Outcome, outcomes
from collectwork.domain.templates import Version
from collectwork.usecases.desk import Desk
from collectwork.usecases.measures import tables, template_marks
from collectwork.usecases.measures.template_rows import Group, TemplateRows, nothing
from collectwork.usecases.templates import comparing


def page(desk: Desk, first: date | None = None, last: date | None = None) -> Page:
    """The tab: tests, then each template by version; the one with the most mails first."""
    first, last = tables.period(desk, first, last)
    with desk.store.read() as tx:
        versions, trials = tx.templates.versions(), tx.templates.trials()
        shown = [one for one in trials if one.ended_at is None or one.ended_at[:10] >= str(first)]
        since = min([first, *(date.fromisoformat(one.began_at[:10]) for one in shown)])
        mails, reactions = tx.templates.mailed(since), tx.templates.reactions(since)
        who = tx.measures.customers()
        arms = [[comparing.versions_of(tx, arm) for arm in (one.a, one.b)] for one in shown]
    found = outcomes(mails, reactions, desk.today, desk.holidays)
    rows = TemplateRows(who)
    parts = []
    for one, versions_of in zip(shown, arms, strict=True):
        mails_of = [[mail for mail in found if comparing.within(mail, one, arm)]
                    for arm in versions_of]  # fmt: skip
        parts.append(rows.test(one, *mails_of))
    here = [one for one in found if first <= one.mail.day <= last]
    groups = _by_template(here, versions)
    for name, of in sorted(groups.items(), key=lambda group: (-_many(group[1]), group[0])):
        parts.append(rows.template(name, of))
    changed = template_marks.listing(desk, first, last)
    return Page(
        f"Templates from {first.isoformat()} to {last.isoformat()}",
        (
            *(parts or [nothing()]),
            *([changed] if changed else []),
        ),
        f"Answered: a reply or promise in {ANSWER_DAYS} workdays. Paid: in {PAYMENT_DAYS} days.",
    )


def _by_template(found: Sequence[Outcome], versions: Sequence[Version]) -> dict[str, Group]:
    """By the template that was written, which may be one of the family of what was asked for; its
    versions in the order in which they were first used."""
    names: dict[tuple[str, str], list[str]] = defaultdict(list)
    for one in versions:
        names[one.language, one.version].append(one.name)
    groups: dict[str, Group] = defaultdict(lambda: defaultdict(list))
    for outcome in sorted(found, key=lambda one: one.mail.at):
        mail = outcome.mail
        written = names.get((mail.language, mail.version), [])
        name = mail.template if mail.template in written or not written else written[0]
        groups[name or "without a template"][mail.language, mail.version].append(outcome)
    return dict(groups)


def _many(group: Group) -> int:
    return sum(len(mails) for mails in group.values())
