"""The accounts of a large ledger: one spelling each, wherever its parts name them."""

from __future__ import annotations

import itertools
import sqlite3
from collections import Counter, defaultdict
from collections.abc import Sequence
from contextlib import closing
from typing import Any

from collectwork.domain.ledger import CustomerFacts
from collectwork.domain.spool import Spool
from collectwork.intake import identity
from collectwork.intake.large.plan import NotPlain, Plan
from collectwork.intake.large.segment import APART
from collectwork.intake.rowwords import sum_of
from collectwork.intake.texts import ERRORS, text

Pair = tuple[str, str]  # number and name


class People:
    """``of[part][no]``: number and name of an account; ``facts``: what the file says of each."""

    def __init__(self, plan: Plan, spool: Spool) -> None:
        self._spool = spool
        self._written: list[list[Pair]] = []
        said: dict[Pair, str | None] = {}
        numbered = "number" in plan.places
        for path in spool.parts:
            pairs: list[Pair] = []
            with closing(sqlite3.connect(path)) as database:
                rows = database.execute("SELECT number, name, facts FROM owner ORDER BY no")
                for number, name, facts in rows:
                    called = text(name)
                    pair = (number if numbered else called, called or number)
                    if not pair[0] or (not called and "name" in plan.places) or called in ERRORS:
                        raise NotPlain("a row without a customer")
                    pairs.append(pair)
                    said.setdefault(pair, facts)
            self._written.append(pairs)
        distinct = dict.fromkeys(itertools.chain(*self._written))
        chosen = identity.one_spelling({pair: pair for pair in distinct}, self._weights)
        self.merged = len(set(chosen.values())) < len(chosen)
        self.of = [[chosen[pair] for pair in pairs] for pairs in self._written]
        first: dict[Pair, str | None] = {}
        for pair, facts in said.items():
            first.setdefault(chosen[pair], facts)
        self.facts = _facts(plan.facts, first)
        self._refuse_sums()

    def _refuse_sums(self) -> None:
        """Customers named like a sum are customers where a day stands beside them; else their rows
        may be sums."""
        labels = {
            label
            for label in set(itertools.chain.from_iterable(itertools.chain(*self._written)))
            if len(label) > 5 and not label.isdigit() and sum_of(label)
        }
        if not labels:
            return
        dated: set[str] = set()
        for pairs, path in zip(self._written, self._spool.parts, strict=True):
            named = {no: labels.intersection(pair) for no, pair in enumerate(pairs)}
            with closing(sqlite3.connect(path)) as database:
                query = "SELECT DISTINCT owner FROM row WHERE coalesce(issued, due) IS NOT NULL"
                for (no,) in database.execute(query):
                    dated |= named[no]
        if labels - dated:
            raise NotPlain("a customer that is named like a sum")

    def _weights(self) -> Counter[Pair]:
        """In how many rows each spelling of an account stands."""
        counted: Counter[Pair] = Counter()
        for pairs, path in zip(self._written, self._spool.parts, strict=True):
            with closing(sqlite3.connect(path)) as database:
                for no, rows in database.execute("SELECT owner, count(*) FROM row GROUP BY owner"):
                    counted[pairs[no]] += rows
        return counted

    def numbers(self) -> list[list[str]]:
        """Per part the numbers of its accounts."""
        return [[number for number, _ in pairs] for pairs in self.of]

    def with_something_open(self) -> int:
        """How many accounts have an item of which something is open."""
        numbers: set[str] = set()
        for pairs, path in zip(self.of, self._spool.parts, strict=True):
            with closing(sqlite3.connect(path)) as database:
                owners = database.execute("SELECT DISTINCT owner FROM row WHERE open <> 0")
                numbers.update(pairs[no][0] for (no,) in owners)
        return len(numbers)

    def in_several_currencies(self) -> int:
        """How many accounts have items in more than one currency."""
        codes: dict[str, set[str]] = defaultdict(set)
        for pairs, path in zip(self.of, self._spool.parts, strict=True):
            with closing(sqlite3.connect(path)) as database:
                for no, code in database.execute("SELECT DISTINCT owner, currency FROM row"):
                    codes[pairs[no][0]].add(code)
        return sum(len(of) > 1 for of in codes.values())

    def refuse_doubles(self) -> None:
        """Instalments and repeated rows are for the careful reader. Each part has looked among its
        own rows; here between the parts, and between spellings of one account."""
        with closing(sqlite3.connect(":memory:")) as database:
            for part, path in enumerate(self._spool.parts):
                database.execute(f"ATTACH ? AS p{part}", [str(path)])
            self._between_parts(database)
            if self.merged:
                self._of_one_account(database)

    def _between_parts(self, database: sqlite3.Connection) -> None:
        count = range(len(self.of))
        ranges = [
            database.execute(f"SELECT min(document), max(document) FROM p{part}.row").fetchone()  # noqa: S608  (our own names)
            for part in count
        ]
        for one, other in itertools.combinations(count, 2):
            if ranges[other][0] > ranges[one][1] or ranges[other][1] < ranges[one][0]:
                continue
            same = database.execute(
                f"SELECT a.owner, b.owner FROM p{one}.row a JOIN p{other}.row b"  # noqa: S608
                " ON a.document = b.document AND a.kind = b.kind AND a.currency = b.currency"
            )
            if any(self.of[one][a][0] == self.of[other][b][0] for a, b in same):
                raise NotPlain("a document that occurs twice")

    def _of_one_account(self, database: sqlite3.Connection) -> None:
        for part, pairs in enumerate(self.of):
            places: dict[str, list[int]] = defaultdict(list)
            for no, (number, _) in enumerate(pairs):
                places[number].append(no)
            for nos in places.values():
                if len(nos) > 1:
                    _single(database, part, nos)


def _single(database: sqlite3.Connection, part: int, nos: Sequence[int]) -> None:
    signs = ", ".join("?" * len(nos))
    query = f"SELECT document, kind, currency FROM p{part}.row WHERE owner IN ({signs})"  # noqa: S608
    rows = database.execute(query, nos).fetchall()
    if len(set(rows)) < len(rows):
        raise NotPlain("a document that occurs twice")


def _facts(parts: Sequence[str], first: dict[Pair, str | None]) -> list[CustomerFacts]:
    """``first``: what the first row of each account says of it, as the part wrote it."""
    known: dict[str | None, dict[str, Any]] = {None: {}}
    for said in set(first.values()) - {None}:
        if said is not None:
            cells = said.split(APART)
            known[said] = {p: text(c) or None for p, c in zip(parts, cells, strict=True)}
    return [CustomerFacts(*pair, **known[said]) for pair, said in first.items()]
