"""Keys typed ahead: delivered one at a time, in order, never to the wrong account.

A collector's fingers are faster than a durable write. A key is delivered only when the one before
it has done all it does: moved a cursor, been typed into a field, opened a dialog that now has the
focus, or recorded an outcome and moved on. While a *turn* is under way (something is being done for
an account) keys for the screens of work wait. When a turn fails, the keys typed after it are
dropped: they were meant for another account.
"""

from __future__ import annotations

from collections import deque
from typing import Any

from textual import events
from textual.app import App
from textual.message_pump import MessagePump

_AT_MOST = 0.3  # seconds a widget may keep a key to itself before the next one is delivered


class TypeAhead:
    """The keys that wait. One for the whole program."""

    def __init__(self, app: App[Any]) -> None:
        self._app = app
        self._kept: deque[events.Key] = deque()
        self._current: events.Key | None = None
        self._turns = 0

    @property
    def in_turn(self) -> bool:
        """Is something being done for an account right now?"""
        return self._turns > 0

    @property
    def waiting(self) -> int:
        """How many keys wait."""
        return len(self._kept)

    def begin(self) -> None:
        """A turn begins: keys for the screens of work are kept until it has ended."""
        self._turns += 1

    def end(self) -> None:
        """A turn is over, the screen has moved on: the next key may go."""
        self._turns -= 1
        self.release()

    def drop(self) -> int:
        """Forget the keys that wait; returns how many they were."""
        dropped = len(self._kept)
        self._kept.clear()
        return dropped

    # ----- for the app: a fresh key, what became of it

    def may_go(self, event: events.Key) -> bool:
        """Whether a fresh key is to be delivered now; it is kept otherwise."""
        if event is self._current:
            return True
        if self._kept or not self._free():
            self._kept.append(event)
            self.release()
            return False
        self._current = event
        return True

    def delivered(self, event: events.Key, to: MessagePump) -> None:
        """The key went to a widget: it is done with when that has stopped it, or when it has come
        back to the app; a widget that went away meanwhile must not keep the others waiting."""
        if not event.is_forwarded:  # a binding with priority took it
            self.done(event)
            return

        def looked_at() -> None:
            if event._stop_propagation:
                self.done(event)

        to.call_later(looked_at)
        self._app.set_timer(_AT_MOST, lambda: self.done(event))

    def done(self, event: events.Key) -> None:
        """The key has done all it does, or begun a turn."""
        if event is self._current:
            self._current = None
            self.release()

    def release(self) -> None:
        """Deliver the next key if it may go."""
        if self._kept and self._free():
            self._current = self._kept.popleft()
            self._app.post_message(self._current)

    def _free(self) -> bool:
        if self._current is not None:
            return False
        screen = self._app.screen
        if getattr(screen, "within_turn", False):
            return bool(getattr(screen, "ready", True))
        return not self.in_turn
