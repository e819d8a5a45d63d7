"""What happened before each payment?"""

from __future__ import annotations

from collectwork.analytics.figures import Page
from collectwork.screens.manager.tab import Tab
from collectwork.usecases import measuring
from collectwork.usecases.desk import Desk


def _answer(desk: Desk, _: str) -> Page:
    return measuring.evidence(desk)


TAB = Tab("3", "Payments", "What happened before each payment?", _answer)
