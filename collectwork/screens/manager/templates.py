"""What came of the mails, by template and version?"""

from __future__ import annotations

from collectwork.analytics.figures import Page
from collectwork.screens.manager.tab import Tab
from collectwork.usecases import measuring
from collectwork.usecases.desk import Desk


def _answer(desk: Desk, _: str) -> Page:
    return measuring.templates(desk)


TAB = Tab("9", "Templates", "What came of the mails, by template and version?", _answer)
