"""The bytes of a letter as it travels: a mail, sheets of paper, or a notice for a program."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from collectwork.domain.mail import Letter
from collectwork.domain.message import clean_body, message_bytes, split_address
from collectwork.domain.money import decimals
from collectwork.domain.sms import counted
from collectwork.usecases.desk import Desk


def finished_bytes(desk: Desk, letter: Letter, message_id: str, now: datetime) -> bytes:
    """What is stored and sent, by the letter's channel; InputRefused where it would not say what
    was meant."""
    if letter.channel == "letter":
        return desk.documents.letter(_paper(desk, letter, now))
    if letter.channel in ("sms", "portal"):
        return _notice(letter, message_id)
    return message_bytes(letter, message_id, now)


def _paper(desk: Desk, letter: Letter, now: datetime) -> dict[str, Any]:
    """Values of ``documents.letter``."""
    name, address = split_address(letter.sender)
    return {
        "company": desk.company,
        "sender": {"name": name, "email": address},
        "to": list(letter.to),
        "form": "us" if desk.policy.country in ("US", "CA") else "din",
        "language": letter.language,
        "today": desk.today,
        "made": now.replace(hour=0, minute=0, second=0, microsecond=0),
        "customer": letter.customer,
        "subject": letter.subject,
        "text": letter.text,
        "reference": letter.reference,
        "currencies": [currency for currency, _ in letter.totals],
        "enclosed": [(one.name, one.content) for one in letter.attachments],
    }


def _notice(letter: Letter, message_id: str) -> bytes:
    """JSON, UTF-8; amounts as decimal texts by currency. ``id`` is the same whenever it is sent
    again."""
    notice: dict[str, Any] = {
        "id": message_id.strip("<>"),
        "channel": letter.channel,
        "to": list(letter.to),
        "account": letter.customer,
        "text": clean_body(letter.text).strip(),
        "language": letter.language,
        "reference": letter.reference,
        "invoices": [one.document for one in letter.listed],
        "amount": {currency: decimals(minor, currency) for currency, minor in letter.totals},
        "template": letter.template,
    }
    if letter.channel == "sms":
        size = counted(notice["text"])
        notice |= {"segments": size.segments, "encoding": size.encoding}
    else:
        notice |= {
            "subject": letter.subject,
            "html": letter.html,
            "deadline": letter.deadline.isoformat() if letter.deadline else None,
            "attachments": [one.name for one in letter.attachments],
        }
    return json.dumps(notice, ensure_ascii=False, sort_keys=True).encode()
