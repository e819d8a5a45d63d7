"""Nobody gets a mail twice and none is forgotten, wherever the runner dies (reliability.md §4).

A few kills in the suite; COLLECTWORK_LONG=20 kills 1,000 runners for each transport.
"""

from __future__ import annotations

import os
import random
from collections import Counter
from email import message_from_bytes
from pathlib import Path

import ews_stub as ews
import pytest
from kills import Ended, Otherside, Trouble, worked_through

from collectwork.config.mail_settings import ExchangeSettings
from collectwork.mail.exchange import ExchangeTransport
from collectwork.mail.folder import FolderTransport

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")

LONG = int(os.environ.get("COLLECTWORK_LONG", "1"))
MAILS, KILLS = (4, 4) if LONG == 1 else (40, 50)
WORLDS = range(LONG)


def told(capsys: pytest.CaptureFixture[str], ended: Ended) -> None:
    """What the world came to, for whoever runs the long proof."""
    states = dict(Counter(row.state for row in ended.rows))
    with capsys.disabled():
        if LONG > 1:
            print(f"\n{ended.kills} kills, {ended.lost} answers lost, {states}", end="", flush=True)


@pytest.mark.parametrize("world", WORLDS)
def test_folder(
    world: int, sqlite_url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "outgoing"

    def received() -> list[str]:
        return [message_from_bytes(one.read_bytes())["Message-ID"] for one in out.glob("*.eml")]

    other = Otherside(lambda: FolderTransport(out), received)
    trouble = Trouble(random.Random(world))
    ended = worked_through(sqlite_url, other, trouble, mails=MAILS, kills=KILLS, longest=0.15)
    told(capsys, ended)
    assert ended.judged() == []
    assert {row.state for row in ended.rows} == {"sent"}


@pytest.mark.parametrize("world", WORLDS)
def test_exchange(
    world: int,
    sqlite_url: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("COLLECTWORK_SECRET_EXCHANGE", "open sesame")
    trouble = Trouble(random.Random(world))
    stub = ews.Stub(fault=lambda _: ews.Fault(*kind) if (kind := trouble.of_request()) else None)

    def late(hidden: bool) -> None:
        stub.sent_visible = not hidden

    with ews.running(stub):
        settings = ExchangeSettings(
            endpoint=stub.url, username="ar", mailbox="ar@x.example", auth="basic"
        )
        other = Otherside(lambda: ExchangeTransport(settings), stub.sent_ids, late)
        ended = worked_through(sqlite_url, other, trouble, mails=MAILS, kills=KILLS, longest=0.4)
    told(capsys, ended)
    assert ended.judged() == []
