"""Contacts that files bring: what a person added or changed here is kept."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import Connection, insert, select, update

from collectwork.domain.customers import key
from collectwork.domain.ledger import ContactFacts
from collectwork.domain.listed import looks_partial, may_set, now_told
from collectwork.store.tables import table

_SAID = ("name", "email", "phone", "role", "language", "time_zone")
_HELD = ("id", "customer_id", *_SAID, "source", "main", "told", "listed_import_id",
         "vanished_import_id")  # fmt: skip

Held = dict[str, Any]


class Contacts:
    """Contacts within one import."""

    _connection: Connection

    def upsert_contacts(
        self, contacts: Sequence[ContactFacts], ids: dict[str, int], run_id: int, *, master: bool
    ) -> int:
        """Add new contacts and update those that are known; who a list (``master``) no longer
        names is marked as vanished, never deleted, and comes back when a list names it again.
        Returns how many vanished. Contacts that were entered by hand never vanish."""
        held = self._held()
        of: dict[int, list[ContactFacts]] = {}
        for facts in contacts:
            customer_id = ids.get(facts.number)
            if customer_id is not None:
                of.setdefault(customer_id, []).append(facts)
        fresh: list[dict[str, Any]] = []
        seen: set[int] = set()
        for customer_id, named in of.items():
            mine = held.get(customer_id, [])
            for facts, same in _paired(named, mine):
                if same is not None:
                    seen.add(same["id"])
                    self._update(same, facts, run_id, master=master)
                    continue
                first = not any(one["main"] for one in mine)
                made = _row(facts, customer_id, run_id if master else None, first=first)
                mine = [*mine, made]
                fresh.append(made)
        if fresh:
            self._connection.execute(insert(table("contact")), fresh)
        return self._vanish(held, of, seen, run_id) if master else 0

    def _held(self) -> dict[int, list[Held]]:
        contact = table("contact")
        found: dict[int, list[Held]] = {}
        query = select(*(contact.c[name] for name in _HELD)).order_by(contact.c.id)
        for row in self._connection.execute(query).mappings():
            found.setdefault(row["customer_id"], []).append(dict(row))
        return found

    def _update(self, held: Held, facts: ContactFacts, run_id: int, *, master: bool) -> None:
        said = {name: getattr(facts, name) for name in _SAID}
        by_hand = held["source"] != "import"
        told = held["told"] if held["told"] is not None or not by_hand else {}
        change = {
            name: new
            for name, new in said.items()
            if may_set(told, name, held[name], new, fills=not master or by_hand)
        }
        if "email" in change:
            change["email_state"] = "unchecked"
        if not master:  # who only fills says nothing of what stands there already
            said = {name: new for name, new in said.items() if name in change}
        if said and (new_told := now_told(told, said)) != held["told"]:
            change["told"] = new_told
        if held["vanished_import_id"] is not None:
            change["vanished_import_id"] = None
        if master and held["listed_import_id"] != run_id:
            change["listed_import_id"] = run_id
        if change:
            contact = table("contact")
            self._connection.execute(
                update(contact).where(contact.c.id == held["id"]).values(change)
            )

    def _vanish(
        self,
        held: dict[int, list[Held]],
        of: dict[int, list[ContactFacts]],
        seen: set[int],
        run_id: int,
    ) -> int:
        """Of customers the list names, every contact it does not; of others, those that an earlier
        list named, unless so many are missing that this list is only a part."""
        live = [
            (customer_id, one)
            for customer_id, mine in held.items()
            for one in mine
            if one["source"] == "import"
            and one["id"] not in seen
            and one["vanished_import_id"] is None
        ]
        near = [one["id"] for customer_id, one in live if customer_id in of]
        far = [
            one["id"]
            for customer_id, one in live
            if customer_id not in of and one["listed_import_id"] is not None
        ]
        if looks_partial(len(seen), len(far)):
            far = []
        gone = [*near, *far]
        contact = table("contact")
        for chunk in _chunks(gone):
            self._connection.execute(
                update(contact).where(contact.c.id.in_(chunk)).values(vanished_import_id=run_id)
            )
        return len(gone)


def _paired(
    named: Sequence[ContactFacts], mine: Sequence[Held]
) -> Iterator[tuple[ContactFacts, Held | None]]:
    """Each contact of a list with the one known: by address, else by name, where neither has an
    address that points elsewhere: a person with a new address stays that person."""
    by_mail = {one["email"].casefold(): one for one in mine if one["email"]}
    taken: set[int] = set()
    found: dict[int, Held] = {}
    for place, facts in enumerate(named):
        same = by_mail.get((facts.email or "").casefold())
        if same is not None and same["id"] not in taken:
            taken.add(same["id"])
            found[place] = same
    for place, facts in enumerate(named):
        if place in found:
            continue
        same = next(
            (one for one in mine if one["id"] not in taken and key(one["name"]) == key(facts.name)),
            None,
        )
        if same is not None:
            taken.add(same["id"])
            found[place] = same
    return ((facts, found.get(place)) for place, facts in enumerate(named))


def _row(
    facts: ContactFacts, customer_id: int, listed: int | None, *, first: bool
) -> dict[str, Any]:
    said = {name: getattr(facts, name) for name in _SAID}
    return {
        "customer_id": customer_id, **said, "source": "import", "main": first,
        "do_not_contact": False, "email_state": "unchecked", "listed_import_id": listed,
        "told": now_told({}, said), "version": 1,
    }  # fmt: skip


def _chunks(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    return (ids[start : start + 500] for start in range(0, len(ids), 500))
