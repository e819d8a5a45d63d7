"""The tokens of a personal sign-in: one encrypted file each, shared by the person's processes.

The key is a secret like any other: in the keyring, or in a variable on hosts without one. A file
that was changed, moved from another sign-in, or written with another key counts as none.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import secrets as chance
import sys
import time
from collections.abc import Iterator
from typing import Any

import platformdirs
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from msal import SerializableTokenCache

from collectwork.errors import InputRefused, NotFound
from collectwork.mail import secrets
from collectwork.mail.oauth.settings import NoToken, OAuth

KEY = "token-cache"
SHORTEST_KEY = 20
LOCK_SECONDS = 30.0
_MAGIC = b"collectwork sign-in 1\n"
_NONCE = 12

if sys.platform == "win32":
    import msvcrt

    def _taken(handle: int) -> bool:
        try:
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True
else:
    import fcntl

    def _taken(handle: int) -> bool:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return False
        return True


class TokenFile:
    """The file of one sign-in: its tenant, app, and account, or the mailbox's name where the config
    names no account: two people of one app must not share a file."""

    def __init__(self, settings: OAuth) -> None:
        who = settings.account.lower() or f"[{settings.mailbox}]"
        whole = (settings.authority, settings.tenant, settings.client_id, who)
        self._identity = "\0".join(whole).encode()
        self._how = settings.how
        self._folder = platformdirs.user_state_path("collectwork") / "sign-ins"
        self.path = self._folder / f"{hashlib.sha256(self._identity).hexdigest()[:32]}.tokens"

    def read(self) -> SerializableTokenCache:
        """What is kept; NoToken says that nobody is signed in, or why it cannot be read."""
        try:
            whole = self.path.read_bytes()
        except FileNotFoundError:
            raise NoToken(f"Nobody is signed in: sign in by `{self._how}`.") from None
        except OSError as error:
            raise NoToken(
                f"The sign-in kept in {self.path} cannot be read ({error.strerror}): make it "
                f"yours, or sign in again by `{self._how}`."
            ) from None
        try:
            text = self._opened(whole).decode()
            cache = SerializableTokenCache()
            cache.deserialize(text)
        except (InvalidTag, ValueError):
            raise NoToken(
                "The kept sign-in was changed or was written with another key, so nobody is "
                f"signed in: sign in again by `{self._how}`."
            ) from None
        return cache

    def can_keep(self) -> None:
        """InputRefused where there is no key to encrypt with: known before anybody signs in."""
        _key(make=True)

    def write(self, cache: SerializableTokenCache) -> None:
        """Keep it, whole or not at all; InputRefused where no key or no room can be had."""
        nonce = os.urandom(_NONCE)
        sealed = AESGCM(_key(make=True)).encrypt(nonce, cache.serialize().encode(), self._bound())
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            draft = self.path.with_suffix(f".{os.getpid()}.{os.urandom(4).hex()}.part")
            flags = os.O_CREAT | os.O_EXCL | os.O_WRONLY | getattr(os, "O_BINARY", 0)
            try:
                with os.fdopen(os.open(draft, flags, 0o600), "wb") as file:
                    file.write(_MAGIC + nonce + sealed)
                    file.flush()
                    os.fsync(file.fileno())
                os.replace(draft, self.path)
            finally:
                with contextlib.suppress(FileNotFoundError):
                    draft.unlink()
        except OSError as error:
            raise InputRefused(
                f"The sign-in was not kept: {self.path} cannot be written ({error.strerror})."
            ) from None

    def remove(self) -> bool:
        """Forget it; False when there was none."""
        try:
            self.path.unlink()
        except FileNotFoundError:
            return False
        return True

    @contextlib.contextmanager
    def alone(self) -> Iterator[None]:
        """One process at a time refreshes; the others find what it got."""
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            handle = os.open(self.path.with_suffix(".lock"), os.O_CREAT | os.O_RDWR, 0o600)
        except OSError as error:
            raise NoToken(f"{self._folder} cannot be written ({error.strerror}).") from None
        try:
            until = time.monotonic() + LOCK_SECONDS
            while not _taken(handle):
                if time.monotonic() > until:
                    raise NoToken("Another process has been renewing the sign-in for too long.")
                time.sleep(0.02)
            yield
        finally:
            os.close(handle)

    def _opened(self, whole: bytes) -> bytes:
        if not whole.startswith(_MAGIC):
            raise ValueError("not such a file")
        nonce, sealed = whole[len(_MAGIC) :][:_NONCE], whole[len(_MAGIC) + _NONCE :]
        return AESGCM(_key(make=False)).decrypt(nonce, sealed, self._bound())

    def _bound(self) -> bytes:
        return _MAGIC + self._identity


def _key(make: bool) -> bytes:
    """The key from the secret, which is made where a keyring can keep it."""
    try:
        text = secrets.find(KEY).reveal()
    except NotFound as error:
        if not make:
            raise NoToken(f"The kept sign-in cannot be opened. {error}") from None
        text = chance.token_urlsafe(32)
        secrets.keep(KEY, text)
    if len(text) < SHORTEST_KEY:
        raise NoToken(
            f"The secret {KEY!r} is too short to encrypt with: give it {SHORTEST_KEY} signs or "
            f"more ({secrets.variable(KEY)})."
        )
    return HKDF(SHA256(), 32, None, b"collectwork token cache").derive(text.encode())


def found(cache: SerializableTokenCache, scopes: tuple[str, ...], good_for: int) -> str | None:
    """An access token for the scopes that is good for that many seconds, without asking anyone."""
    kind: Any = SerializableTokenCache.CredentialType.ACCESS_TOKEN
    now = time.time()
    for one in cache.search(kind, target=list(scopes)):
        if int(one.get("expires_on", 0)) > now + good_for:
            return str(one["secret"])
    return None
