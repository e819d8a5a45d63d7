"""What each figure means: one written definition, for screens, command line and docs/lead.md."""

from __future__ import annotations

from collectwork.analytics.definition import Definition
from collectwork.analytics.result_definitions import RESULTS

_BOOK = "Balance sheet"
_WORK = "Contacts and promises"
_ORDER = "Order and neglect"
_EVIDENCE = "Evidence of payments"
_DAY = "The day"

_ALL = (
    Definition(
        "receivables", "Receivables", _BOOK,
        "Open amounts of all items at the end of the period. Credits and unapplied cash stand in "
        "a column of their own and are not netted.",
    ),
    Definition(
        "overdue", "Overdue", _BOOK,
        "Open amounts one or more days past due. Due today is not overdue.",
    ),
    Definition(
        "overdue_share", "Overdue share", _BOOK, "Overdue ÷ receivables.",
    ),
    Definition(
        "aging", "Aging", _BOOK,
        "Open amounts by days past due on the day: current (not due, due today included), 1-30, "
        "31-60, 61-90, 91 and more. Items without a due date and credits stand apart.",
        "Followed bucket by bucket it shows where money gets stuck; see roll rate.",
    ),
    Definition(
        "dso", "DSO simple", _BOOK,
        "Receivables at the end ÷ credit sales of the period × days of the period.",
        "Moves with sales: a weak month makes it rise although nobody paid later. Count-back does "
        "not have that fault.",
    ),
    Definition(
        "dso_rolling", "DSO rolling", _BOOK,
        "Receivables at the end ÷ credit sales of the last three whole months × their days.",
    ),
    Definition(
        "dso_count_back", "DSO count-back", _BOOK,
        "Month by month, newest first, sales are taken off the receivables; a month used whole "
        "gives its days, the last one its share.",
        "Where the sales run out first it says more than N days, never a number.",
    ),
    Definition(
        "dso_best", "Best possible DSO", _BOOK,
        "Receivables that are not due ÷ credit sales of the period × days of the period.",
        "What the terms alone cost; nobody can collect below it.",
    ),
    Definition(
        "add", "Average days delinquent", _BOOK,
        "DSO less best possible DSO, by the same method.",
    ),
    Definition(
        "weighted_days_late", "Weighted days late", _BOOK,
        "Σ amount × days paid after due date (early counts as 0) ÷ Σ amount, over invoices cleared "
        "in the period.",
        "Another figure than average days delinquent: it looks at what was paid, not what is open.",
    ),
    Definition(
        "cei", "Collection effectiveness (CEI)", _BOOK,
        "(Opening + credit sales − closing total) ÷ (opening + credit sales − closing not due), "
        "sales of the whole period.",
        "100 % means that nothing due is left open.",
    ),
    Definition(
        "roll", "Roll rate", _BOOK,
        "Of the amount in a bucket at the start of the month, the share that is still open at the "
        "end and lies in an older bucket; followed item by item.",
    ),
    Definition(
        "cure", "Cure rate", _BOOK,
        "Of the amount overdue at the start, the share paid in cash by the end. Credit notes do "
        "not count.",
    ),
    Definition(
        "cured_accounts", "Accounts cured", _BOOK,
        "Of the accounts overdue at the start, the share with nothing overdue at the end, by cash "
        "and not by credit note.",
    ),
    Definition(
        "entering", "Entering", _BOOK,
        "Amounts that came into a bucket from a younger one since the start.",
    ),
    Definition(
        "conversion", "Conversion rate", _BOOK,
        "Cash received on the pool ÷ pool; pool = overdue at the start + became overdue in the "
        "period − credit notes on these.",
    ),
    Definition(
        "contacts", "Contacts", _WORK,
        "Talks with the right person, voicemails and messages left, mails, letters and SMS. A "
        "contact entered later than it claims counts from its day of entry.",
    ),
    Definition("calls", "Calls", _WORK, "All calls, answered or not."),
    Definition("talks", "Talks", _WORK, "Calls in which the right person was reached."),
    Definition("mails", "Mails", _WORK, "Mails written, automatic ones apart."),
    Definition(
        "right_party_rate", "Right-party rate", _WORK,
        "Talks with the right person ÷ call attempts (all calls).",
    ),
    Definition("promise_rate", "Promise rate", _WORK, "Promises ÷ talks with the right person."),
    Definition(
        "promised", "Promised", _WORK, "Amounts promised, whatever became of them.",
    ),
    Definition(
        "promises_live", "Open promises", _WORK,
        "Promises whose time still runs: up to the promised date plus tolerance.",
    ),
    Definition(
        "kept_rate", "Promises kept (count)", _WORK,
        "Kept ÷ promises whose time ran out in the period; withdrawn and superseded left out. "
        "Kept: at least 95 % received after the day of the promise, until promised date + "
        "tolerance.",
        "A promise is broken from the day after its tolerance, never on it.",
    ),
    Definition(
        "kept_amount_rate", "Promises kept (amount)", _WORK,
        "Σ min(received in time, promised) ÷ Σ promised, of promises whose time ran out in the "
        "period; withdrawn and superseded left out.",
    ),
    Definition(
        "first_payment_median", "Days to first payment (median)", _WORK,
        "Per overdue episode, days from the first contact to the first payment; episodes without "
        "payment count as still waiting (Kaplan-Meier).",
        "Empty when fewer than half have paid.",
    ),
    Definition(
        "first_payment_mean", "Days to first payment (mean in 30 days)", _WORK,
        "The same, as the mean within 30 days: area under the curve of those still waiting.",
    ),
    Definition(
        "without_payment", "Share without payment", _WORK,
        "Episodes with a contact and no payment so far ÷ episodes with a contact.",
    ),
    Definition(
        "coverage", "Coverage", _WORK,
        "Accounts whose first day with something overdue lies in the period and N days back: "
        "contacted within N days ÷ (all − paid in full within N days untouched − blocked "
        "throughout). Attempts alone do not count.",
        "Never compare the touched with the untouched plainly: whoever is touched late is by "
        "definition still unpaid.",
    ),
    Definition(
        "untouched", "Not contacted in time", _WORK,
        "Accounts of the coverage figure without a contact within N days.",
    ),
    Definition(
        "attempts_only", "Attempts only", _WORK,
        "Of those not contacted in time: with at least one unanswered attempt.",
    ),
    Definition(
        "paid_untouched", "Paid by themselves", _WORK,
        "Paid in full within N days without a contact; left out of coverage.",
    ),
    Definition(
        "blocked", "Blocked throughout", _WORK,
        "No contact allowed on any of the N days; left out of coverage.",
    ),
    Definition(
        "first_touch", "Days to first contact (median)", _WORK,
        "From the first overdue day to the first contact; accounts without contact count as still "
        "waiting (Kaplan-Meier).",
    ),
    Definition(
        "no_next_step", "No next step", _WORK,
        "Accounts with an amount to be collected that have no dated next step and are not on "
        "today's list.",
    ),
    Definition(
        "silent", "Not contacted lately", _WORK,
        "Accounts with an amount to be collected whose last contact is longer ago than the agreed "
        "days, or that never had one.",
    ),
    Definition(
        "goal", "Goal attainment", _WORK,
        "Σ min(actual ÷ goal, 1) ÷ goals; the goal is the contacts a day agreed for the person.",
    ),
    Definition(
        "wasted", "Wasted contacts", _WORK,
        "Contacts of which every invoice was already paid or credited by value date. Not yet "
        "posted: the ledger did not know (the process); posted before: it knew (ours).",
        "Charged to the process, not to the collector.",
    ),
    Definition(
        "adherence", "Order followed", _ORDER,
        "Worked among the first k of the list as shown ÷ k, k = lines worked that day. Skips with "
        "a reason and contacts that were withheld count as worked in order.",
        "Picking at random would give k ÷ lines shown.",
    ),
    Definition(
        "order_index", "Order index", _ORDER,
        "1 − priority left lying ÷ what a random pick leaves lying, over the period. 1 = as "
        "listed, 0 = random, below 0 = against the list.",
    ),
    Definition(
        "tau", "Rank agreement", _ORDER,
        "(Agreeing − disagreeing pairs) ÷ pairs of one worked and one not worked line.",
    ),
    Definition(
        "ease_tilt", "Ease tilt", _ORDER,
        "Share of pairs (worked, and not worked though listed above) in which the worked account "
        "is the likelier to pay within 14 days without contact. 0.5 = no preference.",
        "Flagged at 0.65 with 100 pairs or more; shown to the collector first.",
    ),
    Definition(
        "size_tilt", "Size tilt", _ORDER,
        "The same with the overdue amount: above 0.5 the larger ones are picked.",
    ),
    Definition(
        "neglect", "Neglect index", _ORDER,
        "Σ amount over account-days beyond the agreed days without contact ÷ Σ over all "
        "account-days with something overdue. Counter: days since last contact or since eligible.",
        "Always read with its list, the coldest ten.",
    ),
    Definition(
        "listed", "Listed", _DAY, "Lines of the day's list as shown.",
    ),
    Definition(
        "expected_minutes", "Expected minutes", _DAY,
        "What working an account once is expected to take: a call 6, a mail 3, and 1 for every two "
        "further overdue items (at most 10), 1 for every power of ten of the amount to collect "
        "from 10,000 on, 4 for a dispute, 2 for a broken promise (at most three of either); 1 "
        "where there is nothing to collect.",
        "By these assignment balances; they are no measure of anybody's work.",
    ),
    Definition("done", "Done", _DAY, "Lines worked or skipped with a reason."),
    Definition(
        "to_collect", "To collect", _DAY,
        "Due items less disputed, promised, arranged and just dunned parts and unapplied cash; "
        "never below zero.",
    ),
    Definition("past_due", "Past due", _DAY, "Open amounts past due, before anything held back."),
    Definition(
        "class_promise_kept", "Promise kept", _EVIDENCE,
        "The newest promise on the invoice was made before the money came, the money came by the "
        "promised date + tolerance, and its invoices together received at least 95 % in time.",
        "Evidence, not credit: about half of such payments would have come anyway.",
    ),
    Definition(
        "class_promise_part", "Promise partly kept", _EVIDENCE,
        "As promise kept, but its invoices together received less than 95 % in time.",
    ),
    Definition(
        "class_obstacle_cleared", "Obstacle cleared", _EVIDENCE,
        "A dispute, missing document or block on the invoice, raised in a talk, was resolved at "
        "most 14 days before the money came.",
    ),
    Definition(
        "class_spoken_to", "Spoken to", _EVIDENCE,
        "Talk with the right person at most 14 days before the money came.",
    ),
    Definition(
        "class_message_only", "Message only", _EVIDENCE,
        "Mail, automatic mail, voicemail, letter or SMS at most 14 days before, and no talk.",
    ),
    Definition(
        "class_no_contact_lapsed", "Contact long ago", _EVIDENCE,
        "Contacted since the due date, but not within the last 14 days.",
    ),
    Definition(
        "class_no_contact", "Came by itself", _EVIDENCE,
        "No contact about the invoice since its due date; one of the same day does not count.",
    ),
    Definition(
        "class_not_late", "Not late", _EVIDENCE, "Value date on or before the due date.",
    ),
    Definition(
        "class_unapplied", "Unapplied", _EVIDENCE,
        "Money on account that names no invoice yet; it is classed when it is allocated, by its "
        "value date.",
    ),
    Definition(
        "order_unknown", "Order unknown", _EVIDENCE,
        "The payment is known only from comparing two ledgers, after one and until the other, and "
        "a contact, a promise or the due date lies between: the weaker class is taken.",
    ),
    Definition(
        "same_day", "Same day", _EVIDENCE,
        "An action was entered on the very day the money came. It is noted and not counted.",
    ),
    Definition(
        "late_entry", "Late entries", _EVIDENCE,
        "A contact entered after the money came that claims to have been made before. Counted from "
        "its day of entry.",
        "A flag at more than 5 % and at least 10.",
    ),
    Definition(
        "received", "Received", _EVIDENCE,
        "Payments by value date, each once: returned money and credit notes left out, money on "
        "account counted with its invoice once allocated.",
    ),
    *RESULTS,
)  # fmt: skip

DEFINITIONS = {one.key: one for one in _ALL}


def meaning(key: str) -> Definition:
    """The definition of a figure; KeyError shows a figure without one, which no test lets pass."""
    return DEFINITIONS[key]
