"""A past to replay, on SQLite and PostgreSQL."""

from __future__ import annotations

from pathlib import Path

import pytest

from backtest.history import Past
from collectwork.usecases.desk import Desk


@pytest.fixture
def past(desk: Desk, tmp_path: Path) -> Past:
    """Nothing yet; once per database."""
    return Past(desk, tmp_path)


@pytest.fixture
def sqlite_past(sqlite_desk: Desk, tmp_path: Path) -> Past:
    """Nothing yet, on SQLite only."""
    return Past(sqlite_desk, tmp_path)
