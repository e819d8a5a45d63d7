"""Accounts and contacts that files bring: what a person added here is kept."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, bindparam, insert, select, update

from collectwork.domain.customers import key
from collectwork.domain.ledger import ContactFacts, CustomerFacts
from collectwork.domain.team import Person
from collectwork.store import bulk
from collectwork.store.tables import table

_FILLED = ("owner", "segment", "country", "language", "terms", "address")
_NEW = (
    "key", "number", "name", "name_key", *_FILLED, "credit_limit_minor", "credit_currency",
    "first_import_id", "pinned", "version",
)  # fmt: skip


class Accounts:
    """Customers, contacts and people within one import."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def upsert_customers(
        self, accounts: Sequence[CustomerFacts], run_id: int, *, master: bool
    ) -> dict[str, int]:
        """Number as the file writes it → customer id.

        ``master``: a customer list, which updates master data; a ledger only fills what is empty.
        A file without numbers finds a customer by its name, if only one has it.
        """
        customer = table("customer")
        columns = [customer.c[name] for name in ("id", "key", "number", "name", "name_key")]
        columns += [customer.c[name] for name in (*_FILLED, "credit_limit_minor")]
        by_key: dict[str, dict[str, Any]] = {}
        by_name: dict[str, list[dict[str, Any]]] = {}
        for row in self._connection.execute(select(*columns)).mappings():
            held = dict(row)
            by_key[held["key"]] = held
            by_name.setdefault(held["name_key"], []).append(held)
        found: dict[str, str] = {}
        fresh: dict[str, tuple[Any, ...]] = {}
        changes: list[tuple[int, dict[str, Any]]] = []
        for facts in accounts:
            place, named = key(facts.number), key(facts.name)
            known = by_key.get(place) or _by_name(facts, by_name.get(named), master=master)
            if known is not None:
                change = _change(known, facts, master=master)
                if change:
                    changes.append((known["id"], change))
                    known |= change
                found[facts.number] = known["key"]
            else:
                if place not in fresh:
                    fresh[place] = _row(facts, place, named, run_id)
                found[facts.number] = place
        if fresh:
            bulk.insert_rows(self._connection, customer, _NEW, fresh.values())
        for id, change in changes:
            self._connection.execute(update(customer).where(customer.c.id == id).values(change))
        ids = self._ids_by_key()
        if master:
            self._parents(accounts, found, ids)
        return {number: ids[place] for number, place in found.items()}

    def _ids_by_key(self) -> dict[str, int]:
        customer = table("customer")
        rows = self._connection.execute(select(customer.c.key, customer.c.id))
        return {row[0]: row[1] for row in rows}

    def _parents(
        self, accounts: Sequence[CustomerFacts], found: dict[str, str], ids: dict[str, int]
    ) -> None:
        customer = table("customer")
        for facts in accounts:
            parent = ids.get(key(facts.parent)) if facts.parent else None
            own = ids[found[facts.number]]
            if parent is not None and parent != own:
                self._connection.execute(
                    update(customer).where(customer.c.id == own).values(parent_id=parent)
                )

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

    def upsert_contacts(
        self, contacts: Sequence[ContactFacts], ids: dict[str, int], run_id: int, *, master: bool
    ) -> int:
        """Add new contacts and fill what is empty; those a list no longer names are marked as
        vanished (``master`` lists only). Returns how many vanished."""
        contact = table("contact")
        rows = self._connection.execute(
            select(
                contact.c.id, contact.c.customer_id, contact.c.name, contact.c.email,
                contact.c.phone, contact.c.role, contact.c.language, contact.c.source,
                contact.c.main, contact.c.vanished_import_id,
            )
        )  # fmt: skip
        held: dict[int, list[dict[str, Any]]] = {}
        for row in rows.mappings():
            held.setdefault(row["customer_id"], []).append(dict(row))
        fresh: list[dict[str, Any]] = []
        seen: set[int] = set()
        named: set[int] = set()
        for facts in contacts:
            customer_id = ids.get(facts.number)
            if customer_id is None:
                continue
            named.add(customer_id)
            mine = held.setdefault(customer_id, [])
            same = next((one for one in mine if _same_contact(one, facts)), None)
            if same is None:
                made = _contact_row(facts, customer_id, first=not any(o["main"] for o in mine))
                mine.append({**made, "id": 0, "vanished_import_id": None})
                fresh.append(made)
            elif same["id"]:
                seen.add(same["id"])
                self._fill_contact(same, facts, master=master)
        if fresh:
            self._connection.execute(insert(contact), fresh)
        if not master:
            return 0
        gone = [
            one["id"] for customer_id in named for one in held[customer_id]
            if one["id"] and one["source"] == "import" and one["id"] not in seen
            and one["vanished_import_id"] is None
        ]  # fmt: skip
        for id in gone:
            self._connection.execute(
                update(contact).where(contact.c.id == id).values(vanished_import_id=run_id)
            )
        return len(gone)

    def _fill_contact(self, held: dict[str, Any], facts: ContactFacts, *, master: bool) -> None:
        change: dict[str, Any] = {}
        for name in ("name", "email", "phone", "role", "language"):
            new = getattr(facts, name)
            stale = master and held["source"] == "import" and held[name] != new
            if new and (not held[name] or stale):
                change[name] = new
        if held["vanished_import_id"] is not None:
            change["vanished_import_id"] = None
        if change:
            contact = table("contact")
            self._connection.execute(
                update(contact).where(contact.c.id == held["id"]).values(change)
            )

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
    change: dict[str, Any] = {}
    if facts.number != facts.name and held["number"] == held["name"] and master:
        change |= {"number": facts.number, "key": key(facts.number)}
    elif len(facts.number) > len(held["number"]) and key(facts.number) == held["key"]:
        change["number"] = facts.number
    renamed = facts.name != held["name"] and facts.name != facts.number
    if renamed and (master or held["name"] == held["number"]):
        change |= {"name": facts.name, "name_key": key(facts.name)}
    for name in _FILLED:
        new = getattr(facts, name)
        if new and new != held[name] and (master or not held[name]):
            change[name] = new
    limit = facts.credit_limit
    if limit is not None and limit != held["credit_limit_minor"]:
        change |= {"credit_limit_minor": limit, "credit_currency": facts.credit_currency}
    return change


def _row(facts: CustomerFacts, place: str, named: str, run_id: int) -> tuple[Any, ...]:
    """Values of ``_NEW``."""
    return (
        place, facts.number, facts.name, named, facts.owner, facts.segment, facts.country,
        facts.language, facts.terms, facts.address, facts.credit_limit, facts.credit_currency,
        run_id, 0, 1,
    )  # fmt: skip


def _same_contact(held: dict[str, Any], facts: ContactFacts) -> bool:
    if facts.email and held["email"]:
        return bool(held["email"].casefold() == facts.email.casefold())
    return key(held["name"]) == key(facts.name)


def _contact_row(facts: ContactFacts, customer_id: int, *, first: bool) -> dict[str, Any]:
    return {
        "customer_id": customer_id, "name": facts.name, "role": facts.role, "email": facts.email,
        "phone": facts.phone, "language": facts.language, "source": "import", "main": first,
        "do_not_contact": False, "email_state": "unchecked", "version": 1,
    }  # fmt: skip
