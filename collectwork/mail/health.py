"""Whether mails could leave: for `collectwork doctor`; sends nothing.

Every mailbox is asked at once, each in a thread of its own, and none is waited for longer than a
few seconds: a server that is silent must not silence the check-up.
"""

from __future__ import annotations

import os
import queue
import socket
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Protocol
from urllib.parse import urlsplit

from collectwork.domain.health import Check
from collectwork.errors import CollectworkError
from collectwork.mail import secrets
from collectwork.mail.oauth.settings import NoToken
from collectwork.mail.redacting import redacted

ONLINE = ("outlook.office365.com", "outlook.office.com")
CLOSING, CLOSED = date(2026, 10, 1), date(2027, 4, 1)
REACH_SECONDS = 5.0
MOST_SECONDS = 10.0


class Looked(Protocol):
    """A mailbox as far as it is looked at."""

    def check(self) -> Sequence[Check]: ...


@dataclass(frozen=True, slots=True)
class Asked:
    """A mailbox to look at: ``name`` as in the config, ``endpoint`` of a web server ("" = none),
    ``open`` gives the mailbox or raises what lacks."""

    name: str
    endpoint: str
    open: Callable[[], Looked]


def mailboxes(asked: Sequence[Asked], today: date) -> Iterator[Check]:
    """What is to be said of each mailbox, in their order, in the time that one may take."""
    answers: list[queue.Queue[Sequence[Check]]] = [queue.Queue(1) for _ in asked]
    for one, answer in zip(asked, answers, strict=True):
        work = _work(one, answer)
        threading.Thread(target=work, daemon=True, name=f"check {one.name}").start()
    until = time.monotonic() + MOST_SECONDS
    for one, answer in zip(asked, answers, strict=True):
        try:
            found = answer.get(timeout=max(0.01, until - time.monotonic()))
        except queue.Empty:
            found = [_silent()]
        online = urlsplit(one.endpoint).hostname in ONLINE
        if online:  # said whether or not the server can be asked
            found = [*(said for said in found if said.check != "mail end"), _ending(today)]
        for said in found:
            yield replace(said, detail=f"{one.name}: {said.detail}") if one.name else said


def _work(one: Asked, answer: queue.Queue[Sequence[Check]]) -> Callable[[], None]:
    def look() -> None:
        try:
            mailbox = one.open()  # what lacks in the config is said before the network's trouble
            found = [*_reach(one.endpoint)]
            if all(said.ok for said in found):
                found += mailbox.check()
        except NoToken as error:
            found = [Check("sign-in", False, redacted(str(error)), "See docs/mail.md.")]
        except CollectworkError as error:
            found = [Check("mailbox", False, redacted(str(error)), "Correct [mail] in the config.")]
        except Exception as error:  # one mailbox must not keep the others from being looked at
            words = f"the check failed ({type(error).__name__})"
            found = [Check("mailbox", False, words, "See docs/mail.md.")]
        answer.put([replace(said, detail=redacted(said.detail)) for said in found])

    return look


def _silent() -> Check:
    return Check(
        "mailbox", False, f"no answer within {MOST_SECONDS:.0f} seconds",
        "Check host, port, network, firewall. Mails wait in the outbox.",
    )  # fmt: skip


def _reach(endpoint: str) -> Iterator[Check]:
    """Whether the server of an address answers at all."""
    parts = urlsplit(endpoint)
    if parts.scheme in ("http", "https") and parts.hostname:
        yield _reached(parts.hostname, parts.port or (443 if parts.scheme == "https" else 80))


def folder(path: Path) -> Check:
    """The folder of .eml files: there and writable, or to be made where that is possible."""
    nearest = path
    while not nearest.exists() and nearest != nearest.parent:
        nearest = nearest.parent
    ok = nearest.is_dir() and os.access(nearest, os.W_OK | os.X_OK)
    remedy = "" if ok else "Name another folder under [mail] in the config."
    return Check("mail", ok, f"mails are written as files to {path}", remedy)


def keyring() -> Check:
    """Whether this machine can keep a secret; without one there are other ways."""
    try:
        secrets.look()
    except CollectworkError as error:
        remedy = (
            "Needed only for a mail server: an environment variable, a file that only you can read "
            "or a command in the config does as well (docs/mail.md)."
        )
        return Check("keyring", True, str(error), remedy)
    return Check("keyring", True, "the system's keyring answers")


def _reached(host: str, port: int) -> Check:
    try:
        socket.create_connection((host, port), timeout=REACH_SECONDS).close()
    except OSError as error:
        return Check("mail", False, f"{host}:{port} does not answer ({error})",
                     "Check address, network, firewall. Mails wait in the outbox.")  # fmt: skip
    return Check("mail", True, f"{host}:{port} answers")


def _ending(today: date) -> Check:
    over = today >= CLOSED
    return Check(
        "mail end", not over,
        f"EWS in Exchange Online has been shutting down since {CLOSING} and ends on {CLOSED}",
        'Go over to transport = "graph" (Microsoft Graph, docs/mail.md).',
    )  # fmt: skip
