"""Looking into the mailboxes. Each by itself: what keeps one from being read is kept and shown,
and the others are read all the same. Nothing is asked of a server inside a transaction.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import replace

from collectwork.domain import clocks
from collectwork.domain.activity import Draft
from collectwork.domain.inbox import FolderRead, Synced
from collectwork.domain.mailboxes import Fetched, MailboxAbout
from collectwork.domain.message import split_address
from collectwork.errors import CollectworkError, InputRefused, StoreError
from collectwork.usecases import planning
from collectwork.usecases.desk import Desk
from collectwork.usecases.inbox import filing, parsing
from collectwork.usecases.ports.outside import Mailbox

MOST_PAGES = 2_000  # of one look into one mailbox
_LONGEST_TROUBLE = 500


def sync(
    desk: Desk,
    *,
    only: str | None = None,
    stop: Callable[[], bool] = lambda: False,
    plan_again: bool = True,
) -> Synced:
    """Fetch and file what is new in every mailbox (or ``only`` in one). ``stop`` is asked between
    two pages. Where replies were filed, the day's list is made again: they come before the
    sequence."""
    own = own_addresses(desk)
    whole = filing.Filed()
    fetched = 0
    trouble: dict[str, str] = {}
    for about in desk.mailboxes:
        if not about.fetches or only not in (None, about.name):
            continue
        try:
            for page, count in _pages(desk, about, own, stop):
                whole.add(page)
                fetched += count
        except StoreError:
            raise
        except CollectworkError as error:
            trouble[about.name] = str(error)
            _in_trouble(desk, about, str(error))
    if plan_again and (whole.filed or whole.bounced):
        planning.renewed(desk)
    return Synced(
        fetched=fetched,
        known=whole.known,
        filed=whole.filed,
        triage=whole.triage,
        by_kind=dict(whole.kinds),
        bounced=tuple(dict.fromkeys(whole.bounced)),
        held=whole.held,
        suggested=whole.suggested,
        trouble=trouble,
    )


def own_addresses(desk: Desk) -> frozenset[str]:
    """Addresses that mails of ours come from, in lower case: the senders of the config."""
    said = [desk.sender, *(sender for about in desk.mailboxes for sender in about.senders)]
    found = set()
    for one in said:
        try:
            found.add(split_address(one)[1].lower())
        except InputRefused:
            continue
    return frozenset(found)


def _pages(
    desk: Desk, about: MailboxAbout, own: Collection[str], stop: Callable[[], bool]
) -> Iterator[tuple[filing.Filed, int]]:
    """Page after page, each kept before the next one is asked for."""
    box: Mailbox = desk.mailbox(about.name)
    for _ in range(MOST_PAGES):
        if stop():
            return
        with desk.store.read() as tx:
            before = tx.inbox.folder(about.name, filing.FOLDER)
        fetched = box.fetch(filing.FOLDER, before.state)
        if _is_news(fetched, before):
            yield _kept(desk, about, own, fetched, before), len(fetched.arrived)
        if not fetched.more or fetched.state == before.state:
            return


def _is_news(fetched: Fetched, before: FolderRead) -> bool:
    """Whether anything is to be written: some servers give another state at every look, and a
    log that says so each minute would be of no use."""
    return bool(
        fetched.arrived
        or fetched.more
        or before.trouble
        or before.checked_at is None
        or fetched.restarted
    )


def _kept(
    desk: Desk, about: MailboxAbout, own: Collection[str], fetched: Fetched, before: FolderRead
) -> filing.Filed:
    now = desk.clock()
    came = [parsing.parsed(one, about.name, own, now, desk.today) for one in fetched.arrived]
    page = filing.prepared(desk, came, own)
    return filing.keep_page(desk, page, fetched, before, len(came))


def _in_trouble(desk: Desk, about: MailboxAbout, words: str) -> None:
    """Keep why a mailbox could not be read; once, however often it is tried."""
    words = words[:_LONGEST_TROUBLE]
    with desk.store.read() as tx:
        before = tx.inbox.folder(about.name, filing.FOLDER)
    if before.trouble == words:
        return
    with desk.store.write() as tx:
        now = clocks.text(desk.clock())
        tx.inbox.keep(replace(before, trouble=words, checked_at=now))
        body = {"mailbox": about.name, "folder": filing.FOLDER, "found": 0, "trouble": words}
        tx.record(Draft("mailbox.read", None, body))


def in_words(done: Synced) -> str:
    """What a look brought, in one line."""
    if not done.by_kind:
        return "nothing new"
    new = sum(done.by_kind.values())
    said = [f"{new} new", f"{done.filed} filed"]
    said += [f"{done.triage} for triage"] if done.triage else []
    said += [f"{done.by_kind.get('bounce', 0)} reports"] if done.by_kind.get("bounce") else []
    said += [f"{len(done.bounced)} addresses bounced"] if done.bounced else []
    said += [f"{done.by_kind['auto']} automatic"] if done.by_kind.get("auto") else []
    said += [f"{done.held} queued mails held"] if done.held else []
    said += [f"{done.suggested} suggestions"] if done.suggested else []
    return ", ".join(said)
