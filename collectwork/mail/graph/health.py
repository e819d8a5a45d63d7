"""Whether the mailbox can be used, for `collectwork doctor`: nothing is sent or changed."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from collectwork.domain.health import Check
from collectwork.errors import CollectworkError
from collectwork.mail.graph.client import GraphClient
from collectwork.mail.graph.settings import Settings, rights
from collectwork.mail.graph.trouble import Trouble
from collectwork.mail.oauth.settings import OAuth
from collectwork.mail.oauth.web import date_of, words
from collectwork.mail.secrets import Secret

MOST_SKEW = timedelta(minutes=5)


def checks(
    client: GraphClient, settings: Settings, sign_in: OAuth, token: Callable[[bool], Secret]
) -> list[Check]:
    """In the order in which one needs the other; the first failure ends it."""
    try:
        held = token(False)
    except CollectworkError as error:
        remedy = sign_in.how if sign_in.personal else f"See [{sign_in.section}] in docs/mail.md."
        return [Check("sign-in", False, str(error), remedy)]
    claims = _claims(held.reveal())
    who = words(claims.get("upn") or claims.get("preferred_username") or "")
    app = f"the app {settings.client_id}"
    found = [
        Check("sign-in", True, f"signed in as {who or ('somebody' if sign_in.personal else app)}")
    ]
    found += _rights(settings, sign_in, claims)
    return [*found, *_mailbox(client, settings)]


def _mailbox(client: GraphClient, settings: Settings) -> list[Check]:
    named = settings.mailbox or "the mailbox"
    host = urlsplit(settings.endpoint).netloc
    try:
        answer = client.call(
            "GET", client.path("mailFolders", "inbox"), params={"$select": "id,totalItemCount"}
        )
        answer.json()
    except (Trouble, CollectworkError) as error:
        return [Check("mailbox", False, f"{named} at {host}: {error}", _remedy(error))]
    return [Check("mailbox", True, f"{named} opens at {host}"), *_clock(answer.headers.get("Date"))]


def _remedy(error: Exception) -> str:
    status = error.status if isinstance(error, Trouble) else None
    if status == 404:
        return "Correct mailbox in the config: the server knows no such one in Exchange Online."
    if status == 403:
        return "Give the permissions of docs/mail.md, and full access to a shared mailbox."
    return "Mails wait in the outbox until it answers again."


def _rights(settings: Settings, sign_in: OAuth, claims: dict[str, Any]) -> list[Check]:
    """Permissions that the token lacks, by name. A token that cannot be read says nothing."""
    held = claims.get("roles") if not sign_in.personal else str(claims.get("scp") or "").split()
    if not isinstance(held, list) or not (held or "roles" in claims or "scp" in claims):
        return []
    known = {str(one).lower() for one in held}
    lacking = [one for one in rights(settings) if one.lower() not in known]
    if not lacking:
        return [Check("mail rights", True, f"has {', '.join(rights(settings))}")]
    what = "delegated" if sign_in.personal else "application"
    again = f", then `{sign_in.how}`" if sign_in.personal else ""
    return [
        Check(
            "mail rights",
            False,
            f"the sign-in lacks {', '.join(lacking)}",
            f"Add the {what} permission to the app's registration and let an administrator "
            f"consent to it{again}.",
        )
    ]


def _claims(token: str) -> dict[str, Any]:
    """What an access token says about itself: read for words only, so not verified."""
    try:
        part = token.split(".")[1]
        found = json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))
    except (ValueError, IndexError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _clock(date: str | None) -> list[Check]:
    theirs = date_of(date)
    if theirs is None:
        return []
    apart = datetime.now(UTC) - theirs
    said = f"this machine's clock and the mail server's are {abs(apart).seconds} seconds apart"
    if abs(apart) <= MOST_SKEW:
        return [Check("mail clock", True, said)]
    way = "ahead of" if apart > timedelta(0) else "behind"
    minutes = int(abs(apart).total_seconds() // 60)
    return [
        Check(
            "mail clock",
            False,
            f"this machine's clock is {minutes} minutes {way} the mail server's",
            "Set the clock: sign-ins fail and times in the log are wrong.",
        )
    ]
