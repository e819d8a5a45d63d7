"""What a tab of the manager view is: a question, its key, and how it is answered."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from collectwork.analytics.figures import Page
from collectwork.usecases.desk import Desk


@dataclass(frozen=True, slots=True)
class Tab:
    """``asks``: the question in a sentence. ``answer`` takes the desk and what was searched for."""

    key: str
    name: str
    asks: str
    answer: Callable[[Desk, str], Page]
    searches: bool = False
