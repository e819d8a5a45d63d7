"""What became of a draft: the questions that decide whether a message may be sent (again)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from exchangelib import errors as ews

from collectwork.mail.ews import payloads
from collectwork.mail.ews.connection import Connection
from collectwork.mail.ews.drafts import WAYS, Way
from collectwork.mail.ews.items import Item, items
from collectwork.mail.ews.meaning import unanswerable
from collectwork.mail.ews.payloads import MESSAGE_ID, OWN, M, Ref, T, Where

PAGE = 100
MOST_PAGES = 5  # of a folder that is looked through because the server cannot search
EVIDENCE = 20  # messages of ours that are looked at to learn what this server does with drafts
_STATE = ("item:IsDraft", "item:IsSubmitted")
_NAMES = (OWN, MESSAGE_ID)
_FILES = ("item:HasAttachments", "item:Attachments")


@dataclass
class Learned:
    """What is known of a server by now, for all connections to it. ``moves_drafts``: see there;
    ``last_sent``: a draft that surely was sent; ``ways``: how drafts are made, the first first."""

    moves_drafts: bool | None = None
    last_sent: Ref | None = None
    ways: tuple[Way, ...] = WAYS


class Looking:
    """Questions to one mailbox; changes nothing. Raises what ``Connection`` raises."""

    def __init__(self, connection: Connection, learned: Learned) -> None:
        self._ask = connection
        self._learned = learned

    def draft(self, ref: Ref) -> Item | None:
        """The item of that id as it is now; None when it is gone."""
        return self._item(ref, ())

    def with_files(self, ref: Ref) -> Item | None:
        """The same with the number of its attachments."""
        return self._item(ref, _FILES)

    def ours(self, folder: Where, message_id: str) -> list[Item]:
        """The copies of a message of ours in a folder, by our property or its Message-ID. Servers
        may ignore what they are asked for, so each is compared again here."""
        answered = whole = True
        for name in (OWN, MESSAGE_ID):
            try:
                names = _NAMES if name == OWN else (MESSAGE_ID,)
                found = self._found(folder, (name, message_id), PAGE, names=names)
            except Exception as error:
                if not unanswerable(error, self._ask.call):
                    raise
                answered = False
                continue
            if ours := [item for item in found if item.is_ours(message_id)]:
                return ours
            whole = whole and len(found) < PAGE  # a full page: it does not search, it lists
        if answered and whole:
            return []
        return [item for item in self._listed(folder) if item.is_ours(message_id)]

    def ours_if_possible(self, folder: Where, message_id: str) -> list[Item]:
        """As ``ours``; nothing, where the server refuses every such question."""
        try:
            return self.ours(folder, message_id)
        except Exception as error:
            if not unanswerable(error, self._ask.call):
                raise
            return []

    def moves_drafts(self) -> bool | None:
        """Whether a draft of this server is gone once it was sent, so that one which is still
        there was not; None while there is nothing to tell it by. Some servers leave it."""
        learned = self._learned
        if learned.moves_drafts is None:
            try:
                last = learned.last_sent
                learned.moves_drafts = self._by_last(last) if last else self._by_folders()
            except Exception as error:
                if not unanswerable(error, self._ask.call):
                    raise
        return learned.moves_drafts

    def _by_last(self, sent: Ref) -> bool | None:
        item = self.draft(sent)
        if item is None:
            return True
        return None if item.draft is None else not item.draft

    def _by_folders(self) -> bool | None:
        """From what was sent before: in Sent Items, and then not in Drafts any more."""
        sent = {item.own for item in self._marked("sentitems")}
        drafts = {item.own for item in self._marked("drafts")} if sent else set()
        return not sent & drafts if sent else None

    def _marked(self, folder: Where) -> list[Item]:
        try:
            found = self._found(folder, (OWN, None), EVIDENCE if folder == "sentitems" else PAGE)
        except Exception as error:
            if not unanswerable(error, self._ask.call):
                raise
            found = self._listed(folder)
        return [item for item in found if item.own]

    def _item(self, ref: Ref, more: tuple[str, ...]) -> Item | None:
        """Asked for what is needed, else for everything: some servers do not know each name."""
        try:
            return self._asked(payloads.get([(ref[0], "")], (*_STATE, *more)))
        except Exception as error:
            if not unanswerable(error, self._ask.call):
                raise
        return self._asked(payloads.get([(ref[0], "")], (), base="AllProperties"))

    def _asked(self, payload: Any) -> Item | None:
        try:
            return next(items(self._ask.one("GetItem", payload)), None)
        except (ews.ErrorItemNotFound, ews.ErrorInvalidIdMalformed):
            return None

    def _listed(self, folder: Where) -> list[Item]:
        """The newest of a folder, with what the server can say of each."""
        try:
            return self._pages(folder, _NAMES)
        except Exception as error:
            if not unanswerable(error, self._ask.call):
                raise
        return self._pages(folder, (MESSAGE_ID,))

    def _pages(self, folder: Where, names: tuple[str, ...]) -> list[Item]:
        found: list[Item] = []
        for page in range(MOST_PAGES):
            more = self._found(folder, None, PAGE, page * PAGE, names)
            found += more
            if len(more) < PAGE:
                break
        return found

    def _found(
        self,
        folder: Where,
        test: tuple[str, str | None] | None,
        most: int,
        offset: int = 0,
        names: tuple[str, ...] = _NAMES,
    ) -> list[Item]:
        payload = payloads.find(self._ask.named, folder, names, test=test, most=most, offset=offset)
        root = self._ask.one("FindItem", payload).find(f"{M}RootFolder")
        return [] if root is None else list(items(root, f"{T}Items"))
