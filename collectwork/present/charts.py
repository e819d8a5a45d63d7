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


_EIGHTHS = " ▏▎▍▌▋▊▉"


def bar(share: float, cells: int) -> str:
    """A bar of ``cells`` at a share of 1, exact to an eighth; something for anything above 0."""
    eighths = round(max(0.0, min(1.0, share)) * cells * 8)
    if share > 0:
        eighths = max(1, eighths)
    whole, rest = divmod(eighths, 8)
    return "█" * whole + (_EIGHTHS[rest] if rest else "")
