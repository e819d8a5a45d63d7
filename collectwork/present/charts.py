"""Bars of block characters: they read at a glance and need no colour."""

from __future__ import annotations


def gauge(done: int, total: int, cells: int = 10) -> str:
    """``███████░░░``: never full before it is done, never empty once begun."""
    if total <= 0:
        return "░" * cells
    filled = min(cells, done * cells // total)
    if done > 0 and filled == 0:
        filled = 1
    return "█" * filled + "░" * (cells - filled)
