"""The people who collect."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Row, func, insert, select, update

from collectwork.domain.team import Person
from collectwork.store.tables import table


class People:
    """People within one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def all(self) -> list[Person]:
        """Everybody, by login."""
        person = table("person")
        rows = self._connection.execute(select(person).order_by(person.c.login))
        return [_person(row) for row in rows]

    def by_login(self, login: str) -> Person | None:
        person = table("person")
        row = self._connection.execute(select(person).where(person.c.login == login)).first()
        return None if row is None else _person(row)

    def count(self) -> int:
        return self._connection.scalar(select(func.count()).select_from(table("person"))) or 0

    def put(self, person: Person) -> None:
        """Add the person, or change the one of that login."""
        rows = table("person")
        values = _values(person)
        changed = self._connection.execute(
            update(rows).where(rows.c.login == person.login).values(values)
        )
        if changed.rowcount == 0:
            self._connection.execute(insert(rows).values(values | {"login": person.login}))


def _values(person: Person) -> dict[str, Any]:
    return {
        "name": person.name,
        "role": person.role,
        "team": person.team,
        "email": person.email,
        "phone": person.phone,
        "languages": list(person.languages),
        "skills": list(person.skills),
        "seniority": person.seniority,
        "capacity": person.capacity,
        "absent_from": person.absent_from,
        "absent_until": person.absent_until,
        "active": person.active,
        "substitutes": list(person.substitutes),
    }


def _person(row: Row[Any]) -> Person:
    return Person(
        login=row.login,
        name=row.name,
        role=row.role,
        team=row.team,
        email=row.email,
        phone=row.phone,
        languages=tuple(row.languages or ()),
        skills=tuple(row.skills or ()),
        seniority=row.seniority,
        capacity=row.capacity,
        absent_from=row.absent_from,
        absent_until=row.absent_until,
        active=row.active,
        substitutes=tuple(row.substitutes or ()),
    )
