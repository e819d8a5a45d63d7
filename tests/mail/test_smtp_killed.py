"""Nobody gets a mail twice by SMTP, wherever the runner dies; what nobody can know is shown.

The kills are those of ``test_thousand_kills``: a few in the suite, 1,000 with COLLECTWORK_LONG=20.
"""

from __future__ import annotations

import contextlib
import os
import random
from collections import Counter

import imap_server as imaps
import pytest
import smtp_stub as smtps
from kills import Otherside, Trouble, worked_through
from smtp_parts import PASSWORD, by, open_imap

from collectwork.mail.imap import line

pytestmark = [
    pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork"),
    pytest.mark.filterwarnings("ignore:Requiring AUTH:UserWarning"),
]

LONG = int(os.environ.get("COLLECTWORK_LONG", "1"))
MAILS, KILLS = (2, 2) if LONG == 1 else (40, 50)
assert line.CALLS  # loaded before the runners are forked


@pytest.mark.parametrize("world", range(LONG))
@pytest.mark.parametrize("copies", ["no IMAP", "the server's", "ours"][: 3 if LONG > 1 else 2])
def test_smtp(
    world: int,
    copies: str,
    sqlite_url: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("COLLECTWORK_SECRET_SMTP", PASSWORD)
    trouble = Trouble(random.Random(world))

    def fault(command: str, address: str) -> smtps.Fault | None:
        kind = trouble.of_request()
        return smtps.Fault(*kind) if kind else None

    with contextlib.ExitStack() as servers:
        stub = servers.enter_context(smtps.running(smtps.Stub(fault=fault)))
        imap = servers.enter_context(imaps.running(imaps.Imap()))
        settings = None if copies == "no IMAP" else open_imap(imap)
        if copies == "the server's":
            stub.taken = lambda message: imap.put("Sent", message)
        other = Otherside(lambda: by(stub.port, imap=settings), stub.sent_ids)
        ended = worked_through(sqlite_url, other, trouble, mails=MAILS, kills=KILLS, longest=0.4)
        kept = len(imap.messages("Sent"))
    states = Counter(row.state for row in ended.rows)
    if LONG > 1:
        with capsys.disabled():
            print(f"\n{copies}: {ended.kills} kills, {ended.lost} lost, {dict(states)}", end="")
    assert ended.judged() == []
    if copies == "the server's":
        assert states["held"] == states["doubt"] == 0 or len(ended.received) < MAILS
        assert kept == len(ended.received)
    elif copies == "ours":
        assert kept <= len(ended.received)
