"""What a reply says about paying, in the writer's own sentences."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from collectwork.domain.suggestions import Found, KnownItem


def read(
    text: str, today: date, language: str | None = None, known: Sequence[KnownItem] = ()
) -> tuple[Found, ...]:
    """What ``text`` (of ``body``) says: promises, payments made, disputes, wishes for copies.

    ``today``: the day the reply was written. ``language``: en, de, fr, es; None or another: by its
    words. ``known``: the account's open items. Order as in the text, each thing once.
    """
    return ()
