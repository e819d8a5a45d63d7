"""Answering a mail that came in: to whoever wrote it, in the same conversation."""

from __future__ import annotations

import re
from dataclasses import replace

from collectwork.domain.inbox import InboxMessage
from collectwork.domain.mail import Letter
from collectwork.domain.message import LONGEST_SUBJECT, clean_header
from collectwork.errors import InputRefused
from collectwork.usecases.desk import Desk
from collectwork.usecases.inbox import triage
from collectwork.usecases.mails import composing

_AGAIN = re.compile(
    r"^\s*(?:(?:re|aw|sv|antw|rv|ref|r|vs|wg|fw|fwd|tr)\s*(?:\[\d+\])?\s*:\s*)+", re.I
)


def compose(desk: Desk, id: int, customer_id: int, template: str) -> Letter:
    """The letter of a template as an answer to a filed message. Raises as ``composing.compose``,
    and InputRefused where the message bears no address to answer to."""
    whole = triage.message(desk, id)
    to = whole.answer_to or whole.line.sender
    if not to:
        raise InputRefused(f"Message {id} bears no address that it could be answered to.")
    letter = composing.compose(desk, customer_id, template=template, to=[to])
    own = [whole.line.message_id] if whole.line.message_id else []
    answers = (*reversed(whole.thread), *own)
    findings = (*_strange(whole, letter, to), *letter.findings)
    return replace(letter, subject=_subject(whole, letter), answers=answers, findings=findings)


def _strange(whole: InboxMessage, letter: Letter, to: str) -> tuple[str, ...]:
    """What to look at before an account's figures go to an address that it does not know: who
    has seen a mail of ours, or guesses an invoice's number, can write for the customer."""
    if letter.contact_id is not None:
        return ()
    said = f"note: {to} is no contact of this account: make sure that it is the customer's"
    if to != whole.line.sender:
        said += f" ({whole.line.sender} wrote and asks for answers to go there)"
    return (said,)


def _subject(whole: InboxMessage, letter: Letter) -> str:
    """``Re:`` and the subject as it was, with our reference where it had none."""
    said = _AGAIN.sub("", whole.line.subject).strip() or letter.subject
    if letter.reference and "CW-" not in said:
        room = LONGEST_SUBJECT - len(letter.reference) - 8
        said = f"{said[:room]} [{letter.reference}]"
    return clean_header(f"Re: {said}")
