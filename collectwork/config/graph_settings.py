"""A mailbox in Exchange Online, reached by Microsoft Graph."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from collectwork.config.section import Section


class GraphSettings(Section):
    """Secrets are not here: people sign in by `collectwork sign-in`, apps by a kept secret."""

    tenant: str = ""
    client_id: str = ""
    mailbox: str = ""  # empty = that of who signs in
    auth: Literal["browser", "device", "certificate", "secret"] = "browser"
    certificate: str = ""  # a .pem with key and certificate, or a .pfx
    thumbprint: str = ""  # of the certificate, where the .pem holds the key alone
    secret: str = "graph"  # noqa: S105  (the name under which it is kept)
    secret_command: str = ""  # prints it; for hosts without a keyring
    endpoint: str = "https://graph.microsoft.com/v1.0"
    authority: str = "https://login.microsoftonline.com"
    ca_file: str = ""  # certificates to trust besides the usual ones
    timeout_seconds: int = Field(60, ge=1, le=300)
