"""What a template may speak of: the one table behind `collectwork templates vars`, the lint and the
documentation. A test compares it with what composing really passes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

Kind = Literal["text", "number", "amount", "date", "yes or no", "record", "list", "table"]


@dataclass(frozen=True, slots=True)
class Variable:
    """``name`` is what stands in the braces; of a list's rows that of the value in a row.
    ``fields``: of a record, or of each row of a list. ``may_lack``: ask with ``if`` first."""

    name: str
    kind: Kind
    meaning: str
    fields: tuple[Variable, ...] = ()
    may_lack: bool = False

    @property
    def by_name(self) -> Mapping[str, Variable]:
        return {one.name: one for one in self.fields}


def _text(name: str, meaning: str, *, may_lack: bool = False) -> Variable:
    return Variable(name, "text", meaning, may_lack=may_lack)


_MONEY = (
    _text("currency", "three letters"),
    Variable("amount", "amount", "with its currency, as the language writes it"),
)

VARIABLES: tuple[Variable, ...] = (
    Variable(
        "customer", "record", "the account",
        (_text("name", "its name"), _text("number", "its number"),
         _text("country", "two letters", may_lack=True)),
    ),
    Variable(
        "contact", "record", "the person written to; ask with {% if contact %}",
        (_text("name", "the name"), _text("role", "what they do", may_lack=True),
         _text("email", "the address", may_lack=True)),
        may_lack=True,
    ),
    Variable("table", "table", "the items as a table, credits marked, with totals; on a line of "
             "its own"),
    Variable(
        "items", "list", "what the mail is about, in the order of the table",
        (_text("document", "number of the invoice or credit"),
         _text("kind", "invoice, credit, payment, balance …"),
         Variable("issued", "date", "day of the document", may_lack=True),
         Variable("due", "date", "day it is due", may_lack=True),
         Variable("days", "number", "days past due, negative before", may_lack=True),
         *_MONEY,
         Variable("credit", "yes or no", "whether it is taken off"),
         _text("po", "the customer's order number", may_lack=True),
         Variable("disputed", "yes or no", "whether it is disputed")),
    ),
    Variable("totals", "list", "one a currency; currencies are never added to each other", _MONEY),
    Variable(
        "aging", "list", "the account's open items by age, one for each currency and age that has "
        "any",
        (_text("age", "the age in words, as on the statement"), *_MONEY),
    ),
    Variable(
        "promises", "list", "promises that still run, the earliest first",
        (Variable("amount", "amount", "what was promised"),
         Variable("due", "date", "the day promised"),
         _text("document", "the invoice, empty for a promise on the account", may_lack=True)),
    ),
    Variable("deadline", "date", "the new deadline: the template's days from today, never fewer "
             "than the customer's country asks for, moved to a business day"),
    Variable("today", "date", "the day of the mail"),
    Variable("as_of", "date", "the day of the newest ledger"),
    _text("reference", "what the customer is asked to quote"),
    _text("payment_reference", "what a payment should say: the invoices, or account and reference "
          "where they are too many"),
    Variable(
        "interest", "list", "statutory interest to today, one an overdue invoice listed; empty "
        "where no rate is known",
        (_text("document", "the invoice"), *_MONEY,
         Variable("principal", "amount", "on which it runs now"),
         Variable("since", "date", "first day"), Variable("until", "date", "last day, included"),
         Variable("days", "number", "days"),
         _text("rate", "the newest rate a year, as 11.27 %"),
         _text("source", "the law and who published the rate")),
    ),
    Variable("interest_totals", "list", "the same, one a currency", _MONEY),
    Variable("fee", "list", "fixed sums for recovery costs by law, one a currency; empty where "
             "there is none or no rate is known", _MONEY),
    Variable(
        "bank", "list", "where to pay, for the currencies of the totals: [[bank]] of the config",
        (_text("currency", "empty: for every currency", may_lack=True),
         _text("iban", "in groups of four"),
         _text("bic", "BIC", may_lack=True), _text("holder", "account holder", may_lack=True),
         _text("bank", "name of the bank", may_lack=True)),
    ),
    Variable(
        "company", "record", "the seller: [company] of the config",
        (_text("name", "its name", may_lack=True),
         _text("address", "in one line", may_lack=True),
         _text("registration", "in one line", may_lack=True)),
    ),
    Variable(
        "history", "record", "what went before",
        (Variable("mails", "number", "mails sent to the account"),
         Variable("last_mail", "date", "day of the newest", may_lack=True),
         Variable("last_reply", "date", "day of the newest reply", may_lack=True),
         Variable("kept", "number", "promises kept"),
         Variable("broken", "number", "promises not kept"),
         Variable("part_paid", "yes or no", "whether money came in the last 30 days on an invoice "
                  "that is still open")),
    ),
    Variable(
        "sender", "record", "who writes",
        (_text("name", "the person"), _text("email", "where replies go"),
         _text("phone", "the person's", may_lack=True), _text("team", "team", may_lack=True)),
    ),
    _text("team", "the team, as sender.team", may_lack=True),
)  # fmt: skip
BY_NAME: Mapping[str, Variable] = {one.name: one for one in VARIABLES}


def listed() -> Iterator[tuple[str, Variable]]:
    """Every variable with its whole name (``customer.name``, ``items[].due``), in order."""
    for one in VARIABLES:
        yield one.name, one
        between = "[]." if one.kind == "list" else "."
        for field in one.fields:
            yield f"{one.name}{between}{field.name}", field
