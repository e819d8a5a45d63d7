"""What points to a customer: numbers, accounts known from decisions, and names."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property

from collectwork.domain.customers import key
from collectwork.domain.matching_book import (
    ACCOUNT,
    NAME,
    NUMBER,
    SIMILAR,
    TOLD,
    Payer,
    Sign,
)
from collectwork.domain.matching_references import PLAIN, Mention, document_key

_WORD = re.compile(r"\w+")
_FORMS = frozenset([
    "gmbh", "mbh", "ag", "kg", "ohg", "gbr", "ug", "se", "eg", "ev", "co", "kgaa",
    "haftungsbeschrankt", "ltd", "limited", "plc", "llp", "llc", "inc", "incorporated", "corp",
    "corporation", "company", "sa", "sas", "sarl", "eurl", "sl", "slu", "srl", "spa", "snc",
    "bv", "nv", "vof", "cv", "ab", "as", "asa", "aps", "oy", "oyj", "sp", "zoo", "kft", "zrt",
    "doo", "pty", "the", "und", "and",
])  # fmt: skip
_LEAST_SIMILAR = 90  # of 100, by rapidfuzz' token_sort_ratio
_TOO_COMMON = 200  # customers that share a word which then tells nothing


def plain_name(name: str) -> str:
    """A company's name without accents, signs and legal form, as it is compared."""
    words = _words(name)
    return " ".join(word for word in words if word not in _FORMS) or " ".join(words)


def _words(name: str) -> list[str]:
    bare = name.replace("ß", "ss").replace("&", " ").lower()
    if not bare.isascii():
        folded = unicodedata.normalize("NFKD", bare).casefold()
        bare = "".join(sign for sign in folded if not unicodedata.combining(sign))
    bare = bare.replace("ae", "a").replace("oe", "o").replace("ue", "u").replace(".", "")
    return _WORD.findall(bare)


class Customers:
    """The book's customers, to be found by what a payment says."""

    def __init__(self, everybody: Sequence[tuple[int, str, str, str, int | None]]) -> None:
        parents = {id: parent for id, _, _, _, parent in everybody}
        self.payers = {
            id: Payer(id, number, name, _root(id, parents)) for id, number, name, _, _ in everybody
        }
        self._by_key = {own: id for id, _, _, own, _ in everybody}
        self._by_number: dict[str, list[int]] = {}
        for id, number, name, _, _ in everybody:
            if number != name and (own := document_key(number)):
                self._by_number.setdefault(own, []).append(id)
        self._similar: dict[str, list[tuple[int, int]]] = {}

    @cached_property
    def _by_name(self) -> dict[str, list[int]]:
        found: dict[str, list[int]] = {}
        for payer in self.payers.values():
            found.setdefault(plain_name(payer.name), []).append(payer.id)
        return found

    @cached_property
    def _by_word(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for name in self._by_name:
            for word in set(name.split()):
                found.setdefault(word, []).append(name)
        return found

    def group(self, root: int) -> list[int]:
        """The customers of a group."""
        return self._groups.get(root, [])

    @cached_property
    def _groups(self) -> dict[int, list[int]]:
        found: dict[int, list[int]] = {}
        for payer in self.payers.values():
            found.setdefault(payer.root, []).append(payer.id)
        return found

    def signs(
        self,
        told: str | None,
        mentions: Iterable[Mention],
        known: Mapping[int, int],
        payer: str | None,
    ) -> tuple[Sign, ...]:
        """All that points to customers; ``known``: customer → how often the account paid for it."""
        found: list[Sign] = []
        if told and (own := self._by_key.get(key(told))) is not None:
            found.append(Sign(own, TOLD, f"the source names customer {self._called(own)}"))
        found += [
            Sign(id, ACCOUNT, f"this bank account paid for {self._called(id)} before")
            for id in known
        ]
        found += self._numbers(mentions)
        if payer:
            found += self._names(payer)
        return tuple(found)

    def _numbers(self, mentions: Iterable[Mention]) -> list[Sign]:
        named = {
            id
            for one in mentions
            if one.customer or (one.sure >= PLAIN and len(one.key) >= 5 and not one.invoice)
            for id in self._by_number.get(one.key, ())
        }
        return [
            Sign(id, NUMBER, f"the payment names customer {self._called(id)}")
            for id in sorted(named)
        ]

    def _names(self, payer: str) -> list[Sign]:
        """A name that several customers have says no more than a similar one, but where the legal
        form tells them apart."""
        plain = plain_name(payer)
        same = self._by_name.get(plain, ())
        full = _words(payer)
        own = [id for id in same if _words(self.payers[id].name) == full]
        own = own or (list(same) if len(same) == 1 else [])
        found = [Sign(id, NAME, f"the payer has the name of {self._called(id)}") for id in own]
        like = [(id, 99) for id in same if id not in own] if same else self._like(plain)
        return found + [
            Sign(id, SIMILAR, f"the payer's name is like that of {self._called(id)} ({score} %)")
            for id, score in like
        ]

    def _like(self, plain: str) -> list[tuple[int, int]]:
        known = self._similar.get(plain)
        if known is None:
            from rapidfuzz import fuzz, process

            sharing = [self._by_word.get(word, ()) for word in plain.split()]
            near = {name for names in sharing if len(names) <= _TOO_COMMON for name in names}
            hits = process.extract(
                plain, sorted(near), scorer=fuzz.token_sort_ratio, limit=3,
                score_cutoff=_LEAST_SIMILAR,
            )  # fmt: skip
            known = [(id, round(score)) for name, score, _ in hits for id in self._by_name[name]]
            self._similar[plain] = known
        return known

    def _called(self, id: int) -> str:
        payer = self.payers[id]
        return payer.name if payer.name == payer.number else f"{payer.number} {payer.name}"


def _root(id: int, parents: Mapping[int, int | None]) -> int:
    """The head of a customer's group; a circle ends where it began."""
    seen = {id}
    while (parent := parents.get(id)) is not None and parent not in seen:
        seen.add(parent)
        id = parent
    return id
