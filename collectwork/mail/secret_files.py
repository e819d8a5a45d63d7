"""A secret in a file that only its user can read: for hosts without a keyring."""

from __future__ import annotations

import os
import stat
from typing import NoReturn

from collectwork.errors import InputRefused

LARGEST = 65_536  # bytes


def content(name: str, variable: str, path: str) -> str:
    """The text of the file that a variable names, without the line end at its end.

    Raises InputRefused, naming the file, where it is none, is empty or large, belongs to somebody
    else, or can be read by others.
    """

    def refuse(why: str) -> NoReturn:
        raise InputRefused(
            f"The secret {name!r} was not read: the file {path} of {variable} {why}."
        )

    try:
        # Not to wait for a pipe that nobody writes to.
        handle = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0))
        with os.fdopen(handle, "rb") as file:
            about = os.fstat(file.fileno())
            if not stat.S_ISREG(about.st_mode):
                refuse("is no plain file")
            if wrong := _open_to_others(about):
                refuse(wrong)
            data = file.read(LARGEST + 1)
    except OSError as error:
        refuse(f"cannot be read ({error.strerror or type(error).__name__})")
    if len(data) > LARGEST:
        refuse(f"has more than {LARGEST:,} bytes")
    try:
        text = data.decode("utf-8-sig").rstrip("\r\n")
    except UnicodeDecodeError:
        refuse("is no text in UTF-8")
    if not text:
        refuse("is empty")
    return text


def _open_to_others(about: os.stat_result) -> str | None:
    """Modes are those of POSIX; elsewhere the folder's rights have to do."""
    if not hasattr(os, "getuid"):
        return None
    if about.st_uid not in (os.getuid(), 0):
        return "belongs to another user"
    if about.st_mode & 0o077:
        return (
            f"can be read or written by others (mode {stat.S_IMODE(about.st_mode):04o}): "
            "`chmod 600` it"
        )
    return None
