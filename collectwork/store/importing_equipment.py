"""What is known about the accounts that owe something: for the gaps that an import names."""

from __future__ import annotations

from sqlalchemy import Connection, and_, case, exists, func, or_, select

from collectwork.domain.ledger import Equipment
from collectwork.store.tables import table


class Equipped:
    """What accounts have, within one import."""

    _connection: Connection

    def equipment(self) -> Equipment:
        """Counts over the customers with something open."""
        customer, contact, item = table("customer"), table("contact"), table("item")
        usable = and_(
            contact.c.customer_id == customer.c.id,
            contact.c.vanished_import_id.is_(None),
            contact.c.do_not_contact.is_(False),
        )
        mail = exists().where(
            usable, contact.c.email.is_not(None), contact.c.email_state != "bounced"
        )
        phone = exists().where(usable, contact.c.phone.is_not(None))
        language = or_(
            customer.c.language.is_not(None),
            customer.c.country.is_not(None),
            exists().where(usable, contact.c.language.is_not(None)),
        )
        owes = exists().where(item.c.customer_id == customer.c.id, item.c.open_minor != 0)
        conditions = (mail, phone, language, customer.c.credit_limit_minor.is_not(None))
        found = self._connection.execute(
            select(
                func.count(),
                *(func.coalesce(func.sum(case((one, 1), else_=0)), 0) for one in conditions),
            )
            .select_from(customer)
            .where(owes)
        ).one()
        return Equipment(*map(int, found))
