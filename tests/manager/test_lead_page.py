"""docs/lead.md says what the program says."""

from __future__ import annotations

from pathlib import Path

from collectwork.analytics.definitions import DEFINITIONS
from collectwork.screens.manager.screen import TABS

PAGE = Path(__file__).parents[2] / "docs" / "lead.md"


def test_every_tab_is_explained() -> None:
    text = PAGE.read_text("utf-8")
    for tab in TABS:
        assert f"| `{tab.key}` | {tab.name} | {tab.asks}" in text


def test_definitions_have_names_of_their_own() -> None:
    names = [one.name for one in DEFINITIONS.values()]
    assert len(set(names)) == len(names)
