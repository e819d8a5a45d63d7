"""Several processes on one store, and processes that are killed: nothing acknowledged is lost."""

from __future__ import annotations

import multiprocessing
import os
import random
import sys
import time
from multiprocessing.process import BaseProcess
from pathlib import Path

import pytest
import workers
from sqlalchemy import insert, select

from collectwork.domain.activity import Draft
from collectwork.domain.chain import walk
from collectwork.domain.clocks import Clock
from collectwork.store.door import Store
from collectwork.store.opening import open_store
from collectwork.store.tables import table

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="needs fork")


class Crew:
    """Worker processes on a store, and what each told."""

    def __init__(self, url: str, folder: Path) -> None:
        self._url, self._folder = url, folder
        self._context = multiprocessing.get_context("fork")  # starts in milliseconds
        self.alive: list[tuple[BaseProcess, Path]] = []
        self._told: list[Path] = []

    def start(self, times: int) -> None:
        path = self._folder / f"told-{len(self._told)}"
        path.touch()
        given = (self._url, f"w{len(self._told)}", times, str(path))
        process = self._context.Process(target=workers.increment, args=given)
        process.start()
        self.alive.append((process, path))
        self._told.append(path)

    def kill(self, index: int, after: float) -> None:
        """SIGKILL, some time after the worker has told its first id."""
        process, path = self.alive.pop(index)
        deadline = time.monotonic() + 30
        while not path.stat().st_size and process.is_alive() and time.monotonic() < deadline:
            time.sleep(0.002)
        time.sleep(after)
        process.kill()
        process.join()

    def finish(self) -> list[int | None]:
        for process, _ in self.alive:
            process.join(60)
        return [process.exitcode for process, _ in self.alive]

    def told(self) -> set[str]:
        words = [line for path in self._told for line in path.read_text().splitlines()]
        assert len(words) == len(set(words))
        return {word for word in words if len(word) == 32}


@pytest.fixture
def crew(store_url: str, clock: Clock, tmp_path: Path) -> Crew:
    return with_tally(store_url, clock, tmp_path)


def with_tally(url: str, clock: Clock, folder: Path) -> Crew:
    store = open_store(url, clock, "ana")
    values = {"login": "tally", "name": "-", "role": "collector", "active": False}
    values |= {"seniority": 1, "capacity": 0}
    with store.write() as tx:
        tx.connection.execute(insert(table("person")).values(values))
        tx.record(Draft("people.changed", None, {"login": "tally"}))
    store.close()
    return Crew(url, folder)


def tally(store: Store) -> int:
    people = table("person").c
    with store.read() as tx:
        query = select(people.capacity).where(people.login == "tally")
        return int(tx.connection.execute(query).scalar_one())


def kept(store: Store) -> set[str]:
    """The ids of the actions recorded, each of them whole, in a log that is whole."""
    with store.read() as tx:
        entries = list(tx.log.walk())
    assert walk(entries).broken is None
    first = {entry.id for entry in entries if "to" in entry.data}
    assert first == {entry.data["after"] for entry in entries if "after" in entry.data}
    return first


def test_processes_increment_without_loss(crew: Crew, store_url: str, clock: Clock) -> None:
    for _ in range(4):
        crew.start(times=40)
    assert crew.finish() == [0, 0, 0, 0]
    store = open_store(store_url, clock, "ana")
    assert kept(store) == crew.told()
    assert tally(store) == len(crew.told()) == 160
    store.close()


KILLS = int(os.environ.get("KILLS", "60"))  # the weekly long run: KILLS=10000
AT_ONCE = 3


def test_killed_processes_lose_nothing(sqlite_url: str, clock: Clock, tmp_path: Path) -> None:
    """Workers are killed at random moments; another takes the place of each."""
    crew = with_tally(sqlite_url, clock, tmp_path)
    dice = random.Random(7)
    for _ in range(AT_ONCE):
        crew.start(times=100_000)
    for kill in range(KILLS):
        crew.kill(dice.randrange(len(crew.alive)), after=dice.random() * 0.03)
        if kill < KILLS - AT_ONCE:
            crew.start(times=100_000)
    store = open_store(sqlite_url, clock, "ana")
    recorded, told = kept(store), crew.told()
    assert told <= recorded
    assert len(recorded) - len(told) <= KILLS  # recorded, killed before it could say so
    assert tally(store) == len(recorded)
    assert len(told) >= KILLS
    assert store.alarm is None
    store.close()
