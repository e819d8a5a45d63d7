"""Addresses in the order of post, and how long a text is."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collectwork.domain.postal import fault, order, place
from collectwork.domain.sms import counted


@pytest.mark.parametrize(
    ("address", "country", "code", "street"),
    [
        ("Industriestr. 5\nHalle 7\n80331 München", "DE", "80331", "Halle 7"),
        ("12 High Street, Leeds, LS1 4AB", "GB", "LS14AB", "12 High Street"),
        ("350 Fifth Avenue\nNew York, NY 10118", "US", "NY10118", "350 Fifth Avenue"),
        ("Damrak 1; 1012 LG Amsterdam", "NL", "1012LG", "Damrak 1"),
        ("Wienerstr. 1 | A-1010 Wien", "AT", "1010", "Wienerstr. 1"),
        ("Hof Alpha\nIrgendwo", "DE", "", ""),
    ],
)
def test_places(address: str, country: str, code: str, street: str) -> None:
    found = place(address, country)
    assert (found.code, found.street) == (code, street)


def test_no_letter_goes_to_a_town_alone() -> None:
    assert fault("Hamburg", "DE")
    assert fault(None, "DE")
    assert fault("  \n ", "DE")
    assert not fault("Weg 1\n10115 Berlin", "DE")


@given(st.lists(st.tuples(st.text(max_size=40), st.sampled_from(["DE", "US", "", "XX"]))))
def test_any_addresses_have_one_order_and_unclear_ones_come_first(
    addresses: list[tuple[str, str]],
) -> None:
    found = sorted(order(place(text, country), text) for text, country in addresses)
    clear = [key[0] for key in found]
    assert clear == sorted(clear)


@pytest.mark.parametrize(
    ("text", "encoding", "segments"),
    [("a" * 160, "gsm7", 1), ("a" * 161, "gsm7", 2), ("€" * 80, "gsm7", 1), ("€" * 81, "gsm7", 2),
     ("ł" * 70, "ucs2", 1), ("ł" * 71, "ucs2", 2), ("", "gsm7", 1), ("😀" * 35, "ucs2", 1),
     ("a" * 152 + "€" + "a" * 10, "gsm7", 2)],
)  # fmt: skip
def test_segments(text: str, encoding: str, segments: int) -> None:
    assert (counted(text).encoding, counted(text).segments) == (encoding, segments)
