"""What is read of [mail.exchange], and what is wrong with it."""

from __future__ import annotations

from typing import Protocol
from urllib.parse import urlsplit

from collectwork.errors import ConfigRefused
from collectwork.mail.oauth.settings import Auth, OAuth
from collectwork.mail.servers import on_this_machine

AUTODISCOVER = "autodiscover"
_ONLINE = "outlook.office365.com"  # whom tokens are for where the endpoint is yet to be found


class Settings(Protocol):
    """The section [mail.exchange] of the config."""

    @property
    def endpoint(self) -> str: ...
    @property
    def hosts(self) -> tuple[str, ...]: ...
    @property
    def username(self) -> str: ...
    @property
    def mailbox(self) -> str: ...
    @property
    def access(self) -> str: ...
    @property
    def secret(self) -> str: ...
    @property
    def secret_command(self) -> str: ...
    @property
    def auth(self) -> str: ...
    @property
    def tenant(self) -> str: ...
    @property
    def client_id(self) -> str: ...
    @property
    def certificate(self) -> str: ...
    @property
    def thumbprint(self) -> str: ...
    @property
    def authority(self) -> str: ...
    @property
    def version(self) -> str: ...
    @property
    def ca_file(self) -> str: ...
    @property
    def timeout_seconds(self) -> int: ...


def mailbox_of(settings: Settings) -> str:
    """The address of the mailbox; ConfigRefused names what lacks or cannot be."""
    if not settings.username and settings.auth != "oauth":
        raise ConfigRefused("mail.exchange: username must be set.")
    mailbox = settings.mailbox or settings.username
    if mailbox.count("@") != 1 or any(sign in mailbox for sign in " \\<>,;"):
        raise ConfigRefused(
            f"mail.exchange.mailbox must be a mail address, and {mailbox!r} is none (where "
            "mailbox is empty the username is taken)."
        )
    if settings.auth == "oauth" and settings.access != "impersonation":
        raise ConfigRefused(
            'mail.exchange.access must be "impersonation" with auth = "oauth": an app has no '
            "mailbox of its own."
        )
    if settings.auth in ("oauth", "delegated"):
        oauth(settings).checked()
    if searched(settings):
        for host in settings.hosts:
            if "/" in host or "@" in host:
                raise ConfigRefused(f"mail.exchange.hosts: {host!r} is no name of a host.")
    elif not spoken_safely(settings.endpoint):
        raise ConfigRefused(
            "mail.exchange.endpoint must be https://…/EWS/Exchange.asmx without a login in it, or "
            f'"autodiscover"; it is {_shown(settings.endpoint)}.'
        )
    return mailbox


def searched(settings: Settings) -> bool:
    """Whether the endpoint is to be found by autodiscover."""
    return settings.endpoint.strip().lower() == AUTODISCOVER


def spoken_safely(url: str) -> bool:
    """https, or http to this machine, and no login in it."""
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
        _ = parts.port
    except ValueError:
        return False
    if not host or parts.username or parts.password:
        return False
    return parts.scheme == "https" or (parts.scheme == "http" and on_this_machine(host))


def _shown(endpoint: str) -> str:
    """Without what may be a password."""
    return repr(endpoint) if "@" not in endpoint else "an address with an @"


def oauth(settings: Settings, mailbox: str = "") -> OAuth:
    """The sign-in to Microsoft Entra; ``mailbox`` is the config's name of the mailbox."""
    if settings.auth == "delegated":
        return _oauth(settings, "browser", mailbox)
    return _oauth(settings, "certificate" if settings.certificate else "secret", mailbox)


def scopes(settings: Settings, endpoint: str) -> tuple[str, ...]:
    """What a token must allow: the server at the endpoint, as the person or as the app."""
    host = _ONLINE if searched(settings) else urlsplit(endpoint).netloc
    resource = f"https://{host}"
    right = "EWS.AccessAsUser.All" if settings.auth == "delegated" else ".default"
    return (f"{resource}/{right}",)


def _oauth(settings: Settings, auth: Auth, mailbox: str) -> OAuth:
    return OAuth(
        tenant=settings.tenant,
        client_id=settings.client_id,
        auth=auth,
        account=settings.username if "@" in settings.username else "",
        mailbox=mailbox,
        section="mail.exchange",
        authority=settings.authority,
        certificate=settings.certificate,
        thumbprint=settings.thumbprint,
        secret=settings.secret,
        secret_command=settings.secret_command,
        ca_file=settings.ca_file,
        timeout_seconds=settings.timeout_seconds,
    )
