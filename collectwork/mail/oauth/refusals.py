"""What the sign-in server refused, as a sentence that says what to do."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from collectwork.mail.oauth.settings import NoToken, OAuth
from collectwork.mail.oauth.web import words

_NUMBER = re.compile(r"AADSTS(\d{4,8})")
_TENANT = {"90002", "900023", "900021", "50059"}
_APP = {"700016", "650057"}
_SECRET = {"7000215", "7000222", "7000216", "7000218"}
_CERTIFICATE = {"700027", "700023", "7000272", "50027"}
_CONSENT = {"65001", "65004", "90094", "90099", "70011", "500011"}
_LATER = {"temporarily_unavailable", "server_error", "slow_down"}


def refused(settings: OAuth, answer: Mapping[str, Any]) -> NoToken:
    """The answer's error in words. Only the server's first line is repeated, without tokens."""
    said = words(str(answer.get("error_description") or "").split("\n", 1)[0].split("\r", 1)[0])
    error = words(answer.get("error") or "no token in the answer")
    number = next(iter(_NUMBER.findall(said)), "")
    told = f"({error}{': ' if said else ''}{said})"
    section = f"[{settings.section}]"
    if error in _LATER:
        return NoToken(f"The sign-in server asks to come back later {told}.", 60)
    if number in _TENANT:
        return NoToken(
            f"The sign-in server knows no tenant {settings.tenant!r} {told}: correct tenant "
            f"under {section} in the config."
        )
    if number in _APP or error == "unauthorized_client":
        return NoToken(
            f"The tenant knows no app {settings.client_id!r} {told}: correct client_id under "
            f"{section}, or let an administrator add the app."
        )
    if not settings.personal:
        return NoToken(_of_app(settings, number, error, told))
    if number in _CONSENT or error == "consent_required":
        return NoToken(
            f"The app may not yet do this for the mailbox {told}: let an administrator consent to "
            f"its permissions (docs/mail.md), then sign in by `{settings.how}`."
        )
    if error in ("access_denied", "authorization_declined"):
        return NoToken(f"The sign-in was declined {told}: sign in by `{settings.how}`.")
    if error in ("expired_token", "code_expired", "authorization_pending"):
        return NoToken(f"Nobody signed in in time {told}: sign in by `{settings.how}`.")
    if error in ("invalid_client", "invalid_request") and number in (_SECRET | {"7000218"}):
        return NoToken(
            f"The app is not set up for people to sign in {told}: allow public client flows in its "
            'registration, or use auth = "secret" or "certificate".'
        )
    return NoToken(f"The sign-in is no longer valid {told}: sign in again by `{settings.how}`.")


def _of_app(settings: OAuth, number: str, error: str, told: str) -> str:
    if settings.auth == "secret" and (number in _SECRET or error == "invalid_client"):
        return (
            f"The client secret {settings.secret!r} is wrong or has expired {told}: make a new one "
            f"in the app's registration, then `collectwork secret set {settings.secret}`."
        )
    if settings.auth == "certificate" and (number in _CERTIFICATE or error == "invalid_client"):
        return (
            f"The certificate {settings.certificate} is not accepted {told}: upload it to the "
            "app's registration, or name the one that is there."
        )
    if number in _CONSENT:
        return (
            f"The app may not yet use the mailbox {told}: let an administrator consent to its "
            "permissions (docs/mail.md)."
        )
    return f"The sign-in server gives the app no token {told}."
