"""Exchange by EWS: a draft is saved, its id committed, then exactly that draft is sent.

What was previewed is what leaves: the stored bytes travel as MIME content. Nothing is retried in
here but what the server has surely refused. A draft that this process has not just made is looked
at before it is sent, and counts as unsent only on a server known to move drafts when it sends them.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress

from exchangelib import errors as ews

from collectwork.domain import clocks
from collectwork.domain.health import Check
from collectwork.domain.mail import Attachment, Delivered
from collectwork.domain.mailboxes import Fetched, Folder
from collectwork.errors import InputRefused, NotFetched
from collectwork.mail.ews import checks, drafts, folders, payloads
from collectwork.mail.ews.connection import Connection
from collectwork.mail.ews.drafts import APART, Way
from collectwork.mail.ews.items import items
from collectwork.mail.ews.looking import Learned, Looking
from collectwork.mail.ews.meaning import answered, harmless, refused
from collectwork.mail.ews.payloads import M, Ref, T
from collectwork.mail.ews.settings import Settings, mailbox_of

__all__ = ["ExchangeTransport", "Settings"]

_TOO_LARGE = ("ErrorMessageSizeExceeded", "ErrorDataSizeLimitExceeded")
_MOVES = "moves"  # in a reference: this server was known to move drafts when it sends them
_LARGE = 1_000_000  # bytes: some servers answer 404 to a request that is too large for them
_OTHER_KEY = (
    ews.ErrorStaleObject,
    ews.ErrorInvalidChangeKey,
    ews.ErrorChangeKeyRequired,
    ews.ErrorChangeKeyRequiredForWriteOperations,
    ews.ErrorIrresolvableConflict,
)


class ExchangeTransport:
    """One mailbox of an Exchange server."""

    name = "exchange"
    exactly_once = True

    def __init__(
        self, settings: Settings, called: str = "", clock: clocks.Clock = clocks.system
    ) -> None:
        """``called``: the mailbox's name in the config, "" for the one of [mail]."""
        self._settings = settings
        self._called = called
        self._clock = clock
        self._mailbox = mailbox_of(settings)
        self._connection = Connection(settings, self._mailbox, called)
        self._learned = Learned()
        self._looking = Looking(self._connection, self._learned)
        self._fresh = ""

    def another(self) -> ExchangeTransport:
        """A further connection to the same mailbox, for another thread."""
        made = ExchangeTransport(self._settings, self._called, self._clock)
        made._learned = self._learned
        made._looking = Looking(made._connection, self._learned)
        return made

    def prepare(self, message: bytes, message_id: str, *, again: bool = False) -> Delivered:
        """Save the draft; the reference is its id and change key, and what is known by then of how
        this server sends."""
        try:
            ref = self._left_behind(message, message_id) if again else None
            ref = ref or self._made(message, message_id)
        except Exception as error:  # whatever it is: no draft was sent
            return harmless(self._said(error))
        self._fresh = " ".join([*ref, _MOVES] if self._known_to_move(again) else ref)
        return Delivered(ok=True, reference=self._fresh)

    def deliver(self, message: bytes, message_id: str, reference: str | None) -> Delivered:
        """Send the draft of that reference, keeping a copy in Sent Items."""
        if not reference:
            return Delivered(ok=False, later=True, words="there is no draft yet")
        ref = _ref(reference)
        if reference != self._fresh:
            known = self._unsent(ref)
            if isinstance(known, Delivered):
                return known
            ref = known
        self._fresh = ""
        return self._sent(ref, reference)

    def settle(self, message_id: str, reference: str | None) -> bool | None:
        """False: the draft surely is still one, or was never made. True: it left."""
        if not reference:
            return False
        try:
            item = self._looking.draft(_ref(reference))
            if item is not None and item.draft is False:
                return True
            if self._looking.ours_if_possible("sentitems", message_id):
                return True
            if item is None or not item.draft or item.submitted:
                return None
            moves = reference.endswith(f" {_MOVES}") or self._looking.moves_drafts()
            return False if moves else None
        except Exception as error:  # the question stays open
            self._said(error)
            return None

    def fetch(self, folder: Folder, state: str) -> Fetched:
        """A page of what is new in Inbox or Sent Items since ``state``."""
        try:
            return folders.page(self._connection, folder, state, self._clock())
        except Exception as error:
            raise NotFetched(f"{self._mailbox}: {self._said(error).words}.") from None

    def check(self) -> Sequence[Check]:
        """Sign-in, rights, version and clock of the mailbox."""
        return checks.look(
            self._connection, self._settings, self._mailbox, self._clock(), self._said
        )

    def _known_to_move(self, troubled: bool) -> bool:
        """What one message that surely was sent has taught, once for each process, and in trouble
        what the folders tell: the reference keeps it, so that another process need not hold a
        doubtful message back."""
        try:
            asked = troubled or self._learned.last_sent
            return bool(asked and self._looking.moves_drafts())
        except Exception as error:  # it is asked again with the next one
            self._said(error)
            return False

    def _left_behind(self, message: bytes, message_id: str) -> Ref | None:
        """The draft of an earlier attempt, of which no id was kept, so that it was never sent.
        One without all its files is put away, and so is a second one."""
        wanted = drafts.files(message)
        kept: Ref | None = None
        for found in self._looking.ours_if_possible("drafts", message_id):
            look = self._looking.with_files if wanted and not kept else self._looking.draft
            item = look(found.ref)
            if item is None or item.draft is False:
                continue
            if kept is None and drafts.complete(item.files, wanted):
                kept = item.ref
            elif item.draft:
                with suppress(ews.EWSError, OSError):  # it is in the way of nobody
                    self._connection.ask("DeleteItem", payloads.delete(item.ref))
        return kept

    def _made(self, message: bytes, message_id: str) -> Ref:
        """The draft in the first way that the server takes; the next messages start with it."""
        ways = list(self._learned.ways)
        while True:
            way = ways.pop(0)
            try:
                made = self._draft(message, message_id, way)
            except Exception as error:
                if self._too_large(error, message) and not way.apart:
                    ways = [APART]
                elif not ways or not refused(error, self._connection.call):
                    raise
                continue
            if way != APART:
                self._learned.ways = (way, *ways)
            return made

    def _draft(self, message: bytes, message_id: str, way: Way) -> Ref:
        element = drafts.message_element(message, message_id, way)
        payload = payloads.create(self._connection.named, element)
        made = next(items(self._connection.one("CreateItem", payload)), None)
        if made is None:
            raise ews.MalformedResponseError("a draft without an id")
        ref = made.ref
        for file in drafts.files(message) if way.apart else ():
            ref = self._attached(ref, file)
        return ref

    def _attached(self, ref: Ref, file: Attachment) -> Ref:
        answer = self._connection.one("CreateAttachment", payloads.attach(ref, file))
        id = answer.find(f"{M}Attachments/*/{T}AttachmentId")
        key = "" if id is None else id.get("RootItemChangeKey", "")
        return (ref[0], key or ref[1])

    def _too_large(self, error: Exception, message: bytes) -> bool:
        status = self._connection.call.status
        named = type(error).__name__ in _TOO_LARGE
        return named or status == 413 or (status == 404 and len(message) > _LARGE)

    def _unsent(self, ref: Ref) -> Ref | Delivered:
        """The draft as it is now, or what stands in the way: it was made earlier, and an attempt
        that seemed to be refused may have sent it all the same."""
        try:
            item = self._looking.draft(ref)
            if item is None:
                return _unsure("the draft is gone: it may have been sent")
            if item.draft is False:
                return Delivered(ok=True, reference=" ".join(ref))
            if self._looking.moves_drafts() is False:
                return _unsure("this server keeps drafts that it has sent: it may have been sent")
            return (item.ref[0], item.ref[1] or ref[1])
        except Exception as error:  # nothing was sent by asking
            said = harmless(self._said(error))
            return said if said.later else _unsure(f"the draft cannot be looked at: {said.words}")

    def _sent(self, ref: Ref, reference: str, *, once_more: bool = True) -> Delivered:
        """One call; a second one only for a draft whose key has changed meanwhile."""
        try:
            self._connection.one("SendItem", payloads.send(self._connection.named, ref))
        except Exception as error:  # unknown ones leave the message in doubt
            said = self._said(error)
            if once_more and isinstance(error, _OTHER_KEY) and (newer := self._newer(ref)):
                return self._sent(newer, reference, once_more=False)
            return self._checked(said, ref)
        self._learned.last_sent = ref
        return Delivered(ok=True, reference=reference)

    def _newer(self, ref: Ref) -> Ref | None:
        """The draft under the key that it has now; None where that is not another one."""
        with suppress(ews.EWSError, OSError):
            item = self._looking.draft(ref)
            if item is not None and item.draft is not False and item.ref[1] not in ("", ref[1]):
                return (ref[0], item.ref[1])
        return None

    def _checked(self, said: Delivered, ref: Ref) -> Delivered:
        """A rejection counts only while the draft is there; otherwise it is in doubt."""
        if not said.certain or said.later:
            return said
        try:
            item = self._looking.draft(ref)
        except Exception as error:
            self._said(error)
            item = None
        return said if item is not None and item.draft is not False else _unsure(said.words)

    def _said(self, error: Exception) -> Delivered:
        """Trouble of the server or the line; our own faults are not hidden among them."""
        if isinstance(error, InputRefused | ews.EWSError | OSError):
            return answered(error, self._connection.call)
        raise error


def _unsure(words: str) -> Delivered:
    return Delivered(ok=False, certain=False, words=words)


def _ref(reference: str) -> Ref:
    id, key, *_ = [*reference.split(" "), "", ""]
    return id, key
