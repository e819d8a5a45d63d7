"""The words that customers' data uses: what a rule's texts are compared with."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, select

from collectwork.store.tables import table

_MOST = 2_000  # further ones are no closed list any more


def words_known(connection: Connection) -> dict[str, set[str]]:
    """Fact → the values there are; none where there are too many to be a list."""
    customer, item = table("customer").c, table("item").c
    columns: dict[str, Any] = {
        "segment": customer.segment, "country": customer.country, "language": customer.language,
        "terms": customer.terms, "owner": customer.owner, "tags": customer.tags,
        "currency": item.currency, "company": item.company,
    }  # fmt: skip
    found = {}
    for name, column in columns.items():
        query = select(column).where(column.is_not(None)).distinct().limit(_MOST + 1)
        values = list(connection.execute(query).scalars()) if name != "tags" else _tags(connection)
        known = {value for value in values if value}
        if len(values) <= _MOST:
            found[name] = known
    return found


def _tags(connection: Connection) -> list[str]:
    """Lists of tags have no order that a database could compare: they are put together here."""
    tags = table("customer").c.tags
    lists = connection.execute(select(tags).where(tags.is_not(None))).scalars()
    return sorted({tag for one in lists for tag in one or ()})
