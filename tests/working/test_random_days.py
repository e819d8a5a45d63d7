"""Random days on one account: whatever is pressed, undone or refused, the books agree.

After every action: one entry more (or none when refused), at most one running promise an invoice,
one open next step at most, and an undo brings back exactly what was there before.
"""

from __future__ import annotations

import tempfile
from contextlib import suppress
from datetime import UTC, date, datetime

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from store_fixtures import desk_on

from collectwork.domain.blocks import FollowUpInput
from collectwork.domain.disputes import DisputeInput
from collectwork.domain.promises import PromiseInput
from collectwork.errors import CollectworkError
from collectwork.store.opening import open_store
from collectwork.usecases import accounts, promises
from collectwork.usecases.recording import record, undo
from working.office import Office, office_on

ACTS = st.lists(
    st.tuples(
        st.sampled_from(
            ["no_answer", "voicemail", "promise", "dispute", "call_back", "skip", "note", "pay",
             "evaluate", "undo", "next day"]
        ),
        st.integers(0, 1),
        st.integers(1, 120_000),
        st.integers(0, 9),
    ),
    min_size=1,
    max_size=12,
)  # fmt: skip


@given(ACTS)
@settings(
    max_examples=20,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_any_day_leaves_books_that_agree(acts: list[tuple[str, int, int, int]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        store = open_store(
            f"{folder}/store.db", lambda: datetime(2026, 11, 20, 9, tzinfo=UTC), "ana"
        )
        try:
            office = office_on(desk_on(store, lambda: datetime(2026, 11, 20, 9, tzinfo=UTC)))
            office.book.on_list(office.brenner)
            live_through(office, acts)
        finally:
            store.close()


def live_through(office: Office, acts: list[tuple[str, int, int, int]]) -> None:
    undoable: object = None
    for act, which, minor, days in acts:
        before, entries = picture(office), office.book.entries()
        day = date.fromordinal(office.desk.today.toordinal() + days)
        if act == "next day":
            office.desk = office.desk.on(date.fromordinal(office.desk.today.toordinal() + 1))
            undoable = None
            continue
        if act == "pay":
            document = ("RE-1", "RE-2")[which]
            office.book.pay(office.brenner, document, min(minor, 10_000), office.desk.today)
            undoable = None
            continue
        if act == "evaluate":
            done = promises.evaluate(office.desk)
            assert office.book.entries() == entries + bool(done)
            undoable = None
            continue
        if act == "undo":
            if undoable is not None:
                undo(office.desk)
                assert picture(office) == undoable
            undoable = None
            continue
        with suppress(CollectworkError):
            press(office, act, which, minor, day)
        made = office.book.entries() - entries
        assert made in (0, 1)
        assert made == 1 or picture(office) == before
        if made:
            undoable = before
        agree(office)


def press(office: Office, act: str, which: int, minor: int, day: date) -> None:
    item = office.items[which]
    record(
        office.desk,
        office.brenner,
        act,
        note="noted" if act == "note" else "",
        reason="because" if act == "skip" else "",
        promise=PromiseInput(((item, minor),), day) if act == "promise" else None,
        dispute=DisputeInput((item,), minor, reason="price") if act == "dispute" else None,
        follow_up=FollowUpInput("callback", day) if act == "call_back" else None,
    )


def agree(office: Office) -> None:
    page = accounts.page(office.desk, office.brenner)
    running = [
        one.item_id
        for one in page.promises
        if one.state in ("open", "partly_kept") and one.kept_until >= office.desk.today
    ]
    assert len(running) == len(set(running))
    assert sum(one.kind == "next" for one in page.follow_ups) <= 1
    assert 0 <= page.to_collect["EUR"] <= page.balance["EUR"]
    for item in page.items:
        assert item.disputed + item.promised <= max(item.open, 0)


def picture(office: Office) -> object:
    page = accounts.page(office.desk, office.brenner)
    shown = [(one.id, one.state, one.received, one.frozen) for one in page.promises]
    line = [(one["state"], one["done_by"]) for one in office.book.rows("work_line")]
    return (
        shown, page.disputes, page.follow_ups, page.to_collect, page.items, line,
        office.book.rows("thread"),
    )  # fmt: skip
