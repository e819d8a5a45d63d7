"""Facts of what was done on an account and agreed with its customer."""

from __future__ import annotations

from collectwork.rules.fact import Fact

#: Calls, messages and replies.
CONTACTS: tuple[Fact, ...] = (
    Fact(
        "days_since_contact", "days", "days since the last contact",
        "Days since the last contact (talk, message left, mail, letter); where there was none, "
        "since the oldest invoice fell due.",
        ("days since the last contact", "days since last contact",
         "days without contact", "last contact"),
    ),
    Fact(
        "days_since_talk", "days", "days since the last talk",
        "Days since the right person was last spoken to; unknown if never.",
        ("days since the last talk", "days since last talk", "last talk"),
    ),
    Fact(
        "days_since_action", "days", "days since anybody worked on it",
        "Days since a person last did anything on the account, an attempt or a note included; "
        "unknown if never.",
        ("days since the last action", "days since last action"),
    ),
    Fact(
        "days_since_call", "days", "days since the last call",
        "Days since the last call, answered or not; unknown if never.",
        ("days since the last call", "days since last call"),
    ),
    Fact(
        "days_since_mail", "days", "days since the last message",
        "Days since the last mail, letter, SMS or portal notice; unknown if never.",
        ("days since the last mail", "days since last mail", "days since the last message"),
    ),
    Fact(
        "days_since_reply", "days", "days since the last reply",
        "Days since the customer last wrote; unknown if never.",
        ("days since the last reply", "days since last reply"),
    ),
    Fact(
        "days_since_copy_asked", "days", "days since a copy was asked for",
        "Days since the customer last asked for a copy or a statement; unknown if never.",
        ("days since copy was asked for", "days since a copy was asked for",
         "days since copy asked"),
    ),
    Fact(
        "days_since_copy_sent", "days", "days since the copy was sent",
        "Days since the first mail after the customer's last request for a copy; unknown "
        "while none was sent.",
        ("days since copy was sent", "days since a copy was sent", "days since copy sent",
         "days since the copy was sent"),
    ),
    Fact(
        "contacts", "count", "contacts in 90 days",
        "Contacts in the last 90 days.",
        ("contacts in 90 days", "contact"),
    ),
    Fact(
        "calls_7", "count", "calls in 7 days",
        "Calls in the last 7 days, answered or not.",
        ("calls in 7 days",),
    ),
    Fact(
        "calls_30", "count", "calls in 30 days",
        "Calls in the last 30 days, answered or not.",
        ("calls in 30 days",),
    ),
    Fact(
        "unanswered_calls", "count", "unanswered calls in a row",
        "Calls since anybody was last reached on the telephone (a message left does not count "
        "as reached).",
        ("calls unanswered", "unanswered calls in a row", "calls unanswered in a row"),
    ),
    Fact(
        "mails_since_reply", "count", "messages without a reply",
        "Mails, letters, SMS and portal notices since the customer last replied or was last "
        "spoken to.",
        ("mails since the last reply", "mails since last reply", "messages unanswered",
         "unanswered messages", "mails unanswered", "unanswered mails"),
    ),
    Fact(
        "last_outcome", "text", "last outcome",
        "Code of the last outcome that a person recorded: promise, refused, no_answer and so "
        "on.",
        ("outcome", "last result"),
    ),
    Fact("reply_waiting", "flag", "a reply is waiting",
         "The customer wrote and nobody has reacted yet.", ("reply waiting", "replied")),
    Fact(
        "copy_waiting", "flag", "a copy is waiting to be sent",
        "The customer asked for a copy, and no mail has gone out since.",
        ("copy waiting", "copy asked for"),
    ),
    Fact(
        "copy_sent", "flag", "the copy was sent",
        "The customer asked for a copy, and a mail has gone out since.",
        ("copy was sent",),
    ),
)  # fmt: skip

#: Promises and disputes.
AGREEMENTS: tuple[Fact, ...] = (
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
        "promise_level", "count", "promise level",
        "Highest level of a promise on an invoice still open: 1 for the first, one more for "
        "each that was not kept.",
        ("level of the promise", "level of promises"),
    ),
    Fact(
        "days_since_broken", "days", "days since a promise broke",
        "Days since the newest broken promise broke, the day after its tolerance being day 0; "
        "unknown if none was.",
        ("days since promise broke", "days since a promise broke",
         "days since the last promise broke"),
    ),
    Fact(
        "days_to_promise", "days", "days to the promised date",
        "Days until the next live promise is due; negative while only its tolerance runs, "
        "unknown without one.",
        ("days until promise", "days to promise", "days until the promised date"),
    ),
    Fact(
        "days_since_promise", "days", "days since the last promise",
        "Days since the last promise was given; unknown if never.",
        ("days since the last promise", "days since last promise"),
    ),
    Fact(
        "promises_kept", "percent", "share of promises kept",
        "Promises kept, in per cent of those whose time has run out; unknown before the "
        "first.",
        ("share of promises kept", "kept share", "promises kept"),
    ),
    Fact(
        "open_disputes", "count", "open disputes",
        "Open disputes of the customer.",
        ("disputes", "dispute", "open dispute"),
    ),
    Fact(
        "dispute_age", "days", "age of the oldest dispute",
        "Days since the oldest open dispute was opened; unknown without one.",
        ("age of dispute", "age of the dispute", "days in dispute", "days disputed"),
    ),
    Fact(
        "dispute_overdue", "days", "days past the dispute's date",
        "Days since the date passed by which the most overdue open dispute was to be settled; "
        "negative before, unknown without a date.",
        ("days past dispute date",),
    ),
)  # fmt: skip

#: How far the sequence has come, and the day of the plan.
SEQUENCE: tuple[Fact, ...] = (
    Fact(
        "strategy", "text", "strategy so far",
        "Strategy in which the last step was done; unknown before the first step.",
        ("strategy in force", "current strategy"),
    ),
    Fact(
        "last_step", "text", "last step done",
        "Name of the last step done in this sequence; unknown before the first.",
        ("last step", "step done"),
    ),
    Fact(
        "steps_done", "count", "steps done",
        "Number of the last step done in its strategy, counted from 1; 0 before the first.",
        ("steps done",),
    ),
    Fact(
        "days_since_step", "days", "days since the last step",
        "Days since the last step was done; unknown before the first.",
        ("days since the last step", "days since last step"),
    ),
    Fact(
        "weekday", "text", "day of the week",
        "Day of the week of the plan: monday to sunday.",
        ("day of the week",),
    ),
    Fact(
        "month_day", "count", "day of the month",
        "Day of the month of the plan.",
        ("day of the month", "day of month"),
    ),
    Fact(
        "days_to_month_end", "days", "days to the end of the month",
        "Days until the last day of the month of the plan; 0 on it.",
        ("days to month end", "days to the end of the month"),
    ),
)  # fmt: skip
