"""MT940 and MT942 as banks write them: no entry lost, none with a wrong sign or amount."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from collectwork.domain.ledger import FileContent, ReadOptions
from collectwork.errors import InputRefused
from collectwork.intake.read import read_file

Read = Callable[..., FileContent]


@pytest.fixture
def read(tmp_path: Path) -> Read:
    return lambda data, **options: content_of(tmp_path, data, **options)


def content_of(folder: Path, data: str | bytes, **options: object) -> FileContent:
    path = folder / "statement.sta"
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    return read_file(path, ReadOptions(**options))  # type: ignore[arg-type]


def statement(*lines: str, opening: str = "C260101EUR1000,", closing: str | None = None,
              number: str = "1/1", account: str = "99007710/4418220") -> str:  # fmt: skip
    closing = closing or opening
    return "\n".join([":20:AUSZUG26", f":25:{account}", f":28C:{number}", f":60F:{opening}",
                      *lines, f":62F:{closing}", "-", ""])  # fmt: skip


def rows(content: FileContent, *names: str) -> list[tuple[object, ...]]:
    return [tuple(row[content.columns.index(name)] for name in names) for row in content.rows]


@pytest.mark.parametrize(
    ("line", "minor"),
    [
        ("2601050105C100,NTRFNONREF", 10_000),
        ("2601050105CR86,3NTRFNONREF", 8_630),
        ("2601050105CR86,35NTRFNONREF//KB7700134", 8_635),
        ("260105    C,5NTRFNONREF", 50),
        ("260105C0000000377,08N418NONREF", 37_708),
        ("260105C7.081,94NTRFNONREF", 708_194),
        ("260105C7081.94NTRFNONREF", 708_194),
        ("2601050105RD100,NTRFNONREF", 10_000),
        ("2601050105D100,NTRFNONREF", -10_000),
        ("2601050105DR100,NTRFNONREF", -10_000),
        ("2601050105RC100,NTRFNONREF", -10_000),
        ("2601050105RCR100,NTRFNONREF", -10_000),
    ],
)
def test_signs_and_amounts(read: Read, line: str, minor: int) -> None:
    content = read(statement(f":61:{line}", ":86:text"))
    said = content.statement
    assert said is not None
    assert said.credits.get("EUR", 0) - said.debits.get("EUR", 0) == minor
    booked = [amount for (amount,) in rows(content, "amount")]
    assert booked == ([minor] if minor > 0 or "RC" in line else [])


@pytest.mark.parametrize(
    "line",
    [
        "2601050105X100,NTRFNONREF", "2601050105C1.23,4NTRF", "2601050105CNTRFNONREF",
        "261305C100,NTRFNONREF", "26010C100,NTRF", "", "2601050105C100,123NTRF",
        "2601050105C1.234NTRF", "2601990105C100,NTRF",
    ],
)  # fmt: skip
def test_a_line_that_cannot_be_read_is_refused(read: Read, line: str) -> None:
    good = ":61:2601050105C7,NTRFNONREF"
    with pytest.raises(InputRefused, match="row"):
        read(statement(good, ":86:one", f":61:{line}", ":86:two"))


@pytest.mark.parametrize("tag", [" :6l:", "61:", ":61;", ":6 1:"])
def test_a_damaged_tag_does_not_hide_an_entry(read: Read, tag: str) -> None:
    with pytest.raises(InputRefused):
        read(statement(":61:2601050105C7,NTRFNONREF", ":86:one", f"{tag}2601050105C9,NTRFNONREF"))


def test_value_and_booking_day(read: Read) -> None:
    content = read(statement(":61:2512310102C7,NTRFNONREF", opening="C260101EUR1,"))
    assert [tuple(map(str, row)) for row in rows(content, "received", "posted")] == [
        ("2025-12-31", "2026-01-02")
    ]
    content = read(statement(":61:260230C7,NTRFNONREF"))
    assert str(rows(content, "received")[0][0]) == "2026-02-28"
    assert any("30 February" in said for said in content.warnings)


GERMAN = (
    ":86:166?00GUTSCHRIFT?109155?20EREF+AUFTR-58?21SVWZ+Lieferungen B-58063 und ?22B-58064 aus De"
    "zember 2025?30KOGGDE7AXXX?31DE9099\n0077100051730096?32Börgesund Pumpen GmbH ?33& Co. KG?34997"
)


def test_german_subfields_and_keywords(read: Read) -> None:
    content = read(statement(":61:2601050105C7,NTRFKREF+//KB7700134", GERMAN))
    assert rows(content, "name", "payer_account", "text", "reference", "method", "ref") == [
        ("Börgesund Pumpen GmbH & Co. KG", "DE90990077100051730096",
         "Lieferungen B-58063 und B-58064 aus Dezember 2025", "AUFTR-58", "GUTSCHRIFT",
         "KB7700134")
    ]  # fmt: skip


@pytest.mark.parametrize("mark", ["~", "<", "^", "|"])
def test_other_marks_of_subfields(read: Read, mark: str) -> None:
    text = f":86:071{mark}00Wplyw{mark}20FV 118 LUTY{mark}31PL28990077100061900418227730{mark}32TARTAK GORNY"  # noqa: E501
    content = read(statement(":61:2601050105C7,NTRFNONREF", text))
    assert rows(content, "name", "payer_account", "text") == [
        ("TARTAK GORNY", "PL28990077100061900418227730", "FV 118 LUTY")
    ]


def test_dutch_tags(read: Read) -> None:
    text = (
        ":86:/TRTP/SEPA BIJSCHRIJVING/IBAN/NL66KRAN0088214470/BIC/KRANNL2K/NAME/DE BOEG\n"
        " ZEILEN BV/REMI/nota 118 van maart/EREF/NOTPROVIDED"
    )
    content = read(statement(":61:2601050105C7,N418NONREF", text))
    assert rows(content, "name", "payer_account", "text", "reference") == [
        ("DE BOEG ZEILEN BV", "NL66KRAN0088214470", "nota 118 van maart", None)
    ]
    ing = ":86:/EREF/K-58//CNTP/NL55BOEG0033190047/BOEGNL2X/DE BOEG BV///REMI/USTD//nota 119/"
    content = read(statement(":61:2601050105C7,NTRFNONREF", ing))
    assert rows(content, "name", "payer_account", "text", "reference") == [
        ("DE BOEG BV", "NL55BOEG0033190047", "nota 119", "K-58")
    ]


def test_free_text_and_wrapping(read: Read) -> None:
    long = "x" * 61 + "BILL"
    content = read(statement(":61:2601050105C7,NTRFNONREF", f":86:{long}", "58 TERN", "LTD"))
    assert rows(content, "text") == [("x" * 61 + "BILL58 TERN LTD",)]
    several = read(statement(":61:2601050105C7,NTRFNONREF", ":86:one", ":86:two"))
    assert rows(several, "text") == [("one two",)]


def test_a_text_may_look_like_tags(read: Read) -> None:
    content = read(statement(
        ":61:2601050105C7,NTRFNONREF", ":86:till 07-03-2026T09", ":41:55 pier", ":20:lane seven",
        ":61:2601050105C8,NTRFNONREF", ":86:two",
    ))  # fmt: skip
    assert rows(content, "amount") == [(700,), (800,)]
    assert "lane seven" in str(rows(content, "text")[0])


@pytest.mark.parametrize("text", ["166?00RUECKLASTSCHRIFT?20B-71", "109?00DIVERSE?20B-71"])
def test_a_returned_direct_debit_is_a_reversal(read: Read, text: str) -> None:
    content = read(statement(":61:2601050105D7,NTRFNONREF", f":86:{text}"))
    assert rows(content, "amount", "kind") == [(-700, "reversal")]


@pytest.mark.parametrize("before", ["", "/"])
@pytest.mark.parametrize("after", ["", "PLN", " PLN"])
def test_our_account_is_the_same_however_it_is_dressed(read: Read, before: str, after: str) -> None:
    account = "PL56990077100044182200315507"
    content = read(statement(":61:2601050105C7,NTRFEREF", account=f"{before}{account}{after}"))
    assert rows(content, "own_account", "references") == [(account, None)]


def test_pages_and_several_statements(read: Read) -> None:
    pages = (
        ":20:A\n:25:ACC\n:28C:5/1\n:60F:C260101EUR10,\n:61:2601050105C7,NTRFNONREF\n:62M:C260105EUR17,\n-\n"
        ":20:A\n:25:ACC\n:28C:5/2\n:60M:C260105EUR17,\n:61:2601060106D1,NTRFNONREF\n:62F:C260106EUR16,\n-\n"
    )
    other = statement(":61:2601050105C9,NTRFNONREF", opening="C260101USD1,",
                      closing="C260105USD10,")  # fmt: skip
    content = read(pages + other)
    assert (
        content.reconciled
        == "equal to the closing balance: the opening balance and the entries give it"
    )
    assert rows(content, "amount", "currency") == [(700, "EUR"), (900, "USD")]
    assert content.statement is not None
    assert content.statement.statements == 3


def test_balances_that_contradict_are_said_first(read: Read) -> None:
    content = read(statement(":61:2601050105C7,NTRFNONREF", closing="C260105EUR1,"))
    assert content.reconciled.startswith("differs")
    assert "closing balance" in content.warnings[0]


def test_a_cut_off_file_is_refused(read: Read) -> None:
    whole = statement(":61:2601050105C7,NTRFNONREF", ":86:one", ":61:2601050105C8,NTRFNONREF")
    with pytest.raises(InputRefused, match="cut off"):
        read(whole[: whole.index(":62F:")])
    with pytest.raises(InputRefused):
        read(whole + whole[: whole.index(":62F:")].replace("1/1", "2/1"))


def test_the_same_statement_twice_is_read_once(read: Read) -> None:
    one = statement(":61:2601050105C7,NTRFNONREF", closing="C260105EUR1007,")
    next_day = statement(":61:2601050105C7,NTRFNONREF", opening="C260105EUR1007,",
                         closing="C260105EUR1014,", number="2/1")  # fmt: skip
    content = read(one + one)
    assert rows(content, "amount") == [(700,)]
    assert any("twice" in said for said in content.warnings)
    assert rows(read(one + next_day), "amount") == [(700,), (700,)]


def test_mt942_books_nothing_and_says_so(read: Read) -> None:
    interim = (
        ":20:X\n:25:PL56990077100044182200315507\n:28C:44/1\n:34F:PLN0,\n:13D:2601051130+0100\n"
        ":61:2601050105C7,NTRFNONREF//KR5566010017\n:86:one\n:61:2601050105EC9,NTRFNONREF\n:90D:0PLN0,\n:90C:2PLN16,\n-\n"
    )
    content = read(interim)
    assert content.rows == []
    assert content.layout == "MT942"
    assert content.statement is not None
    assert content.statement.credits == {"PLN": 700}
    assert any("interim report" in said for said in content.warnings)
    with pytest.raises(InputRefused, match="MT942"):
        read(interim + statement(":61:2601050105C7,NTRFNONREF"))


def test_envelopes_ends_of_lines_and_code_pages(read: Read) -> None:
    whole = statement(":61:2601050105C7,NTRFNONREF", GERMAN)
    swift = "{1:F01KOGGDE7AXXXX0412007731}{2:I940BOEGNL2XXXXXN}{4:\n" + whole.rstrip("\n") + "}\n"
    dutch = "KRANNL2K\n940\nKRANNL2K\n" + whole
    for data in (
        whole.replace("\n", "\r\n"), swift, dutch, whole.encode("cp1252"),
        b"\xef\xbb\xbf" + whole.encode(), whole.encode("utf-16"), whole.replace("B-58063", "B\x05-58063"),  # noqa: E501
        ":940:\n" + whole, "\n\n" + whole + "\x1a",
    ):  # fmt: skip
        content = read(data)
        assert rows(content, "amount", "name") == [(700, "Börgesund Pumpen GmbH & Co. KG")]


def test_announced_entries_are_not_money(read: Read) -> None:
    assert read(statement(":61:2601050105EC7,NTRFNONREF")).rows == []


amounts = st.integers(1, 10**9)
marks = st.sampled_from(["C", "D", "RC", "RD", "CR", "DR"])
days = st.integers(1, 28)


@settings(max_examples=60, deadline=None)
@given(entries=st.lists(st.tuples(amounts, marks, days), max_size=12))
def test_whatever_is_written_comes_back(
    entries: list[tuple[int, str, int]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    incoming = {"C": 1, "RD": 1, "CR": 1}
    signed = [minor * incoming.get(mark, -1) for minor, mark, _ in entries]
    lines = [
        f":61:2601{day:02d}01{day:02d}{mark}{minor // 100},{minor % 100:02d}NTRFNONREF//BANK{place:06d}"  # noqa: E501
        for place, (minor, mark, day) in enumerate(entries)
    ]
    closing = 10**12 + sum(signed)
    text = statement(*lines, opening="C260101EUR10000000000,",
                     closing=f"C260131EUR{closing // 100},{closing % 100:02d}")  # fmt: skip
    content = content_of(tmp_path_factory.mktemp("mt"), text)
    said = content.statement
    assert said is not None
    assert said.credits.get("EUR", 0) == sum(minor for minor in signed if minor > 0)
    assert said.debits.get("EUR", 0) == -sum(minor for minor in signed if minor < 0)
    assert said.entries == len(entries)
    assert (
        content.reconciled
        == "equal to the closing balance: the opening balance and the entries give it"
    )
    taken_back = sum(-minor for minor, mark, _ in entries if mark == "RC")
    assert sum(row[6] for row in content.rows) == said.credits.get("EUR", 0) + taken_back
