"""Secrets: from the environment, a file or a command of the config, the keyring, or asked once.

A secret is never in argv, the config, the log, an entry or a traceback: ``Secret`` shows nothing
of itself, key rings that keep plain text are refused with the way out, and ``redacted`` takes out
of a server's words what it repeats of one.
"""

from __future__ import annotations

import os
import queue
import shlex
import subprocess
import threading
from collections.abc import Callable
from typing import Any, Literal, NoReturn

from collectwork.errors import InputRefused, NotFound
from collectwork.mail.redacting import remember
from collectwork.mail.secret_files import content

SERVICE = "collectwork"
FILE = "_FILE"  # the variable with this end names a file
KEYRING_SECONDS = 2.0
COMMAND_SECONDS = 20.0
_UNSAFE = ("keyring.backends.fail", "keyring.backends.null", "keyrings.alt")

Source = Literal["environment", "file", "command", "keyring", "asked", "sign-in"]
Ask = Callable[[str], str]


class Secret:
    """A text that does not show itself; ``reveal()`` where it is handed to a server."""

    __slots__ = ("_text", "source")

    def __init__(self, text: str, source: Source) -> None:
        remember(text)
        self._text = text
        self.source = source

    def reveal(self) -> str:
        return self._text

    def __repr__(self) -> str:
        return "Secret(…)"

    __str__ = __repr__

    def __format__(self, spec: str) -> str:
        return repr(self)

    def __reduce__(self) -> NoReturn:
        raise TypeError("a secret is not written down")

    def __eq__(self, other: object) -> bool:
        return NotImplemented

    __hash__ = object.__hash__


def variable(name: str) -> str:
    """The environment variable of a secret: ``exchange`` → ``COLLECTWORK_SECRET_EXCHANGE``."""
    return "COLLECTWORK_SECRET_" + "".join(c if c.isalnum() else "_" for c in name).upper()


def find(name: str, command: str = "", ask: Ask | None = None) -> Secret:
    """The secret of that name; NotFound says the ways to give it, InputRefused what failed."""
    _named(name)
    if text := os.environ.get(variable(name)):
        return Secret(text, "environment")
    if path := os.environ.get(variable(name) + FILE):
        return Secret(content(name, variable(name) + FILE, path), "file")
    if command:
        return Secret(_from_command(name, command), "command")
    trouble = ""
    try:
        if text := _with_keyring(lambda ring: ring.get_password(SERVICE, name)):
            return Secret(text, "keyring")
    except InputRefused as error:
        trouble = f" {error}"
    if ask is not None and (text := ask(f"Secret {name}: ")):
        return Secret(text, "asked")
    raise NotFound(f"There is no secret {name!r}.{trouble} {_ways_out(name)}")


def keep(name: str, text: str) -> None:
    """Put a secret into the keyring; InputRefused where none is safe."""
    _named(name)
    if not text:
        raise InputRefused(f"The secret {name!r} was not kept: it is empty.")
    try:
        _with_keyring(lambda ring: ring.set_password(SERVICE, name, text))
    except InputRefused as error:
        raise InputRefused(f"The secret {name!r} was not kept. {error} {_ways_out(name)}") from None
    if _with_keyring(lambda ring: ring.get_password(SERVICE, name)) != text:
        raise InputRefused(
            f"The secret {name!r} was not kept: the keyring does not give it back. "
            + _ways_out(name)
        )


def look() -> None:
    """Ask the keyring for nothing; InputRefused says why it cannot be used."""
    _with_keyring(lambda ring: None)


def _named(name: str) -> None:
    if not name or len(name) > 64 or not all(c.isalnum() or c in "._-" for c in name):
        raise InputRefused(f"{name!r} is no name for a secret: letters, digits, . _ -")
    if variable(name).endswith(FILE):
        raise InputRefused(
            f"{name!r} is no name for a secret: the variable {variable(name)} names the file of "
            "another one."
        )


def _ways_out(name: str) -> str:
    return (
        f"Set the variable {variable(name)}, or write it into a file that only you can read (mode "
        f"0600) and name that in {variable(name)}{FILE}, or name a command in the config "
        f"(secret_command), or use a keyring and `collectwork secret set {name}`."
    )


def _from_command(name: str, command: str) -> str:
    try:
        done = subprocess.run(  # noqa: S603  (the administrator's own command, no shell)
            shlex.split(command),
            capture_output=True,
            timeout=COMMAND_SECONDS,
            check=False,
            stdin=subprocess.DEVNULL,
        )
    except (OSError, ValueError, subprocess.TimeoutExpired) as error:
        kind = type(error).__name__
        raise InputRefused(f"The command for the secret {name!r} failed ({kind}).") from None
    text = done.stdout.decode("utf-8", "strict" if done.returncode == 0 else "replace")
    text = text.split("\n", 1)[0].rstrip("\r")
    if done.returncode != 0 or not text:
        raise InputRefused(
            f"The command for the secret {name!r} gave nothing (exit code {done.returncode})."
        )
    return text


def _with_keyring(act: Callable[[Any], str | None]) -> str | None:
    """In a thread of its own, because a locked keyring blocks for ever."""
    answer: queue.Queue[tuple[str | None, BaseException | None]] = queue.Queue(1)

    def work() -> None:
        try:
            import keyring

            ring = keyring.get_keyring()
            if _unsafe(ring):
                raise InputRefused(
                    f"This machine's keyring ({type(ring).__module__}) keeps nothing or plain "
                    "text; it is not used."
                )
            answer.put((act(ring), None))
        except BaseException as error:
            answer.put((None, error))

    threading.Thread(target=work, daemon=True, name="keyring").start()
    try:
        text, error = answer.get(timeout=KEYRING_SECONDS)
    except queue.Empty:
        raise InputRefused(
            f"The keyring did not answer within {KEYRING_SECONDS:.0f} seconds; it may be locked."
        ) from None
    if isinstance(error, InputRefused):
        raise error
    if error is not None:
        raise InputRefused(f"The keyring cannot be used ({type(error).__name__}).") from None
    return text


def _unsafe(ring: Any) -> bool:
    kinds = [ring, *getattr(ring, "backends", [])] if _is_chain(ring) else [ring]
    usable = [kind for kind in kinds if not _is_chain(kind)]
    return not usable or any(_plain(kind) for kind in usable)


def _is_chain(ring: Any) -> bool:
    return type(ring).__module__ == "keyring.backends.chainer"


def _plain(ring: Any) -> bool:
    module = type(ring).__module__
    return module.startswith(_UNSAFE) or "plaintext" in type(ring).__name__.lower()
