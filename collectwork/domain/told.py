"""Entries of a history that is told afterwards, each with the time and the actor it would have had.

Only a made-up book (`collectwork demo`) is told; real work is stamped by the clock.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from collectwork.domain.activity import Draft


@dataclass(frozen=True, slots=True)
class Told:
    """An entry, when it would have been made, and by whom."""

    draft: Draft
    at: datetime
    actor: str
