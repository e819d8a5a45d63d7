"""Ways out of the outbox between two rounds: paused ones, and what Sent Items were seen to hold."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Connection, insert, select, update

from collectwork.domain.mail import Pause
from collectwork.store.tables import table

SENT = "sent"


class Lanes:
    """Lanes (channel, mailbox) within one transaction; kept beside the folders of mailboxes."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def pause(self, lane: tuple[str, str], pause: Pause, now: str) -> None:
        """Nothing leaves by this lane until then."""
        self._keep(lane[1], f"out:{lane[0]}", pause.until, now, pause.words, asked=pause.asked)

    def pauses(self, now: str) -> dict[tuple[str, str], Pause]:
        """The lanes that are paused now."""
        rows = table("mailbox_folder")
        query = select(
            rows.c.mailbox, rows.c.folder, rows.c.state, rows.c.trouble, rows.c.asked
        ).where(rows.c.folder.startswith("out:", autoescape=True), rows.c.state > now)
        return {
            (folder.removeprefix("out:"), mailbox): Pause(until, words or "", asked)
            for mailbox, folder, until, words, asked in self._connection.execute(query)
        }

    def sent_state(self, mailbox: str) -> str:
        """How far Sent Items of a mailbox have been read; "" = not at all."""
        rows = table("mailbox_folder")
        query = select(rows.c.state).where(rows.c.mailbox == mailbox, rows.c.folder == SENT)
        return self._connection.scalar(query) or ""

    def sent_read(self, mailbox: str, state: str, found: Iterable[tuple[str, str]], at: str) -> int:
        """Keep how far Sent Items were read, and our Message-IDs in them with the server's ids;
        how many of them were not known yet."""
        outbox, copies = table("outbox"), table("sent_copy")
        by_id = dict(found)
        known = select(copies.c.message_id).where(copies.c.message_id.in_(by_id))
        ours = select(outbox.c.message_id).where(
            outbox.c.message_id.in_(by_id), outbox.c.message_id.not_in(known)
        )
        new = [
            {"message_id": id, "mailbox": mailbox, "server_id": by_id[id], "seen_at": at}
            for id in self._connection.scalars(ours)
        ]
        if new:
            self._connection.execute(insert(copies), new)
        self._keep(mailbox, SENT, state, at, None)
        return len(new)

    def seen_in_sent(self, message_id: str) -> bool:
        """Whether Sent Items were seen to hold it."""
        copies = table("sent_copy")
        query = select(copies.c.message_id).where(copies.c.message_id == message_id)
        return self._connection.scalar(query) is not None

    def _keep(
        self,
        mailbox: str,
        folder: str,
        state: str,
        at: str,
        trouble: str | None,
        *,
        asked: bool = False,
    ) -> None:
        rows = table("mailbox_folder")
        values = {"state": state, "checked_at": at, "trouble": trouble, "asked": asked}
        here = update(rows).where(rows.c.mailbox == mailbox, rows.c.folder == folder)
        if not self._connection.execute(here.values(values)).rowcount:
            values |= {"mailbox": mailbox, "folder": folder}
            self._connection.execute(insert(rows).values(values))
