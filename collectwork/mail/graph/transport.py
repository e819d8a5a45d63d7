"""Exchange Online as a mailbox: a draft is made, its id committed, then exactly that draft is sent.

Every request asks for immutable ids, so the id of the draft is the id of the copy in Sent Items.
A message is never sent by a call that takes no id.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from collectwork.domain.health import Check
from collectwork.domain.mail import Delivered
from collectwork.domain.mailboxes import Fetched, Folder
from collectwork.errors import InputRefused, NotFetched
from collectwork.mail.graph import health
from collectwork.mail.graph.attaching import attach, refuse_too_large
from collectwork.mail.graph.client import Answer, GraphClient
from collectwork.mail.graph.drafts import draft_of, mark_expanded, mark_filter, mark_of
from collectwork.mail.graph.reading import fetched
from collectwork.mail.graph.settings import Settings, oauth, scopes
from collectwork.mail.graph.trouble import Trouble, harmless, of_answer, unsent
from collectwork.mail.secrets import Secret
from collectwork.mail.tokens import NoToken, token_for

#: Answers to "send" after which it is worth looking whether the message has left before.
_LOOK = frozenset([400, 404, 409, 410, 412])


class GraphTransport:
    """One mailbox of Exchange Online; ``name`` is the config's name of it."""

    name = "graph"
    exactly_once = True

    def __init__(self, settings: Settings, mailbox: str = "") -> None:
        self._oauth = oauth(settings, mailbox)
        self._settings = settings
        self._drafts_id: str | None = None
        self._client = GraphClient(settings, self._oauth.section, self._token)

    @classmethod
    def opened(cls, settings: Settings, mailbox: str = "") -> GraphTransport:
        """With a token at hand. NoToken otherwise: a lapsed sign-in is no matter of any message,
        and must use up none of its attempts."""
        made = cls(settings, mailbox)
        made._token(False)
        return made

    def prepare(self, message: bytes, message_id: str, *, again: bool = False) -> Delivered:
        """Make the draft with its attachments; the reference is its immutable id."""
        try:
            draft = draft_of(message, message_id)
            refuse_too_large(draft.attachments)
        except InputRefused as error:
            return Delivered(ok=False, words=str(error))
        try:
            found, sent = self._left(message_id) if again else (None, False)
            if found and sent:
                return Delivered(ok=True, reference=found)  # a person sent it: `deliver` will see
            id = found or self._made(draft.body)
            attach(self._client, id, draft.attachments, again=found is not None)
            return Delivered(ok=True, reference=id)
        except Trouble as trouble:
            return harmless(trouble)
        except InputRefused as error:
            return _no_token(error)

    def deliver(self, message: bytes, message_id: str, reference: str | None) -> Delivered:
        """Send the draft of that id. Sending it a second time finds that it has left."""
        if not reference:
            return Delivered(ok=False, later=True, words="there is no draft yet")
        try:
            answer = self._client.call("POST", self._client.path("messages", reference, "send"))
            if not _accepted(answer):
                raise of_answer(answer.status, answer.headers, answer.body)
            return Delivered(ok=True, reference=reference)
        except Trouble as trouble:
            if trouble.status in _LOOK:
                return self._looked(reference, trouble)
            return unsent(trouble)
        except InputRefused as error:
            return _no_token(error)

    def settle(self, message_id: str, reference: str | None) -> bool | None:
        """False: it is still a draft, which may be sent again by its id, or was never made.
        True: it is no draft any more. None: not found, and Sent Items may lag behind."""
        if not reference:
            return False
        try:
            draft = self._is_draft(reference)
        except (Trouble, InputRefused):  # the question stays open
            return None
        return None if draft is None else not draft

    def fetch(self, folder: Folder, state: str) -> Fetched:
        """A page of what is new in Inbox or Sent Items; the state is the link to go on from."""
        try:
            return fetched(self._client, folder, state)
        except Trouble as trouble:
            raise NotFetched(f"The mailbox could not be read: {trouble.said}.") from None
        except NoToken as error:
            raise NotFetched(str(error)) from None

    def check(self) -> Sequence[Check]:
        """Sign-in, rights, the mailbox itself, and the clock; sends nothing."""
        return health.checks(self._client, self._settings, self._oauth, self._token)

    def _token(self, fresh: bool) -> Secret:
        return token_for(self._oauth, scopes(self._settings), fresh=fresh)

    def _made(self, body: Mapping[str, Any]) -> str:
        answer = self._client.call("POST", self._client.path("messages"), body)
        id = answer.json().get("id")
        if not isinstance(id, str) or not id:
            raise of_answer(answer.status, answer.headers, answer.body)
        return id

    def _left(self, message_id: str) -> tuple[str | None, bool]:
        """What an earlier attempt left, by our mark: the id, and whether it was sent since."""
        client = self._client
        asked = {
            "$select": "id,isDraft,internetMessageId",
            "$top": "10",
            "$filter": mark_filter(message_id),
            "$expand": mark_expanded(),
        }
        rows = client.call("GET", client.path("mailFolders", "drafts", "messages"), params=asked)
        if drafts := _ours(rows, message_id):
            return str(drafts[0]["id"]), False
        quoted = message_id.replace("'", "''")
        asked["$filter"] = f"internetMessageId eq '{quoted}'"
        rows = client.call("GET", client.path("messages"), params=asked)
        gone = [one for one in _ours(rows, message_id) if one.get("isDraft") is False]
        return (str(gone[0]["id"]), True) if gone else (None, False)

    def _looked(self, reference: str, trouble: Trouble) -> Delivered:
        """After a refused "send": it may have left by an earlier one whose answer was lost."""
        try:
            draft = self._is_draft(reference)
        except (Trouble, InputRefused):
            draft = None
        if draft is None:
            return Delivered(ok=False, certain=False, words=trouble.said)
        return unsent(trouble) if draft else Delivered(ok=True, reference=reference)

    def _is_draft(self, reference: str) -> bool | None:
        """None: there is no such message (yet), or it is on its way: no longer among the drafts,
        not yet sent."""
        path = self._client.path("messages", reference)
        try:
            asked = {"$select": "isDraft,parentFolderId"}
            found = self._client.call("GET", path, params=asked).json()
        except Trouble as trouble:
            if trouble.status in (404, 410):
                return None
            raise
        draft = found.get("isDraft")
        if not isinstance(draft, bool):
            return None
        place = found.get("parentFolderId")
        return None if draft and place and place != self._drafts(place) else draft

    def _drafts(self, otherwise: str) -> str:
        """The id of the folder of drafts; ``otherwise`` where the server does not tell it."""
        if self._drafts_id is None:
            path = self._client.path("mailFolders", "drafts")
            try:
                found = self._client.call("GET", path, params={"$select": "id"}).json()
            except Trouble:
                return otherwise
            self._drafts_id = str(found.get("id") or otherwise)
        return self._drafts_id


def _ours(answer: Answer, message_id: str) -> list[dict[str, Any]]:
    """The rows that are really ours, whatever the server made of the filter."""
    rows = answer.json().get("value") or ()
    return [
        one
        for one in rows
        if isinstance(one, dict)
        and one.get("id")
        and message_id in (mark_of(one), one.get("internetMessageId"))
    ]


def _accepted(answer: Answer) -> bool:
    """202 without a body; a page in between (a proxy's sign-in) says nothing about the message."""
    return answer.status in (202, 204) or (answer.status == 200 and not answer.body)


def _no_token(error: InputRefused) -> Delivered:
    """Known before anything was sent."""
    wait = getattr(error, "wait", None)
    return Delivered(ok=False, later=True, words=str(error), wait=wait, blameless=True)
