"""Items that gave way because their company's ledger changed its shape."""

from __future__ import annotations

from sqlalchemy import ColumnElement, and_, select

from collectwork.store.tables import table

REPLACED = "replaced"


def was_replaced() -> ColumnElement[bool]:
    """Whether a row of ``item`` is closed only because a ledger of another shape took its place:
    a summary by age that of invoices, or the other way round."""
    item, event = table("item"), table("item_event")
    later = event.alias("later_event")
    newest = (
        ~select(later.c.id)
        .where(later.c.item_id == event.c.item_id, later.c.id > event.c.id)
        .correlate(event)
        .exists()
    )
    replaced = (
        select(event.c.id)
        .where(event.c.item_id == item.c.id, event.c.kind == REPLACED, newest)
        .correlate(item)
        .exists()
    )
    return and_(item.c.open_minor == 0, replaced)
