"""Access tokens without anybody being asked: from the cache, by renewal, or for the app itself."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import Any

import msal

from collectwork.errors import ConfigRefused, NotFound
from collectwork.mail import secrets
from collectwork.mail.oauth.refusals import refused
from collectwork.mail.oauth.settings import NoToken, OAuth
from collectwork.mail.oauth.token_cache import TokenFile, found
from collectwork.mail.oauth.web import AuthorityClient
from collectwork.mail.secrets import Secret

GOOD_FOR = 300  # seconds that a token must last at least
_BUSY = threading.Lock()  # msal's applications are asked one at a time


def token(settings: OAuth, scopes: tuple[str, ...], fresh: bool) -> Secret:
    """See ``collectwork.mail.tokens.token_for``."""
    text = _of_person(settings, scopes, fresh) if settings.personal else _of_app(
        settings, scopes, fresh
    )  # fmt: skip
    return Secret(text, "sign-in")


def account_of(settings: OAuth) -> str:
    """Who is signed in; NoToken where nobody is."""
    return str(_account(TokenFile(settings).read(), settings).get("username", ""))


def _of_person(settings: OAuth, scopes: tuple[str, ...], fresh: bool) -> str:
    file = TokenFile(settings)
    before = found(file.read(), scopes, GOOD_FOR)
    if before and not fresh:
        return before
    with _BUSY, file.alone():
        cache = file.read()
        now = found(cache, scopes, GOOD_FOR)
        if now and (not fresh or now != before):
            return now  # another process has just renewed it
        answer = asked(
            settings,
            cache,
            lambda app: app.acquire_token_silent_with_error(
                list(scopes), account=_account(cache, settings), force_refresh=True
            ),
        )
        if cache.has_state_changed:
            file.write(cache)
    return str(answer["access_token"])


def _account(cache: msal.TokenCache, settings: OAuth) -> dict[str, Any]:
    account = next(iter(cache.search(cache.CredentialType.ACCOUNT)), None)
    if account is None:
        raise NoToken(f"Nobody is signed in: sign in by `{settings.how}`.")
    return dict(account)


def _of_app(settings: OAuth, scopes: tuple[str, ...], fresh: bool) -> str:
    with _BUSY:
        client, app = _own_app(settings, os.getpid())
        client.trouble = None
        if fresh:
            app.remove_tokens_for_client()
        answer = _answer(settings, client, lambda: app.acquire_token_for_client(list(scopes)))
        return str(answer["access_token"])


@lru_cache(8)
def _own_app(settings: OAuth, process: int) -> tuple[AuthorityClient, Any]:
    """The app with its tokens in memory: it needs nobody to get new ones. Not shared with a
    process forked from this one, which would read from the same line."""
    client = AuthorityClient(settings)
    return client, _made(settings, client, None)


def asked(settings: OAuth, cache: msal.TokenCache, act: Callable[[Any], Any]) -> dict[str, Any]:
    """What the authority answers an app with that cache; NoToken says what it refused."""
    client = AuthorityClient(settings)
    try:
        app = _made(settings, client, cache)
        return _answer(settings, client, lambda: act(app))
    finally:
        client.close()


def _made(settings: OAuth, client: AuthorityClient, cache: msal.TokenCache | None) -> Any:
    kind = msal.PublicClientApplication if settings.personal else msal.ConfidentialClientApplication
    credential = None if settings.personal else _credential(settings)
    base = settings.authority.rstrip("/").replace("http://", "https://", 1)
    try:
        return kind(
            settings.client_id,
            client_credential=credential,
            authority=f"{base}/{settings.tenant}",
            instance_discovery=False,
            http_client=client,
            token_cache=cache,
        )
    except NoToken:
        raise
    except Exception as error:  # msal raises many kinds; some hold what it was given
        raise _not_made(settings, client, error) from None


def _not_made(settings: OAuth, client: AuthorityClient, error: Exception) -> NoToken:
    if client.trouble is not None:
        return client.trouble
    if client.refused is not None:
        return NoToken(
            f"The sign-in server knows no tenant {settings.tenant!r}: correct tenant under "
            f"[{settings.section}] in the config."
        )
    if settings.auth == "certificate":
        return NoToken(
            f"The certificate {settings.certificate} cannot be used ({type(error).__name__}): it "
            "must hold the private key and the certificate, or the key beside the config's "
            f"thumbprint; a passphrase is the secret {settings.secret!r}."
        )
    return NoToken(
        f"{settings.authority} does not answer like a sign-in server ({type(error).__name__})."
    )


def _answer(settings: OAuth, client: AuthorityClient, act: Callable[[], Any]) -> dict[str, Any]:
    try:
        answer = act()
    except NoToken:
        raise
    except Exception as error:  # as above
        raise _not_made(settings, client, error) from None
    if isinstance(answer, dict) and answer.get("access_token"):
        return answer
    raise refused(settings, answer if isinstance(answer, dict) else {})


def _credential(settings: OAuth) -> Any:
    """What the app proves itself with."""
    if settings.auth == "secret":
        return secrets.find(settings.secret, settings.secret_command).reveal()
    path = Path(settings.certificate).expanduser()
    try:
        if path.suffix.lower() in (".pfx", ".p12"):
            path.open("rb").close()
            return _protected(settings, {"private_key_pfx_path": str(path)}, needed=False)
        text = path.read_text("ascii")
    except (OSError, UnicodeDecodeError) as error:
        kind = getattr(error, "strerror", None) or type(error).__name__
        raise ConfigRefused(
            f"{settings.section}.certificate: {str(path)!r} cannot be read ({kind})."
        ) from None
    held = {"private_key": text}
    if "-----BEGIN CERTIFICATE-----" in text:
        held["public_certificate"] = text[text.index("-----BEGIN CERTIFICATE-----") :]
    if settings.thumbprint:
        held["thumbprint"] = settings.thumbprint.replace(":", "").replace(" ", "")
    return _protected(settings, held, needed="ENCRYPTED" in text)


def _protected(settings: OAuth, held: dict[str, str], *, needed: bool) -> dict[str, str]:
    """With the passphrase of the key, which is asked for where the key needs one."""
    try:
        found_secret = secrets.find(settings.secret, settings.secret_command)
    except NotFound:
        if needed:
            raise
        return held
    return {**held, "passphrase": found_secret.reveal()} if needed or len(held) == 1 else held
