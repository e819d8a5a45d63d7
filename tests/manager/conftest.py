"""A desk on the small book."""

from __future__ import annotations

import pytest

from collectwork.store.door import Store
from collectwork.usecases.desk import Desk

from .ledger import build


@pytest.fixture
def led(desk: Desk, store: Store) -> Desk:
    """Once per database."""
    build(store)
    return desk


@pytest.fixture
def led_here(sqlite_desk: Desk, sqlite_store: Store) -> Desk:
    """On SQLite only."""
    build(sqlite_store)
    return sqlite_desk
