"""BAI2, lockboxes and providers: proved by their own totals, or refused."""

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


def content_of(folder: Path, data: str, **options: object) -> FileContent:
    path = folder / "file.txt"
    path.write_bytes(data.encode())
    return read_file(path, ReadOptions(**options))  # type: ignore[arg-type]


def rows(content: FileContent, *names: str) -> list[tuple[object, ...]]:
    return [tuple(row[content.columns.index(name)] for name in names) for row in content.rows]


def bai(*transactions: str, total: int, account: str = "USD", group: str = "USD",
        modifier: str = "2", summary: str = "") -> str:  # fmt: skip
    """One account; ``total`` of all amounts; physical lines are counted as records."""
    lines = [line for each in transactions for line in each.split("\n")]
    count = len(lines) + 2
    return "\n".join([
        "01,770045012,880019,260105,0415,7,,,2/",
        f"02,880019,770045012,1,260104,2130,{group},{modifier}/",
        f"03,4400718825,{account},{summary}/", *lines, f"49,{total},{count}/",
        f"98,{total},1,{count + 2}/", f"99,{total},1,{count + 4}/",
    ])  # fmt: skip


@pytest.mark.parametrize(
    ("record", "minor", "text"),
    [
        ("16,165,3718450,1,COL88,,WEEKLY COLLECTION", 3_718_450, "WEEKLY COLLECTION"),
        ("16,142,91240,Z,,,TERN, GULL / BILLS 61, 62/", 91_240, "TERN, GULL / BILLS 61, 62"),
        ("16,195,66075,V,260104,1345,FW31,K9,rent of pier/", 66_075, "rent of pier"),
        ("16,175,8130,S,4000,3130,1000,B,C,text/", 8_130, "text"),
        ("16,399,8130,D,2,0,5030,4,3100,B,C,text/", 8_130, "text"),
        ("16,108,000000000047315,V,260104,,,,KIOSK 12    /", 47_315, "KIOSK 12"),
        ("16,142,5904,,B,C,bills\n88,of spring, all/\n88,and 77", 5_904, "bills of spring, all and 77"),  # noqa: E501
    ],
)  # fmt: skip
def test_funds_types_texts_and_continuations(
    read: Read, record: str, minor: int, text: str
) -> None:
    content = read(bai(record, total=minor))
    assert rows(content, "amount", "text", "currency") == [(minor, text, "USD")]
    assert content.reconciled == "equal to the file's control totals"


@pytest.mark.parametrize(
    ("account", "group", "currency"),
    [("CAD", "EUR", "CAD"), ("", "EUR", "EUR"), ("", "", "USD"), ("JPY", "", "JPY")],
)
def test_the_currency_of_account_group_or_standard(
    read: Read, account: str, group: str, currency: str
) -> None:
    content = read(bai("16,142,6180,Z,,,x", total=6180, account=account, group=group))
    assert rows(content, "amount", "currency") == [(6180, currency)]


def test_sides_returns_and_what_is_no_money(read: Read) -> None:
    content = read(bai(
        "16,142,100,Z,A,,x", "16,451,40,Z,B,,x", "16,555,7,Z,C,,x", "16,399,1,Z,D,,x",
        "16,698,2,Z,E,,x", "16,890,,Z,F,,x", total=150,
    ))  # fmt: skip
    assert rows(content, "amount", "kind") == [
        (100, "payment"), (-7, "reversal"), (1, "payment"),
    ]  # fmt: skip
    assert content.statement is not None
    assert content.statement.credits == {"USD": 101}
    assert content.statement.debits == {"USD": 49}


@pytest.mark.parametrize("record", ["16,720,5,Z,,,x", "16,1,5,Z,,,x", "16,142,,Z,,,x",
                                    "16,142,-5,Z,,,x", "16,142,5.00,Z,,,x"])  # fmt: skip
def test_a_transaction_that_cannot_be_read_is_refused(read: Read, record: str) -> None:
    with pytest.raises(InputRefused):
        read(bai(record, total=5))


def test_several_records_on_a_line(read: Read) -> None:
    whole = bai("16,142,100,Z,A,,one", "16,142,50,Z,B,,two", total=150)
    content = read(whole.replace("\n16,", "/ 16,").replace("\n49,", "/  49,").replace("//", "/"))
    assert rows(content, "amount", "text") == [(100, "one"), (50, "two")]
    assert rows(read(whole.replace("\n", "\r\n")), "amount") == [(100,), (50,)]


def test_a_lockbox_deposit_and_its_items_are_one(read: Read) -> None:
    deposit = ("16,115,5000,Z,BOX8821,,box", "16,116,3000,Z,I1,,INV 1", "16,116,2000,Z,I2,,INV 2")
    content = read(bai(*deposit, "16,116,7,Z,I3,,alone", total=10_007))
    with pytest.raises(InputRefused, match="lockbox"):
        read(bai(*deposit[:2], total=8_000))
    assert rows(content, "amount", "text") == [
        (3_000, "INV 1"),
        (2_000, "INV 2"),
        (7, "alone"),
    ] or (content.statement is not None and content.statement.credits == {"USD": 5_007})


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("16,142,100,", "16,142,101,"), ("49,150,", "49,151,"), ("99,150,1,", "99,150,2,"),
        ("98,150,", "98,149,"), ("16,142,50,Z,B,,two\n", ""), ("99,150,1,8/", ""),
        ("98,150,1,6/\n", ""), ("49,150,4/\n", ""),
    ],
)  # fmt: skip
def test_control_totals_must_be_met(read: Read, old: str, new: str) -> None:
    whole = bai("16,142,100,Z,A,,one", "16,142,50,Z,B,,two", total=150)
    assert read(whole).rows
    assert old in whole
    with pytest.raises(InputRefused):
        read(whole.replace(old, new))


def test_counts_alone_are_said(read: Read) -> None:
    content = read(bai("16,142,100,Z,A,,one", total=100).replace("49,100,3/", "49,100,9/"))
    assert any("states 9 records, 3 were read" in said for said in content.warnings)


def test_same_day_interim_books_nothing(read: Read) -> None:
    content = read(bai("16,142,100,Z,A,,one", total=100, modifier="3"))
    assert content.rows == []
    assert any("interim" in said for said in content.warnings)


def test_groups_that_delete_or_test_are_refused(read: Read) -> None:
    for status in "234":
        whole = bai("16,142,100,Z,A,,one", total=100).replace(
            "770045012,1,", f"770045012,{status},"
        )
        with pytest.raises(InputRefused, match="status"):
            read(whole)


@settings(max_examples=50, deadline=None)
@given(
    transactions=st.lists(
        st.tuples(st.integers(100, 699), st.integers(1, 10**9)), min_size=1, max_size=15
    )
)
def test_every_transaction_comes_back(
    transactions: list[tuple[int, int]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    transactions = [(code, minor) for code, minor in transactions if code not in (115, 116)]
    records = [f"16,{code},{minor},Z,REF{place:06d},,text {place}/"
               for place, (code, minor) in enumerate(transactions)]  # fmt: skip
    whole = bai(*records, total=sum(minor for _, minor in transactions))
    said = content_of(tmp_path_factory.mktemp("bai"), whole).statement
    assert said is not None
    assert said.entries == len(transactions)
    assert sum(said.credits.values()) == sum(m for code, m in transactions if code < 400)
    assert sum(said.debits.values()) == sum(m for code, m in transactions if code >= 400)


# lockbox -----------------------------------------------------------------------------------------


def cheque(item: int, amount: int, *invoices: tuple[str, int, int]) -> list[str]:
    made = [f"6001{item:03d}{amount:010d}{990011007:09d}{3300719944:010d}{1000 + item:09d}"]
    for place, (number, paid, deducted) in enumerate(invoices, 1):
        last = "9" if place == len(invoices) else "0"
        made.append(f"4001{item:03d}6{place:02d}{last}{number:<16}{paid:010d}{deducted:010d}001")
    return made


def lockbox(cheques: list[list[str]], total: int) -> str:
    count = len(cheques)
    lines = [
        "100HAFENHAUS1KOGGEBANK12601050900", "2HAFENHAUS1KOGGEBANK1",
        "50010000088214260105HAFENHAUS1KOGGEBANK1", *(line for each in cheques for line in each),
        f"70010000088214260105{count:03d}{total:010d}",
        f"80010000088214260105{count:04d}{total:010d}", "9000012",
    ]  # fmt: skip
    return "\n".join(line.ljust(80) for line in lines) + "\n"


def test_cheques_are_split_over_their_invoices(read: Read) -> None:
    whole = lockbox([
        cheque(1, 10_000, ("INV-1", 6_000, 0), ("INV-2", 4_000, 0)),
        cheque(2, 4_900, ("INV-3", 5_000, 100)), cheque(3, 700), cheque(4, 50, ("INV-4", 60, 0)),
    ], 15_650)  # fmt: skip
    content = read(whole, currency="USD")
    assert rows(content, "amount", "document") == [
        (6_000, "INV-1"), (4_000, "INV-2"), (4_900, "INV-3"), (700, None), (50, None),
    ]  # fmt: skip
    assert {row[content.columns.index("source")] for row in content.rows} == {"lockbox"}
    assert rows(content, "references")[-1] == ("INV-4",)
    assert content.statement is not None
    assert content.statement.credits == {"USD": 15_650}


def test_lockbox_totals_currency_and_ends(read: Read) -> None:
    whole = lockbox([cheque(1, 10_000)], 10_000)
    with pytest.raises(InputRefused, match="--currency"):
        read(whole)
    with pytest.raises(InputRefused, match="states 1 cheques"):
        read(lockbox([cheque(1, 10_000)], 10_001), currency="USD")
    with pytest.raises(InputRefused, match="states 2 cheques"):
        read(lockbox([cheque(1, 10_000), cheque(2, 1)], 10_001).replace(
            cheque(2, 1)[0].ljust(80) + "\n", ""), currency="USD")  # fmt: skip


# providers ---------------------------------------------------------------------------------------

STRIPE = (
    "automatic_payout_id,automatic_payout_effective_at_utc,balance_transaction_id,created_utc,"
    "currency,gross,fee,net,reporting_category,customer_name,invoice_number\n"
)


def test_stripe_books_the_gross_of_what_customers_paid(read: Read) -> None:
    content = read(
        STRIPE
        + "po_1,2026-01-07 00:00:00,txn_1,2026-01-05 10:11:12,usd,240.00,7.26,232.74,charge,Lumora,B-71\n"  # noqa: E501
        + "po_1,2026-01-07 00:00:00,txn_2,2026-01-06 10:11:12,usd,-35.50,0.00,-35.50,refund,Lumora,B-71\n"  # noqa: E501
        + "po_1,2026-01-07 00:00:00,txn_3,2026-01-06 10:11:12,usd,-2.00,0.00,-2.00,fee,,\n"
        + "po_1,2026-01-07 00:00:00,txn_4,2026-01-07 10:11:12,usd,-195.24,0.00,-195.24,payout,,\n"
    )  # fmt: skip
    assert rows(content, "amount", "kind", "document", "name", "ref", "source") == [
        (24_000, "payment", "B-71", "Lumora", "txn_1", "provider"),
        (-3_550, "reversal", "B-71", "Lumora", "txn_2", "provider"),
    ]
    assert str(rows(content, "received")[0][0]) == "2026-01-05"
    with pytest.raises(InputRefused, match="gross less fee"):
        read(STRIPE + "po,2026-01-07,txn_1,2026-01-05 10:11:12,usd,240.00,7.26,232.84,charge,A,I\n")


GOCARDLESS = (
    "id,created_at,charge_date,amount,description,currency,status,amount_refunded,reference,"
    "transaction_fee,payout_date,app_fee,links.mandate,customers.company_name\n"
)


def test_gocardless_takes_only_what_was_collected(read: Read) -> None:
    states = ["paid_out", "confirmed", "failed", "cancelled", "charged_back", "pending_submission"]
    content = read(GOCARDLESS + "".join(
        f"PM{place:06d},2026-01-01T10:00:00Z,2026-01-05,{place + 1}.50,INV {place},GBP,{state},0.00,"  # noqa: E501
        f"R{place},0.20,2026-01-07,,MD1,Lumora\n"
        for place, state in enumerate(states)
    ))  # fmt: skip
    assert rows(content, "amount", "document", "name") == [
        (150, "R0", "Lumora"),
        (250, "R1", "Lumora"),
    ]
    assert content.row_count == 6
    with pytest.raises(InputRefused, match="pence"):
        read(GOCARDLESS + "PM1,2026-01-01,2026-01-05,150,x,GBP,paid_out,,R,,2026-01-07,,MD1,A\n")
