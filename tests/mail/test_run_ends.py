"""Told to end, the unattended run waits for no server, and what was under way is not forgotten."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import mail_book as book
import pytest
from store_fixtures import desk_on

from collectwork.domain import clocks
from collectwork.store.opening import open_store
from collectwork.usecases import sending

CONFIG = """
[mail]
transport = "exchange"
sender = "ar@seller.example"
fetch = false
[mail.exchange]
endpoint = "http://127.0.0.1:{port}/EWS/Exchange.asmx"
username = "ar"
mailbox = "ar@seller.example"
auth = "basic"
"""


@pytest.fixture
def silent() -> Iterator[socket.socket]:
    """A server that hears what is said and never answers."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(60)
        yield server


def test_a_silent_server_does_not_keep_the_program_from_ending(
    tmp_path: Path, silent: socket.socket
) -> None:
    path, config = tmp_path / "book.db", tmp_path / "config.toml"
    config.write_text(CONFIG.format(port=silent.getsockname()[1]), "utf-8")
    store = open_store(str(path), clocks.system, "ana")
    desk = desk_on(store, clocks.system)
    for number in ("100", "200", "300"):
        customer = book.customer(store, number, f"Brenner {number}")
        book.item(store, customer, f"RE-{number}", 123450)
        sending.queue(desk, sending.compose(desk, customer, template="first_notice"))
    words = ["--store", str(path), "--config", str(config), "--as", "ana"]
    running = subprocess.Popen(
        [sys.executable, "-m", "collectwork", *words, "--today", "2026-11-20", "run"],
        env=os.environ | {"COLLECTWORK_SECRET_EXCHANGE": "open sesame"},
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    line, _ = silent.accept()
    with line:
        assert line.recv(1)  # a request is on its way, its answer is waited for
        told = time.monotonic()
        running.send_signal(signal.SIGTERM)
        _, said = running.communicate(timeout=30)
    assert time.monotonic() - told < 2.5
    assert running.returncode == 0, said
    assert "the next run takes it up" in said
    states = sorted(one.state for one in sending.outbox(desk))
    store.close()
    assert states[0] == "queued"
    assert set(states) <= {"queued", "sending"}
    assert states.count("sending") <= 2  # as many as there are connections
