"""Numbers in what payers write: found however banks mangle them, and never where they are none."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collectwork.domain.matching_checks import payload, without_accounts
from collectwork.domain.matching_references import (
    LOOSE,
    PLAIN,
    STATED,
    document_key,
    mentions,
    number_core,
)

DAY = date(2026, 11, 20)


def sure(text: str, document: str, amount: int = 123_456) -> int:
    """How sure the document is named in the text; 0 if it is not."""
    wanted = document_key(document)
    found = mentions(None, [], [text], amount, DAY)
    return max((one.sure for one in found if one.key == wanted), default=0)


@pytest.mark.parametrize(
    "text",
    [
        "RE-20931", "RE 20931", "RE20931", "re20931", "Rechnung RE-20931 vom 12.11.2026",
        "RechnungRE20931vom12.11.", "SVWZ+RE-20931", "RE-0020931", "RE/20931, danke",
        "EREF+NOTPROVIDED SVWZ+RE 20931 IBAN DE70990077100044182207", "RE\u201320931",
    ],
)  # fmt: skip
def test_a_document_is_found_as_people_and_banks_write_it(text: str) -> None:
    assert sure(text, "RE-20931") >= PLAIN


def test_cut_numbers_only_seem_to_be_meant() -> None:
    assert sure("RE-209 31", "RE-20931") == LOOSE


@pytest.mark.parametrize(
    "text",
    [
        "Rechnung Nr. 20931", "Rg.Nr.20931", "Invoice 20931", "Rechnungen 20930, 20931 und 20932",
        "facture n° 20931",
    ],
)  # fmt: skip
def test_bare_digits_need_a_word_that_says_what_they_are(text: str) -> None:
    assert sure(text, "20931") >= PLAIN


@pytest.mark.parametrize(
    ("text", "document"),
    [
        ("Kd-Nr. 20931", "20931"), ("Auftrag 20931", "20931"), ("Mandat 2093177", "2093177"),
        ("20.11.2026", "20112026"), ("20261120", "20261120"), ("201126", "201126"),
        ("1.234,56", "123456"), ("EUR 1234.56 gesamt", "123456"), ("1234", "1234"),
        ("Tel. 040 2093100", "2093100"), ("+49 40 2093100", "2093100"),
        ("DE70 9900 7710 0044 1822 07", "99007710"), ("x2093155y", "2093155"),
        ("info@20931.example", "20931"),
    ],
)  # fmt: skip
def test_other_numbers_are_no_documents(text: str, document: str) -> None:
    assert sure(text, document) < PLAIN


@pytest.mark.parametrize(
    ("reference", "content"),
    [
        ("RF43 7712 0446 0918", "771204460918"), ("RF44771204460918", None),
        ("33 00000 00044 18220 00058 06171", "33000000004418220000580617"),
        ("330000000044182200005806172", None), ("+++441/8220/07555+++", "4418220075"),
        ("+++441/8220/07556+++", None), ("RE-20931", None),
    ],
)  # fmt: skip
def test_structured_references_prove_themselves(reference: str, content: str | None) -> None:
    assert payload(reference) == content


def test_a_swiss_reference_holds_customer_and_invoice() -> None:
    body = "00000010023100000000020931"
    (reference,) = [f"{body}{digit}" for digit in range(10) if payload(f"{body}{digit}")]
    kept = {one.key: one.sure for one in mentions(None, [reference], [], 1, DAY)}
    assert kept["20931"] >= PLAIN
    assert kept["100231"] >= PLAIN


def test_a_field_of_the_source_is_taken_at_its_word() -> None:
    whole = mentions("RE-20931", [], [], 1, DAY)
    assert [(one.key, one.sure) for one in whole] == [("re20931", STATED)]


def test_accounts_are_walled_off_only_where_they_are_valid() -> None:
    text = "konto de70990077100044182207 und de70990077100044182208"
    assert without_accounts(text, "#").count("#") == 22


def test_keys_leave_out_what_is_no_difference() -> None:
    assert {document_key(one) for one in ("RE-20931", "re 020931", "RE/20931")} == {"re20931"}
    assert document_key("0000100017") == document_key("100017")
    assert document_key("no digits") == ""
    assert (number_core("re20931"), number_core("20931"), number_core("re20931a")) == (
        "20931", "", "",
    )  # fmt: skip


@given(st.text(max_size=120), st.lists(st.text(max_size=40), max_size=3))
def test_any_text_can_be_read(text: str, structured: list[str]) -> None:
    for one in mentions(text, structured, [text], 100, DAY):
        assert one.key
        assert one.start < one.end


@given(st.integers(100_000, 99_999_999), st.sampled_from(["RE-", "INV", "2026/", "F "]))
def test_a_document_alone_is_always_found(number: int, prefix: str) -> None:
    assert sure(f"{prefix}{number}", f"{prefix}{number}", 1) >= PLAIN
