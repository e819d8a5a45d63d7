"""Random conditions, as trees and as text, and the facts they are asked of."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import strategies as st

from collectwork.rules.condition import All, Any, Compare, Node, Not
from collectwork.rules.fact import Fact
from collectwork.rules.facts import FACTS, NUMBERS

WORDS = ("Key", "KEY", "straße", "STRASSE", "Straẞe", "ſold", "sold", "Ärger", "ärger", "İz", "")
TAGS = ("VIP", "vip", "straße", "STRASSE", "Öl", "öl", "watch")
CURRENCIES = ("EUR", "JPY", "KWD")

_WHOLE = st.integers(-3, 120).map(Decimal)
_NUMBERS = st.one_of(
    _WHOLE,
    st.decimals(-3, 120, places=2, allow_nan=False),
    st.sampled_from([Decimal(10) ** 25, -(Decimal(10) ** 25)]),
)


@st.composite
def comparisons(draw: st.DrawFn, facts: tuple[Fact, ...] = FACTS) -> Compare:
    """One comparison of any fact with an operator that its type has."""
    fact = draw(st.sampled_from(facts))
    if fact.type == "flag":
        return Compare(fact, draw(st.sampled_from(["is", "known"])))
    if fact.type in NUMBERS:
        op = draw(
            st.sampled_from(["=", "!=", ">", ">=", "<", "<=", "between", "in", "not in", "known"])
        )
        count = {"known": 0, "between": 2, "in": 3, "not in": 3}.get(op, 1)
        values = tuple(draw(_NUMBERS) for _ in range(count))
        money = fact.type == "amount" and draw(st.booleans())
        return Compare(fact, op, values, draw(st.sampled_from(CURRENCIES)) if money else "")
    texts = TAGS if fact.type == "tags" else (*WORDS, *CURRENCIES, "eur", "monday", "friday")
    if fact.type == "tags":
        op = draw(st.sampled_from(["contains", "known"]))
    else:
        op = draw(st.sampled_from(["=", "!=", "in", "not in", "contains", "known"]))
    count = {"known": 0, "in": 2, "not in": 2}.get(op, 1)
    return Compare(fact, op, tuple(draw(st.sampled_from(texts)) for _ in range(count)))


def conditions(facts: tuple[Fact, ...] = FACTS) -> st.SearchStrategy[Node]:
    """Trees of comparisons, some levels deep."""

    def joined(parts: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
        several = st.lists(parts, min_size=1, max_size=3).map(tuple)
        return st.one_of(several.map(All), several.map(Any), parts.map(Not))

    return st.recursive(comparisons(facts), joined, max_leaves=6)


TEXTS = (
    "15 days past due and over 1,000", "over 500 JPY or not has_email", "segment is not 'Straße'",
    "name contains 'ÄR' or name contains 'str'", "tags contains vip and not reply_waiting",
    "credit_limit is known but limit_used is at least 80%", "between 5 and 30 days past due",
    "country in (DE, at) or language not in ('De', fr)", "segment is unknown",
    "not (usual_lateness > 3)", "usual_lateness != 5", "to_collect between 10.50 and 2k",
    "risk >= 20 or paid_late > 50", "not (credit_left >= 0) and balance > 0",
    "10 days without contact",
    "owner is 'Ana' or owner is unknown", "weekday is friday", "companies > 1", "pinned",
    "over_90_share > 10% or disputed_share > 0", "last_outcome in (promise, no_answer)",
    "more than 0 broken promises", "number contains '1'", "currency is eur",
)  # fmt: skip
