"""From the config's [mail.smtp] and [mail.imap] to a mailbox."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Literal, Protocol

from collectwork.mail import secrets
from collectwork.mail.oauth.settings import OAuth
from collectwork.mail.secrets import Secret
from collectwork.mail.servers import Auth, Folders, Security, Server
from collectwork.mail.smtp.transport import SmtpTransport

PORTS = {
    ("smtp", "starttls"): 587, ("smtp", "tls"): 465, ("smtp", "none"): 25,
    ("imap", "starttls"): 143, ("imap", "tls"): 993, ("imap", "none"): 143,
}  # fmt: skip
#: What an access token is asked for: the two protocols of Exchange Online.
SCOPES = (
    "https://outlook.office365.com/SMTP.Send",
    "https://outlook.office365.com/IMAP.AccessAsUser.All",
)
APP_SCOPES = ("https://outlook.office365.com/.default",)


class Place(Protocol):
    """The keys that both sections have."""

    @property
    def host(self) -> str: ...
    @property
    def port(self) -> int: ...
    @property
    def security(self) -> Security: ...
    @property
    def username(self) -> str: ...
    @property
    def secret(self) -> str: ...
    @property
    def secret_command(self) -> str: ...
    @property
    def ca_file(self) -> str: ...


class Smtp(Place, Protocol):
    """What is read of [mail.smtp]."""

    @property
    def auth(self) -> Auth: ...
    @property
    def timeout_seconds(self) -> int: ...
    @property
    def tenant(self) -> str: ...
    @property
    def client_id(self) -> str: ...
    @property
    def sign_in(self) -> Literal["browser", "device", "certificate", "secret"]: ...
    @property
    def certificate(self) -> str: ...
    @property
    def thumbprint(self) -> str: ...
    @property
    def authority(self) -> str: ...


class Imap(Place, Folders, Protocol):
    """What is read of [mail.imap]."""

    @property
    def auth(self) -> Literal["", "password", "xoauth2"]: ...


def mailbox(smtp: Smtp, imap: Imap, sender: str = "", name: str = "") -> SmtpTransport:
    """The mailbox of two sections; ``sender``: whose mails leave by it, for the check-up;
    ``name``: that of the mailbox. ConfigRefused says what lacks."""
    outgoing = Server(
        "smtp", smtp.host, smtp.port or PORTS["smtp", smtp.security], smtp.security,
        smtp.username, smtp.auth, _outgoing_secret(smtp, name), _file(smtp.ca_file),
        smtp.timeout_seconds, _renewed(smtp, smtp.auth, name),
    )  # fmt: skip
    if not imap.host:
        return SmtpTransport(outgoing, None, imap, sender)
    auth = imap.auth or (smtp.auth if smtp.auth != "none" else "password")
    incoming = Server(
        "imap", imap.host, imap.port or PORTS["imap", imap.security], imap.security,
        imap.username or smtp.username, auth, _incoming_secret(smtp, imap, auth, name),
        _file(imap.ca_file), smtp.timeout_seconds,
        None if imap.secret or imap.secret_command else _renewed(smtp, auth, name),
    )  # fmt: skip
    return SmtpTransport(outgoing, incoming, imap, sender)


def oauth(smtp: Smtp, name: str) -> OAuth:
    """The app registration that access tokens are asked for with."""
    return OAuth(
        tenant=smtp.tenant, client_id=smtp.client_id, auth=smtp.sign_in, account=smtp.username,
        mailbox=name, section="mail.smtp", authority=smtp.authority,
        certificate=_file(smtp.certificate), thumbprint=smtp.thumbprint, secret=smtp.secret,
        secret_command=smtp.secret_command, timeout_seconds=smtp.timeout_seconds,
    )  # fmt: skip


def scopes(smtp: Smtp) -> tuple[str, ...]:
    """What a token for this mailbox is to be good for."""
    return SCOPES if smtp.sign_in in ("browser", "device") else APP_SCOPES


def _outgoing_secret(smtp: Smtp, name: str) -> Callable[[], Secret]:
    if smtp.auth == "xoauth2" and smtp.client_id:
        return lambda: _token(smtp, name)
    return lambda: secrets.find(smtp.secret, smtp.secret_command)


def _incoming_secret(smtp: Smtp, imap: Imap, auth: Auth, name: str) -> Callable[[], Secret]:
    if imap.secret:
        return lambda: secrets.find(imap.secret, imap.secret_command)
    if imap.secret_command:
        return lambda: secrets.find(smtp.secret, imap.secret_command)
    if auth == "xoauth2" and smtp.client_id:
        return lambda: _token(smtp, name)
    return lambda: secrets.find(smtp.secret, smtp.secret_command)


def _renewed(smtp: Smtp, auth: Auth, name: str) -> Callable[[], Secret] | None:
    if auth != "xoauth2" or not smtp.client_id:
        return None
    return lambda: _token(smtp, name, fresh=True)


def _token(smtp: Smtp, name: str, *, fresh: bool = False) -> Secret:
    from collectwork.mail.tokens import token_for

    return token_for(oauth(smtp, name), scopes(smtp), fresh=fresh)


def _file(named: str) -> str:
    return str(Path(named).expanduser()) if named else ""
