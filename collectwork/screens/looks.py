"""Themes: a calm dark one, a light one, and one whose colours everybody can tell apart.

One accent for *act here* (``$act``), one colour for *money at risk* (``$money``); ``$risk`` and
``$good`` always stand beside a sign.
"""

from __future__ import annotations

from textual.theme import Theme

DEFAULT_THEME = "collectwork"

VARIABLES = {
    "act": "$accent",
    "money": "$warning",
    "risk": "$error",
    "good": "$success",
    "quiet": "$foreground 60%",
    "here": "$primary 25%",
}

THEMES: tuple[Theme, ...] = (
    Theme(
        name="collectwork",
        primary="#5f87a8",
        secondary="#7d8ea3",
        accent="#7cb7e8",
        warning="#d9a962",
        error="#e08a7d",
        success="#93b98c",
        foreground="#d3d7de",
        background="#14181d",
        surface="#1a1f26",
        panel="#20262e",
        dark=True,
        variables={
            "act": "#7cb7e8",
            "money": "#d9a962",
            "risk": "#e08a7d",
            "good": "#93b98c",
            "quiet": "#828b99",
            "here": "#26394a",
        },
    ),
    Theme(
        name="collectwork-light",
        primary="#2f6690",
        secondary="#5c6b7a",
        accent="#1f6fb2",
        warning="#8a5a00",
        error="#b3261e",
        success="#2e6b34",
        foreground="#1d232b",
        background="#fbfbf9",
        surface="#f3f3ef",
        panel="#e9e9e4",
        dark=False,
        variables={
            "act": "#1f6fb2",
            "money": "#8a5a00",
            "risk": "#b3261e",
            "good": "#2e6b34",
            "quiet": "#68707a",
            "here": "#d5e5f2",
        },
    ),
    # blue, orange and yellow of the Okabe-Ito palette: told apart with any common colour vision
    Theme(
        name="collectwork-safe",
        primary="#56b4e9",
        secondary="#9aa4af",
        accent="#56b4e9",
        warning="#e69f00",
        error="#f0e442",
        success="#8fd3ff",
        foreground="#e4e7eb",
        background="#101418",
        surface="#171c22",
        panel="#1e242b",
        dark=True,
        variables={
            "act": "#56b4e9",
            "money": "#e69f00",
            "risk": "#f0e442",
            "good": "#8fd3ff",
            "quiet": "#8e98a4",
            "here": "#1f3d52",
        },
    ),
)
