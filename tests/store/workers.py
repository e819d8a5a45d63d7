"""What the worker processes of the store's tests do."""

from __future__ import annotations

import os

from sqlalchemy import select, update

from collectwork.domain import clocks
from collectwork.domain.activity import Draft, new_id
from collectwork.store.opening import open_store
from collectwork.store.tables import table


def increment(url: str, name: str, times: int, told: str) -> None:
    """Raise the tally, with two entries each time; append the id to ``told`` once recorded."""
    out = os.open(told, os.O_CREAT | os.O_WRONLY | os.O_APPEND)
    store = open_store(url, clocks.system, name)
    people = table("person")
    for _ in range(times):
        key = new_id()
        with store.write(key) as tx:
            query = select(people.c.capacity).where(people.c.login == "tally")
            held = tx.connection.execute(query.with_for_update()).scalar_one()
            change = update(people).where(people.c.login == "tally").values(capacity=held + 1)
            tx.connection.execute(change)
            tx.record(Draft("note", None, {"to": held + 1}))
            tx.record(Draft("note", None, {"after": key}))
        os.write(out, f"{key}\n".encode())
    store.close()
    os.close(out)
