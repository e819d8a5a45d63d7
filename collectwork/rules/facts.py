"""What a rule may speak of: each fact with its names, type, unit and definition.

The table is the documentation (`collectwork rules facts`, docs/rules.md) and the only way from a
word in a rule to a value: a name that is not here does not exist.
"""

from __future__ import annotations

from collections.abc import Mapping

from collectwork.rules.fact import NUMBERS, Fact, Type
from collectwork.rules.facts_of_customer import BEHAVIOUR, CUSTOMER
from collectwork.rules.facts_of_debt import AGE, AMOUNTS
from collectwork.rules.facts_of_work import AGREEMENTS, CONTACTS, SEQUENCE

__all__ = ["BY_NAME", "FACTS", "GROUPS", "GROUP_OF", "LONGEST", "NUMBERS", "Fact", "Type", "normal"]

#: The facts by subject, in the order in which they are shown.
GROUPS: Mapping[str, tuple[Fact, ...]] = {
    "amounts": AMOUNTS,
    "age and shares": AGE,
    "contacts": CONTACTS,
    "promises and disputes": AGREEMENTS,
    "how it paid before": BEHAVIOUR,
    "customer": CUSTOMER,
    "sequence and day": SEQUENCE,
}

FACTS: tuple[Fact, ...] = tuple(fact for group in GROUPS.values() for fact in group)

#: Fact's name → its subject.
GROUP_OF: Mapping[str, str] = {fact.name: name for name, facts in GROUPS.items() for fact in facts}


def normal(word: str) -> str:
    """How names are compared: case, hyphens and underscores do not matter."""
    return " ".join(word.replace("_", " ").replace("-", " ").casefold().split())


#: Every spelling of every fact.
BY_NAME: Mapping[str, Fact] = {
    normal(spelling): fact for fact in FACTS for spelling in (fact.name, *fact.aliases)
}

#: How many words the longest spelling has.
LONGEST = max(spelling.count(" ") + 1 for spelling in BY_NAME)
