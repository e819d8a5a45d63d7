"""Ways out beside mail: [letter], [sms], [portal] and [agency]."""

from __future__ import annotations

from pydantic import Field, field_validator

from collectwork.config.section import Section, one_address, safe_url

_OWN = ("collectwork-", "content-", "host", "transfer-", "connection", "idempotency-key")


class LetterSettings(Section):
    """Letters on paper."""

    folder: str = ""  # where printed batches are written; empty = `letters` beside the store


class NoticeSettings(Section):
    """A program that hands texts on: a signed POST each. Its secret is not here."""

    url: str = ""  # empty: the channel is off
    secret: str = ""  # the name under which it is kept; empty: that of the channel
    secret_command: str = ""
    sender: str = ""  # what the receiver is to show, handed on as a header
    headers: dict[str, str] = Field({})
    timeout_seconds: int = Field(10, ge=1, le=60)
    idempotent: bool = False  # the receiver takes the same id twice for once

    _safe = field_validator("url")(safe_url)

    @field_validator("headers")
    @classmethod
    def _plain(cls, headers: dict[str, str]) -> dict[str, str]:
        for name, value in headers.items():
            if not name.replace("-", "").isalnum() or not name.isascii():
                raise ValueError(f"{name!r} is no name of a header")
            if name.lower().startswith(_OWN):
                raise ValueError(f"{name!r} is set by collectwork itself")
            if not value.isascii() or not value.isprintable():
                raise ValueError(f"the value of {name!r} holds a sign that no header can have")
        return headers


class AgencySettings(Section):
    """Where hand-over files go."""

    folder: str = ""  # empty = `handed-over` beside the store
    address: str = ""  # mailed there instead, as one attachment

    _one = field_validator("address")(one_address)
