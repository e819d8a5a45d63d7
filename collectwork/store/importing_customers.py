"""Accounts and contacts that files bring: what a person added here is kept."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, Table, bindparam, case, func, insert, select, update

from collectwork.domain.customers import key
from collectwork.domain.ledger import CustomerFacts
from collectwork.domain.listed import looks_partial, may_set, now_told
from collectwork.domain.team import Person
from collectwork.store import bulk
from collectwork.store.importing_contacts import Contacts
from collectwork.store.tables import table

_FILLED = ("owner", "segment", "country", "language", "time_zone", "terms", "address")
_NEW = (
    "key", "number", "name", "name_key", *_FILLED, "credit_limit_minor", "credit_currency", "tags",
    "told", "first_import_id", "pinned", "version",
)  # fmt: skip

Gone = list[tuple[int, str]]


class Accounts(Contacts):
    """Customers, contacts and people within one import."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def upsert_customers(
        self, accounts: Sequence[CustomerFacts], run_id: int, *, master: bool
    ) -> dict[str, int]:
        """Number as the file writes it → customer id.

        ``master``: a customer list, which updates master data that no person changed
        (``domain.listed``); a ledger only fills what is empty. A file without numbers finds a
        customer by its name, if only one has it.
        """
        settled, rest = ({}, accounts) if master else self._settled(accounts)
        return settled | self._upsert(rest, run_id, master=master) if rest else settled

    def _settled(
        self, accounts: Sequence[CustomerFacts]
    ) -> tuple[dict[str, int], list[CustomerFacts]]:
        """Those a ledger says nothing new of, with their ids, and the others. Of a large book
        these are nearly all, and no more is read of them than this takes."""
        customer = table("customer")
        bits = [
            case((customer.c[name].is_(None), 1 << place), else_=0)
            for place, name in enumerate(_FILLED)
        ]
        empty = sum(bits[1:], start=bits[0])
        known: dict[str, tuple[int, int, bool, int]] = {}
        query = select(
            customer.c.key, customer.c.id, func.length(customer.c.number),
            customer.c.name == customer.c.number, empty,
        )  # fmt: skip
        for place, id, length, nameless, lacking in self._connection.execute(query):
            known[place] = (id, length, bool(nameless), lacking)
        settled: dict[str, int] = {}
        rest: list[CustomerFacts] = []
        if not known:
            return settled, list(accounts)
        for facts in accounts:
            held = known.get(key(facts.number))
            if held is not None and not _adds(facts, held):
                settled[facts.number] = held[0]
            else:
                rest.append(facts)
        return settled, rest

    def _upsert(
        self, accounts: Sequence[CustomerFacts], run_id: int, *, master: bool
    ) -> dict[str, int]:
        customer = table("customer")
        names = ("id", "key", "number", "name", "name_key", "told", "tags", *_FILLED)
        columns = [customer.c[name] for name in (*names, "credit_limit_minor", "credit_currency")]
        by_key: dict[str, dict[str, Any]] = {}
        by_name: dict[str, list[dict[str, Any]]] = {}
        for row in self._connection.execute(select(*columns)).mappings():
            held = dict(row)
            by_key[held["key"]] = held
            by_name.setdefault(held["name_key"], []).append(held)
        found: dict[str, str] = {}
        fresh: dict[str, tuple[Any, ...]] = {}
        changes: dict[int, dict[str, Any]] = {}
        for facts in accounts:
            place, named = key(facts.number), key(facts.name)
            known = by_key.get(place) or _by_name(facts, by_name.get(named), master=master)
            if known is not None:
                change = _change(known, facts, master=master)
                if change:
                    changes.setdefault(known["id"], {}).update(change)
                    known |= change
                found[facts.number] = known["key"]
            else:
                if place not in fresh:
                    fresh[place] = _row(facts, place, named, run_id)
                found[facts.number] = place
        if fresh:
            bulk.insert_rows(self._connection, customer, _NEW, fresh.values())
        _write(self._connection, customer, changes)
        ids = self._ids_by_key()
        if master or any(facts.parent for facts in accounts):
            self._parents(accounts, found, ids, fill_only=not master)
        return {number: ids[place] for number, place in found.items()}

    def _ids_by_key(self) -> dict[str, int]:
        customer = table("customer")
        rows = self._connection.execute(select(customer.c.key, customer.c.id))
        return {row[0]: row[1] for row in rows}

    def _parents(
        self,
        accounts: Sequence[CustomerFacts],
        found: dict[str, str],
        ids: dict[str, int],
        *,
        fill_only: bool,
    ) -> None:
        customer = table("customer")
        for facts in accounts:
            parent = ids.get(key(facts.parent)) if facts.parent else None
            own = ids[found[facts.number]]
            if parent is not None and parent != own:
                query = update(customer).where(customer.c.id == own)
                if fill_only:
                    query = query.where(customer.c.parent_id.is_(None))
                self._connection.execute(query.values(parent_id=parent))

    def listed_customers(self, ids: Collection[int], run_id: int) -> tuple[Gone, Gone, int]:
        """Mark which customers a list names: those that vanished from it, those that are back, as
        (id, number); and how many are missing where the list is only a part of the earlier ones.

        Vanished is who an earlier list named and this one does not; nobody is deleted."""
        customer = table("customer")
        rows = self._connection.execute(
            select(customer.c.id, customer.c.number, customer.c.vanished_import_id).where(
                customer.c.listed_import_id.is_not(None)
            )
        ).all()
        missing = [(id, number) for id, number, gone in rows if id not in ids and gone is None]
        back = [(id, number) for id, number, gone in rows if id in ids and gone is not None]
        partial = len(missing) if looks_partial(len(ids), len(missing)) else 0
        gone = [] if partial else missing
        for chunk in _chunks(sorted(ids)):
            self._connection.execute(
                update(customer)
                .where(customer.c.id.in_(chunk))
                .values(listed_import_id=run_id, vanished_import_id=None)
            )
        for chunk in _chunks([id for id, _ in gone]):
            self._connection.execute(
                update(customer).where(customer.c.id.in_(chunk)).values(vanished_import_id=run_id)
            )
        return gone, back, partial

    def customer_ids(self) -> dict[str, tuple[int, str]]:
        """Comparison key → (id, number) of every customer; unique names serve as keys too."""
        customer = table("customer")
        rows = self._connection.execute(
            select(customer.c.key, customer.c.id, customer.c.number, customer.c.name_key)
        ).all()
        names: dict[str, list[tuple[int, str]]] = {}
        for _, id, number, name in rows:
            names.setdefault(name, []).append((id, number))
        single = {name: found[0] for name, found in names.items() if len(found) == 1}
        return single | {place: (id, number) for place, id, number, _ in rows}

    def upsert_people(self, people: Sequence[Person]) -> int:
        """Add or update people by login; returns how many are new."""
        person = table("person")
        held = {row[0] for row in self._connection.execute(select(person.c.login))}
        rows = [
            {
                "login": one.login, "name": one.name, "role": one.role, "team": one.team,
                "email": one.email, "phone": one.phone, "languages": list(one.languages),
                "skills": list(one.skills), "seniority": one.seniority, "capacity": one.capacity,
                "active": True,
            }
            for one in people
        ]  # fmt: skip
        fresh = [row for row in rows if row["login"] not in held]
        known = [{**row, "who": row["login"]} for row in rows if row["login"] in held]
        if fresh:
            self._connection.execute(insert(person), fresh)
        if known:
            names = [name for name in known[0] if name not in ("login", "who", "active")]
            self._connection.execute(
                update(person)
                .where(person.c.login == bindparam("who"))
                .values({name: bindparam(name) for name in names}),
                [{name: row[name] for name in (*names, "who")} for row in known],
            )
        return len(fresh)


def _adds(facts: CustomerFacts, held: tuple[int, int, bool, int]) -> bool:
    """Whether a ledger says more of a customer than is held, which is as ``_settled`` has it."""
    _, length, nameless, lacking = held
    return (
        len(facts.number) > length
        or (nameless and facts.name != facts.number)
        or facts.credit_limit is not None
        or facts.parent is not None
        or any(
            lacking >> place & 1 and getattr(facts, name) is not None
            for place, name in enumerate(_FILLED)
        )
    )


def _by_name(
    facts: CustomerFacts, same_name: list[dict[str, Any]] | None, *, master: bool
) -> dict[str, Any] | None:
    """The customer of that name, where a number is lacking on one side or the other."""
    if not same_name or len(same_name) > 1:
        return None
    held = same_name[0]
    nameless = master and held["number"] == held["name"]
    return held if facts.number == facts.name or nameless else None


def _change(held: dict[str, Any], facts: CustomerFacts, *, master: bool) -> dict[str, Any]:
    """What a file changes of a customer, ``told`` included."""
    change: dict[str, Any] = {}
    told = held["told"]
    if facts.number != facts.name and held["number"] == held["name"] and master:
        change |= {"number": facts.number, "key": key(facts.number)}
    elif len(facts.number) > len(held["number"]) and key(facts.number) == held["key"]:
        change["number"] = facts.number
    said: dict[str, Any] = {name: getattr(facts, name) for name in _FILLED}
    said["name"] = facts.name if facts.name != facts.number else None
    nameless = held["name"] == held["number"]
    if said["name"] and (nameless or (master and may_set(told, "name", held["name"], facts.name))):
        change |= {"name": facts.name, "name_key": key(facts.name)}
    for name in _FILLED:
        if may_set(told, name, held[name], said[name], fills=not master):
            change[name] = said[name]
    if facts.credit_limit is not None:
        said["limit"] = [facts.credit_limit, facts.credit_currency]
        now = [held["credit_limit_minor"], held["credit_currency"]]
        if may_set(told, "limit", None if now[0] is None else now, said["limit"]):
            change |= {
                "credit_limit_minor": facts.credit_limit, "credit_currency": facts.credit_currency,
            }  # fmt: skip
    if facts.tags:
        said["tags"] = list(facts.tags)
        if may_set(told, "tags", held["tags"] or None, said["tags"]):
            change["tags"] = said["tags"]
    if not master:  # who only fills says nothing of what stands there already
        said = {name: value for name, value in said.items() if name in change}
        if "credit_limit_minor" in change:
            said["limit"] = [facts.credit_limit, facts.credit_currency]
    new = now_told(told, said) if master or said else told
    return change if new == told else {**change, "told": new}


def _row(facts: CustomerFacts, place: str, named: str, run_id: int) -> tuple[Any, ...]:
    """Values of ``_NEW``; JSON as text, as the driver takes it."""
    said: dict[str, Any] = {name: getattr(facts, name) for name in _FILLED}
    said["name"] = facts.name if facts.name != facts.number else None
    if facts.credit_limit is not None:
        said["limit"] = [facts.credit_limit, facts.credit_currency]
    if facts.tags:
        said["tags"] = list(facts.tags)
    tags = json.dumps(said["tags"]) if facts.tags else None
    return (
        place, facts.number, facts.name, named, *(said[name] for name in _FILLED),
        facts.credit_limit, facts.credit_currency, tags, _as_json(now_told({}, said)), run_id, 0, 1,
    )  # fmt: skip


def _as_json(told: dict[str, Any]) -> str:
    """As ``json.dumps``: a large book has many names, but few sorts of everything else."""
    name = told.pop("name", None)
    lists = not {"limit", "tags"}.isdisjoint(told)
    rest = json.dumps(told) if lists else _rest_as_json(tuple(told.items()))
    if name is None:
        return rest
    named = f'{{"name": {json.dumps(name)}'
    return f"{named}, {rest[1:]}" if told else f"{named}}}"


@lru_cache(maxsize=1000)
def _rest_as_json(told: tuple[tuple[str, str], ...]) -> str:
    return json.dumps(dict(told))


def _write(connection: Connection, customer: Table, changes: dict[int, dict[str, Any]]) -> None:
    """The changes, those of the same columns by one statement."""
    alike: dict[tuple[str, ...], list[dict[str, Any]]] = {}
    for id, change in changes.items():
        row = {f"new_{name}": value for name, value in change.items()}
        alike.setdefault(tuple(sorted(change)), []).append({"which": id, **row})
    for names, rows in alike.items():
        values = {name: bindparam(f"new_{name}", type_=customer.c[name].type) for name in names}
        connection.execute(
            update(customer).where(customer.c.id == bindparam("which")).values(values), rows
        )


def _chunks(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    return (ids[start : start + 500] for start in range(0, len(ids), 500))
