"""Who is given which account: fit, restrictions, balance, stability."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from collectwork.domain.facts import AccountFacts
from collectwork.domain.team import Person
from collectwork.rules import reading
from collectwork.rules.assignment import Assignment, Distribution, Team, distribute
from collectwork.rules.workload import minutes

DAY = date(2026, 11, 20)
RULES = """
[[rule]]
name = "all"
action = "call"
"""


def account(id: int, **more: object) -> AccountFacts:
    facts = AccountFacts(id, str(id), f"C{id}", "EUR", to_collect=100_000, has_phone=True)
    for name, value in more.items():
        setattr(facts, name, value)
    return facts


def given_out(
    accounts: Sequence[AccountFacts],
    people: Sequence[Person],
    rules: str = "",
    everything: bool = False,
    tier: int = 0,
) -> Distribution:
    read = reading.read(RULES + rules, "rules.toml").assignments if rules else ()
    return distribute(
        accounts, Team(people, DAY), read,
        free=lambda one: everything or not one.owner, tier=lambda _: tier,
    )  # fmt: skip


def whose(found: Distribution) -> dict[str, str]:
    return {one.customer: one.after for one in found.moved}


ANA = Person("ana", "Ana", team="de", languages=("de", "en"), skills=("legal",), seniority=2)
BO = Person("bo", "Bo", team="de", languages=("de-AT",), seniority=1)
CLO = Person("clo", "Clo", team="fr", languages=("FR", "en"), seniority=3)
EVA = Person("eva", "Eva", "lead", team="de")
TEAM = (ANA, BO, CLO, EVA, Person("au", "Au", "auditor"))


def test_without_rules_everybody_who_collects_may_have_any_account() -> None:
    found = given_out([account(n) for n in range(1, 7)], TEAM)
    assert {one.after for one in found.moved} == {"ana", "bo", "clo"}
    assert {load.accounts for login, load in found.after.items() if login != "eva"} >= {2}
    assert found.left == ()


def test_the_first_assignment_by_rank_that_fits_says_who() -> None:
    rules = """
[[assign]]
name = "large"
when = "to_collect > 5000"
to = ["eva"]
rank = 1
[[assign]]
name = "french"
when = "country = FR"
language = "customer's"
[[assign]]
name = "rest"
team = "DE"
rank = 500
"""
    found = given_out(
        [
            account(1, to_collect=900_000, country="FR"),
            account(2, country="FR", language="fr"),
            account(3, country="FR", language="fr-CA"),
            account(4),
            account(5),
        ],
        TEAM,
        rules,
    )
    assert whose(found) == {"1": "eva", "2": "clo", "3": "clo", "4": "ana", "5": "bo"}
    by = {one.customer: one.why for one in found.moved}
    assert by["2"] == "french; speaks fr; the only one"
    assert by["4"] == "rest; is of team DE; least loaded of 2"


def test_nobody_who_may_have_it_is_said() -> None:
    rule = '[[assign]]\nname = "polish"\nlanguage = "pl"\nskill = "legal"\n'
    found = given_out([account(1)], TEAM, rule)
    assert whose(found) == {}
    assert found.left[0].why == "polish: nobody who is there knows legal and speaks pl"
    narrow = '[[assign]]\nname = "x"\nwhen = "country = DE"\n'
    assert given_out([account(1)], TEAM, narrow).left[0].why == "no [[assign]] fits it"


def test_a_tier_asks_for_seniority() -> None:
    found = given_out([account(1), account(2)], TEAM, tier=2)
    assert set(whose(found).values()) == {"ana", "clo"}
    rule = '[[assign]]\nname = "senior"\nseniority = 3\n'
    assert set(whose(given_out([account(1), account(2)], TEAM, rule)).values()) == {"clo"}


def test_a_cap_leaves_the_rest_over() -> None:
    rule = '[[assign]]\nname = "few"\ncap = 1\nteam = "de"\n'
    found = given_out([account(n) for n in (1, 2, 3)], TEAM, rule)
    assert sorted(whose(found).values()) == ["ana", "bo"]
    assert [one.why for one in found.left] == ["few: everybody has 1 of its accounts"]


def test_the_absent_the_gone_and_those_without_capacity_get_nothing_new() -> None:
    people = [
        ANA,
        Person("off", "Off", absent_from=DAY, absent_until=DAY),
        Person("gone", "Gone", active=False),
        Person("none", "None", capacity=0),
    ]
    found = given_out([account(n) for n in (1, 2)], people)
    assert set(whose(found).values()) == {"ana"}


def test_half_the_capacity_gets_half_the_minutes() -> None:
    people = [Person("full", "F", capacity=40), Person("half", "H", capacity=20)]
    found = given_out([account(n) for n in range(1, 31)], people)
    assert found.after["full"].minutes == 2 * found.after["half"].minutes


def test_amounts_are_balanced_where_minutes_are_equal() -> None:
    accounts = [account(n, to_collect=amount) for n, amount in enumerate([900, 800, 200, 100], 1)]
    found = given_out(accounts, [ANA, BO])
    assert [found.after[one].amounts["EUR"] for one in ("ana", "bo")] == [1000, 1000]


def test_only_who_has_no_owner_moves_unless_told() -> None:
    accounts = [account(1, owner="ana"), account(2, owner="ana"), account(3), account(4)]
    assert whose(given_out(accounts, [ANA, BO])) == {"3": "bo", "4": "bo"}
    anew = given_out(accounts, [ANA, BO], everything=True)
    assert sorted(load.accounts for load in anew.after.values()) == [2, 2]
    again = [account(n, owner=owner) for n, owner in ((1, "ana"), (2, "bo"), (3, "ana"))]
    assert whose(given_out(again, [ANA, BO], everything=True)) == {}


def test_takes_over_moves_an_account_to_the_next_tier() -> None:
    """Behaviours, tier by time-box: no payment, no live promise, nobody reached for so long."""
    rules = """
[[assign]]
name = "nobody reached"
when = "days_since_talk > 30 and live_promises = 0"
seniority = 3
takes_over = true
[[assign]]
name = "rest"
"""
    accounts = [account(1, owner="bo", days_since_talk=31), account(2, owner="bo"),
                account(3, owner="clo", days_since_talk=90)]  # fmt: skip
    assert whose(given_out(accounts, TEAM, rules)) == {"1": "clo"}


def test_variance_lets_the_amount_decide() -> None:
    accounts = [account(1, owner="ana", to_collect=9_000_000), account(2, owner="bo"),
                account(3, owner="bo"), account(4)]  # fmt: skip
    strict = '[[assign]]\nname = "a"\n'
    assert whose(given_out(accounts, [ANA, BO], strict)) == {"4": "ana"}
    loose = '[[assign]]\nname = "a"\nvariance = 50\n'
    assert whose(given_out(accounts, [ANA, BO], loose)) == {"4": "bo"}


sizes = st.lists(
    st.tuples(st.integers(0, 9_999_999), st.integers(0, 12), st.integers(0, 3)),
    min_size=1,
    max_size=7,
)


@given(sizes, st.integers(1, 3))
def test_the_longest_day_is_at_most_four_thirds_of_the_best(
    sizes: list[tuple[int, int, int]], several: int
) -> None:
    accounts = [
        account(n, to_collect=amount, overdue_items=items, open_disputes=disputes)
        for n, (amount, items, disputes) in enumerate(sizes, 1)
    ]
    people = [Person(f"p{n}", "P") for n in range(several)]
    found = given_out(accounts, people)
    longest = max(load.minutes for load in found.after.values())
    takes = [minutes(one) for one in accounts]
    best = min(
        max(
            sum(takes[n] for n, who in enumerate(given) if who == person)
            for person in range(several)
        )
        for given in product(range(several), repeat=len(takes))
    )
    assert 3 * longest <= 4 * best


owners = st.sampled_from([None, "ana", "bo", "clo", "stranger"])


@given(st.lists(st.tuples(owners, st.integers(0, 500_000), st.sampled_from(["DE", "FR", None]))),
       st.randoms(use_true_random=False))  # fmt: skip
def test_it_is_the_same_in_any_order_and_loads_add_up(
    sizes: list[tuple[str | None, int, str | None]], chance: object
) -> None:
    accounts = [
        account(n, owner=owner, to_collect=amount, country=country)
        for n, (owner, amount, country) in enumerate(sizes, 1)
    ]
    rules = '[[assign]]\nname = "f"\nwhen = "country = FR"\nteam = "fr"\n[[assign]]\nname = "r"\n'
    found = given_out(accounts, TEAM, rules)
    mixed = list(accounts)
    chance.shuffle(mixed)  # type: ignore[attr-defined]
    assert given_out(mixed, TEAM, rules) == found
    assert sum(load.accounts for load in found.after.values()) == len(accounts)
    assert all(not one.before for one in found.moved)
    assert {one.customer_id for one in found.moved} == {
        one.customer_id for one in accounts if one.owner is None
    }
    for one in found.moved:
        if accounts[one.customer_id - 1].country == "FR":
            assert one.after == "clo"


def test_a_ranked_assignment_reads_as_written() -> None:
    read = reading.read(
        RULES + '[[assign]]\nname = "b"\n[[assign]]\nname = "a"\nrank = 5\n', "rules.toml"
    ).assignments
    assert read == (Assignment("a", rank=5), Assignment("b"))
