"""An SMTP server that mails leave by, and the IMAP server beside it that replies come from."""

from __future__ import annotations

from ipaddress import ip_address
from typing import Literal, Self

from pydantic import Field, field_validator, model_validator

from collectwork.config.section import Section

Security = Literal["starttls", "tls", "none"]


def _on_this_machine(host: str) -> bool:
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


class _Server(Section):
    host: str = ""
    port: int = Field(0, ge=0, le=65_535)  # 0 = the usual one
    security: Security = "starttls"

    @field_validator("host")
    @classmethod
    def _a_name(cls, host: str) -> str:
        try:
            plain = host.encode("idna").decode("ascii")
        except UnicodeError:
            plain = " "
        if any(sign.isspace() or not sign.isprintable() or sign in "/@[]" for sign in plain):
            raise ValueError("that is no name or number of a server")
        return host

    @model_validator(mode="after")
    def _never_in_the_clear(self) -> Self:
        if self.security == "none" and self.host and not _on_this_machine(self.host):
            raise ValueError(
                f'security = "none" is for a server on this machine, not for {self.host!r}; '
                'say "starttls" or "tls"'
            )
        return self


class SmtpSettings(_Server):
    """The server that mails are handed to. The password is not here: `collectwork secret set`."""

    username: str = ""
    auth: Literal["password", "xoauth2", "none"] = "password"
    secret: str = "smtp"  # noqa: S105  (the name under which it is kept)
    secret_command: str = ""  # prints the password or the access token
    ca_file: str = ""  # certificates to trust besides the usual ones
    timeout_seconds: int = Field(60, ge=1, le=300)
    # With "xoauth2" at Microsoft: the app registration that tokens are asked for with.
    tenant: str = ""
    client_id: str = ""  # empty = the secret is the access token itself
    sign_in: Literal["browser", "device", "certificate", "secret"] = "browser"
    certificate: str = ""
    thumbprint: str = ""
    authority: str = "https://login.microsoftonline.com"


class ImapSettings(_Server):
    """The server that copies and replies lie on; without ``host`` there is none."""

    security: Security = "tls"
    username: str = ""  # empty = that of [mail.smtp]
    auth: Literal["", "password", "xoauth2"] = ""  # empty = as for [mail.smtp]
    secret: str = ""  # empty = that of [mail.smtp]
    secret_command: str = ""
    inbox: str = "INBOX"
    sent_folder: str = ""  # empty = found
    save_copy: bool = True  # whether a copy of what was sent is put there, where none is yet
    ca_file: str = ""
