"""What a summary by age says of a customer: a balance in a bucket, with bounds instead of days.

There is no invoice behind such a balance and no due day. What is certain is a bound: everything in
*31-60* was due at least 31 days before the summary's day. ``what`` says which kind of bucket it is:

==========  =======================================================================
not due     not due on the summary's day
range       from ``days_from`` to ``days_to`` days past due (None: and more)
overdue     past due, without a range
mixed       not due or up to ``days_to`` days past due: not surely past due
old         days since the invoice, of terms that nobody told: not surely past due
unknown     a period whose days the file does not explain: not surely past due
rest        what the list has no column for: not due
aside       credits in a column of their own
==========  =======================================================================
"""

from __future__ import annotations

import re
from datetime import date

BALANCE = "balance"  # the kind of such an item


def document_of(what: str, days_from: int | None, days_to: int | None, label: str) -> str:
    """What stands where an invoice has its number, in brackets as for items without one."""
    if what == "range" and days_from is not None:
        return f"({days_from}-{days_to} days)" if days_to is not None else f"({days_from}+ days)"
    if what == "mixed":
        return f"(not due-{days_to} days)"
    words = {
        "not due": "not due", "overdue": "past due", "rest": "no bucket", "aside": "credits",
    }  # fmt: skip
    return f"({words.get(what, label)})"


_NAMED = re.compile(r"\((?:not due(?:-\d+ days)?|\d+(?:-\d+|\+) days|past due|no bucket|credits)\)")


def names_balance(document: str) -> bool:
    """Whether that stands for a balance rather than for a document."""
    return bool(_NAMED.fullmatch(document))


def at_least(due_by: date | None, today: date) -> int | None:
    """Days past due on a day that are certain; None where nothing of it surely is."""
    if due_by is None or due_by >= today:
        return None
    return (today - due_by).days
