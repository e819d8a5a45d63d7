"""Fees of steps, and interest on what was paid late."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal

from collectwork.domain.interest import Derivation, derive, fixed_of, interest_of
from collectwork.domain.money import Money, digits
from collectwork.domain.proposals import Wanted
from collectwork.domain.receivables import Item
from collectwork.rules.proposals import ProposalRule
from collectwork.usecases.desk import Desk
from collectwork.usecases.interest import debts_of
from collectwork.usecases.ports.work import Read
from collectwork.usecases.proposing.lines import lines_of, money
from collectwork.usecases.proposing.view import STEP_DAYS, View, added, remark

_PORTION = 400


def fees(view: View) -> list[Wanted]:
    """The fee of a step that was done, where something is still open; each once."""
    rules = [one for one in view.rules.proposals if one.kind == "fee"]
    if not rules:
        return []
    since = view.desk.today - timedelta(days=STEP_DAYS)
    claimed = view.tx.proposals.claimed("fee")
    done = view.tx.proposals.steps_done({one.step for one in rules}, since)
    found = []
    for id, _, step, day in done:
        facts, cause = view.facts.get(id), f"{step} of {day.isoformat()}"
        if facts is None or (id, cause) in claimed or id in view.away:
            continue
        rule = next((one for one in rules if one.step == step and one.fits(facts)), None)
        if rule is None:
            continue
        fee = _fee(rule.amount, view.rules.currency, facts.currency)
        line = {"what": f"fee of the step {step}", "on": day.isoformat(), **money(fee)}
        found.append(
            Wanted(
                id, facts.number, "fee", cause, f"{step} was sent on {day.isoformat()}",
                {fee.currency: fee.minor}, lifts="nothing open any more", remark=remark(rule),
                rule=rule.name, derivation=(line,),
            )
        )  # fmt: skip
    return found


def _fee(text: str, default: str, account: str) -> Money:
    amount, _, currency = text.partition(" ")
    code = currency or (default if len(default) == 3 and default != "any" else account)
    return Money(int(Decimal(amount).scaleb(digits(code)).to_integral_value()), code)


def interest(view: View) -> list[Wanted]:
    """Interest on invoices that were paid, but late: remembered, not forgotten with the
    principal."""
    found: list[Wanted] = []
    claimed = view.tx.proposals.claimed_items("interest")
    for rule in (one for one in view.rules.proposals if one.kind == "interest"):
        since = view.desk.today - timedelta(days=rule.days)
        worth = worth_it(view.desk, view.tx, rule, since)
        late = view.tx.proposals.paid_late(since, view.desk.today, worth)
        numbers = view.tx.proposals.numbers(late)
        items = [one for mine in late.values() for one in mine if one.id not in claimed]
        for id, derived in _derived(view, items, numbers).items():
            found += _claim(view, rule, id, numbers[id][0], derived)
    return found


def worth_it(desk: Desk, tx: Read, rule: ProposalRule, since: date) -> set[int]:
    """Accounts whose interest may reach the rule's least amount: by the highest rate there is, as
    if nothing had been paid before today. The others need not be looked at one by one."""
    laws = desk.laws()
    one = None if laws.default == "customer" else laws.country(None)
    rates = [
        rate.percent
        for country, law in laws.by_country.items()
        if one in (None, country)
        for rate in law.rates
    ]
    if not rates:
        return set()
    highest = max(rates) / 100 / 360
    return {
        id
        for id, currency, minor_days in tx.proposals.paid_late_days(since, desk.today)
        if minor_days * highest >= rule.min_amount * 10 ** digits(currency)
    }


def _derived(
    view: View, items: Sequence[Item], numbers: Mapping[int, tuple[str, str | None]]
) -> dict[int, list[Derivation]]:
    laws = view.desk.laws()
    owner = {one.id: one.customer_id for one in items}
    found: dict[int, list[Derivation]] = {}
    for start in range(0, len(items), _PORTION):
        for debt in debts_of(view.tx, items[start : start + _PORTION]):
            id = owner[debt.item_id]
            one = derive(debt, laws.country(numbers[id][1]), laws, view.desk.today)
            if one.segments or one.missing:
                found.setdefault(id, []).append(one)
    return found


def _claim(
    view: View, rule: ProposalRule, id: int, number: str, derived: Sequence[Derivation]
) -> list[Wanted]:
    known = [one for one in derived if one.interest]
    items = tuple(one.debt.item_id for one in known)
    if not known:
        return []
    facts = view.facts.get(id)
    if rule.when is not None and (facts is None or not rule.fits(facts)):
        return []
    charged = interest_of(known)
    if not any(minor >= rule.min_amount * 10 ** digits(code) for code, minor in charged.items()):
        return []
    amounts = added(charged, fixed_of(known))
    said = f"{len(known)} invoice{'s' if len(known) != 1 else ''} paid after the due date"
    if len(known) < len(derived):
        said += f"; {len(derived) - len(known)} more without a known rate are left out"
    return [
        Wanted(
            id, number, "interest", rule.name, said, amounts, items,
            tuple(one.debt.document for one in known), "", remark(rule), rule.name,
            tuple(line for one in known for line in lines_of(one)),
        )
    ]  # fmt: skip
