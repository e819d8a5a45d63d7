"""The log entry: the test vectors that every implementation must meet, and what is refused."""

from __future__ import annotations

import pytest

from collectwork.domain.activity import KINDS, ZERO, Draft, canon, new_id, sealed

FIRST = Draft(
    "call",
    "0000010001",
    {"code": "no_answer", "invoices": ["RE-1"], "note": "Müller: kein Anschluß"},
    "2026-01-31T09:00:00.000000Z",
    "018f0000000070008000000000000001",
)
SECOND = Draft(
    "mail.queued",
    "0000010001",
    {"amount": {"EUR": 123456}, "to": ["a@acme.example"]},
    None,
    "018f0000000070008000000000000002",
)


def test_the_vectors() -> None:
    first = sealed(FIRST, 1, ZERO, "2026-01-31T09:00:00.000000Z", "ana", "desk-1", bytes(range(16)))
    assert first.body_hash.startswith("62f5e4cf")
    assert first.body_hash.endswith("d996673d")
    assert first.hash.hex() == "9a129e4c27d4fab3c9e8d50b5d93ae092940c61119d25b4b3d652bbed424a2e9"
    second = sealed(
        SECOND,
        2,
        first.hash,
        "2026-01-31T09:01:00.000000Z",
        "ana",
        "desk-1",
        bytes(range(16, 32)),
    )
    assert second.hash.hex() == "47143f35f950fb0c68c2e033946fdf0928a1f4a6d5a348da6a98324c76f88a65"


def test_canonical_text_is_sorted_unescaped_and_tight() -> None:
    value = {"z": [1, 'Ü\n"\\\x1f\x7f'], "a": {"b": None, "B": True}}
    assert canon(value) == '{"a":{"B":true,"b":null},"z":[1,"Ü\\n\\"\\\\\\u001f\x7f"]}'


@pytest.mark.parametrize("value", [1.0, {"a": [1.5]}, {"a": b"x"}, {1: "a"}, {"a": {2: 1}}])
def test_what_databases_would_write_differently_is_refused(value: object) -> None:
    with pytest.raises(TypeError):
        canon(value)


@pytest.mark.parametrize("sign", ["\x00", "\n", "\x1b", "\x7f", "\x85"])
@pytest.mark.parametrize("field", ["customer", "happened_at", "actor", "node"])
def test_headers_hold_no_control_characters(field: str, sign: str) -> None:
    header = {"customer": "1", "happened_at": None, "actor": "ana", "node": "desk-1"}
    header[field] = f"a{sign}b"
    draft = Draft("note", header["customer"], {}, header["happened_at"])
    with pytest.raises(ValueError, match="control character"):
        sealed(draft, 1, ZERO, "t", str(header["actor"]), str(header["node"]))


def test_ids_are_version_7_and_ordered_in_time() -> None:
    ids = [new_id() for _ in range(50)]
    assert all(id[12] == "7" and id[16] in "89ab" and len(id) == 32 for id in ids)
    assert sorted(id[:12] for id in ids) == [id[:12] for id in ids]
    assert len(set(ids)) == 50


def test_kinds_are_plain_words() -> None:
    assert all(kind == kind.lower() and " " not in kind for kind in KINDS)
