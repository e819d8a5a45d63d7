"""Summaries by age in the ledger: what was known before, and what a change of shape replaced."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import Connection, func, select

from collectwork.domain.balances import BALANCE
from collectwork.domain.comparing import Change, ItemState
from collectwork.store.held import total
from collectwork.store.importing_stage import STAGE
from collectwork.store.replaced import REPLACED
from collectwork.store.tables import table


class Balances:
    """Balances within one import."""

    _connection: Connection

    def ever_summed(self, companies: Sequence[str]) -> bool:
        """Whether any ledger of these companies was a summary by age."""
        of, run = table("ledger_run"), table("import_run")
        query = select(run.c.id).join_from(of, run, run.c.id == of.c.import_id)
        query = query.where(of.c.company.in_(companies), run.c.shape == "summary").limit(1)
        return self._connection.execute(query).first() is not None

    def balances_before(self, companies: Sequence[str]) -> dict[tuple[int, str], int]:
        """(customer, currency) → the sum of the balances that the summary before held."""
        item = table("item")
        query = (
            select(item.c.customer_id, item.c.currency, total(item.c.ledger_minor))
            .where(item.c.company.in_(companies), item.c.kind == BALANCE, item.c.ledger_minor != 0)
            .group_by(item.c.customer_id, item.c.currency)
        )
        return {(row[0], row[1]): int(row[2]) for row in self._connection.execute(query)}

    def replaced(self, companies: Sequence[str]) -> list[tuple[Change, date | None]]:
        """Invoices that a summary replaced, against the staged list: (what became of each since,
        the day of the list that held it)."""
        item, event = table("item"), table("item_event")
        later = event.alias("later_event")
        newest = select(func.max(later.c.id)).where(later.c.item_id == item.c.id).correlate(item)
        query = (
            select(
                item.c.id, item.c.customer_id, item.c.kind, item.c.currency, event.c.before_minor,
                event.c.due_before, event.c.after, STAGE.c.ledger_minor, STAGE.c.due,
                STAGE.c.settled,
            )
            .join_from(item, event, event.c.item_id == item.c.id)
            .outerjoin(STAGE, STAGE.c.item_id == item.c.id)
            .where(
                event.c.id == newest.scalar_subquery(),
                event.c.kind == REPLACED,
                event.c.after_minor == 0,
                item.c.kind != BALANCE,
                item.c.company.in_(companies),
                item.c.ledger_minor == 0,
            )
        )  # fmt: skip
        return [
            (
                Change(
                    ItemState(row[0], row[1], row[2], row[3], minor=row[4], due=row[5]),
                    row[7] or 0, row[8] if row[7] else row[5], row[9],
                ),
                row[6],
            )
            for row in self._connection.execute(query)
        ]  # fmt: skip
