"""Finding an account by whatever is at hand: name, number, invoice, amount, telephone, contact."""

from __future__ import annotations

import re
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, case, func, or_, select

from collectwork.domain.account import Hit
from collectwork.domain.customers import Customer, key
from collectwork.domain.money import decimals
from collectwork.store.accounts import customer_of
from collectwork.store.tables import table

_SHORTEST_INSIDE = 3  # signs before documents and telephone numbers are searched inside


class Search:
    """Look-ups over the whole book; every text is bound, never part of a statement."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def named(self, text: str, limit: int = 6) -> list[Customer]:
        """Customers by exact number, else exact name, else number or name that contains the text
        (those that begin with it first)."""
        customer, wanted = table("customer"), key(text)
        if not wanted:
            return []
        for exact in (customer.c.key == wanted, customer.c.name_key == wanted):
            found = self._customers(select(customer).where(exact).order_by(customer.c.id), limit)
            if found:
                return found
        near = or_(_inside(customer.c.name_key, wanted), _inside(customer.c.key, wanted))
        begins = or_(_begins(customer.c.name_key, wanted), _begins(customer.c.key, wanted))
        order = case((begins, 0), else_=1)
        return self._customers(
            select(customer).where(near).order_by(order, customer.c.name_key, customer.c.id), limit
        )

    def names_like(self, text: str, limit: int = 200) -> list[tuple[str, str]]:
        """(number, name) of customers whose name begins as the text does, for suggestions."""
        customer, wanted = table("customer"), key(text)[:2]
        query = (
            select(customer.c.number, customer.c.name)
            .where(or_(_begins(customer.c.name_key, wanted), _begins(customer.c.key, wanted)))
            .order_by(customer.c.name_key)
            .limit(limit)
        )
        return [(number, name) for number, name in self._connection.execute(query)]

    def everywhere(self, text: str, amounts: frozenset[int], limit: int) -> list[Hit]:
        """Hits of every kind, names and numbers first; an account once for each way it matched.

        ``amounts``: the text read as money, in minor units (empty where it is none).
        """
        hits: list[Hit] = []
        wanted = key(text)
        if not wanted:
            return hits
        named = self.named(text, limit)
        is_number = len(named) == 1 and key(named[0].number) == wanted
        hits += [Hit(c.id, c.number, c.name, "") for c in named]
        hits += self._invoices(text.strip(), limit, inside=not is_number)
        if amounts:
            hits += self._amounts(amounts, limit)
        hits += self._contacts(wanted, limit)
        return list(dict.fromkeys(hits))[:limit]

    def _customers(self, query: Select[Any], limit: int) -> list[Customer]:
        return [customer_of(row) for row in self._connection.execute(query.limit(limit))]

    def _invoices(self, text: str, limit: int, *, inside: bool) -> list[Hit]:
        """By the whole document number, else (``inside``) by a part of it that holds a digit."""
        item, customer = table("item"), table("customer")
        query = (
            select(customer.c.id, customer.c.number, customer.c.name, item.c.document)
            .join(item, item.c.customer_id == customer.c.id)
            .order_by(item.c.open_minor == 0, item.c.document, customer.c.id)
            .limit(limit)
        )
        exact = query.where(item.c.document.in_(sorted({text, text.upper(), text.lower()})))
        rows = list(self._connection.execute(exact))
        inside = inside and len(text) >= _SHORTEST_INSIDE and any(c.isdigit() for c in text)
        if not rows and inside:
            rows = list(self._connection.execute(query.where(self._holds(text))))
        return [Hit(id, number, name, f"invoice {doc}") for id, number, name, doc in rows]

    def _holds(self, text: str) -> ColumnElement[bool]:
        """Whether a document number holds the text; found in the index on documents alone."""
        item = table("item").alias("candidate")
        document = item.c.document
        if self._connection.dialect.name == "postgresql":
            held = document.icontains(text, autoescape=True)
        else:  # here LIKE does not tell cases apart, and lower() would cost a call a row
            held = document.contains(text, autoescape=True)
        return table("item").c.document.in_(select(document).where(held))

    def _amounts(self, amounts: frozenset[int], limit: int) -> list[Hit]:
        item, customer = table("item"), table("customer")
        query = (
            select(
                customer.c.id, customer.c.number, customer.c.name,
                item.c.document, item.c.currency, item.c.open_minor,
            )
            .join(item, item.c.customer_id == customer.c.id)
            .where(item.c.id.in_(_with_open(amounts)))
            .order_by(customer.c.name_key, item.c.document)
            .limit(limit)
        )  # fmt: skip
        return [
            Hit(id, number, name, f"{decimals(minor, currency)} {currency} on {document}")
            for id, number, name, document, currency, minor in self._connection.execute(query)
        ]

    def _contacts(self, wanted: str, limit: int) -> list[Hit]:
        contact, customer = table("contact"), table("customer")
        digits = re.sub(r"\D", "", wanted)
        is_phone = len(digits) >= _SHORTEST_INSIDE and not re.search(r"[^\d\s()+/.-]", wanted)
        phone, local = _bare(contact.c.phone), digits.lstrip("0")
        by_phone = _inside(phone, local) if is_phone and local else None
        by_name = or_(
            _inside(func.lower(contact.c.name), wanted),
            _inside(func.lower(contact.c.email), wanted),
        )
        query = (
            select(
                customer.c.id, customer.c.number, customer.c.name,
                contact.c.name.label("person"), contact.c.email, contact.c.phone,
            )
            .join(contact, contact.c.customer_id == customer.c.id)
            .where(by_name if by_phone is None else by_phone)
            .order_by(customer.c.name_key, contact.c.name)
            .limit(limit)
        )  # fmt: skip
        hits = []
        for id, number, name, person, email, said in self._connection.execute(query):
            if by_phone is not None and said and local in re.sub(r"\D", "", said):
                how = f"phone {said}"
            elif email and wanted in email.casefold() and wanted not in person.casefold():
                how = f"address {email}"
            else:
                how = f"contact {person}"
            hits.append(Hit(id, number, name, how))
        return hits


def _with_open(amounts: frozenset[int]) -> Select[Any]:
    """Items of these open amounts, found in the index of what is open."""
    item = table("item").alias("candidate")
    return select(item.c.id).where(item.c.open_minor != 0, item.c.open_minor.in_(sorted(amounts)))


def _begins(column: ColumnElement[Any], text: str) -> ColumnElement[bool]:
    return column.startswith(text, autoescape=True)


def _inside(column: ColumnElement[Any], text: str) -> ColumnElement[bool]:
    return column.contains(text, autoescape=True)


def _bare(column: ColumnElement[Any]) -> ColumnElement[str]:
    """A telephone number without the signs people put into it."""
    bare: ColumnElement[str] = func.coalesce(column, "")
    for sign in (" ", "-", "/", "(", ")", ".", "\u00a0"):
        bare = func.replace(bare, sign, "")
    return bare
