"""Brenner's office for tests: `office` runs on SQLite and on PostgreSQL, `small` on SQLite only."""

from __future__ import annotations

import pytest
from working.office import Office, office_on

from collectwork.usecases.desk import Desk


@pytest.fixture
def office(desk: Desk) -> Office:
    """Once per database."""
    return office_on(desk)


@pytest.fixture
def small(sqlite_desk: Desk) -> Office:
    """On SQLite only."""
    return office_on(sqlite_desk)
