"""What the program writes to a terminal, and how it leaves one."""

from __future__ import annotations

import json
import signal
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest
from sqlalchemy import update
from terminal import Terminal

from collectwork.domain.activity import Draft
from collectwork.store.tables import table
from collectwork.usecases.desk import Desk

NAUGHTY = Path(__file__).parent.parent / "data" / "naughty"
Book = Callable[..., Desk]
Open = Callable[..., Terminal]


def texts(name: str) -> list[dict[str, object]]:
    cases: list[dict[str, object]] = json.loads((NAUGHTY / name).read_text("utf-8"))["cases"]
    return cases


@pytest.fixture
def crowd(book: Book) -> Desk:
    """The store that the program opens."""
    return book(120)


@pytest.fixture
def program(crowd: Desk) -> Iterator[Open]:
    """``program(names, keys…)``: the workbench on a book whose customers bear these names."""
    started: list[Terminal] = []

    def start(names: Sequence[str] = ()) -> Terminal:
        if names:
            with crowd.store.write() as tx:
                customer = table("customer")
                for id, name in enumerate(names, 1):
                    values = update(customer).where(customer.c.id == id).values(name=name)
                    tx.connection.execute(values)  # type: ignore[attr-defined]
                tx.record(Draft("contact.changed", None, {"names": len(names)}))
        path = crowd.store.path
        terminal = Terminal(["--store", path, "--as", "ana", "--today", "2026-11-20"], 120, 30)
        started.append(terminal)
        terminal.until(lambda seen: b"to collect" in seen and b"100" in seen)
        terminal.quiet()
        return terminal

    yield start
    for terminal in started:
        terminal.close()


def storable(text: str) -> str:
    """A lone surrogate cannot be stored; what an import makes of it is its replacement."""
    return text.encode("utf-8", "replace").decode("utf-8")


def walked(terminal: Terminal, number: int) -> bytes:
    """Every name on the list, in the panel, on the page and in a dialog."""
    for _ in range(number // 10 + 2):
        terminal.type("jjjjjjjjjj")
        terminal.quiet()
    terminal.type("gs")
    terminal.quiet()
    terminal.type("\x1b")
    terminal.quiet()
    terminal.type("\r")
    terminal.quiet()
    return terminal.seen


@pytest.mark.parametrize("file", ["terminal.json", "markup.json"])
def test_no_name_can_act_on_the_terminal(program: Open, file: str) -> None:
    cases = texts(file)
    names = [storable(str(case["text"])) for case in cases][:110]
    harmless = walked(program(["x"] * len(names)), len(names))
    seen = walked(program(names), len(names))
    for case in cases[:110]:
        for leak in case.get("leak", []):  # type: ignore[attr-defined]
            bytes_ = str(leak).encode("utf-8", "surrogatepass")
            # What harmless names show too is ours: how often depends on how often it was painted.
            assert bytes_ in harmless or bytes_ not in seen, case["id"]
    if file == "markup.json":
        for name in ("[/red]", "[@click=app.quit]x[/]", "ACME [DE] GmbH"):
            assert name.encode() in seen
    assert b"fault in collectwork" not in seen


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT])
def test_a_signal_leaves_the_terminal_as_it_was(
    program: Open, number: signal.Signals, crowd: Desk
) -> None:
    terminal = program()
    terminal.type("\r")  # the account's page: it is claimed now
    terminal.until(lambda seen: b"what happened" in seen)
    terminal.quiet()
    took = terminal.ends(number)
    assert took <= 2.5
    assert terminal.process.returncode in (128 + number, -number)
    assert terminal.settings() == terminal.before
    assert b"\x1b[?1049l" in terminal.seen[-4000:]
    assert b"\x1b[?25h" in terminal.seen[-4000:]
    with crowd.store.read() as tx:
        customer = tx.accounts.customer(1)
    assert customer is not None
    assert customer.claimed_by is None


def test_bytes_that_are_no_text_do_not_end_the_program(program: Open) -> None:
    terminal = program()
    terminal.type_bytes(b"\xb8\xff\xfe")
    terminal.quiet()
    terminal.type("?")
    terminal.until(lambda seen: b"keys in force" in seen)
    assert terminal.process.poll() is None
