"""Keys typed ahead: kept in order, delivered one at a time, never to the wrong account.

A collector's fingers are faster than a durable write. While a *turn* is under way (an outcome is
being recorded, a dialog is opening or has not answered yet), keys are kept; once the screen has
moved on they go, one after the other, to whatever has the focus then. When a turn fails the keys
that were typed after it are dropped, because they were meant for another account.
"""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING, Any, Protocol, cast, runtime_checkable

from textual import events
from textual.app import App
from textual.screen import Screen
from textual.widget import Widget


class TypeAhead:
    """The keys that wait. One for the whole program."""

    def __init__(self, app: App[Any]) -> None:
        self._app = app
        self._kept: deque[events.Key] = deque()
        self._turns = 0
        self._released: events.Key | None = None

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

    def arrived(self, event: events.Key) -> bool:
        """Keep a key that just came if older ones wait; True when it was kept."""
        if event is self._released:
            self._released = None
            return False
        if not self._kept:
            return False
        self._kept.append(event)
        return True

    def keeps(self, node: Widget, event: events.Key) -> bool:
        """Keep a key that has reached a widget which must not have it yet."""
        screen = node.screen
        held = screen is not self._app.screen or not self._ready(screen)
        if held:
            self._kept.append(event)
        return held

    def release(self) -> None:
        """Deliver the next key if the screen on top may have it."""
        if self._kept and self._ready(self._app.screen):
            event = self._kept.popleft()
            self._released = event
            self._app.post_message(event)
            target: object = self._app.focused or self._app.screen
            if not isinstance(target, Patient):
                self._app.call_later(self.release)

    def _ready(self, screen: Screen[Any]) -> bool:
        if getattr(screen, "in_turn_only", False):
            return bool(getattr(screen, "ready", True))
        return not self.in_turn


@runtime_checkable
class HasTypeAhead(Protocol):
    """An app that keeps keys."""

    type_ahead: TypeAhead


if TYPE_CHECKING:
    _Mixin = Widget
else:
    _Mixin = object  # a node as first base would hide the style sheet of the second one


class Patient(_Mixin):
    """For a widget (or screen) that lets keys wait while a turn is under way."""

    async def on_event(self, event: events.Event) -> None:
        if not isinstance(event, events.Key) or not hasattr(self.app, "type_ahead"):
            await super().on_event(event)
            return
        keys = cast(HasTypeAhead, self.app).type_ahead
        if keys.keeps(self, event):
            event.stop()
            return
        await super().on_event(event)
        keys.release()
