"""Every table as rows to take out: money as decimals, moments as text, binary columns as hex."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, LargeBinary, Select, select

from collectwork.domain.money import Money, decimals
from collectwork.store.log import ENTRY
from collectwork.store.tables import table

#: The tables that can be taken out: the name people use → the table's.
EXPORTS = {
    "customers": "customer",
    "contacts": "contact",
    "people": "person",
    "items": "item",
    "item_events": "item_event",
    "payments": "payment",
    "activities": "activity",
    "activity_items": "activity_item",
    "promises": "promise",
    "disputes": "dispute",
    "blocks": "block",
    "proposals": "proposal",
    "follow_ups": "follow_up",
    "imports": "import_run",
    "plans": "plan_run",
    "worklist": "work_line",
    "rules": "ruleset",
    "outbox": "outbox",
    "withheld": "withheld_contact",
    "rates": "rate",
    "log": "entry",
}
_HIDDEN = ("message", "salt", "sig")
_SUMS = ("totals", "past_due", "rejected_money", "amounts")

Cell = Callable[[Any, Any], Any]  # value, currency of the row → what is written


class ExportTables:
    """The tables within one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def table_names(self) -> Sequence[str]:
        """What can be taken out."""
        return tuple(EXPORTS)

    def table_rows(self, name: str) -> tuple[Sequence[str], Iterator[Sequence[Any]]]:
        """Headings and rows of a table, streamed. Raises KeyError for an unknown name."""
        query = _query(EXPORTS[name])
        columns = list(query.selected_columns)
        names = [column.key or "" for column in columns]
        money_of = next((n for n, one in enumerate(names) if one.endswith("currency")), None)
        changes: list[tuple[int, Cell]] = []
        for place, column in enumerate(columns):
            if names[place].endswith("_minor"):
                changes.append((place, _money))
            elif names[place] in _SUMS:
                changes.append((place, _sums))
            elif isinstance(column.type, LargeBinary):
                changes.append((place, _hex))

        def rows() -> Iterator[Sequence[Any]]:
            result = self._connection.execute(query, execution_options={"yield_per": 2000})
            for row in result:
                cells = list(row)
                currency = cells[money_of] if money_of is not None else None
                for place, change in changes:
                    if cells[place] is not None:
                        cells[place] = change(cells[place], currency or "")
                yield cells

        return [_heading(one, names) for one in names], rows()


def _heading(name: str, names: Sequence[str]) -> str:
    """Amounts lose their suffix, because they are no minor units any more."""
    plain = name.removesuffix("_minor")
    return f"{plain}_amount" if plain != name and plain in names else plain


def _query(source: str) -> Select[Any]:
    rows = ENTRY if source == "entry" else table(source)
    columns = [column for column in rows.c if column.name not in _HIDDEN]
    key = list(rows.primary_key.columns)
    if source == "item_event":
        item = table("item")
        return (
            select(*columns, item.c.document, item.c.currency)
            .join(item, item.c.id == rows.c.item_id)
            .order_by(*key)
        )
    return select(*columns).order_by(*key)


def _money(minor: int, currency: str) -> Any:
    return Money(minor, currency).decimal


def _hex(value: bytes, _: str) -> str:
    return bytes(value).hex()


def _sums(value: Any, currency: str) -> Any:
    """Minor units per currency as decimal text; a plain number stays what it is."""
    if not isinstance(value, Mapping):
        return value
    return {
        money: [decimals(one, money) for one in part]
        if isinstance(part, list)
        else decimals(part, money)
        for money, part in value.items()
    }
