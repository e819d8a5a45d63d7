"""Facts of what an account owes, and how old that is."""

from __future__ import annotations

from collectwork.rules.fact import Fact

#: In the account's currency.
AMOUNTS: tuple[Fact, ...] = (
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
        "arranged", "amount", "arranged amount",
        "Part of the due items that is suspended or arranged by invoice until a date.",
        ("amount arranged",),
    ),
    Fact(
        "unapplied", "amount", "credits and unapplied cash",
        "Credits and payments that are not applied to an invoice yet.",
        ("unapplied cash", "credits"),
    ),
    Fact(
        "new_overdue", "amount", "newly overdue amount",
        "Open amount of invoices that fell overdue since the ledger before the newest one.",
        ("newly overdue", "new overdue", "newly overdue amount"),
    ),
    Fact(
        "overdue_1_30", "amount", "overdue for 1 to 30 days",
        "Open amount of invoices overdue for 1 to 30 days.",
    ),
    Fact(
        "overdue_31_60", "amount", "overdue for 31 to 60 days",
        "Open amount of invoices overdue for 31 to 60 days.",
    ),
    Fact(
        "overdue_61_90", "amount", "overdue for 61 to 90 days",
        "Open amount of invoices overdue for 61 to 90 days.",
    ),
    Fact(
        "overdue_over_90", "amount", "overdue for more than 90 days",
        "Open amount of invoices overdue for more than 90 days.",
    ),
    Fact(
        "credit_limit", "amount", "credit limit",
        "The customer's credit limit.",
    ),
    Fact(
        "credit_left", "amount", "credit limit left",
        "Credit limit less balance; negative when it is exceeded, unknown without a limit.",
        ("credit limit left", "limit left", "credit left"),
    ),
)  # fmt: skip

#: Days, counts and shares of the open items.
AGE: tuple[Fact, ...] = (
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
        "beyond_usual", "days", "days beyond the usual",
        "Days past due of the leading invoice less the customer's usual lateness; unknown "
        "without history.",
        ("days beyond usual", "later than usual"),
    ),
    Fact(
        "days_to_due", "days", "days to the next due date",
        "Days until the next open invoice falls due; unknown without one.",
        ("days until due", "days to due date"),
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
        "new_overdue_items", "count", "newly overdue invoices",
        "Number of invoices that fell overdue since the ledger before the newest one.",
        ("newly overdue invoices", "new overdue invoices"),
    ),
    Fact(
        "items_1_30", "count", "invoices overdue for 1 to 30 days",
        "Number of invoices overdue for 1 to 30 days.",
    ),
    Fact(
        "items_31_60", "count", "invoices overdue for 31 to 60 days",
        "Number of invoices overdue for 31 to 60 days.",
    ),
    Fact(
        "items_61_90", "count", "invoices overdue for 61 to 90 days",
        "Number of invoices overdue for 61 to 90 days.",
    ),
    Fact(
        "items_over_90", "count", "invoices overdue for more than 90 days",
        "Number of invoices overdue for more than 90 days.",
    ),
    Fact(
        "reopened_items", "count", "reopened invoices",
        "Open invoices that were closed before and opened again in the last 90 days.",
        ("invoices reopened", "reopened invoices", "reopened invoice"),
    ),
    Fact(
        "limit_used", "percent", "share of the credit limit used",
        "Balance in per cent of the credit limit; unknown without a limit.",
        ("share of limit", "credit limit used", "limit share"),
    ),
    Fact(
        "over_90_share", "percent", "share overdue for more than 90 days",
        "Amount overdue for more than 90 days in per cent of the overdue amount; unknown when "
        "nothing is overdue.",
        ("share over 90 days", "share overdue over 90 days"),
    ),
    Fact(
        "disputed_share", "percent", "disputed share",
        "Disputed amount in per cent of the overdue amount, at most 100; unknown when nothing is "
        "overdue.",
        ("share disputed", "share in dispute"),
    ),
)  # fmt: skip
