"""What the config says of the team and its outcome codes, as the values that use cases know."""

from __future__ import annotations

from collectwork.config.mail_settings import WaySettings
from collectwork.config.settings import Settings
from collectwork.domain.mailboxes import MailboxAbout
from collectwork.domain.outcomes import STANDARD, Outcome, extended
from collectwork.domain.policy import Policy


def policy(settings: Settings) -> Policy:
    """The team's numbers as the value that use cases know."""
    team = settings.team
    return Policy(
        base_currency=team.base_currency,
        country=team.country,
        promise_tolerance_days=team.promise_tolerance_days,
        promise_tolerance_by_company=tuple(sorted(team.promise_tolerance_by_company.items())),
        broken_promise_callback=team.broken_promise_callback,
        resubmission_months=team.resubmission_months,
        undo_seconds=team.undo_seconds,
        quiet_days=team.quiet_days,
        attempts_in_7_days=team.attempts_in_7_days,
        rest_days_after_talk=team.rest_days_after_talk,
        calling_from=team.calling_from,
        calling_until=team.calling_until,
        mail_expires_days=settings.mail.expires_days,
        mail_largest=settings.mail.largest_mb * 1_000_000,
        send_from=settings.mail.send_from,
        send_until=settings.mail.send_until,
        send_business_days=settings.mail.send_business_days,
        coverage_days=team.coverage_days,
        cash_small_difference=settings.cash.small_difference,
        cash_short_percent=settings.cash.short_percent,
        cash_discount_percents=settings.cash.discount_percents,
        cash_discount_days=settings.cash.discount_days,
        digest_at=settings.alerts.digest_at,
        approved_templates_only=settings.rules.approved_templates_only,
    )


def outcomes(settings: Settings) -> tuple[Outcome, ...]:
    """The standard codes with the team's changes and additions."""
    changes = {code: own.model_dump(exclude_none=True) for code, own in settings.codes.items()}
    return extended(STANDARD, changes)


def mailboxes(settings: Settings) -> tuple[MailboxAbout, ...]:
    """The mailbox of [mail] first, then the further ones."""
    mail = settings.mail
    further = (_about(one, one.name, one.senders) for one in mail.mailbox)
    return (_about(mail, "", ()), *further)


def _about(way: WaySettings, name: str, senders: tuple[str, ...]) -> MailboxAbout:
    readable = way.transport != "smtp" or bool(way.imap.host)
    return MailboxAbout(
        name, senders, way.transport, way.per_minute, way.connections, way.fetch and readable
    )
