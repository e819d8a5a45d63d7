"""Suggestions: what a customer's reply seems to say, proposed to a collector and never done alone.

=========  ==============================================================  =====================
state      means                                                           ends by
=========  ==============================================================  =====================
proposed   found in a reply, waits for a person                            accept, edit, decline
accepted   a person did what was proposed                                  -
edited     the same, with another day, amount, invoice or reason           -
declined   a person said it is not so                                      -
expired    overtaken: a newer reply says another thing, or it is paid      -
=========  ==============================================================  =====================
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

Kind = Literal["promise", "dispute", "copy", "paid"]
State = Literal["proposed", "accepted", "edited", "declined", "expired"]

KINDS: tuple[Kind, ...] = ("promise", "dispute", "copy", "paid")
STATES: tuple[State, ...] = ("proposed", "accepted", "edited", "declined", "expired")
#: Longest sentence that is kept, in characters.
SENTENCE_LIMIT = 300
#: What a copy request asks for, in ``Found.reason``.
INVOICE_COPY = "invoice"
STATEMENT_COPY = "statement"


@dataclass(frozen=True, slots=True)
class KnownItem:
    """An open item of the account a reply is about: what its words may mean.

    ``open_minor`` in minor units of ``currency``; ``document`` is the invoice number as printed.
    """

    item_id: int
    document: str
    currency: str
    open_minor: int
    due: date | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """One thing a reply says.

    ``sentence``: the customer's own sentence, word for word, at most SENTENCE_LIMIT characters.
    ``amount_minor`` in minor units of ``currency``, both None where none is said. ``day``: when
    payment will be or was made. ``documents``: invoice numbers as the open items spell them;
    empty where none is named. ``reason``: a dispute's category (``domain.disputes.CATEGORIES``),
    or what a copy is asked of (INVOICE_COPY, STATEMENT_COPY); None else.
    """

    kind: Kind
    sentence: str
    amount_minor: int | None = None
    currency: str | None = None
    day: date | None = None
    documents: tuple[str, ...] = ()
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A found thing as kept. ``customer`` and ``name`` are the account's; ``items`` ids and
    ``invoices`` numbers of what the sentence names; ``remark`` why it was declined or is over;
    ``sender`` and ``subject`` of the reply; ``decided_at`` UTC text."""

    id: int
    message_id: int
    customer_id: int
    customer: str
    name: str
    kind: Kind
    sentence: str
    amount: int | None
    currency: str | None
    day: date | None
    items: tuple[int, ...]
    invoices: tuple[str, ...]
    reason: str | None
    state: State
    made_on: date
    sender: str = ""
    subject: str = ""
    decided_at: str | None = None
    decided_by: str | None = None
    decided_entry: str | None = None
    remark: str | None = None
