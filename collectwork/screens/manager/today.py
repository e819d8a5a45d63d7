"""Who does what, how far is the list, who may need help?"""

from __future__ import annotations

from collectwork.analytics.figures import Page
from collectwork.screens.manager.tab import Tab
from collectwork.usecases import measuring
from collectwork.usecases.desk import Desk


def _answer(desk: Desk, _: str) -> Page:
    return measuring.today(desk)


TAB = Tab("1", "Today", "Who does what, how far is the list, who may need help?", _answer)
