"""The log entry and its hash chain: what is hashed, and how, is fixed here once.

Test vectors: tests/domain/test_activity.py. ``canon`` allows integers and text only, so that
SQLite clients and a PostgreSQL server produce the same bytes.
"""

from __future__ import annotations

import hashlib
import json
import re
import secrets
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from collectwork.domain import clocks

ZERO = bytes(32)
MARK = b"collectwork.log.1\n"

Body = Mapping[str, Any]

_ENCODE = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")

#: Every kind of entry there is; the store refuses any other.
KINDS = frozenset(
    [
        "store.created",
        "store.migrated",
        "store.restored",
        "store.filled",
        "config.changed",
        "people.changed",
        "rules.changed",
        "templates.changed",
        "template.approved",
        "template.test",
        "login",
        "export",
        "refusal",
        "override",
        "import",
        "import.undone",
        "history.activity",
        "history.worklist",
        "history.withheld",
        "plan",
        "claim",
        "call",
        "mail",
        "note",
        "skip",
        "escalate",
        "promise.made",
        "promise.withdrawn",
        "promise.evaluated",
        "dispute.opened",
        "dispute.changed",
        "dispute.resolved",
        "block.set",
        "block.changed",
        "block.lifted",
        "followup.set",
        "followup.done",
        "proposal.made",
        "proposal.accepted",
        "proposal.declined",
        "proposal.expired",
        "suggestion.made",
        "suggestion.accepted",
        "suggestion.declined",
        "suggestion.expired",
        "handed_over",
        "recalled",
        "pinned",
        "assigned",
        "desk.given",
        "desk.returned",
        "contact.changed",
        "customer.vanished",
        "customer.back",
        "alert.raised",
        "alert.seen",
        "alerts.evaluated",
        "cash.matched",
        "cash.applied",
        "cash.on_account",
        "cash.set_aside",
        "cash.taken_back",
        "mail.queued",
        "mail.sending",
        "mail.sent",
        "mail.failed",
        "mail.held",
        "mail.released",
        "mail.expired",
        "mail.doubt",
        "mail.received",
        "mailbox.read",
        "mail.bounced",
        "mail.delayed",
        "mail.noted",
        "inbox.closed",
        "webhook.sending",
        "webhook.sent",
        "webhook.failed",
        "webhook.released",
        "webhook.expired",
        "webhook.doubt",
        *(
            f"{channel}.{state}"
            for channel in ("letter", "sms", "portal", "agency")
            for state in (
                "queued",
                "sending",
                "sent",
                "failed",
                "held",
                "released",
                "expired",
                "doubt",
            )
        ),
        "undone",
        "corrected",
        "erased",
        "audit.head",
        "rebuilt",
    ]
)


_MESSAGE = frozenset(["outbox", "message_id"])
_DECISION = frozenset(["receipt", "before", "after"])
_PROPOSAL = frozenset(["proposal", "proposed", "amounts", "text"])
_SUGGESTION = frozenset(["suggestion", "account", "suggested", "sentence", "message"])

#: What the body of a kind must hold at least, so that the entry tells by itself what happened.
#: The actions on an account are not here: ``domain.actions.Action`` makes their bodies.
MUST_HOLD: Mapping[str, frozenset[str]] = {
    **dict.fromkeys(["mail.sending", "mail.failed", "mail.held", "mail.expired"], _MESSAGE),
    "mail.doubt": _MESSAGE,
    **dict.fromkeys(["webhook.sending", "webhook.sent", "webhook.failed"], _MESSAGE),
    **dict.fromkeys(["webhook.released", "webhook.expired", "webhook.doubt"], _MESSAGE),
    **{
        f"{channel}.{state}": _MESSAGE
        for channel in ("letter", "sms", "portal", "agency")
        for state in ("sending", "failed", "held", "expired", "doubt")
    },
    "mailbox.read": frozenset(["mailbox", "folder", "found"]),
    "alert.raised": frozenset(["account", "alert", "rule", "words"]),
    "alert.seen": frozenset(["account", "alert", "rule"]),
    "alerts.evaluated": frozenset(["raised", "ended", "standing"]),
    "import": frozenset(["import", "file", "sha256", "rows", "totals", "rejects"]),
    "cash.matched": frozenset(["import", "applied", "waiting"]),
    **dict.fromkeys(["cash.applied", "cash.on_account"], _DECISION),
    **dict.fromkeys(["cash.set_aside", "cash.taken_back"], _DECISION | {"reason"}),
    **dict.fromkeys(["proposal.made", "proposal.accepted", "proposal.declined"], _PROPOSAL),
    "proposal.expired": _PROPOSAL,
    **dict.fromkeys(["suggestion.made", "suggestion.accepted"], _SUGGESTION),
    **dict.fromkeys(["suggestion.declined", "suggestion.expired"], _SUGGESTION | {"reason"}),
    "handed_over": frozenset(["account", "folder", "files", "totals"]),
    "recalled": frozenset(["account", "reason"]),
    "import.undone": frozenset(["import", "first", "last", "before", "after"]),
    "plan": frozenset(["run", "ruleset", "considered", "listed", "cleared"]),
    "refusal": frozenset(["rules", "version", "findings"]),
    "override": frozenset(["rules", "version", "findings", "reason"]),
    "pinned": frozenset(["where", "reason"]),
    "desk.given": frozenset(["to", "reason"]),
    "desk.returned": frozenset(["to", "note"]),
    "rules.changed": frozenset(["version"]),
    **dict.fromkeys(["templates.changed", "template.approved"], frozenset(["template", "version"])),
    "template.test": frozenset(["template", "a", "b"]),
    "export": frozenset(["table", "rows"]),
    "claim": frozenset(["account", "until"]),
    "undone": frozenset(["target"]),
    "corrected": frozenset(["target", "text", "reason"]),
    "erased": frozenset(["seqs", "ground"]),
    "store.created": frozenset(["store_id"]),
    "store.migrated": frozenset(["from", "to"]),
    "rebuilt": frozenset(["rows", "differing"]),
}


@dataclass(frozen=True, slots=True)
class Draft:
    """What a use case hands to the log; the store adds number, time, actor, node and hashes."""

    kind: str
    customer: str | None
    body: Body
    happened_at: str | None = None
    id: str = field(default_factory=lambda: new_id())


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the log as stored. Times are UTC text, ``2026-01-31T09:00:00.000000Z``."""

    seq: int
    id: str
    recorded_at: str
    happened_at: str | None
    actor: str
    node: str
    kind: str
    customer: str | None
    body_hash: str
    prev: bytes
    hash: bytes
    salt: bytes | None
    body: str | None

    @property
    def data(self) -> dict[str, Any]:
        """The body as values; empty once erased."""
        return {} if self.body is None else dict(json.loads(self.body))


def canon(value: Any) -> str:
    """Canonical JSON: sorted keys, no blanks, no needless escapes; refuses floats."""
    _check(value)
    return _ENCODE(value)


def body_hash(salt: bytes, body: str) -> str:
    """Hex SHA-256 of salt and canonical body."""
    return hashlib.sha256(salt + body.encode()).hexdigest()


def chain_hash(
    prev: bytes,
    seq: int,
    id: str,
    recorded_at: str,
    happened_at: str | None,
    actor: str,
    node: str,
    kind: str,
    customer: str | None,
    body_hash: str,
) -> bytes:
    """SHA-256 over the mark, the hash before and the canonical header."""
    header = _ENCODE([seq, id, recorded_at, happened_at, actor, node, kind, customer, body_hash])
    return hashlib.sha256(MARK + prev + header.encode()).digest()


def sealed(
    draft: Draft,
    seq: int,
    prev: bytes,
    recorded_at: str,
    actor: str,
    node: str,
    salt: bytes | None = None,
) -> Entry:
    """The draft as the next entry of the chain; ``salt`` is given by tests only.

    Raises ValueError for a control character in the header: it could forge a line of a report.
    """
    for part in (draft.id, draft.kind, draft.customer, draft.happened_at, actor, node):
        if part is not None and _CONTROL.search(part):
            raise ValueError(f"a control character in an entry's header: {part!r}")
    salt = secrets.token_bytes(16) if salt is None else salt
    body = canon(draft.body)
    digest = body_hash(salt, body)
    head = (seq, draft.id, recorded_at, draft.happened_at, actor, node, draft.kind, draft.customer)
    return Entry(*head, digest, prev, chain_hash(prev, *head, digest), salt, body)


def new_id() -> str:
    """A UUIDv7 in hex: 48 bits of milliseconds, then random; one per intent."""
    stamp = int(time.time() * 1000).to_bytes(6, "big")
    rest = bytearray(secrets.token_bytes(10))
    rest[0] = 0x70 | (rest[0] & 0x0F)
    rest[2] = 0x80 | (rest[2] & 0x3F)
    return (stamp + bytes(rest)).hex()


def stamp(moment: clocks.Moment) -> str:
    """UTC text with microseconds, as the log stores times."""
    return clocks.text(moment)


_PLAIN = frozenset([str, int, bool, type(None)])


def _check(value: Any) -> None:
    if type(value) in _PLAIN or isinstance(value, (str, int)):
        return
    if isinstance(value, Mapping):
        for key, part in value.items():
            if not isinstance(key, str):
                raise TypeError(f"log bodies have text keys, not {key!r}")
            if type(part) not in _PLAIN:
                _check(part)
    elif isinstance(value, (list, tuple)):
        for part in value:
            _check(part)
    else:
        raise TypeError(f"log bodies hold text, integers, lists and maps, not {value!r}")
