"""Walking the log: every change, gap, cut and rewrite is found at the first wrong number."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collectwork.domain.activity import ZERO, Draft, Entry, sealed
from collectwork.domain.chain import Seen, walk

LENGTH = 8


def entries(count: int = LENGTH, text: str = "call") -> list[Entry]:
    made: list[Entry] = []
    for number in range(1, count + 1):
        prev = made[-1].hash if made else ZERO
        draft = Draft("note", "1", {"text": f"{text} {number}"}, None, f"{number:032x}")
        stamp = f"2026-01-31T09:00:{number:02d}.000000Z"
        made.append(sealed(draft, number, prev, stamp, "ana", "desk-1", bytes(16)))
    return made


LOG = entries()


def test_a_whole_log_walks_to_its_head() -> None:
    walked = walk(LOG, seen=[Seen(3, LOG[2].hash), Seen(LENGTH, LOG[-1].hash)])
    assert (walked.seq, walked.hash, walked.broken) == (LENGTH, LOG[-1].hash, None)


def test_a_walk_may_start_at_a_verified_entry() -> None:
    assert walk(LOG[3:], 3, LOG[2].hash).broken is None


CHANGES = {
    "id": "f" * 32,
    "recorded_at": "2026-01-30T09:00:00.000000Z",
    "happened_at": "2026-01-30T09:00:00.000000Z",
    "actor": "eve",
    "node": "desk-2",
    "kind": "call",
    "customer": "2",
    "body_hash": "0" * 64,
    "prev": b"x" * 32,
    "hash": b"x" * 32,
    "salt": b"x" * 16,
    "body": '{"text":"other"}',
}


@given(st.sampled_from(sorted(CHANGES)), st.integers(0, LENGTH - 1))
def test_a_changed_field_is_found_where_it_is(field: str, index: int) -> None:
    log = list(LOG)
    log[index] = replace(log[index], **{field: CHANGES[field]})
    broken = walk(log).broken
    assert broken is not None
    assert broken.seq == index + 1


@given(st.integers(0, LENGTH - 2))
def test_a_removed_entry_is_named_by_its_number(index: int) -> None:
    broken = walk(LOG[:index] + LOG[index + 1 :]).broken
    assert broken is not None
    assert (broken.seq, "missing" in broken.problem) == (index + 1, True)


@given(st.permutations(range(LENGTH)))
def test_another_order_is_found(order: list[int]) -> None:
    broken = walk([LOG[index] for index in order]).broken
    assert (broken is None) == (order == list(range(LENGTH)))


def test_bytes_that_are_no_text_are_a_change() -> None:
    for field in ("actor", "body"):
        log = [replace(LOG[0], **{field: "\udcff"}), *LOG[1:]]
        broken = walk(log).broken
        assert broken is not None
        assert broken.seq == 1


@given(st.integers(0, LENGTH - 1))
def test_a_cut_tail_needs_a_witness(length: int) -> None:
    assert walk(LOG[:length]).broken is None
    broken = walk(LOG[:length], seen=[Seen(LENGTH, LOG[-1].hash, "this machine")]).broken
    assert broken is not None
    assert broken.seq == length + 1
    assert f"this machine saw {LENGTH} entries, here are {length}" in broken.problem


def test_a_rewritten_log_needs_a_witness() -> None:
    other = entries(LENGTH + 2, "visit")
    assert walk(other).broken is None
    broken = walk(other, seen=[Seen(5, LOG[4].hash, "this machine")]).broken
    assert broken is not None
    assert broken.seq == 5


def _log_with_erasure(erased: int, named: list[int]) -> list[Entry]:
    draft = Draft("erased", "1", {"seqs": named, "ground": "asked"}, None, "e" * 32)
    last = sealed(draft, LENGTH + 1, LOG[-1].hash, "t", "dpo", "desk-1")
    log = [*LOG, last]
    log[erased - 1] = replace(log[erased - 1], salt=None, body=None)
    return log


def test_an_erased_text_needs_an_entry_that_names_it() -> None:
    assert walk(_log_with_erasure(3, [3])).broken is None
    broken = walk(_log_with_erasure(3, [4])).broken
    assert broken is not None
    assert broken.seq == 3
    assert walk(_log_with_erasure(3, [4])[:5], whole=False).broken is None


@pytest.mark.parametrize("field", ["salt", "body"])
def test_half_an_erasure_is_a_change(field: str) -> None:
    broken = walk([replace(LOG[0], **{field: None})]).broken
    assert broken is not None
    assert broken.seq == 1
