"""Which rules are in force since when, and what came of what they listed?"""

from __future__ import annotations

from collectwork.analytics.figures import Page
from collectwork.screens.manager.tab import Tab
from collectwork.usecases import measuring
from collectwork.usecases.desk import Desk


def _answer(desk: Desk, _: str) -> Page:
    return measuring.rules(desk)


TAB = Tab("7", "Rules", "Which rules are in force, and what came of what they listed?", _answer)
