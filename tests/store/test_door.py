"""The door: state and entries in one transaction."""

from __future__ import annotations

import pytest

from collectwork.domain.activity import Draft
from collectwork.store.door import Store


def test_what_was_recorded_is_read_back(store: Store) -> None:
    with store.write() as tx:
        tx.record(Draft("note", "0000010001", {"text": "Müller"}))
    with store.read() as tx:
        head = tx.log.head()
    assert head is not None
    assert (head.seq, head.kind, head.actor, head.data) == (2, "note", "ana", {"text": "Müller"})


def test_a_write_without_an_entry_is_refused(store: Store) -> None:
    with pytest.raises(AssertionError), store.write():
        pass
