"""A day's batch of mails by Exchange, against bare sends by the same library one after another.

The server is the tests' double of EWS in a process of its own, which checks each request against
the official schema and keeps what it is told. A bare send saves the same bytes as a draft by
exchangelib's own objects and sends that draft, with nothing stored, checked or logged.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from bench.measures import Figures

TESTS = Path(__file__).parent.parent / "tests"
_SERVER = """
import sys
sys.path[:0] = sys.argv[1:]
import ews_stub
with ews_stub.running(ews_stub.Stub()) as stub:
    print(stub.url, flush=True)
    sys.stdin.readline()
"""


def mails(folder: Path, many: int, times: int) -> dict[str, Figures]:
    """The batch in ``times`` parts, each between two runs of bare sends; medians."""
    os.environ["COLLECTWORK_SECRET_EXCHANGE"] = "open sesame"
    with _server() as url:
        desk, bytes_of = _queued(folder, many, url)
        written = bytes_of.pop("")
        bare = _bare(url)
        sample = list(bytes_of.items())[: max(20, many // (10 * times))]
        _sent_bare(bare, sample[:3])
        ratios, ours, bares = [], [], []
        for _ in range(times):
            before = _sent_bare(bare, sample)
            rate = _delivered(desk, many // times)
            after = _sent_bare(bare, sample)
            ours.append(rate)
            bares += [before, after]
            ratios.append(rate / statistics.mean((before, after)))
        desk.store.close()
    return {
        f"{many:,} mails by Exchange": {
            "composed and queued a second": f"{float(written):.1f}",
            "sent a second": f"{statistics.median(ours):.1f}",
            "bare sends a second": f"{statistics.median(bares):.1f}",
            "ratio": f"{statistics.median(ratios):.2f}",
        }
    }


@contextmanager
def _server() -> Iterator[str]:
    words = [sys.executable, "-c", _SERVER, str(TESTS / "mail"), str(TESTS), str(TESTS.parent)]
    with subprocess.Popen(
        words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            yield process.stdout.readline().strip()
        finally:
            process.stdin.close()


def _queued(folder: Path, many: int, url: str) -> tuple[Any, dict[str, bytes]]:
    """A desk whose mailbox is that server, and the queued messages by Message-ID; under "" how
    many a second were composed and queued."""
    sys.path[:0] = [str(TESTS / "mail"), str(TESTS)]
    import mail_book as book
    import store_fixtures

    from collectwork.config.mail_settings import ExchangeSettings
    from collectwork.domain import clocks
    from collectwork.mail.exchange import ExchangeTransport
    from collectwork.store.opening import open_store
    from collectwork.usecases import sending

    store = open_store(str(folder / "mails.db"), clocks.system, "ana")
    customers = []
    for number in range(many):
        customers.append(book.customer(store, str(400_000 + number), f"C{number}"))
        book.item(store, customers[-1], f"RE-{number}", 100 + number)
    box = ExchangeTransport(
        ExchangeSettings(endpoint=url, username="ar", mailbox="ar@x.example", auth="basic")
    )
    desk = replace(store_fixtures.desk_on(store, clocks.system), mailbox=lambda _: box)
    began = time.perf_counter()
    for customer in customers:
        sending.queue(desk, sending.compose(desk, customer, template="first_notice"))
    rate = many / (time.perf_counter() - began)
    messages = {"": str(rate).encode()}
    with store.read() as tx:
        for row in tx.outbox.due("9", limit=200):
            if (job := tx.outbox.job(row.id)) is not None:
                messages[job.message_id] = job.message
    return desk, messages


def _delivered(desk: Any, many: int) -> float:
    from collectwork.usecases import sending

    began = time.perf_counter()
    done = sending.deliver(desk, limit=many)
    assert all(row.state == "sent" for row in done), done[0]
    return len(done) / (time.perf_counter() - began)


def _bare(url: str) -> Any:
    from exchangelib import DELEGATE, UTC, Account, Build, Configuration, Credentials, Version

    config = Configuration(
        service_endpoint=url,
        credentials=Credentials("ar", "open sesame"),
        auth_type="basic",
        version=Version(build=Build(15, 1)),
    )
    return Account(
        primary_smtp_address="ar@x.example",
        config=config,
        autodiscover=False,
        access_type=DELEGATE,
        default_timezone=UTC,
        locale="en_US",
    )


def _sent_bare(account: Any, messages: list[tuple[str, bytes]]) -> float:
    from exchangelib import Message

    began = time.perf_counter()
    for message_id, content in messages:
        own = message_id.replace("<", f"<bare{time.monotonic_ns()}.")
        mime = content.replace(message_id.encode(), own.encode())
        draft = Message(account=account, folder=account.drafts, mime_content=mime)
        draft.save()
        draft.send(save_copy=True, copy_to_folder=account.sent)
    return len(messages) / (time.perf_counter() - began)
