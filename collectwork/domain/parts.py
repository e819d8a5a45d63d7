"""What one mail cannot carry follows in further ones: which file goes with which, in order."""

from __future__ import annotations

from collections.abc import Sequence

LINE_BYTES = 57  # of a file make a line of 76 signs and a line end
HEAD_BYTES = 1_200  # lines about one file, its name encoded
MAIL_BYTES = 4_000  # header lines of a mail and its borders


def encoded(size: int) -> int:
    """Bytes that a file of that size takes in a mail: base64 in lines, and what is said of it."""
    return 4 * ((size + 2) // 3) + 2 * (size // LINE_BYTES + 1) + HEAD_BYTES


def largest_file(limit: int, words: int) -> int:
    """How large a file may be that goes by itself in a mail of at most ``limit`` bytes, whose
    ``words`` (bytes of text as it travels) come first."""
    room = limit - words - MAIL_BYTES - HEAD_BYTES - 2
    return max(0, room * LINE_BYTES // 78 - 2)


def parts(sizes: Sequence[int], limit: int, words: int) -> list[list[int]]:
    """The files (by place) of each mail, in order: none over the limit, every file once.

    Each file fits by itself (``largest_file``). The first mail may have none.
    """
    found: list[list[int]] = [[]]
    room = limit - words - MAIL_BYTES
    left = room
    for place, size in enumerate(sizes):
        needed = encoded(size)
        if needed > left:
            found.append([])
            left = room
        found[-1].append(place)
        left -= needed
    return found
