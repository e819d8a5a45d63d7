"""kill -9 at random moments of real sending: nobody gets it twice, nobody is forgotten."""

from __future__ import annotations

import contextlib
import os
import random
import signal
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from functools import cache
from pathlib import Path
from typing import Any

import ews_stub as ews
import mail_book as book
import pytest
import store_fixtures

from collectwork.config.mail_settings import ExchangeSettings
from collectwork.mail.exchange import ExchangeTransport
from collectwork.mail.folder import FolderTransport
from collectwork.store.opening import open_store
from collectwork.usecases import auditing, sending

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")

MAILS, KILLS = 12, 14
START = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
Make = Callable[[], Any]


def run(path: str, now: datetime, transport: Make, ready: Callable[[], object] = int) -> None:
    """One runner, in its own process: opens the store and sends what is due."""
    store = open_store(path, lambda: now, "ana")
    desk = store_fixtures.desk_on(store, lambda: now, mailbox=cache(lambda _: transport()))
    ready()
    sending.deliver(desk)
    store.close()


def killed(path: str, now: datetime, transport: Make, after: float) -> None:
    """The same, ended by the kernel in the middle."""
    heard, said = os.pipe()
    child = os.fork()
    if child == 0:
        with contextlib.suppress(BaseException):
            sys.stdout = sys.stderr = open(os.devnull, "w")  # noqa: SIM115
            run(path, now, transport, lambda: os.write(said, b"!"))
        os._exit(0)
    os.close(said)
    os.read(heard, 1)  # it is about to send
    os.close(heard)
    time.sleep(after)  # the moment of the kill is what is tested
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)


def worked_through(path: str, transport: Make, seed: int, longest: float = 0.3) -> dict[str, str]:
    """Queue, kill many runners, let the last ones work in peace; Message-ID → state."""
    rng = random.Random(seed)
    store = open_store(path, lambda: START, "ana")
    desk = store_fixtures.desk_on(store, lambda: START)
    for n in range(MAILS):
        customer = book.customer(store, str(400_000 + n), f"C{n}")
        book.item(store, customer, f"RE-{n}", 100 + n)
        sending.queue(desk, sending.compose(desk, customer, template="first_notice"))
    store.close()
    now = START
    for _ in range(KILLS):
        killed(path, now, transport, rng.uniform(0.0, longest))
        now += timedelta(minutes=rng.choice([1, 11, 16]))
    for _ in range(3):
        now += timedelta(minutes=61)
        run(path, now, transport)
    store = open_store(path, lambda: now, "ana")
    desk = store_fixtures.desk_on(store, lambda: now)
    states = {row.message_id: row.state for row in sending.outbox(desk)}
    assert auditing.verify(desk).ok
    store.close()
    assert len(states) == MAILS
    return states


def test_folder(sqlite_url: str, tmp_path: Path) -> None:
    out = tmp_path / "outgoing"
    states = worked_through(sqlite_url, lambda: FolderTransport(out), 1)
    there = [message_from_bytes(file.read_bytes())["Message-ID"] for file in out.glob("*.eml")]
    assert set(states.values()) == {"sent"}
    assert sorted(there) == sorted(states)


def test_exchange(sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLLECTWORK_SECRET_EXCHANGE", "open sesame")
    with ews.running(ews.Stub()) as stub:
        settings = ExchangeSettings(
            endpoint=stub.url, username="ar", mailbox="ar@x.example", auth="basic"
        )
        states = worked_through(sqlite_url, lambda: ExchangeTransport(settings), 2)
    sent = stub.sent_ids()
    assert len(sent) == len(set(sent))
    assert set(states.values()) == {"sent"}
    assert sorted(sent) == sorted(states)
    assert stub.drafts == []
