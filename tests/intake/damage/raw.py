"""Damage to the bytes of a file of any kind, and how much of what it says may then be read.

Each mutation returns the damaged bytes and the most items that one damage may change or take; a
refusal is always allowed. A file whose totals are checked may only be read with the right sum.
"""

from __future__ import annotations

import random
from collections.abc import Callable

Damage = Callable[[bytes, random.Random], tuple[bytes, int | None]]


def a_byte_is_another(data: bytes, chance: random.Random) -> tuple[bytes, int | None]:
    made = bytearray(data)
    made[chance.randrange(len(made))] = chance.randrange(256)
    return bytes(made), 2


def a_bit_is_flipped(data: bytes, chance: random.Random) -> tuple[bytes, int | None]:
    made = bytearray(data)
    made[chance.randrange(len(made))] ^= 1 << chance.randrange(8)
    return bytes(made), 2


def bytes_are_lost(data: bytes, chance: random.Random) -> tuple[bytes, int | None]:
    start = chance.randrange(len(data))
    return data[:start] + data[start + chance.randrange(1, 30) :], 3


def bytes_are_put_in(data: bytes, chance: random.Random) -> tuple[bytes, int | None]:
    start = chance.randrange(len(data))
    more = bytes(chance.choices(b'0123456789,.;"-|\t\n x\0\xff\xe4', k=chance.randrange(1, 5)))
    return data[:start] + more + data[start:], 2


def the_end_is_missing(data: bytes, chance: random.Random) -> tuple[bytes, int | None]:
    return data[: chance.randrange(1, len(data))], None


def the_start_is_missing(data: bytes, chance: random.Random) -> tuple[bytes, int | None]:
    return data[chance.randrange(1, min(len(data), 400)) :], None


def a_line_is_lost(data: bytes, chance: random.Random) -> tuple[bytes, int | None]:
    lines = data.split(b"\n")
    del lines[chance.randrange(len(lines))]
    return b"\n".join(lines), 2


def lines_are_exchanged(data: bytes, chance: random.Random) -> tuple[bytes, int | None]:
    lines = data.split(b"\n")
    one, other = chance.randrange(len(lines)), chance.randrange(len(lines))
    lines[one], lines[other] = lines[other], lines[one]
    return b"\n".join(lines), None if b"\0" in data else 0  # parts of a binary file lose others


def a_block_is_zero(data: bytes, chance: random.Random) -> tuple[bytes, int | None]:
    """What a disk leaves that lost a block."""
    start = chance.randrange(len(data))
    size = min(len(data) - start, chance.choice([1, 16, 512]))
    return data[:start] + bytes(size) + data[start + size :], None


def the_code_changes(data: bytes, chance: random.Random) -> tuple[bytes, int | None]:
    """The second half in another encoding than the first."""
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        text = data.decode("cp1252", "replace")
    half = text.rfind("\n", 0, chance.randrange(1, len(text) + 1)) + 1
    code = chance.choice(["cp1252", "utf-16-le", "utf-8-sig", "utf-7", "utf-32", "cp037"])
    return data[: len(text[:half].encode())] + text[half:].encode(code, "replace"), None


def line_ends_change(data: bytes, chance: random.Random) -> tuple[bytes, int | None]:
    end = chance.choice([b"\n", b"\r", b"\r\r\n", b"\n\n", b"\x85", b"\x0b", b"\x0c\n"])
    return data.replace(b"\r\n", b"\n").replace(b"\n", end), None


RAW: dict[str, Damage] = {
    function.__name__: function
    for function in (
        a_byte_is_another, a_bit_is_flipped, bytes_are_lost, bytes_are_put_in, the_end_is_missing,
        the_start_is_missing, a_line_is_lost, lines_are_exchanged, a_block_is_zero,
        the_code_changes, line_ends_change,
    )
}  # fmt: skip
