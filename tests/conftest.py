"""Shared fixtures: an isolated home, a fixed clock, the shared data where it is there."""

from __future__ import annotations

import gc
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import settings

pytest_plugins = ["store_fixtures", "office_fixtures"]

HERE = Path(__file__).parent
SHARED = HERE.parent.parent / "shared"

# How long one example takes says how busy the machine is, not whether the program is right.
settings.register_profile("house", deadline=None)
settings.load_profile("house")


def pytest_collection_finish() -> None:
    """What was imported for the tests stays; the search for circles need not walk it each time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)


class TestClock:
    """A clock that stands still until it is moved."""

    __test__ = False

    def __init__(self, now: datetime) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def pass_(self, **time: float) -> None:
        """Let time pass: ``clock.pass_(minutes=5)``."""
        self.now += timedelta(**time)


@pytest.fixture(autouse=True)
def _isolated(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("DATA", "CONFIG", "STATE", "CACHE"):
        monkeypatch.setenv(f"XDG_{name}_HOME", str(tmp_path / "home" / name.lower()))
    for name in ("COLLECTWORK_STORE", "COLLECTWORK_CONFIG", "COLLECTWORK_USER", "NO_COLOR"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def clock() -> TestClock:
    return TestClock(datetime(2026, 11, 20, 9, 0, tzinfo=UTC))


@pytest.fixture
def shared() -> Path:
    """The folder with the genuine files; skipped where it is not."""
    if not (SHARED / "data").is_dir():
        pytest.skip("the shared data folder is not here")
    return SHARED
