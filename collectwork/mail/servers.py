"""What the connections to SMTP and IMAP servers have in common: who signs in how, and TLS."""

from __future__ import annotations

import ssl
from collections.abc import Callable
from dataclasses import dataclass
from ipaddress import ip_address
from typing import Literal, Protocol

from collectwork.errors import ConfigRefused
from collectwork.mail.secrets import Secret

Security = Literal["starttls", "tls", "none"]
Auth = Literal["password", "xoauth2", "none"]


class Folders(Protocol):
    """What is read of the config's [mail.imap] beside the server itself."""

    @property
    def inbox(self) -> str: ...
    @property
    def sent_folder(self) -> str: ...
    @property
    def save_copy(self) -> bool: ...


@dataclass(frozen=True, slots=True)
class Server:
    """Where a server is and how one signs in. ``secret`` gives the password or access token,
    anew at each call; it may raise InputRefused. ``renewed``: another token, after that one was
    refused; None where there is none to be had."""

    what: Literal["smtp", "imap"]
    host: str
    port: int
    security: Security
    username: str
    auth: Auth
    secret: Callable[[], Secret]
    ca_file: str
    timeout: float
    renewed: Callable[[], Secret] | None = None

    @property
    def called(self) -> str:
        """Host and port as messages name them."""
        return f"{self.host}:{self.port}"

    def lacking(self) -> str | None:
        """What of the config stands in the way of any use, as a sentence."""
        if not self.host:
            return f"mail.{self.what}: host must be set."
        if self.security == "none" and not on_this_machine(self.host):
            return (
                f'mail.{self.what}: security = "none" is for a server on this machine, '
                f"not for {self.host!r}."
            )
        if self.auth != "none" and not self.username:
            return f'mail.{self.what}: username must be set, or auth = "none".'
        return None

    def checked(self) -> Server:
        """Itself; ConfigRefused where it cannot be used."""
        if lacking := self.lacking():
            raise ConfigRefused(lacking)
        return self


def on_this_machine(host: str) -> bool:
    """Whether what is sent there never leaves this machine."""
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


def trusting(ca_file: str) -> ssl.SSLContext:
    """TLS 1.2 and newer with names and certificates checked; ConfigRefused for a bad file."""
    context = ssl.create_default_context()
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    if ca_file:
        try:
            context.load_verify_locations(cafile=ca_file)
        except (OSError, ssl.SSLError) as error:
            said = getattr(error, "strerror", "") or "no certificates in it"
            raise ConfigRefused(f"The file {ca_file} of ca_file cannot be used: {said}.") from None
    return context


def unreachable(server: Server, error: Exception) -> str:
    """Why no connection came about, in words without anything that was sent."""
    if isinstance(error, ssl.SSLCertVerificationError):
        return (
            f"the certificate of {server.called} is not trusted ({error.verify_message}); nothing "
            "was handed over. Check host, this machine's clock, and ca_file"
        )
    if isinstance(error, ssl.SSLError):
        return (
            f"{server.called} does not speak TLS as it should ({error.reason or 'no handshake'}); "
            "nothing was handed over. Check port and security"
        )
    if isinstance(error, TimeoutError):
        return f"{server.called} did not answer within {server.timeout:g} seconds"
    if isinstance(error, OSError):
        said = error.strerror or type(error).__name__
        return f"{server.called} cannot be reached ({said})"
    return f"{server.called} cannot be reached ({type(error).__name__})"


def bearer(username: str, token: str) -> bytes:
    """The first answer of XOAUTH2."""
    return f"user={username}\x01auth=Bearer {token}\x01\x01".encode()


def one_line(text: str) -> str:
    """What a server said, without line breaks and control signs."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())
