"""What a sign-in needs to know, as one value, and the one class of its trouble."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal
from urllib.parse import urlsplit

from collectwork.errors import ConfigRefused, InputRefused

Auth = Literal["browser", "device", "certificate", "secret"]
AUTHORITY = "https://login.microsoftonline.com"
LOOPBACK = ("127.0.0.1", "localhost", "::1")


class NoToken(InputRefused):
    """There is no access token to be had now; the sentence says why and what to do.

    ``wait``: seconds after which the authority may be asked again, where it said so.
    """

    def __init__(self, sentence: str, wait: int | None = None) -> None:
        super().__init__(sentence)
        self.wait = wait


@dataclass(frozen=True, slots=True)
class OAuth:
    """An app registration and the way to sign in with it.

    ``auth``: "browser" and "device" sign a person in once (`collectwork sign-in`), "certificate"
    and "secret" sign the app itself in. ``account``: the address of who signs in, where it is
    known. ``mailbox``: the config's name of the mailbox ("" for the one of [mail]), for sentences.
    ``section``: the config's section, for sentences. ``secret``: the name under which the client
    secret or the passphrase of the certificate's key is kept.
    """

    tenant: str
    client_id: str
    auth: Auth = "browser"
    account: str = ""
    mailbox: str = ""
    section: str = "mail.graph"
    authority: str = AUTHORITY
    certificate: str = ""
    thumbprint: str = ""
    secret: str = "graph"  # noqa: S105  (the name under which it is kept)
    secret_command: str = ""
    ca_file: str = ""
    timeout_seconds: int = 60

    @property
    def personal(self) -> bool:
        """Whether a person signs in, and not the app."""
        return self.auth in ("browser", "device")

    @property
    def how(self) -> str:
        """The command that signs in, for sentences."""
        return f"collectwork sign-in {self.mailbox}".rstrip()

    def checked(self) -> OAuth:
        """Itself, or ConfigRefused naming the key that lacks or is wrong."""
        for name in ("tenant", "client_id"):
            if not getattr(self, name):
                raise ConfigRefused(f"{self.section}: {name} must be set.")
            if not all(c.isalnum() or c in ".-_" for c in getattr(self, name)):
                raise ConfigRefused(f"{self.section}.{name}: {getattr(self, name)!r} is none.")
        if self.auth == "certificate" and not self.certificate:
            raise ConfigRefused(f"{self.section}: certificate must name a file.")
        if not safe_address(self.authority):
            raise ConfigRefused(f"{self.section}.authority: {self.authority!r} is not https://…")
        return self


def safe_address(url: str) -> bool:
    """Whether it is a plain https address; http is for this machine only."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return False
    if not parts.hostname or port == 0 or parts.username or parts.password or parts.fragment:
        return False
    if any(c.isspace() or not c.isprintable() for c in url):
        return False
    return parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOOPBACK)
