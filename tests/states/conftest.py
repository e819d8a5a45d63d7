"""Fixtures of the tests of the states."""

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
