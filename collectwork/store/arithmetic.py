"""Divisions of whole numbers as Python does them: both databases cut off towards zero."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, case

Number = ColumnElement[Any]


def floored(number: Number, by: Number | int) -> Number:
    """``number // by`` for a positive ``by``."""
    return (number - (number % by + by) % by) // by


def rounded(number: Number, by: Number) -> Number:
    """``round(number / by)`` for a positive ``by``: a half goes to the even neighbour."""
    down = floored(number, by)
    twice = 2 * (number - down * by)
    up = (twice > by) | ((twice == by) & (down % 2 != 0))
    return case((up, down + 1), else_=down)


def percent(part: Number, whole: Number) -> Number:
    """``part`` in whole per cent of ``whole``, rounded down; NULL unless ``whole`` is positive."""
    return case((whole > 0, floored(part * 100, whole)))
