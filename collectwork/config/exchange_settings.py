"""[mail.exchange]: an Exchange server reached by EWS."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from collectwork.config.section import Section


class ExchangeSettings(Section):
    """Passwords and client secrets are not here: `collectwork secret set`."""

    endpoint: str = ""  # https://…/EWS/Exchange.asmx, or "autodiscover"
    hosts: tuple[str, ...] = ()  # that autodiscover may ask and lead to besides the mailbox's own
    username: str = ""
    mailbox: str = ""
    access: Literal["delegate", "impersonation"] = "delegate"
    secret: str = "exchange"  # noqa: S105  (the name under which it is kept)
    secret_command: str = ""  # prints the password; for hosts without a keyring
    auth: Literal["ntlm", "basic", "oauth", "delegated"] = "ntlm"
    tenant: str = ""  # the next ones: with auth = "oauth" or "delegated"
    client_id: str = ""
    certificate: str = ""
    thumbprint: str = ""
    authority: str = "https://login.microsoftonline.com"
    version: Literal["2010_SP2", "2013", "2013_SP1", "2016", "2019"] = "2016"
    ca_file: str = ""  # certificates to trust besides the usual ones
    timeout_seconds: int = Field(60, ge=5, le=300)
