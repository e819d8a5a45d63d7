"""Which file goes with which mail: every one once, in order, none over the limit."""

from __future__ import annotations

from email.message import EmailMessage

from hypothesis import given
from hypothesis import strategies as st

from collectwork.domain.parts import MAIL_BYTES, encoded, largest_file, parts


@given(
    st.integers(100_000, 50_000_000), st.integers(0, 50_000),
    st.lists(st.floats(0, 1), max_size=40),
)  # fmt: skip
def test_every_file_once_in_order_none_over_the_limit(
    limit: int, words: int, shares: list[float]
) -> None:
    sizes = [int(share * largest_file(limit, words)) for share in shares]
    found = parts(sizes, limit, words)
    assert [place for part in found for place in part] == list(range(len(sizes)))
    for part in found:
        assert words + MAIL_BYTES + sum(encoded(sizes[place]) for place in part) <= limit
    assert all(part for part in found[1:])


@given(st.integers(0, 20_000))
def test_a_file_takes_no_more_than_that(size: int) -> None:
    message = EmailMessage()
    message.add_attachment(b"x" * size, "application", "pdf", filename="ä" * 60 + ".pdf")
    assert len(message.as_bytes()) <= encoded(size)
