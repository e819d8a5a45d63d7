"""Facts of who the customer is, and how it paid before."""

from __future__ import annotations

from collectwork.rules.fact import Fact

#: From invoices paid before.
BEHAVIOUR: tuple[Fact, ...] = (
    Fact(
        "usual_lateness", "days", "usual days late",
        "Average days late of the customer's paid invoices; unknown without any.",
        ("usual days late", "usually late", "average days late"),
    ),
    Fact(
        "paid_invoices", "count", "paid invoices",
        "Paid invoices in the history: how much is known about the customer.",
        ("invoices paid",),
    ),
    Fact(
        "paid_late", "percent", "share of invoices paid late",
        "Paid invoices that were late, in per cent; unknown without any.",
        ("share paid late", "late share"),
    ),
    Fact(
        "days_since_payment", "days", "days since the last payment",
        "Days since the customer's last payment; unknown if none is known.",
        ("days since the last payment", "days since last payment", "days without payment"),
    ),
    Fact(
        "risk", "percent", "risk",
        "Chance that an invoice of this customer is paid more than 30 days late: its own paid "
        "invoices, newer ones weighing more, open ones past 30 days counted as late, drawn "
        "towards the book's share with the weight of 4 invoices. Also in words: low (under "
        "20), medium, high (50 or more).",
        ("risk score",), (("low", 0, 19), ("medium", 20, 49), ("high", 50, 100)),
    ),
)  # fmt: skip

#: Master data, and who looks after it.
CUSTOMER: tuple[Fact, ...] = (
    Fact("number", "text", "customer number", "The ledger's customer number.", ("customer",)),
    Fact("name", "text", "customer name", "The customer's name.", ("customer name",)),
    Fact(
        "parent", "text", "parent customer",
        "Number of the customer that this one belongs to; unknown without one.",
        ("parent customer", "group"),
    ),
    Fact("segment", "text", "segment", "The customer's segment.", ("customer segment",)),
    Fact("country", "text", "country", "The customer's country as the ledger says it."),
    Fact("language", "text", "language", "The customer's language."),
    Fact("terms", "text", "payment terms", "The customer's payment terms.", ("payment terms",)),
    Fact("currency", "text", "currency", "Currency of the amounts above."),
    Fact("tags", "tags", "tags", "Tags of the customer.", ("tag",)),
    Fact(
        "company", "text", "company",
        "The company of ours that the open items belong to; of several the first by name.",
        ("our company",),
    ),
    Fact(
        "companies", "count", "companies of ours",
        "Number of our companies that the open items belong to.",
        ("companies of ours",),
    ),
    Fact("owner", "text", "owner", "Login of the collector who owns the account.", ("collector",)),
    Fact(
        "team", "text", "team",
        "Team of the owner; unknown while nobody owns the account.",
        ("owner's team",),
    ),
    Fact(
        "owner_level", "count", "owner's seniority",
        "Seniority of the owner; unknown while nobody owns the account.",
        ("seniority", "owner level", "tier of the owner"),
    ),
    Fact(
        "days_known", "days", "days on the books",
        "Days since the first ledger that named the customer.",
        ("days on the books", "days known"),
    ),
    Fact("has_email", "flag", "an e-mail address is known", "A usable e-mail address is known.",
         ("has email", "has mail address")),
    Fact("has_phone", "flag", "a telephone number is known", "A telephone number is known.",
         ("has phone number", "has telephone number")),
    Fact(
        "has_contact", "flag", "a contact is known",
        "A person or mailbox that may be contacted is known.",
        ("contact known", "has contact"),
    ),
    Fact(
        "has_time_zone", "flag", "the time zone is known",
        "The customer's time zone is known.",
        ("time zone known", "has time zone"),
    ),
    Fact(
        "pinned", "flag", "pinned",
        "The account was pinned to the top or the end of its list.",
    ),
)  # fmt: skip
