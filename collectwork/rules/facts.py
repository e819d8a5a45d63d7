"""What a rule may speak of: each fact with its names, type, unit and definition.

The table is the documentation (`collectwork rules facts`, docs/rules.md) and the only way from a
word in a rule to a value: a name that is not here does not exist.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Type = Literal["amount", "days", "count", "percent", "text", "tags", "flag"]

NUMBERS: tuple[Type, ...] = ("amount", "days", "count", "percent")


@dataclass(frozen=True, slots=True)
class Fact:
    """``name`` is also the attribute of ``domain.facts.AccountFacts``; ``aliases`` are other
    spellings, ``words`` how it is said back."""

    name: str
    type: Type
    words: str
    definition: str
    aliases: tuple[str, ...] = ()

    @property
    def unit(self) -> str:
        """What its numbers count."""
        units = {"amount": "money", "days": "days", "percent": "%", "count": "number"}
        return units.get(self.type, "")


FACTS: tuple[Fact, ...] = (
    Fact(
        "to_collect", "amount", "amount to collect",
        "What is due, less promised, disputed, arranged and just dunned amounts, less credits and "
        "unapplied cash; never below zero.",
        ("amount to collect", "amount to be collected", "collectable"),
    ),
    Fact(
        "past_due", "amount", "overdue amount",
        "Open amount of invoices whose due date has passed.",
        ("overdue amount", "amount past due", "amount overdue", "overdue total"),
    ),
    Fact(
        "balance", "amount", "balance",
        "All open items of the ledger, credits taken off.",
        ("open total", "open balance", "total balance"),
    ),
    Fact(
        "lead_amount", "amount", "leading invoice's open amount",
        "What is collectable of the leading invoice.",
        ("leading invoice", "lead invoice"),
    ),
    Fact(
        "largest_open", "amount", "largest open invoice",
        "Open amount of the largest open invoice.",
        ("largest invoice",),
    ),
    Fact(
        "disputed", "amount", "disputed amount",
        "Part of the due items that is in an open dispute.",
        ("amount in dispute", "amount disputed"),
    ),
    Fact(
        "promised", "amount", "promised amount",
        "Part of the due items under a live promise.",
        ("amount promised",),
    ),
    Fact(
        "unapplied", "amount", "credits and unapplied cash",
        "Credits and payments that are not applied to an invoice yet.",
        ("unapplied cash", "credits"),
    ),
    Fact(
        "credit_limit", "amount", "credit limit",
        "The customer's credit limit.",
    ),
    Fact(
        "days_past_due", "days", "days past due",
        "Days since the leading invoice fell due; negative before. The leading invoice is the "
        "oldest one that is not disputed, promised or blocked.",
        ("day past due", "days overdue", "day overdue", "days late", "days past the due date",
         "days after due"),
    ),
    Fact(
        "oldest_days", "days", "days past due of the oldest invoice",
        "Days since the oldest overdue invoice fell due, disputed and promised ones included.",
        ("oldest days past due", "oldest invoice"),
    ),
    Fact(
        "days_since_contact", "days", "days since the last contact",
        "Days since the last contact (talk, message left, mail, letter); where there was none, "
        "since the oldest invoice fell due.",
        ("days since the last contact", "days since last contact", "days without contact"),
    ),
    Fact(
        "days_since_talk", "days", "days since the last talk",
        "Days since the right person was last spoken to; unknown if never.",
        ("days since the last talk", "days since last talk"),
    ),
    Fact(
        "usual_lateness", "days", "usual days late",
        "Average days late of the customer's paid invoices; unknown without any.",
        ("usual days late", "usually late", "average days late"),
    ),
    Fact(
        "open_items", "count", "open items",
        "Number of open items, credits included.",
        ("items open",),
    ),
    Fact(
        "overdue_items", "count", "overdue invoices",
        "Number of overdue invoices.",
        ("invoices overdue", "overdue items", "overdue invoice"),
    ),
    Fact(
        "contacts", "count", "contacts in 90 days",
        "Contacts in the last 90 days.",
        ("contacts in 90 days", "contact"),
    ),
    Fact(
        "broken_promises", "count", "broken promises",
        "Promises broken in the last 365 days; one given over several invoices counts once.",
        ("promises broken", "broken promise"),
    ),
    Fact(
        "live_promises", "count", "live promises",
        "Promises whose time has not run out.",
        ("open promises", "live promise"),
    ),
    Fact(
        "open_disputes", "count", "open disputes",
        "Open disputes of the customer.",
        ("disputes", "dispute", "open dispute"),
    ),
    Fact(
        "paid_invoices", "count", "paid invoices",
        "Paid invoices in the history: how much is known about the customer.",
        ("invoices paid",),
    ),
    Fact(
        "limit_used", "percent", "share of the credit limit used",
        "Balance in per cent of the credit limit; unknown without a limit.",
        ("share of limit", "credit limit used", "limit share"),
    ),
    Fact(
        "paid_late", "percent", "share of invoices paid late",
        "Paid invoices that were late, in per cent; unknown without any.",
        ("share paid late", "late share"),
    ),
    Fact("number", "text", "customer number", "The ledger's customer number.", ("customer",)),
    Fact("name", "text", "customer name", "The customer's name.", ("customer name",)),
    Fact("owner", "text", "owner", "Login of the collector who owns the account.", ("collector",)),
    Fact("segment", "text", "segment", "The customer's segment.", ("customer segment",)),
    Fact("country", "text", "country", "The customer's country as the ledger says it."),
    Fact("language", "text", "language", "The customer's language."),
    Fact("terms", "text", "payment terms", "The customer's payment terms.", ("payment terms",)),
    Fact("currency", "text", "currency", "Currency of the amounts above."),
    Fact("tags", "tags", "tags", "Tags of the customer.", ("tag",)),
    Fact("has_email", "flag", "an e-mail address is known", "A usable e-mail address is known.",
         ("has email", "has mail address")),
    Fact("has_phone", "flag", "a telephone number is known", "A telephone number is known.",
         ("has phone number", "has telephone number")),
    Fact("reply_waiting", "flag", "a reply is waiting",
         "The customer wrote and nobody has reacted yet.", ("reply waiting", "replied")),
)  # fmt: skip


def normal(word: str) -> str:
    """How names are compared: case, hyphens and underscores do not matter."""
    return " ".join(word.replace("_", " ").replace("-", " ").casefold().split())


#: Every spelling of every fact.
BY_NAME: dict[str, Fact] = {
    normal(spelling): fact for fact in FACTS for spelling in (fact.name, *fact.aliases)
}

#: How many words the longest spelling has.
LONGEST = max(spelling.count(" ") + 1 for spelling in BY_NAME)
