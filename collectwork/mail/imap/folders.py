"""Which folder has the sent mails, and whether a message lies in it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from email.parser import BytesHeaderParser

from imapclient import SEEN, IMAPClient

from collectwork.mail.imap.line import NotRead

SENT_FLAG = b"\\sent"
#: In the order of preference, without the account's prefix; compared without case.
SENT_NAMES = (
    "Sent", "Sent Items", "Sent Messages", "Sent Mail", "Gesendet", "Gesendete Elemente",
    "Gesendete Objekte", "Gesendete Nachrichten", "Éléments envoyés", "Messages envoyés", "Envoyés",
    "Elementos enviados", "Mensajes enviados", "Enviados", "Itens enviados", "Posta inviata",
    "Inviati", "Verzonden items", "Verzonden", "Wysłane", "Elementy wysłane", "Outbox/Sent",
)  # fmt: skip
_HEADER = "BODY.PEEK[HEADER.FIELDS (MESSAGE-ID)]"
MOST_HITS = 50


def sent_folder(line: IMAPClient, named: str) -> str:
    """The folder of sent mails: as the config says, as the server marks it, by its usual names."""
    if named:
        return named
    listed = line.list_folders()
    for flags, _, name in listed:
        if SENT_FLAG in (bytes(one).lower() for one in flags):
            return str(name)
    ends: dict[str, str] = {}
    for flags, delimiter, name in listed:
        if b"\\noselect" in (bytes(one).lower() for one in flags):
            continue
        mark = delimiter.decode("latin-1") if isinstance(delimiter, bytes) else (delimiter or "")
        end = str(name).rsplit(mark, 1)[-1] if mark else str(name)
        ends.setdefault(end.casefold(), str(name))
    for name in SENT_NAMES:
        if name.casefold() in ends:
            return ends[name.casefold()]
    raise NotRead(
        "no folder of sent mails was found; name it as sent_folder under [mail.imap] "
        f"(there are: {', '.join(sorted(str(one[2]) for one in listed)[:20])})"
    )


def holds(line: IMAPClient, message_id: str) -> bool:
    """Whether the opened folder has a message of exactly that Message-ID.

    Servers search for a part of the line, without case; what they find is compared again.
    """
    found = sorted(line.search(["HEADER", "Message-ID", message_id]))[-MOST_HITS:]
    return message_id in message_ids(line, found).values()


def message_ids(line: IMAPClient, uids: Iterable[int]) -> dict[int, str]:
    """UID → Message-ID of messages in the opened folder, read without marking them."""
    wanted = list(uids)
    if not wanted:
        return {}
    return {uid: _id_of(data) for uid, data in line.fetch(wanted, [_HEADER]).items()}


def put(line: IMAPClient, folder: str, message: bytes) -> None:
    """A copy into the folder, marked as read, because we wrote it."""
    line.append(folder, message, [SEEN])


def _id_of(data: dict[bytes, object]) -> str:
    lines = next((one for key, one in data.items() if key.startswith(b"BODY[HEADER")), b"")
    if not isinstance(lines, bytes):
        return ""
    said = str(BytesHeaderParser().parsebytes(lines).get("Message-ID", ""))
    found = re.search(r"<[^<>\s]+>", said)
    return found[0] if found else said.strip()
