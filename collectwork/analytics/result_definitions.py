"""What the figures about rules and templates mean: what came of them."""

from __future__ import annotations

from collectwork.analytics.definition import Definition

_RULES = "Results of rules"
_MAILS = "Results of templates"

RESULTS = (
    Definition(
        "rule_listed", "Listed by the rule", _RULES,
        "Lines of the newest list of each day of the period that the rule, step or template "
        "brought; an account that is listed on three days counts three times.",
    ),
    Definition(
        "rule_worked", "Worked of those", _RULES,
        "Lines that were worked, or skipped with a reason.",
    ),
    Definition(
        "rule_contacts", "Contacts from it", _RULES,
        "Lines whose work was a contact: a talk, a message left, a mail, a letter.",
    ),
    Definition(
        "rule_promises", "Promises from it", _RULES,
        "Contacts in which something was promised ÷ contacts.",
    ),
    Definition(
        "rule_paid", "Paid within 14 days", _RULES,
        "Contacts after which the leading invoice was paid within 14 days ÷ contacts that are 14 "
        "days old or older.",
        "What followed, not what was caused: a rule that lists good payers looks good here. Two "
        "versions over the same weeks are compared by a backtest.",
    ),
    Definition(
        "template_mails", "Mails of the version", _MAILS,
        "Mails to customers that left in the period; several parts of one letter count once.",
    ),
    Definition(
        "template_answered", "Answered within 5 workdays", _MAILS,
        "Mails that were followed by a reply or promise within five business days ÷ mails whose "
        "five days are over. A reply counts for one mail: the one it answers, else the newest "
        "before it.",
        "The interval beside it is that of 90 % (Beta(1, 1) before). “Better” or “worse” against "
        "the version before, or the other arm, is said at a chance of 95 %, an expected loss below "
        "0.5 % and 50 mails each. Versions in turn wrote in different weeks; only a test compares "
        "the same weeks.",
    ),
    Definition(
        "template_paid", "Paid within 14 days of the mail", _MAILS,
        "Mails of which an invoice was paid, in whole or part, from the day after it and within 14 "
        "days ÷ mails that are older than 14 days and of which the order is known.",
        "What followed, not what was caused. To tell 35 % from 40 % takes 1,467 mails each.",
    ),
    Definition(
        "template_young", "Mails too young to judge", _MAILS,
        "Mails whose five business days for an answer are not over.",
    ),
    Definition(
        "template_order_unknown", "Mail and money in unknown order", _MAILS,
        "Mails of which two ledgers alone show that an invoice was paid, so that nobody can say "
        "whether before or after the mail, or in time; left out of the paid ones.",
    ),
)  # fmt: skip
