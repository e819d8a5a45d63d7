"""What `collectwork doctor` asks of an Exchange mailbox; nothing is sent or changed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime, timedelta
from typing import Any, get_args
from urllib.parse import urlsplit

from collectwork.domain.health import Check
from collectwork.domain.mail import Delivered
from collectwork.mail.ews import payloads
from collectwork.mail.ews.connection import Connection
from collectwork.mail.ews.payloads import M, T, Where
from collectwork.mail.ews.settings import Settings, searched

ONLINE = ("outlook.office365.com", "outlook.office.com")
CLOSING, CLOSED = date(2026, 10, 1), date(2027, 4, 1)
MOST_SKEW = timedelta(minutes=2)
_FOLDERS: tuple[Where, ...] = get_args(Where)
_CALLED = {"inbox": "Inbox", "drafts": "Drafts", "sentitems": "Sent Items"}
_NEEDED = {"inbox": "Read", "drafts": "CreateContents", "sentitems": "CreateContents"}


def look(
    connection: Connection,
    settings: Settings,
    mailbox: str,
    now: datetime,
    said: Callable[[Exception], Delivered],
) -> Sequence[Check]:
    """The checks in the order in which one would mend what they find."""
    try:
        endpoint = connection.endpoint
        answers = connection.ask("GetFolder", payloads.folders(connection.named, _FOLDERS))
    except Exception as error:
        return [Check("mailbox", False, f"{mailbox}: {said(error).words}", _remedy(settings))]
    checks = [_signed_in(settings, mailbox, endpoint, connection.served)]
    for name, answer in zip(_FOLDERS, answers, strict=False):
        if isinstance(answer, Exception):
            words = f"{_CALLED[name]} of {mailbox}: {said(answer).words}"
            checks.append(Check("mailbox folder", False, words, _rights(settings, mailbox)))
        elif not _may(answer, name):
            words = f"{_CALLED[name]} of {mailbox} opens, but {_NEEDED[name]} is not allowed"
            checks.append(Check("mailbox folder", False, words, _rights(settings, mailbox)))
    if len(answers) < len(_FOLDERS):
        words = f"{mailbox}: the server answered for {len(answers)} of {len(_FOLDERS)} folders"
        checks.append(Check("mailbox folder", False, words, _rights(settings, mailbox)))
    checks.extend(_clock(connection, now))
    checks.extend(_ending(endpoint, now.date()))
    return checks


def _signed_in(settings: Settings, mailbox: str, endpoint: str, served: str) -> Check:
    host = urlsplit(endpoint).netloc
    version = f", Exchange {served}" if served else ""
    how = "" if settings.access == "delegate" else ", by impersonation"
    found = ""
    if searched(settings):
        found = f"Found by autodiscover; endpoint = {endpoint!r} in the config saves the search."
    elif _somebody_elses(settings, mailbox):
        found = f"Mails from {mailbox} need the right “Send As” besides full access."
    return Check("mailbox", True, f"{mailbox} opens at {host}{version}{how}", found)


def _somebody_elses(settings: Settings, mailbox: str) -> bool:
    return settings.access == "delegate" and settings.username.lower() != mailbox.lower()


def _may(answer: Any, name: Where) -> bool:
    """What the server says of our rights; nothing said counts as allowed."""
    rights = answer.find(f"{M}Folders/*/{T}EffectiveRights")
    if rights is None:
        return True
    return (rights.findtext(f"{T}{_NEEDED[name]}") or "true").strip().lower() in ("true", "1")


def _clock(connection: Connection, now: datetime) -> Iterator[Check]:
    there = connection.call.date
    if there is None:
        return
    skew = now - there
    seconds = abs(round(skew.total_seconds()))
    if abs(skew) <= MOST_SKEW:
        yield Check(
            "mailbox clock", True, f"this machine and the mail server differ by {seconds} s"
        )
        return
    way = "ahead of" if skew > timedelta(0) else "behind"
    yield Check(
        "mailbox clock", True, f"this machine's clock is {seconds} s {way} the mail server's",
        "Set the clock (time synchronisation): entries carry its time, and sign-in may fail.",
    )  # fmt: skip


def _ending(endpoint: str, today: date) -> Iterator[Check]:
    if urlsplit(endpoint).hostname not in ONLINE:
        return
    over = today >= CLOSED
    when = "has been shutting down since" if today >= CLOSING else "will be shut down from"
    yield Check(
        "mail end", not over,
        f"EWS in Exchange Online {when} {CLOSING} and ends on {CLOSED}",
        'Go over to transport = "graph" (docs/mail.md, Microsoft Graph).',
    )  # fmt: skip


def _remedy(settings: Settings) -> str:
    if settings.auth == "delegated":
        return (
            "See [mail.exchange] in the config and `collectwork sign-in`; docs/mail.md, Exchange."
        )
    return (
        f"See [mail.exchange] in the config and `collectwork secret check {settings.secret}`; "
        "docs/mail.md, Exchange."
    )


def _rights(settings: Settings, mailbox: str) -> str:
    if settings.access == "impersonation":
        return f"Give the role ApplicationImpersonation over {mailbox}."
    return f"Give {settings.username} full access to {mailbox}."
