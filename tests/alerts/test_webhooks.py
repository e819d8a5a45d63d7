"""Webhooks, against a real server too: signed, again with the same id, never elsewhere."""

from __future__ import annotations

import contextlib
import hashlib
import hmac
import json
import socket
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest
from working.book import Book

from alerts.made import Receiver, days_ago, kinds, watched
from collectwork.bootstrap import leaving
from collectwork.config.settings import Settings, WebhookSettings
from collectwork.domain.alerts import Hook
from collectwork.domain.mail import MOST_ATTEMPTS, Delivered
from collectwork.errors import ConfigRefused, NotFound
from collectwork.mail.secrets import Secret
from collectwork.mail.webhook import WebhookMessenger, fault
from collectwork.usecases import alerts, sending
from collectwork.usecases.alerting import hooks
from collectwork.usecases.desk import Desk

BIG = 'name = "big"\nwhen = "over 1,000"\nby = ["app", "webhook"]'
SECRET = "s3cret-of-the-hook"
BODY = b'{"id": "1"}'
Answer = Callable[[BaseHTTPRequestHandler], None]


def says(status: int, **headers: str) -> Answer:
    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(status)
        for name, value in headers.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.send_header("Content-Length", "0")
        handler.end_headers()

    return answer


@dataclass
class Served:
    """A server that answers as told, one answer after the other; the last one for good."""

    url: str = ""
    answers: list[Answer] = field(default_factory=lambda: [says(200)])
    got: list[tuple[str, dict[str, str], bytes]] = field(default_factory=list)
    over: threading.Event = field(default_factory=threading.Event)


@pytest.fixture
def served() -> Iterator[Served]:
    made = Served()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            made.got.append((self.path, dict(self.headers), body))
            answer = made.answers.pop(0) if len(made.answers) > 1 else made.answers[0]
            with contextlib.suppress(OSError):
                answer(self)

        def log_message(self, *args: Any) -> None:
            return

    server = HTTPServer(("127.0.0.1", 0), Handler)
    made.url = f"http://127.0.0.1:{server.server_port}/in?token=hidden"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield made
    made.over.set()
    server.shutdown()
    server.server_close()


def messenger(url: str, seconds: int = 1) -> WebhookMessenger:
    settings = WebhookSettings(url=url, timeout_seconds=seconds)
    return WebhookMessenger(settings, Secret(SECRET, "asked"), lambda: 1_700_000_000.0)


# ----- on the wire


def test_what_arrives_is_signed_and_says_nothing_of_the_secret(served: Served) -> None:
    assert messenger(served.url).post("abc", BODY).ok
    (path, headers, body) = served.got[0]
    signed = hmac.new(SECRET.encode(), b"1700000000." + BODY, hashlib.sha256).hexdigest()
    assert (path, body) == ("/in?token=hidden", BODY)
    assert headers["Collectwork-Signature"] == f"v1={signed}"
    assert (headers["Collectwork-Id"], headers["Collectwork-Timestamp"]) == ("abc", "1700000000")
    assert headers["Content-Type"].startswith("application/json")
    assert SECRET not in str(headers)


@pytest.mark.parametrize(
    ("status", "ok", "certain", "later"),
    [
        (200, True, True, False), (204, True, True, False), (302, False, True, True),
        (308, False, True, True), (400, False, True, False), (410, False, True, False),
        (404, False, True, True), (429, False, True, True), (503, False, True, True),
        (500, False, False, False), (502, False, False, False), (599, False, False, False),
    ],
)  # fmt: skip
def test_what_an_answer_means(
    served: Served, status: int, ok: bool, certain: bool, later: bool
) -> None:
    served.answers = [says(status, Location="http://127.0.0.1:1/elsewhere", Retry_After="90")]
    said = messenger(served.url).post("a", BODY)
    assert (said.ok, said.certain, said.later) == (ok, certain, later)
    assert len(served.got) == 1, "a redirect is not followed"
    assert "hidden" not in said.words
    assert said.wait == (90 if status in (404, 429, 503) else None)


def test_a_talkative_receiver_holds_nobody_up(served: Served) -> None:
    def endless(handler: BaseHTTPRequestHandler) -> None:
        handler.wfile.write(b"HTTP/1.1 200 OK\r\n\r\n")
        while not served.over.wait(0.001):
            handler.wfile.write(b"x" * 100_000)

    served.answers = [endless]
    assert messenger(served.url).post("a", BODY).ok, "what follows the status is not read"


def test_a_drip_of_headers_ends_with_the_time(served: Served) -> None:
    def drips(handler: BaseHTTPRequestHandler) -> None:
        handler.wfile.write(b"HTTP/1.1 200 OK\r\n")
        while not served.over.wait(0.2):
            handler.wfile.write(b"X")
            handler.wfile.flush()

    served.answers = [drips]
    said = messenger(served.url).post("a", BODY)
    assert (said.ok, said.certain) == (False, False)


def test_garbage_a_dropped_line_and_nobody_there(served: Served) -> None:
    served.answers = [lambda handler: handler.wfile.write(b"\x00\xff nonsense\r\n") and None]
    said = messenger(served.url).post("a", BODY)
    assert (said.ok, said.certain) == (False, False)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    said = messenger(f"http://127.0.0.1:{port}/?token=hidden").post("a", BODY)
    assert (said.ok, said.certain, said.later) == (False, True, True)
    assert "hidden" not in said.words


@pytest.mark.parametrize(
    "url",
    [
        "http://hooks.example/in", "ftp://x.example", "https:///x", "nonsense", "https://u:p@x.example/",
        "https://x.example/a b", "https://[", "file:///etc/hosts", "https://x.example:99999/",
    ],
)  # fmt: skip
def test_addresses_that_are_none_are_refused_without_being_repeated(url: str) -> None:
    assert fault(url)
    assert url not in fault(url)
    with pytest.raises(ConfigRefused):
        messenger(url)


@pytest.mark.parametrize(
    "url", ["https://x.example/a?b=c", "http://127.0.0.1:80/", "http://[::1]/"]
)
def test_addresses_that_may_be_used(url: str) -> None:
    assert fault(url) == ""


# ----- through the outbox


@pytest.fixture
def book(desk: Desk) -> Book:
    return Book(desk.store)


def at(desk: Desk, receiver: Any) -> Desk:
    return replace(desk, hooks=(Hook("crm"),), messenger=lambda _: receiver)


def raised(desk: Desk, book: Book, receiver: Any, table: str = BIG) -> Desk:
    """A desk with one alert queued for the receiver."""
    team = watched(at(desk, receiver), book, table)
    book.customer("1", "Müller \u202e GmbH", [("R", 123_450, days_ago(45))], owner="ana")
    assert alerts.evaluate(team).webhooks == 1
    return team


def row(desk: Desk) -> Any:
    (one,) = sending.outbox(desk, channel="webhook")
    return one


def test_an_alert_is_queued_with_it_and_says_what_happened(desk: Desk, book: Book) -> None:
    receiver = Receiver()
    team = raised(desk, book, receiver)
    assert row(team).state == "queued"
    assert set(sending.counts(team).values()) == {0}, "counts of mails are those of mails"
    assert sending.outbox(team) == []
    (line,) = alerts.alerts(team, "new")
    done = hooks.deliver(team)
    assert [one.state for one in done.touched] == ["sent"]
    event = json.loads(receiver.bodies[0])
    assert receiver.got == [line.id] == [event["id"]]
    assert event["amount"] == {"EUR": "1234.50"}
    assert (event["event"], event["alert"]) == ("condition", "big")
    assert event["account"] == {"number": "1", "name": "Müller \u202e GmbH", "owner": "ana"}
    assert hooks.deliver(team).touched == []
    assert kinds(team, "webhook.") == ["webhook.sending", "webhook.sent"]
    assert alerts.alerts(team, "new")[0].deliveries == ("webhook crm: sent",)


def test_what_failed_is_tried_again_with_the_same_id(desk: Desk, book: Book, clock: Any) -> None:
    receiver = Receiver(
        lambda n: Delivered(ok=n > 2, certain=n > 1, later=n == 2, words=f"said {n}")
    )
    team = raised(desk, book, receiver)
    hooks.deliver(team)
    assert (row(team).state, row(team).reason) == ("queued", f"said 1: {hooks.AGAIN}")
    hooks.deliver(team)
    assert len(receiver.got) == 1, "not before its time"
    for _ in range(2):
        clock.pass_(minutes=5)
        hooks.deliver(team)
    assert row(team).state == "sent"
    assert len(receiver.got) == 3
    assert len(set(receiver.got)) == 1


@pytest.mark.parametrize(
    ("answer", "state"),
    [
        (Delivered(ok=False, words="410 Gone"), "failed"),
        (Delivered(ok=False, later=True, words="503"), "failed"),
        (Delivered(ok=False, certain=False, words="no answer"), "doubt"),
    ],
)
def test_it_ends_in_a_state_that_is_seen(
    desk: Desk, book: Book, clock: Any, answer: Delivered, state: str
) -> None:
    receiver = Receiver(lambda _: answer)
    team = raised(desk, book, receiver)
    for _ in range(MOST_ATTEMPTS + 2):
        hooks.deliver(team)
        clock.pass_(hours=2)
    assert row(team).state == state
    assert len(receiver.got) == (MOST_ATTEMPTS if answer.later or not answer.certain else 1)


def test_what_nobody_takes_expires(desk: Desk, book: Book, clock: Any) -> None:
    def lacking(name: str) -> Any:
        raise NotFound(f"There is no secret {name!r}.")

    team = replace(raised(desk, book, Receiver()), messenger=lacking)
    done = hooks.deliver(team)
    assert (done.touched, len(done.trouble)) == ([], 1)
    assert row(team).state == "queued"
    clock.pass_(days=team.policy.mail_expires_days, hours=1)
    hooks.deliver(team)
    assert row(team).state == "expired"
    assert kinds(team, "webhook.") == ["webhook.expired"]


def test_killed_between_sending_and_storing_it_is_sent_again_with_the_same_id(
    desk: Desk, book: Book, clock: Any
) -> None:
    class Killed(BaseException):
        pass

    def dies(n: int) -> Delivered:
        if n == 1:
            raise Killed
        return Delivered(ok=True)

    receiver = Receiver(dies)
    team = raised(desk, book, receiver)
    with pytest.raises(Killed):
        hooks.deliver(team)
    assert row(team).state == "sending"
    hooks.deliver(team)
    assert len(receiver.got) == 1, "another runner may still be at it"
    clock.pass_(minutes=11)
    hooks.deliver(team)
    clock.pass_(minutes=11)
    hooks.deliver(team)
    assert row(team).state == "sent"
    assert len(receiver.got) == 2
    assert len(set(receiver.got)) == 1


def test_only_wanted_kinds_go_and_only_alerts_that_say_so(desk: Desk, book: Book) -> None:
    team = replace(at(desk, Receiver()), hooks=(Hook("limits", ("over_limit",)), Hook("all")))
    team = watched(team, book, BIG, 'name = "quiet"\nwhen = "over 1"')
    book.customer("1", "A", [("R", 123_450, days_ago(45))])
    assert alerts.evaluate(team).webhooks == 1
    assert row(team).to == ("all",)


def test_a_real_receiver_500_then_200(
    desk: Desk, book: Book, clock: Any, served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLLECTWORK_SECRET_WEBHOOK", SECRET)
    settings = Settings(webhook=(WebhookSettings(url=served.url, name="crm"),))
    served.answers = [says(500), says(200)]
    team = raised(desk, book, None)
    team = replace(team, messenger=leaving.messengers(settings))
    hooks.deliver(team)
    clock.pass_(minutes=2)
    hooks.deliver(team)
    assert row(team).state == "sent"
    assert len({headers["Collectwork-Id"] for _, headers, _ in served.got}) == 1
    with team.store.read() as tx:
        written = " ".join(entry.body or "" for entry in tx.log.walk())
    assert "hidden" not in written
    assert SECRET not in written
