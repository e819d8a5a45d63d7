"""Numbers a team decides on: they come from the config and reach use cases as one value."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Policy:
    """Defaults are those of docs/administrator.md."""

    base_currency: str = ""
    country: str = "DE"  # whose public holidays count as no business days
    promise_tolerance_days: int = 3
    promise_tolerance_by_company: tuple[tuple[str, int], ...] = ()
    broken_promise_callback: bool = False  # a break also plans a call-back for the same day
    resubmission_months: int = 1  # an account is put off for no longer
    kept_share_percent: int = 95
    promise_freeze_days: int = 30  # after the invoice was cleared, a reversal changes nothing
    undo_seconds: int = 120
    lease_seconds: int = 60
    quiet_days: int = 5  # after a message its invoices are "just dunned" for so long
    attempts_in_7_days: int = 7
    rest_days_after_talk: int = 7
    calling_from: str = "08:00"
    calling_until: str = "21:00"
    mail_expires_days: int = 4
    mail_largest: int = 10_000_000  # bytes of one mail, as it travels
    send_from: str = ""  # HH:MM of this machine between which customers are written to
    send_until: str = ""
    send_business_days: bool = False  # on business days only
    contact_window_days: int = 14
    coverage_days: int = 7
    cash_small_difference: int = 100  # minor units that a payment may lack without a word
    cash_short_percent: int = 10  # up to so much missing is a short payment, beyond it a part one
    cash_discount_percents: tuple[int, ...] = (2, 3)  # usual cash discounts
    cash_discount_days: int = 14
    approved_templates_only: bool = False  # a version nobody approved is not sent
    digest_at: str = "07:00"  # of this machine: when people get their alerts by mail

    def tolerance_of(self, company: str | None) -> int:
        """Days of tolerance of a promise on an invoice of that company."""
        own = dict(self.promise_tolerance_by_company)
        return own.get(company or "", self.promise_tolerance_days)
