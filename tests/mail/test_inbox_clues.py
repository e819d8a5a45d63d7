"""What a message says of whose it is, however programs and people damaged it."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collectwork.usecases.inbox import clues

TOKENS = st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", min_size=8, max_size=8).map("CW-{}".format)
NOISE = st.text(st.characters(codec="utf-8", exclude_characters="<>"), max_size=60)
PREFIXES = st.sampled_from(["", "Re: ", "AW: ", "SV: ", "RE: RE: Fw: ", "TR : ", "RV: ", "回复: "])


@given(TOKENS, PREFIXES, NOISE, st.integers(4, 9), st.sampled_from(["\n", "\r\n", "\n> ", "=\n"]))
def test_a_reference_is_found_after_a_line_break(
    token: str, prefix: str, noise: str, at: int, broken: str
) -> None:
    damaged = token[:at] + broken + token[at:]
    assert token in clues.tokens(f"{prefix}Open invoices [{damaged}]")
    assert token in clues.tokens(f"{noise}\n> ({damaged.lower()}) is our reference")


@pytest.mark.parametrize("sign", ["\u2010", "\u2011", "\u2013", "\u00ad-", "-\u200b"])
def test_other_hyphens_and_hidden_signs(sign: str) -> None:
    assert clues.tokens(f"[CW{sign}ABCDEFGH]") == ["CW-ABCDEFGH"]


@pytest.mark.parametrize("text", ["CW-ABCDEFG", "XCW-ABCDEFGH", "CW-ABCDEFGHI", "CW-ABCDEFG1"])
def test_what_is_no_reference(text: str) -> None:
    assert clues.tokens(text) == []


@given(st.lists(st.from_regex(r"[a-z0-9.$-]{1,40}@[a-z0-9.-]{1,40}", fullmatch=True), max_size=12))
def test_ids_of_a_folded_header(ids: list[str]) -> None:
    wanted = list(dict.fromkeys(f"<{one}>" for one in ids))
    assert clues.ids(" ".join(f"<{one}>" for one in ids)) == wanted
    assert clues.ids("".join(f"<{one[:3]} {one[3:]}>" for one in ids)) == wanted


def test_ids_of_ours_in_a_quoted_text() -> None:
    own = "cw-abcdefgh." + "0123456789abcdef" * 2
    assert clues.ours_in(f"> Message-ID: <{own.upper()}@x.example>") == (own,)
    assert clues.row_of(f"<{own}@gateway.example>") == ("CW-ABCDEFGH", "0123456789abcdef" * 2)
    assert clues.row_of("<something@else.example>") is None


def strong(text: str) -> set[str]:
    return {one.text for one in clues.words(text) if one.strong}


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("Invoice RE-2026001 is wrong", "RE-2026001"),
        ("(RE-2026001)", "RE-2026001"),
        ("INV-55012?", "INV-55012"),
        ("Rechnung 4711 fehlt", "4711"),
        ("Rechnungsnr.: 4711", "4711"),
        ("facture n° 90211", "90211"),
        ("invoices 100231/100232", "100232"),
        ("your no. 20261101 of 1 November", "20261101"),
        ("RE 2026001", "RE 2026001"),
        ("Beleg 1900012345", "1900012345"),
    ],
)
def test_words_that_may_be_an_invoice(text: str, word: str) -> None:
    assert word in strong(text)


@pytest.mark.parametrize(
    "text",
    [
        "2026", "in 2026 we", "Invoice 2026", "Q3 2026", "12.11.2026", "2026-11-12", "20261112",
        "123", "no 12", "4711 pieces", "100000 EUR", "EUR 100000", "100000,50", "A4", "24h",
    ],
)  # fmt: skip
def test_words_that_stand_for_no_invoice_by_themselves(text: str) -> None:
    assert strong(text) == set()


@given(st.text(max_size=3_000))
def test_any_text_is_looked_through(text: str) -> None:
    for word in clues.words(text):
        assert any(sign.isdigit() for sign in word.text)
    assert all(re.fullmatch(r"CW-[A-Z2-7]{8}", one) for one in clues.tokens(text))
