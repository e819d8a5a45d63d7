"""A reply that waits is an alert after it was fetched, and is over once somebody reacted."""

from __future__ import annotations

import inbox_book as inbox
from alerts.made import watched
from inbox_book import Box, mail
from working.book import Book

from collectwork.usecases import alerts
from collectwork.usecases.desk import Desk
from collectwork.usecases.inbox import fetching, triage


def test_a_reply_is_told_until_somebody_reacts(desk: Desk) -> None:
    box = Box()
    made = inbox.with_box(watched(desk, Book(desk.store), 'name = "r"\non = "reply_waiting"'), box)
    row, _, _ = inbox.sent(made)
    alerts.evaluate(made)
    box.put(mail(text="Please call me.", In_Reply_To=row.message_id))
    fetching.sync(made)
    assert alerts.evaluate(made).raised == 1
    (line,) = triage.lines(made)
    triage.done(made, line.id, "answered by telephone")
    assert alerts.evaluate(made).ended == 1
