"""What is read of the config's [mail.graph], and the sign-in that follows from it."""

from __future__ import annotations

from typing import Protocol
from urllib.parse import urlsplit

from collectwork.errors import ConfigRefused
from collectwork.mail.oauth.settings import LOOPBACK, Auth, OAuth, safe_address

RESOURCE = "https://graph.microsoft.com"
RIGHTS = ("Mail.ReadWrite", "Mail.Send")


class Settings(Protocol):
    """A section [mail.graph] or [mail.mailbox.graph]."""

    @property
    def tenant(self) -> str: ...
    @property
    def client_id(self) -> str: ...
    @property
    def mailbox(self) -> str: ...
    @property
    def auth(self) -> Auth: ...
    @property
    def certificate(self) -> str: ...
    @property
    def thumbprint(self) -> str: ...
    @property
    def secret(self) -> str: ...
    @property
    def secret_command(self) -> str: ...
    @property
    def endpoint(self) -> str: ...
    @property
    def authority(self) -> str: ...
    @property
    def ca_file(self) -> str: ...
    @property
    def timeout_seconds(self) -> int: ...


def oauth(settings: Settings, name: str = "") -> OAuth:
    """The sign-in of a mailbox with that name in the config; ConfigRefused names what is wrong."""
    section = "mail.mailbox.graph" if name else "mail.graph"
    if not safe_address(settings.endpoint):
        raise ConfigRefused(f"{section}.endpoint: {settings.endpoint!r} is not https://…")
    if settings.mailbox and "@" not in settings.mailbox:
        raise ConfigRefused(f"{section}.mailbox: {settings.mailbox!r} is no mail address.")
    made = OAuth(
        tenant=settings.tenant,
        client_id=settings.client_id,
        auth=settings.auth,
        mailbox=name,
        section=section,
        authority=settings.authority,
        certificate=settings.certificate,
        thumbprint=settings.thumbprint,
        secret=settings.secret,
        secret_command=settings.secret_command,
        ca_file=settings.ca_file,
        timeout_seconds=settings.timeout_seconds,
    ).checked()
    if not made.personal and not settings.mailbox:
        raise ConfigRefused(
            f"{section}: mailbox must be set, because with auth = {settings.auth!r} nobody signs "
            "in whose mailbox it could be."
        )
    return made


def rights(settings: Settings) -> tuple[str, ...]:
    """The permissions that sending and reading need, by their names in Entra."""
    shared = bool(settings.mailbox) and settings.auth in ("browser", "device")
    return tuple(f"{one}.Shared" for one in RIGHTS) if shared else RIGHTS


def scopes(settings: Settings) -> tuple[str, ...]:
    """What a token is asked for. National clouds have a resource of their own."""
    host = urlsplit(settings.endpoint).hostname or ""
    resource = RESOURCE if host in LOOPBACK else f"https://{host}"
    if settings.auth in ("certificate", "secret"):
        return (f"{resource}/.default",)
    return tuple(f"{resource}/{one}" for one in rights(settings))
