"""What is open, how does it age, and where does it get stuck?"""

from __future__ import annotations

from collectwork.analytics.figures import Page
from collectwork.screens.manager.tab import Tab
from collectwork.usecases import measuring
from collectwork.usecases.desk import Desk


def _answer(desk: Desk, _: str) -> Page:
    return measuring.aging(desk)


TAB = Tab("5", "Aging", "What is open, how does it age, and where does it get stuck?", _answer)
