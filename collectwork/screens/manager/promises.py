"""Which promises are open, and how are they kept?"""

from __future__ import annotations

from collectwork.analytics.figures import Page
from collectwork.screens.manager.tab import Tab
from collectwork.usecases import measuring
from collectwork.usecases.desk import Desk


def _answer(desk: Desk, _: str) -> Page:
    return measuring.promises_report(desk)


TAB = Tab("4", "Promises", "Which promises are open, and how are they kept?", _answer)
