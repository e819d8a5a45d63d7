"""Fixtures of the tests of the work on accounts."""

from __future__ import annotations

import pytest

from collectwork.usecases.desk import Desk
from working.office import Office, office_on


@pytest.fixture
def office(desk: Desk) -> Office:
    """Once per database."""
    return office_on(desk)


@pytest.fixture
def small(sqlite_desk: Desk) -> Office:
    """On SQLite only."""
    return office_on(sqlite_desk)
