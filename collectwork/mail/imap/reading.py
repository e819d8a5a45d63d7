"""What is new in a folder of an IMAP server.

The state is ``UIDVALIDITY:UID``, the last message that was seen. Nothing is marked: folders are
opened read only (EXAMINE), texts read by BODY.PEEK.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from imapclient import IMAPClient

from collectwork.domain import clocks
from collectwork.domain.mailboxes import MOST_BYTES, Arrived, Fetched
from collectwork.mail.imap.folders import message_ids

PAGE = 100
PAGE_BYTES = 33_554_432  # of the messages of a page together, whose first always comes
FIRST_DAYS = 30
_STATE = re.compile(r"(\d{1,10}):(\d{1,10})")


def page(line: IMAPClient, folder: str, state: str, now: datetime, *, ids: bool) -> Fetched:
    """The next messages after ``state``, the oldest first; ``ids``: their Message-IDs alone."""
    about = line.select_folder(folder, readonly=True)
    validity, following = int(about.get(b"UIDVALIDITY", 0)), int(about.get(b"UIDNEXT", 0))
    known = _STATE.fullmatch(state)
    goes_on = known is not None and int(known[1]) == validity
    if goes_on and known is not None:
        last = int(known[2])
        # "n:*" always names the newest message, even where it is older than n.
        found = [uid for uid in line.search(["UID", f"{last + 1}:*"]) if uid > last]
    else:
        since = (now - timedelta(days=FIRST_DAYS)).date()
        found, last = list(line.search(["SINCE", since])), max(following - 1, 0)
    wanted = sorted(found)
    arrived, done = _read(line, validity, wanted[:PAGE], ids)
    more = len(done) < len(wanted)
    seen = done[-1] if more else max([last, *done])
    return Fetched(
        tuple(arrived), f"{validity}:{seen}", more, restarted=bool(state) and not goes_on
    )


def _read(
    line: IMAPClient, validity: int, uids: list[int], ids: bool
) -> tuple[list[Arrived], list[int]]:
    """The messages, and which UIDs the page is done with: those too, that are gone meanwhile."""
    if ids:
        named = message_ids(line, uids)
        found = [
            Arrived(f"{validity}:{uid}", message_id=named[uid]) for uid in uids if uid in named
        ]
        return found, uids
    about = line.fetch(uids, ["RFC822.SIZE", "INTERNALDATE"])
    sizes = {uid: int(data.get(b"RFC822.SIZE", 0)) for uid, data in about.items()}
    done = _within(uids, sizes)
    there = [uid for uid in done if uid in about]
    whole = [uid for uid in there if sizes[uid] <= MOST_BYTES]
    large = [uid for uid in there if sizes[uid] > MOST_BYTES]
    texts = _texts(line, whole, "BODY.PEEK[]") | _texts(line, large, "BODY.PEEK[HEADER]")
    arrived = [
        Arrived(f"{validity}:{uid}", texts[uid], at=_moment(about[uid].get(b"INTERNALDATE")))
        for uid in there
        if uid in texts
    ]
    return arrived, done


def _texts(line: IMAPClient, uids: list[int], what: str) -> dict[int, bytes]:
    """The messages, or a part of each, by UID; read without marking them."""
    key = what.replace(".PEEK", "").encode()
    found = line.fetch(uids, [what]) if uids else {}
    return {uid: data[key] for uid, data in found.items() if isinstance(data.get(key), bytes)}


def _within(uids: Sequence[int], sizes: dict[int, int]) -> list[int]:
    """As many as fit into the memory of a page."""
    total, fitting = 0, list[int]()
    for uid in uids:
        size = sizes.get(uid, 0)
        total += size if size <= MOST_BYTES else 0
        if fitting and total > PAGE_BYTES:
            break
        fitting.append(uid)
    return fitting


def _moment(at: Any) -> str | None:
    return clocks.text(at.astimezone(UTC)) if isinstance(at, datetime) else None
