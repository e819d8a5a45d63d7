"""How mails leave and come in: [mail], its servers, and further mailboxes."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, field_validator, model_validator

from collectwork.config.exchange_settings import ExchangeSettings
from collectwork.config.graph_settings import GraphSettings
from collectwork.config.section import Section, one_address
from collectwork.config.smtp_settings import ImapSettings, SmtpSettings
from collectwork.domain.copies import pattern_fault

OR_EMPTY = r"^(([01]\d|2[0-3]):[0-5]\d)?$"  # a time of the day

Way = Literal["folder", "exchange", "graph", "smtp"]


class WaySettings(Section):
    """One mailbox: how mails leave it and how replies are fetched."""

    transport: Way = "folder"
    folder: str = ""  # for .eml files; empty = beside the store
    incoming: str = ""  # with "folder": .eml files that came in; empty = beside the store
    fetch: bool = True  # whether replies are fetched
    per_minute: int = Field(0, ge=0, le=10_000)  # mails a minute at most; 0 = no limit
    connections: int = Field(2, ge=1, le=8)  # to a server that knows drafts, when mails are sent
    exchange: ExchangeSettings = ExchangeSettings()
    graph: GraphSettings = GraphSettings()
    smtp: SmtpSettings = SmtpSettings()
    imap: ImapSettings = ImapSettings()


class MailboxSettings(WaySettings):
    """A further mailbox, for the senders that it names."""

    name: str = Field(pattern=r"^[A-Za-z0-9._-]{1,40}$")
    senders: tuple[str, ...] = Field(min_length=1)


class MailSettings(WaySettings):
    """The mailbox for everything that no further one takes, and what holds for all of them."""

    sender: str = ""
    expires_days: int = Field(4, ge=1)
    send_from: str = Field("", pattern=OR_EMPTY)  # of this machine
    send_until: str = Field("", pattern=OR_EMPTY)
    send_business_days: bool = False
    invoices: str = ""  # folder with invoice PDFs
    invoice_files: tuple[str, ...] = Field(("{document}.pdf",), min_length=1)
    largest_mb: int = Field(10, ge=1, le=150)  # of one mail, as it travels
    mailbox: tuple[MailboxSettings, ...] = ()

    _one = field_validator("sender")(one_address)

    @field_validator("mailbox")
    @classmethod
    def _apart(cls, boxes: tuple[MailboxSettings, ...]) -> tuple[MailboxSettings, ...]:
        names = [one.name for one in boxes]
        senders = [address.lower() for one in boxes for address in one.senders]
        for what, found in (("name", names), ("sender", senders)):
            twice = next((one for one in found if found.count(one) > 1), None)
            if twice is not None:
                raise ValueError(f"two mailboxes have the {what} {twice!r}")
        return boxes

    @model_validator(mode="after")
    def _in_order(self) -> MailSettings:
        if self.send_from and self.send_until and self.send_from >= self.send_until:
            raise ValueError("send_from must be before send_until")
        return self

    @field_validator("invoice_files")
    @classmethod
    def _inside(cls, patterns: tuple[str, ...]) -> tuple[str, ...]:
        for pattern in patterns:
            if wrong := pattern_fault(pattern):
                raise ValueError(f"{pattern!r} is not understood: {wrong}")
        return patterns

    def way(self, name: str) -> WaySettings | None:
        """The mailbox of a name; "" is the one of [mail] itself."""
        return self if not name else next((one for one in self.mailbox if one.name == name), None)
