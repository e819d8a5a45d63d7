"""Whose ledger a list is, and the day it speaks of, where columns say so."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from collectwork.domain.ledger import FileContent, ReadOptions
from collectwork.errors import InputRefused
from collectwork.intake.read import read_file
from collectwork.usecases import accounts
from collectwork.usecases.desk import Desk
from collectwork.usecases.importing import bring_in

DAY = date(2026, 1, 31)
BOTH = "Company,Customer No,Customer Name,Invoice No,Due Date,Open Amount,Currency\n"
NUMBERS = "Company,Customer No,Invoice No,Due Date,Open Amount,Currency\n"
DATED = "Customer,Invoice No,Due Date,Open Amount,Currency,{}\n"


def read(tmp_path: Path, text: str, as_of: date | None = DAY) -> FileContent:
    path = tmp_path / "list.csv"
    path.write_text(text, "utf-8")
    return read_file(path, ReadOptions(as_of=as_of))


def companies(content: FileContent) -> list[str | None]:
    return [row[content.columns.index("company")] for row in content.rows]


def names(content: FileContent) -> set[str]:
    return {row[content.columns.index("name")] for row in content.rows}


def lines(*rows: str) -> str:
    return "".join(f"{row},2026-01-01,10.00,EUR\n" for row in rows)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        (BOTH + lines("North,1,Ann,F1", "North,2,Bob,F2", "South,3,Cid,F3"),
         ["North", "North", "South"]),
        (BOTH + lines("North,1,Ann,F1", "South,1,Ann,F2"), ["North", "South"]),
        (BOTH + lines("South,3,Cid,F3"), ["South"]),
        (NUMBERS + lines("North,1,F1", "North,2,F2", "South,3,F3", "South,4,F4"),
         ["North", "North", "South", "South"]),
        (NUMBERS + lines("North,1,F1", "South,1,F2", "South,2,F3"), ["North", "South", "South"]),
    ],
)  # fmt: skip
def test_a_company_that_customers_share_is_whose_ledger_it_is(
    tmp_path: Path, text: str, wanted: list[str]
) -> None:
    assert companies(read(tmp_path, text)) == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        (NUMBERS + lines("Ann Ltd,1,F1", "Ann Ltd,1,F2", "Bob Ltd,2,F3"), {"Ann Ltd", "Bob Ltd"}),
        (NUMBERS + lines("Ann Ltd,1,F1"), {"Ann Ltd"}),
        (NUMBERS + lines("Ann Ltd,1,F1", "Ann Ltd,2,F2", "Bob Ltd,3,F3", "Cid Ltd,4,F4"),
         {"Ann Ltd", "Bob Ltd", "Cid Ltd"}),
        ("Company,Invoice No,Due Date,Open Amount,Currency\n"
         + lines("Ann Ltd,F1", "Ann Ltd,F2", "Bob Ltd,F3"), {"Ann Ltd", "Bob Ltd"}),
        (BOTH + lines("Ann Ltd,1,Ann,F1", "Bob Ltd,2,Bob,F2", "Cid Ltd,3,Cid,F3"),
         {"Ann", "Bob", "Cid"}),
    ],
)  # fmt: skip
def test_else_it_is_the_customers_name_or_nothing(
    tmp_path: Path, text: str, wanted: set[str]
) -> None:
    content = read(tmp_path, text)
    assert set(companies(content)) <= {None, ""}
    assert names(content) == wanted


def test_one_companys_ledger_leaves_the_others_alone(desk: Desk, tmp_path: Path) -> None:
    path, today = tmp_path / "a.csv", replace(desk, today=DAY)
    path.write_text(
        BOTH + lines("North,1,Ann,F1", "North,2,Bob,F2", "South,3,Cid,F3", "South,3,Cid,F4"),
        "utf-8",
    )
    bring_in(today, path, ReadOptions(as_of=DAY))
    later = tmp_path / "b.csv"
    later.write_text(BOTH + lines("South,3,Cid,F4"), "utf-8")
    report = bring_in(replace(desk, today=date(2026, 2, 1)), later,
                      ReadOptions(as_of=date(2026, 2, 1)))  # fmt: skip
    assert {kind: n for kind, n in report.events.items() if n} == {"paid": 1}
    open_now = {
        name: accounts.page(today, accounts.find(today, name).id).balance
        for name in ("1", "2", "3")
    }
    assert open_now == {"1": {"EUR": 1000}, "2": {"EUR": 1000}, "3": {"EUR": 1000}}


@pytest.mark.parametrize("heading", ["As of Date", "agedAsOfDate", "Stichtag"])
@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize("written", ["2026-01-31", "31 Jan 2026", "2026-01-31T00:00:00"])
def test_a_column_of_one_day_proves_it(
    tmp_path: Path, heading: str, count: int, written: str
) -> None:
    rows = "".join(f"Ann,F{n},2026-01-0{n},10.00,EUR,{written}\n" for n in range(1, count + 1))
    content = read(tmp_path, DATED.format(heading) + rows, None)
    assert (content.as_of, len(content.rows)) == (DAY, count)
    assert any(heading in warning for warning in content.warnings)


def test_several_days_are_asked_about(tmp_path: Path) -> None:
    text = DATED.format("As of Date") + (
        "Ann,F1,2026-01-01,10.00,EUR,2026-01-30\nAnn,F2,2026-01-01,10.00,EUR,2026-01-31\n"
    )
    with pytest.raises(InputRefused, match="2 different days") as refused:
        read(tmp_path, text, None)
    assert refused.value.question
    assert refused.value.question.about == "as_of"
    assert read(tmp_path, text).as_of == DAY


def test_a_day_that_cannot_be_told_proves_nothing(tmp_path: Path) -> None:
    text = DATED.format("As of Date") + "Ann,F1,2026-01-01,10.00,EUR,03/04/2026\n"
    with pytest.raises(InputRefused, match="as-of"):
        read(tmp_path, text, None)
