"""Who was not contacted in time, what has no next step, was the order followed?"""

from __future__ import annotations

from collectwork.analytics.figures import Page
from collectwork.screens.manager.tab import Tab
from collectwork.usecases import measuring
from collectwork.usecases.desk import Desk


def _answer(desk: Desk, _: str) -> Page:
    return measuring.coverage(desk)


TAB = Tab(
    "2",
    "Coverage",
    "Who was not contacted in time, what has no next step, was the order followed?",
    _answer,
)
