"""Moving on a long list: the same keys on every screen that has one."""

from __future__ import annotations

from typing import Any

from collectwork.screens.turns import TurnScreen
from collectwork.widgets.listing import Listing


class Moving(TurnScreen):
    """The part of a screen that moves the cursor of its list."""

    @property
    def list(self) -> Listing[Any]:
        """The list itself."""
        raise NotImplementedError

    def do_go_down(self) -> None:
        self.list.move(self.list.cursor + 1)

    def do_go_up(self) -> None:
        self.list.move(self.list.cursor - 1)

    def do_go_page_down(self) -> None:
        self.list.move(self.list.cursor + max(1, self.list.size.height - 1))

    def do_go_page_up(self) -> None:
        self.list.move(self.list.cursor - max(1, self.list.size.height - 1))

    def do_go_first(self) -> None:
        self.list.move(0)

    def do_go_last(self) -> None:
        self.list.move(self.list.length - 1)
