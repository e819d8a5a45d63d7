"""The whole loop from outside: a ledger, a promise, the next ledger, a mail; figures by hand."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from .conftest import Cli, Said

HEAD = (
    "Kundennummer;Kundenname;Belegnummer;Belegdatum;Fälligkeit;Rechnungsbetrag;Offener Betrag;"
    "Währung"
)
FIRST = (
    "501;Ährenfeld GmbH;R-1;01.09.2026;01.10.2026;1.234,50;1.234,50;EUR",
    "501;Ährenfeld GmbH;R-2;15.09.2026;15.10.2026;2.000,00;1.500,00;EUR",
    "501;Ährenfeld GmbH;R-3;10.11.2026;10.12.2026;800,00;800,00;EUR",
    "501;Ährenfeld GmbH;G-1;20.10.2026;20.10.2026;-200,00;-200,00;EUR",
    "502;Bölling KG;R-4;01.08.2026;31.08.2026;10.000,00;10.000,00;EUR",
)
SECOND = (
    "501;Ährenfeld GmbH;R-1;01.09.2026;01.10.2026;1.234,50;234,50;EUR",
    "501;Ährenfeld GmbH;R-2;15.09.2026;15.10.2026;2.000,00;1.500,00;EUR",
    "501;Ährenfeld GmbH;R-3;10.11.2026;20.12.2026;800,00;800,00;EUR",
    "501;Ährenfeld GmbH;R-5;16.11.2026;16.12.2026;70,00;70,00;EUR",
)
Day = Callable[..., Said]


@pytest.fixture
def office(bare: Cli, tmp_path: Path) -> Day:
    """Calls the program on a store of its own, on the day that is given first."""

    def call(day: str, *words: str) -> Said:
        store = str(tmp_path / "own.db")
        return bare(*words, "--json", "--store", store, "--as", "mia", "--today", day)

    return call


def ledger(folder: Path, name: str, lines: tuple[str, ...]) -> str:
    path = folder / name
    path.write_text("\n".join((HEAD, *lines)) + "\n", encoding="cp1252")
    return str(path)


def to_collect(office: Day, day: str, customer: str) -> dict[str, str]:
    found: dict[str, str] = office(day, "account", customer).json["amount_to_collect"]
    return found


def test_from_ledger_to_ledger(office: Day, tmp_path: Path) -> None:
    first, second = "2026-11-16", "2026-11-23"
    words = ("--as-of", first, "--company", "DE")
    assert office(first, "import", ledger(tmp_path, "w1.csv", FIRST), *words).code == 0
    # 1,234.50 + 1,500 due, less the credit of 200; R-3 is not due yet
    assert to_collect(office, first, "501") == {"EUR": "2534.50"}
    said = office(first, "log", "501", "promise", "--promise", "1000@2026-11-20")
    assert said.code == 0, said.err
    assert to_collect(office, first, "501") == {"EUR": "1534.50"}

    words = ("--as-of", second, "--company", "DE")
    (report,) = office(second, "import", ledger(tmp_path, "w2.csv", SECOND), *words).json
    moved = {name: count for name, count in report["events"].items() if count}
    assert moved == {"new": 1, "paid": 1, "part_paid": 1, "due_moved": 1, "vanished": 1}
    (promise,) = office(second, "promises").json
    assert (promise["state"], promise["received"]) == ("kept", "1000.00")
    # before any plan: what was promised has come, so the rest of R-1 is asked for again
    assert to_collect(office, second, "501") == {"EUR": "1734.50"}
    assert office(second, "audit", "verify").json["ok"] is True


def test_sending_again_the_same_day_sends_nothing(office: Day, tmp_path: Path) -> None:
    day = "2026-11-16"
    words = ("--as-of", day, "--company", "DE")
    assert office(day, "import", ledger(tmp_path, "w1.csv", FIRST), *words).code == 0
    assert office(day, "plan").code == 0
    assert office(day, "send", "502", "--to", "accounts@boelling.example").json["state"] == "sent"
    for template in ((), ("--template", "first_notice"), ("--template", "final_notice")):
        again = office(day, "send", "502", "--to", "accounts@boelling.example", *template)
        assert (again.code, again.out) == (3, "")
    assert len(list(tmp_path.rglob("*.eml"))) == 1


@pytest.mark.parametrize(
    "words",
    [
        ("worklist",), ("account", "x"), ("people",), ("imports",), ("log", "x", "note"),
        ("send", "x"), ("outbox",), ("kpi",), ("audit", "verify"), ("timeline", "x"),
    ],
)  # fmt: skip
def test_a_mistyped_store_is_not_an_empty_book(
    office: Day, tmp_path: Path, words: tuple[str, ...]
) -> None:
    said = office("2026-11-16", *words)
    assert (said.code, said.out) == (4, "")
    assert "There is no store at" in said.err
    assert not list(tmp_path.glob("own.db*"))


def test_the_codes_need_no_store(office: Day, tmp_path: Path) -> None:
    assert office("2026-11-16", "codes").code == 0
    assert not list(tmp_path.glob("own.db*"))


def test_a_name_cannot_command_the_terminal(office: Day, tmp_path: Path) -> None:
    day = "2026-11-16"
    rows = (
        "601;[red]x[/];R-1;01.09.2026;01.10.2026;100,00;100,00;EUR",
        "602;A\x1b[31mB\x1b]2 t\x07;R-2;01.09.2026;01.10.2026;100,00;100,00;EUR",
    )
    words = ("--as-of", day, "--company", "DE")
    assert office(day, "import", ledger(tmp_path, "n.csv", rows), *words).code == 0
    assert office(day, "log", "602", "note", "--note", "\x1b[2J\u202etxt").code == 0
    for words in (("worklist",), ("account", "602"), ("timeline", "602"), ("explain", "602")):
        said = office(day, *words)
        assert said.code == 0
        assert not {"\x1b", "\x07", "\u202e"} & set(said.out + said.err)
    assert office(day, "account", "601").json["name"] == "[red]x[/]"
