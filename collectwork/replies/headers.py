"""Headers of a message as plain text, whatever is wrong with them."""

from __future__ import annotations

from email.message import EmailMessage

from collectwork.domain import mime

_LONGEST = 2_000


def header(message: EmailMessage, name: str) -> str:
    """The first header of a name, decoded, in one line; "" without one."""
    wanted = name.lower()
    for said, value in message.raw_items():
        if said.lower() == wanted:
            return mime.one_line(mime.decoded(str(value)[:_LONGEST]), _LONGEST)
    return ""
