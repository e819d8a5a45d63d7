"""What is new in Inbox and Sent Items, by SyncFolderItems; nothing is changed there.

The state is the server's own text. Before it may stand, while the first look at a folder goes on,
the day from which on messages count: an inbox of ten years is not read.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any

from exchangelib import errors as ews

from collectwork.domain import clocks
from collectwork.domain.mailboxes import MOST_BYTES, Arrived, Fetched, Folder
from collectwork.mail.ews import payloads
from collectwork.mail.ews.connection import Connection
from collectwork.mail.ews.items import Item, items
from collectwork.mail.ews.meaning import answered, spoke, unanswerable
from collectwork.mail.ews.payloads import MESSAGE_ID, OWN, M, T, Where

PAGE = 100
REACHES_BACK = timedelta(days=30)
_SINCE = "since:"
_AT_ONCE, _BYTES_AT_ONCE = 20, 8_000_000  # messages that are asked for in one request
_UNKNOWN_SIZE = 500_000
_HEAD = ("item:InternetMessageHeaders", "item:Subject", "message:From", MESSAGE_ID)


def page(connection: Connection, folder: Folder, state: str, now: datetime) -> Fetched:
    """See ``Mailbox.fetch``. Raises what ``Connection`` raises."""
    since, known = _split(state, now)
    restarted = False
    try:
        answer = _synced(connection, folder, known)
    except ews.ErrorInvalidSyncStateData:
        if not known:
            raise
        restarted, since = True, clocks.text(now - REACHES_BACK)
        answer = _synced(connection, folder, "")
    found = [item for item in _new(answer) if not (item.received and item.received < since)]
    more = _more(answer)
    following = (answer.findtext(f"{M}SyncState") or "").strip()
    if not following:
        raise ews.MalformedResponseError("no state to go on from")
    arrived = _read(connection, found) if folder == "inbox" else _named(connection, found)
    prefix = f"{_SINCE}{since} " if more and since else ""
    return Fetched(tuple(arrived), prefix + following, more, restarted)


def _split(state: str, now: datetime) -> tuple[str, str]:
    """The moment from which on messages count ("" = all), and the server's own state."""
    if not state:
        return clocks.text(now - REACHES_BACK), ""
    if not state.startswith(_SINCE):
        return "", state
    since, _, known = state.removeprefix(_SINCE).partition(" ")
    return since, known


def _synced(connection: Connection, folder: Folder, state: str) -> Any:
    """Asked with what saves further requests, else for the ids alone."""
    where: Where = "inbox" if folder == "inbox" else "sentitems"
    wanted = ("item:Size", "item:DateTimeReceived") if folder == "inbox" else (OWN, MESSAGE_ID)
    try:
        return _changes(connection, payloads.sync(connection.named, where, wanted, state, PAGE))
    except ews.ErrorInvalidSyncStateData:
        raise
    except Exception as error:
        if not unanswerable(error, connection.call):
            raise
    return _changes(connection, payloads.sync(connection.named, where, (), state, PAGE))


def _changes(connection: Connection, payload: Any) -> Any:
    return connection.one("SyncFolderItems", payload)


def _new(answer: Any) -> Iterator[Item]:
    changes = answer.find(f"{M}Changes")
    for change in () if changes is None else changes.findall(f"{T}Create"):
        yield from items(change, ".")


def _more(answer: Any) -> bool:
    text = answer.findtext(f"{M}IncludesLastItemInRange")
    return (text or "true").strip().lower() in ("false", "0")


def _named(connection: Connection, found: Sequence[Item]) -> list[Arrived]:
    """The Message-IDs of what was sent; some servers say them only when asked for each."""
    silent = [item.ref for item in found if not (item.own or item.message_id)]
    asked: dict[str, Item] = {}
    for start in range(0, len(silent), PAGE):
        refs = silent[start : start + PAGE]
        answers = connection.ask("GetItem", payloads.get(refs, (OWN, MESSAGE_ID)))
        if all(isinstance(one, Exception) for one in answers):
            answers = connection.ask("GetItem", payloads.get(refs, (), base="AllProperties"))
        for answer in answers:
            if not isinstance(answer, Exception):
                asked.update((item.ref[0], item) for item in items(answer))
    told = [asked.get(item.ref[0], item) for item in found]
    return [
        Arrived(item.ref[0], message_id=item.own or item.message_id)
        for item in told
        if item.own or item.message_id
    ]


def _read(connection: Connection, found: Sequence[Item]) -> Iterator[Arrived]:
    """The messages whole; header lines alone where one is too large or cannot be handed out."""
    for group in _groups(found):
        yield from _whole(connection, group)


def _groups(found: Sequence[Item]) -> Iterator[list[Item]]:
    group: list[Item] = []
    total = 0
    for item in found:
        size = _UNKNOWN_SIZE if item.size is None else item.size
        if group and (len(group) >= _AT_ONCE or total + size > _BYTES_AT_ONCE):
            yield group
            group, total = [], 0
        group.append(item)
        total += size
    if group:
        yield group


def _whole(connection: Connection, group: list[Item]) -> Iterator[Arrived]:
    if len(group) == 1 and (group[0].size or 0) > MOST_BYTES:
        yield from _head(connection, group[0])
        return
    try:
        answers = connection.ask("GetItem", payloads.get([one.ref for one in group], ("mime",)))
    except Exception as error:
        if not _of_the_items(connection, error):
            raise
        answers = []
    if len(answers) != len(group):
        yield from _each(connection, group)
        return
    for item, answer in zip(group, answers, strict=True):
        if isinstance(answer, ews.ErrorItemNotFound):
            continue  # gone since: moved or deleted
        if isinstance(answer, Exception):
            _raise_if_not_of(connection, answer)
        told = None if isinstance(answer, Exception) else next(items(answer), None)
        if told is None or told.mime is None or len(told.mime) > MOST_BYTES:
            yield from _head(connection, item)
        else:
            yield Arrived(item.ref[0], told.mime, at=item.received or told.received)


def _each(connection: Connection, group: list[Item]) -> Iterator[Arrived]:
    """One by one, because one of them spoils the answer."""
    for item in group:
        if len(group) > 1:
            yield from _whole(connection, [item])
        else:
            yield from _head(connection, item)


def _head(connection: Connection, item: Item) -> Iterator[Arrived]:
    """The header lines alone; where the server does not hand out these either, a line that says
    so: somebody has to look into the mailbox."""
    reason = "nothing"
    try:
        told = next(items(connection.one("GetItem", payloads.get([item.ref], _HEAD))), None)
        if told is not None and told.head:
            yield Arrived(item.ref[0], told.head + b"\r\n", at=item.received or told.received)
            return
    except ews.ErrorItemNotFound:
        return
    except Exception as error:
        if not _of_the_items(connection, error):
            raise
        reason = type(error).__name__
    line = f"Subject: a message that the mail server does not hand out ({reason})\r\n\r\n"
    yield Arrived(item.ref[0], line.encode(), at=item.received)


def _of_the_items(connection: Connection, error: Exception) -> bool:
    """Whether the trouble is with what was asked for, not with the line, the sign-in or a busy
    server, with which all of it is asked again later."""
    call = connection.call
    if isinstance(error, ews.MalformedResponseError):
        return call.status == 200 and call.xml
    return spoke(error, call) and not answered(error, call).later


def _raise_if_not_of(connection: Connection, error: Exception) -> None:
    if not _of_the_items(connection, error):
        raise error
