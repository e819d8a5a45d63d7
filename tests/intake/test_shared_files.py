"""Every ledger and list of the shared collection gives exactly the figures written there."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from collectwork.domain.ledger import FileContent, ReadOptions
from collectwork.domain.money import Money, decimals
from collectwork.domain.receivables import BUCKETS, bucket
from collectwork.errors import InputRefused
from collectwork.intake.read import read_file

DATA = Path(__file__).parent.parent / "data"
EXPECTED: dict[str, Any] = json.loads((DATA / "expected.json").read_text("utf-8"))
LEDGERS = [
    name
    for name, entry in EXPECTED.items()
    if name != "rules" and ("open_items" in entry["expected"] or "snapshot" in entry["expected"])
]
NAMES_NO_CURRENCY = {"qbo": "USD", "xero": "GBP", "ibm": "USD", "cassia": "USD"}
# files that print their day, or from whose columns it follows
SELF_DATED = ("qbo", "xero", "sap", "erpnext")


def place(name: str, request: pytest.FixtureRequest) -> Path:
    if name.startswith("replica/"):
        return DATA / name
    return Path(request.getfixturevalue("shared")) / "data" / name


def currency(name: str) -> str | None:
    return next((code for part, code in NAMES_NO_CURRENCY.items() if part in name), None)


def opened(content: FileContent) -> list[tuple[Any, ...]]:
    return [row for row in content.rows if row[7]]


def sums(rows: Sequence[tuple[Any, ...]], as_of: date) -> dict[str, dict[str, str]]:
    result: dict[str, dict[str, str]] = {}
    for code in sorted({row[5] for row in rows}):
        mine = [row for row in rows if row[5] == code]
        buckets: Counter[str] = Counter()
        for row in mine:
            buckets[bucket(row[9], as_of)] += row[7]
        late = [row for row in mine if row[7] > 0 and row[9] and row[9] < as_of]
        result[code] = {
            "open_total": decimals(sum(row[7] for row in mine), code),
            "past_due_debits": decimals(sum(row[7] for row in late), code),
            "past_due_items": str(len(late)),
            **{name: decimals(buckets[name], code) for name in BUCKETS},
        }
    return result


@pytest.mark.parametrize("name", LEDGERS)
def test_ledger_is_exact(name: str, request: pytest.FixtureRequest) -> None:
    entry = EXPECTED[name]["expected"]
    entry = entry.get("snapshot", entry)
    as_of = date.fromisoformat(entry["as_of"])
    told = None if any(part in name for part in SELF_DATED) else as_of
    content = read_file(place(name, request), ReadOptions(as_of=told, currency=currency(name)))
    rows = opened(content)
    assert content.kind == "open-items"
    assert content.as_of == as_of
    assert len(rows) == entry["open_items"]
    assert len({row[0] for row in rows}) == entry["customers"]
    assert sum(row[7] > 0 for row in rows) == entry["invoices_positive"]
    assert sum(row[7] < 0 for row in rows) == entry["credits_negative"]
    wanted = {}
    for code, figures in entry["currencies"].items():
        code = currency(name) if code == "?" else code
        buckets = {
            part: amount if "." in amount else f"{amount}.00"
            for part, amount in figures["buckets_signed_by_due_date"].items()
        }
        wanted[code] = {
            "open_total": figures["open_total"],
            "past_due_debits": figures["past_due_debits"],
            "past_due_items": str(figures["past_due_items"]),
            **buckets,
        }
    assert sums(rows, as_of) == wanted
    per_customer: Counter[str] = Counter()
    for row in rows:
        per_customer[row[1]] += row[7]
        if row[0] != row[1]:
            per_customer[row[0]] += row[7]
    for who, amount in entry.get("top_customers", ()):
        if "generic_invoices" not in name:  # names stand in the customer list beside it
            assert decimals(per_customer[who], rows[0][5]) == amount
    if "disputed" in entry:
        assert sum(row[13] for row in rows) == entry["disputed"]
    if "stated_grand_total" in entry:
        assert content.reconciled.startswith("equal")


def test_totals_that_were_never_calculated_are_added_up_and_checked() -> None:
    path = DATA / "replica/xero_aged_receivables_detail.xlsx"
    content = read_file(path, ReadOptions(currency="GBP"))
    assert content.reconciled == "equal to the file's totals (19 checked)"


def test_customer_list() -> None:
    content = read_file(DATA / "replica/generic_customers.csv", ReadOptions(currency="USD"))
    assert content.kind == "customers"
    assert (
        len(content.customers) == EXPECTED["replica/generic_customers.csv"]["expected"]["customers"]
    )
    assert len(content.contacts) == 14
    assert {one.owner for one in content.customers} == {"tom", "maria"}
    limits = {one.number: one.credit_limit for one in content.customers}
    assert limits["CUST-104"] == 25_000_00
    assert limits["CUST-101"] is None
    assert content.customers[0].terms == "Net 30"


def test_payment_list() -> None:
    content = read_file(DATA / "replica/generic_payments.csv", ReadOptions())
    wanted = EXPECTED["replica/generic_payments.csv"]["expected"]
    assert content.kind == "payments"
    assert len(content.rows) == wanted["payments"]
    assert {"USD": decimals(sum(row[6] for row in content.rows), "USD")} == wanted["currencies"]
    loose = [row for row in content.rows if not row[4]]
    assert len(loose) == wanted["without_invoice"]
    assert decimals(sum(row[6] for row in loose), "USD") == wanted["unapplied_total"]


@pytest.mark.parametrize(
    "name", ["genuine/ibm_ar_mdy.csv", "genuine/cassia_accounts_receivable.csv"]
)
def test_day_is_asked_for(name: str, shared: Path) -> None:
    with pytest.raises(InputRefused, match="--as-of"):
        read_file(shared / "data" / name, ReadOptions(currency="USD"))


@pytest.mark.parametrize(
    "name", ["replica/qbo_ar_aging_detail.csv", "replica/xero_aged_receivables_detail.xlsx"]
)
def test_currency_is_asked_for(name: str) -> None:
    with pytest.raises(InputRefused, match="--currency"):
        read_file(DATA / name, ReadOptions())


BANK_FILES = [name for name in EXPECTED if "/payments/" in name]
BANK_CURRENCY = {"danish": "DKK", "some_other": "USD", "nationwide": "GBP"}


@pytest.mark.parametrize("name", BANK_FILES)
def test_bank_files_are_exact(name: str, shared: Path) -> None:
    expected = EXPECTED[name]["expected"]
    code = next((code for part, code in BANK_CURRENCY.items() if part in name), None)
    content = read_file(shared / "data" / name, ReadOptions(currency=code))
    said = content.statement
    assert said is not None
    assert content.kind == "payments"
    assert (said.credit_count, said.debit_count) == (
        expected["credit_count"], expected["debit_count"],
    )  # fmt: skip
    assert said.entries == expected.get("entries", expected.get("tx", expected.get("rows")))
    for side in ("credit", "debit"):
        mine = getattr(said, f"{side}s")
        if f"{side}_total" in expected:
            assert mine == {code: _minor(expected[f"{side}_total"], code or "")}
        elif "amounts_in" in expected:
            assert mine == {c: int(v) for c, v in expected[f"{side}s"].items()}
        else:
            assert mine == {c: _minor(v, c) for c, v in expected[f"{side}s"].items()}
    if "statements" in expected:
        assert said.statements == expected["statements"]
    if "first_opening" in expected:
        first, last = said.balances[0], said.balances[-1]
        assert [f"{first.opened:%y%m%d}", first.currency, first.opening] == _balance(
            expected["first_opening"]
        )
        assert [f"{last.closed:%y%m%d}", last.currency, last.closing] == _balance(
            expected["last_closing"]
        )


def _minor(text: str, code: str) -> int:
    return Money.of(text, code).minor


def _balance(said: list[str]) -> list[object]:
    return [said[0], said[1], _minor(said[2], said[1])]


@pytest.mark.parametrize("name", ["danish_kroner_nordea_example.csv", "some_other.csv"])
def test_bank_lists_ask_for_their_currency(name: str, shared: Path) -> None:
    with pytest.raises(InputRefused, match="--currency"):
        read_file(shared / "data/genuine/payments/bank-csv" / name, ReadOptions())
