"""What every table of the config file is made of."""

from __future__ import annotations

from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict

from collectwork.domain.message import split_address
from collectwork.errors import InputRefused

CLOCK = r"^([01]\d|2[0-3]):[0-5]\d$"


class Section(BaseModel):
    """A table of the file; unknown keys are refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)


def on_loopback(url: str) -> bool:
    """Whether an address is this machine's."""
    return urlsplit(url).hostname in ("127.0.0.1", "localhost", "::1")


def safe_url(url: str) -> str:
    """The address of a program; ValueError where what it is told would travel in the open."""
    parts = urlsplit(url)
    if url and not (
        parts.hostname
        and (parts.scheme == "https" or (parts.scheme == "http" and on_loopback(url)))
    ):
        raise ValueError("https:// is needed; http:// is for this machine only")
    return url


def one_address(text: str) -> str:
    """A mail address, with or without a name before it; ValueError where it is none."""
    try:
        if text and "@" not in split_address(text)[1]:
            raise InputRefused
    except InputRefused:
        raise ValueError('one mail address is expected, as "ar@seller.example"') from None
    return text
