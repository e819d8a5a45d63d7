"""What an answer means for a message, in the classes of the contract (docs/mail.md)."""

from __future__ import annotations

from dataclasses import replace

from exchangelib import errors as ews

from collectwork.domain.mail import Delivered
from collectwork.domain.message import clean_header
from collectwork.errors import InputRefused
from collectwork.mail.ews.line import Call
from collectwork.mail.oauth.settings import NoToken
from collectwork.mail.redacting import redacted

LONGEST_WORDS = 240
_LATER_STATUS = frozenset([401, 403, 404, 407, 408, 423, 429, 503])
_AWAY = frozenset([502, 504])  # what stands before a server says that it is not there
# Of the mailbox, the sign-in or the server's state, not of the message: somebody can mend them.
_LATER = frozenset(
    [
        "ErrorServerBusy", "ErrorTooManyObjectsOpened", "ErrorExceededConnectionCount",
        "ErrorMailboxStoreUnavailable", "ErrorMailboxMoveInProgress", "ErrorMailboxFailover",
        "ErrorMailboxLogonFailed", "ErrorMailboxConfiguration", "ErrorADUnavailable",
        "ErrorADOperation", "ErrorConnectionFailed", "ErrorConnectionFailedTransientError",
        "ErrorQuotaExceeded", "ErrorSubmissionQuotaExceeded", "ErrorAccessDenied",
        "ErrorCreateItemAccessDenied", "ErrorNonExistentMailbox", "ErrorImpersonateUserDenied",
        "ErrorImpersonationDenied", "ErrorImpersonationFailed", "ErrorFolderNotFound",
        "ErrorInvalidServerVersion", "ErrorIncorrectSchemaVersion", "ErrorWrongServerVersion",
        "ErrorInvalidSchemaVersionForMailboxVersion", "ErrorInsufficientResources",
    ]
)  # fmt: skip
# The work may have been done all the same.
_UNSURE = frozenset(
    [
        "ErrorTimeoutExpired", "ErrorInternalServerError", "ErrorInternalServerTransientError",
        "ErrorItemNotFound", "ErrorBatchProcessingStopped", "ErrorClientDisconnected",
        "ErrorInvalidItemForOperationSendItem",
    ]
)  # fmt: skip


def answered(error: Exception, call: Call) -> Delivered:
    """An exception of a call that may have sent something."""
    if isinstance(error, InputRefused):  # no secret, no token: known before anything was sent
        wait = error.wait if isinstance(error, NoToken) else None
        return Delivered(ok=False, later=True, words=str(error), wait=wait, blameless=True)
    words = redacted(_words(error, call))
    if call.never_connected or call.status in _LATER_STATUS:
        blameless = call.status not in (404, 408)  # which a large message may meet alone
        return Delivered(ok=False, later=True, words=words, wait=call.wait, blameless=blameless)
    if call.status is not None and 300 <= call.status < 400:
        return Delivered(ok=False, later=True, words=words, blameless=True)
    if spoke(error, call):
        name = type(error).__name__
        if name in _LATER:
            wait = _wait(error) or call.wait
            return Delivered(ok=False, later=True, words=words, wait=wait, blameless=True)
        return Delivered(ok=False, certain=name not in _UNSURE, words=words)
    if call.status is not None and 400 <= call.status < 500:  # something before the server
        return Delivered(ok=False, later=call.status != 413, words=words)
    return Delivered(ok=False, certain=False, words=words, blameless=call.status in _AWAY)


def spoke(error: Exception, call: Call) -> bool:
    """Whether it was the Exchange server itself that refused, by a response code or a fault."""
    known = isinstance(error, ews.ResponseMessageError)
    return known and (call.status == 200 or (call.status == 500 and call.xml))


def refused(error: Exception, call: Call) -> bool:
    """Whether the server said no to what was asked, for good and before doing it."""
    said = answered(error, call)
    return spoke(error, call) and said.certain and not said.later


def unanswerable(error: Exception, call: Call) -> bool:
    """Whether the server does not answer that kind of question at all; for questions only."""
    return refused(error, call) or (isinstance(error, ews.SOAPError) and call.xml)


def harmless(result: Delivered) -> Delivered:
    """The same for a call that sends nothing: what is unsure can simply be done again."""
    if result.ok or result.certain:
        return result
    return replace(result, certain=True, later=True)


def _wait(error: Exception) -> int | None:
    seconds = getattr(error, "back_off", None)
    return max(1, round(seconds)) if isinstance(seconds, int | float) and seconds > 0 else None


def _words(error: Exception, call: Call) -> str:
    if call.untrusted:
        return (
            f"the certificate of {call.host} is not trusted ({clean_header(call.untrusted)}); "
            "nothing was sent. Check endpoint, this machine's clock, and ca_file"
        )
    if call.never_connected:
        return (
            f"the mail server {call.host} cannot be reached: check endpoint, network and firewall"
        )
    if call.status is None:
        return _unanswered(error, call)
    if spoke(error, call):
        name, said = type(error).__name__, clean_header(str(error), LONGEST_WORDS)
        return f"{name}: {said}" if said and said != name else name
    return _status(call)


def _unanswered(error: Exception, call: Call) -> str:
    if call.timed_out:
        return "no answer from the mail server: it timed out"
    if isinstance(error, ews.EWSError | OSError):
        return "no answer from the mail server: the line was dropped or timed out"
    return f"the mail server could not be asked ({type(error).__name__})"


def _status(call: Call) -> str:
    said = f"the mail server answered {call.status}"
    if call.status == 200:
        what = "something that is no EWS answer" if call.xml else "a page that is no EWS answer"
        return f"the mail server answered with {what}: check endpoint (…/EWS/Exchange.asmx)"
    if call.status == 401:
        return f"{said}: it does not accept this sign-in (username, secret, auth)"
    if call.status in (403, 404):
        return f"{said}: there is no EWS for this user at endpoint (…/EWS/Exchange.asmx)"
    if call.status is not None and 300 <= call.status < 400:
        return f"{said}: it points elsewhere, and redirects are not followed: check endpoint"
    if call.status in (429, 503):
        return f"{said}: it is busy or being serviced"
    return said
