"""One message handed to an SMTP server: what each answer means for it.

Before the first byte of the message is on its way every failure is certain: it did not leave. From
then on only the server's own answer is certain. A dropped line, a time-out or an answer that
cannot be read leaves it in doubt, because the server may have taken it; it is not sent again.
"""

from __future__ import annotations

import re
import smtplib
from collections.abc import Sequence
from dataclasses import dataclass

import idna

from collectwork.domain.mail import Delivered
from collectwork.domain.message import parsed, recipients
from collectwork.mail.smtp.line import NotTaken, said

_BROKEN_LINE = re.compile(rb"\r\n|\r|\n")
_DOT = re.compile(rb"^\.", re.MULTILINE)
_PIECE = 65_536
_SIGN_IN = frozenset([530, 534, 535, 538])  # it is the session that is refused, not the message


@dataclass(frozen=True, slots=True)
class Envelope:
    """Who it comes from and goes to, as the server is told; ``needs``: extensions it must have."""

    sender: str
    to: tuple[str, ...]
    body: bytes
    needs: frozenset[str]


def envelope(message: bytes) -> Envelope:
    """Read from the finished bytes; raises NotTaken where they name nobody."""
    found = parsed(message)
    senders = [one.addr_spec for header in found.get_all("From", []) for one in header.addresses]
    if len(senders) != 1:
        raise NotTaken("the message has no single sender", later=False)
    sender = _travelling(senders[0])
    to = tuple(dict.fromkeys(_travelling(one) for one in recipients(message)))
    if not to:
        raise NotTaken("the message goes to nobody", later=False)
    needs = set()
    if not all(one.isascii() for one in (sender, *to)):
        needs.add("smtputf8")
    if not message.isascii():
        needs.add("8bitmime")
        if not message.split(b"\r\n\r\n", 1)[0].isascii():
            needs.add("smtputf8")
    body = _DOT.sub(b"..", _BROKEN_LINE.sub(b"\r\n", message))
    return Envelope(
        sender, to, body if body.endswith(b"\r\n") else body + b"\r\n", frozenset(needs)
    )


def _travelling(address: str) -> str:
    """An international domain as the name it has on the wire; the part before the @ as it is."""
    local, _, domain = address.rpartition("@")
    if domain.isascii():
        return address
    try:
        return f"{local}@{idna.encode(domain, uts46=True).decode('ascii')}"
    except idna.IDNAError:
        raise NotTaken(f"the domain of {address!r} is none", later=False) from None


def hand_over(line: smtplib.SMTP, what: Envelope) -> Delivered:
    """The whole transaction; raises NotTaken where the message was not taken for certain."""
    try:
        _announced(line, what)
    except smtplib.SMTPServerDisconnected:
        raise NotTaken("the line broke before the message was handed over") from None
    except smtplib.SMTPResponseException:
        raise NotTaken("an answer of the server is no SMTP") from None
    except ValueError:  # a sign that no command can have
        raise NotTaken("an address cannot be said in SMTP", later=False) from None
    try:
        for at in range(0, len(what.body), _PIECE):
            line.send(what.body[at : at + _PIECE])
        line.send(b".\r\n")
        code, words = line.getreply()
    except (smtplib.SMTPException, OSError):
        return Delivered(
            ok=False, certain=False,
            words="the line broke or the server did not answer after the message was handed over; "
            "SMTP cannot tell whether it took it",
        )  # fmt: skip
    return _concluded(code, words)


def _concluded(code: int, words: bytes) -> Delivered:
    if 200 <= code < 300:
        return Delivered(ok=True, words=said(code, words))
    if 400 <= code < 500:
        return Delivered(ok=False, later=True, words=f"not taken for now: {said(code, words)}")
    if 500 <= code < 600:
        return Delivered(ok=False, words=f"the server refused the message: {said(code, words)}")
    return Delivered(
        ok=False, certain=False,
        words=f"the server's answer after the message says neither yes nor no: {said(code, words)}",
    )  # fmt: skip


def _announced(line: smtplib.SMTP, what: Envelope) -> None:
    """Everything up to the point from which the message itself travels."""
    code, words = line.mail(what.sender, _options(line, what))
    if code // 100 != 2:
        raise _refused(f"the server refused the sender {what.sender}", code, words)
    refused = []
    for one in what.to:
        code, words = line.rcpt(one)
        if code // 100 != 2:
            refused.append((one, code, words))
        if code == 421:
            break
    if refused:
        raise _none_of_them(what.to, refused)
    code, words = line.docmd("DATA")
    if code != 354:
        raise _refused("the server refused to take the message", code, words)


def _options(line: smtplib.SMTP, what: Envelope) -> list[str]:
    lacking = sorted(one for one in what.needs if not line.has_extn(one))
    if "smtputf8" in lacking:
        raise NotTaken(
            "an address has letters that only a server with SMTPUTF8 takes, and this one has not",
            later=False,
        )
    if lacking:
        raise NotTaken("the message has bytes of 8 bits, and the server takes 7 only", later=False)
    options = []
    most = line.esmtp_features.get("size", "")
    if line.has_extn("size"):
        if most.isascii() and most.isdigit() and 0 < int(most) < len(what.body):
            raise NotTaken(
                f"the server takes messages of {int(most):,} bytes at most; "
                f"this one has {len(what.body):,}",
                later=False,
            )
        options.append(f"SIZE={len(what.body)}")
    if "8bitmime" in what.needs:
        options.append("BODY=8BITMIME")
    if "smtputf8" in what.needs:
        options.append("SMTPUTF8")
    return options


def _none_of_them(to: Sequence[str], refused: Sequence[tuple[str, int, bytes]]) -> NotTaken:
    """One refusal is one too many: sent to the others it would have to be written again."""
    for_good = [one for one in refused if 500 <= one[1] < 600 and one[1] not in _SIGN_IN]
    told = "; ".join(f"{one} ({said(code, words)})" for one, code, words in for_good or refused)
    others = [one for one in to if one not in {who for who, _, _ in refused}]
    rest = f"; so it went to nobody, not to {', '.join(others)} either" if others else ""
    return NotTaken(f"refused: {told}{rest}", later=not for_good)


def _refused(what: str, code: int, words: bytes) -> NotTaken:
    for_good = 500 <= code < 600 and code not in _SIGN_IN
    away = code == 421 or code in _SIGN_IN
    return NotTaken(f"{what}: {said(code, words)}", later=not for_good, blameless=away)
