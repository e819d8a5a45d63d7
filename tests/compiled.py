"""A statement that was compiled for one store of a test run is not compiled again for the next.

SQLAlchemy keeps what it compiled with the engine. A program opens one store; the tests open
thousands alike, and spent a quarter of their time on compiling what had been compiled before.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, Engine, event
from sqlalchemy.util import LRUCache


class Statements(LRUCache[Any, Any]):
    """Found by the kind of database instead of an engine's own dialect, the key's first part."""

    def get(self, key: Any, default: Any = None) -> Any:
        return super().get((key[0].name, *key[1:]), default)

    def __setitem__(self, key: Any, value: Any) -> None:
        super().__setitem__((key[0].name, *key[1:]), value)


@contextmanager
def shared() -> Iterator[None]:
    """By every engine of this process, until the end."""
    found = Statements(2_000)

    def share(connection: Connection) -> None:
        connection.engine._compiled_cache = found

    event.listen(Engine, "engine_connect", share)
    yield
    event.remove(Engine, "engine_connect", share)
