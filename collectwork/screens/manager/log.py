"""What was recorded, by whom and when?"""

from __future__ import annotations

from collectwork.analytics.figures import Page
from collectwork.screens.manager.tab import Tab
from collectwork.usecases import measuring
from collectwork.usecases.desk import Desk


def _answer(desk: Desk, text: str) -> Page:
    return measuring.log(desk, text)


TAB = Tab("6", "Log", "What was recorded, by whom and when?", _answer, searches=True)
