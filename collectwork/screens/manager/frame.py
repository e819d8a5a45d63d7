"""The frame of what opens from the manager view: what it is about, figures, keys."""

from __future__ import annotations

from typing import Protocol, runtime_checkable

from textual.app import ComposeResult

from collectwork.analytics.figures import Listing
from collectwork.screens.base import DeskScreen
from collectwork.screens.work import Target
from collectwork.usecases.desk import Desk
from collectwork.widgets.figures import Figures
from collectwork.widgets.painted import Lines


@runtime_checkable
class OpensAccounts(Protocol):
    """The list, from which an account's page is opened."""

    def open_account(self, target: Target) -> None: ...


class FiguresScreen(DeskScreen[None]):
    """Works with the desk of the view, and leads from a row to the account it is about."""

    DEFAULT_CSS = """
    FiguresScreen { layout: vertical; }
    FiguresScreen #about { height: auto; background: $surface; padding: 0 1; }
    FiguresScreen #figures { height: 1fr; padding: 0 1; }
    FiguresScreen #keys { height: auto; background: $surface; padding: 0 1; }
    """

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk

    @property
    def desk(self) -> Desk:
        return self._desk

    def compose(self) -> ComposeResult:
        yield Lines(id="about")
        yield Figures(id="figures")
        yield Lines(id="keys")

    def open_account_of(self, listing: Listing, row: int) -> None:
        """The account's page, where the row is about one and the workbench is around."""
        account = listing.accounts[row] if row < len(listing.accounts) else None
        below = [one for one in self.app.screen_stack if isinstance(one, OpensAccounts)]
        if account is None or not below:
            return
        names = [column.name for column in listing.columns]
        place = names.index("customer") if "customer" in names else 0
        below[0].open_account(Target(account, str(listing.rows[row][place])))
