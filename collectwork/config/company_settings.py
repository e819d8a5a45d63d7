"""Who writes and where money is to be paid: [company] and [[bank]]; and [rewriting]."""

from __future__ import annotations

from urllib.parse import urlsplit

from pydantic import Field, field_validator

from collectwork.config.section import Section, safe_url
from collectwork.domain.company import Bank, Company, sound_iban


class CompanySettings(Section):
    """The seller, as letters and statements name it."""

    name: str = ""
    address: tuple[str, ...] = ()  # lines
    registration: tuple[str, ...] = ()  # lines: court and number, VAT number, managing directors …


class BankSettings(Section):
    """An account that customers pay to."""

    iban: str
    currency: str = Field("", pattern=r"^([A-Z]{3})?$")  # empty: those without an own account
    bic: str = Field("", pattern=r"^([A-Z]{6}[A-Z0-9]{2}([A-Z0-9]{3})?)?$")
    holder: str = ""  # empty: the company's name
    bank: str = ""

    @field_validator("iban")
    @classmethod
    def _sound(cls, text: str) -> str:
        plain = "".join(text.split()).upper()
        if not sound_iban(plain):
            raise ValueError("that is no IBAN: its length or its check digits are wrong")
        return plain


class RewritingSettings(Section):
    """An endpoint that may rewrite a mail's text, in the form of OpenAI's chat completions."""

    url: str = ""  # empty: off
    model: str = ""
    secret: str = "rewriting"  # noqa: S105  (the name under which it is kept)
    secret_command: str = ""
    timeout_seconds: int = Field(30, ge=1, le=300)

    @field_validator("url")
    @classmethod
    def _safe(cls, text: str) -> str:
        parts = urlsplit(safe_url(text))
        if parts.username or parts.password or parts.query or parts.fragment:
            raise ValueError("no user, password, ? or # in the address; the key is a secret")
        return text


def company(settings: CompanySettings, banks: tuple[BankSettings, ...]) -> Company:
    """What the config says of the seller, as the value that use cases know."""
    return Company(
        settings.name,
        settings.address,
        settings.registration,
        tuple(
            Bank(one.currency, one.iban, one.bic, one.holder or settings.name, one.bank)
            for one in banks
        ),
    )
