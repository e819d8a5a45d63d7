"""What each receipt may pay, and all that is known of the one under the cursor."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence

from collectwork.domain.cash import Proposal, Receipt
from collectwork.domain.receivables import Item
from collectwork.present.cash import decidable, receipt_lines
from collectwork.present.pieces import Line
from collectwork.screens.base import DeskScreen, away
from collectwork.usecases import cash_as_shown
from collectwork.widgets.listing import Listing
from collectwork.widgets.painted import Sheet

Proposals = tuple[Proposal, ...]
_REST = 0.02  # seconds a cursor must stay on a receipt before what is open is read


class Detail:
    """Proposals come after their rows: the list never waits for the matching.

    ``proposals``: by receipt, as far as they are read; the rows draw from the same.
    """

    def __init__(
        self,
        screen: DeskScreen[None],
        listing: Listing[Receipt],
        sheet: Sheet,
        proposals: dict[int, Proposals],
    ) -> None:
        self._screen, self._list, self._sheet = screen, listing, sheet
        self._proposals = proposals
        self._items: dict[int, Sequence[Item]] = {}  # what is open, by customer
        self._shown: int | None = None
        sheet.can_focus = False

    async def propose(self, receipts: Iterable[Receipt]) -> None:
        """Read what these may pay, in one pass; what was read before shows until then."""
        wanted = [one.id for one in receipts if decidable(one)]
        if wanted:
            self._proposals |= await away(cash_as_shown.proposals, self._screen.desk, wanted)
            self._list.refresh()
            self.follow()

    async def of(self, receipt: Receipt) -> Proposals:
        """What a receipt may pay, the best first."""
        if receipt.id not in self._proposals:
            await self.propose([receipt])
        return self._proposals.get(receipt.id, ())

    async def items_of(self, receipt: Receipt) -> Sequence[Item]:
        """What is open of the customer that the best proposal names, else of the one known."""
        customer = self._customer(receipt)
        if customer is None or not decidable(receipt):
            return ()
        if customer not in self._items:
            desk = self._screen.desk
            self._items[customer] = await away(cash_as_shown.open_items, desk, customer)
        return self._items[customer]

    def forget(self, receipt_id: int | None = None) -> None:
        """What is open has changed; so has what a decided receipt may pay."""
        self._items.clear()
        if receipt_id is not None:
            self._proposals.pop(receipt_id, None)

    def follow(self) -> None:
        """Show the receipt under the cursor: what is read of it at once, the rest when it is."""
        receipt = self._list.current
        if receipt is None or not self._sheet.display:
            return
        customer = self._customer(receipt)
        self._draw(receipt, self._items.get(customer, ()) if customer is not None else ())
        if customer is not None and customer not in self._items:
            self._screen.background(self._fetch(receipt), "panel")

    def say(self, lines: Sequence[Line]) -> None:
        """Show these lines in place of a receipt."""
        self._shown = None
        self._sheet.show(lambda _: lines)

    def lines(self, receipt: Receipt, items: Sequence[Item], room: int) -> list[Line]:
        """All that is known of a receipt; proposals None: not read yet."""
        proposals = self._proposals.get(receipt.id)
        return receipt_lines(receipt, proposals, items, room, self._screen.desk.today)

    def _customer(self, receipt: Receipt) -> int | None:
        proposals = self._proposals.get(receipt.id, ())
        return proposals[0].customer_id if proposals else receipt.customer_id

    async def _fetch(self, receipt: Receipt) -> None:
        # who holds j down passes many receipts: only where they stop is read
        await asyncio.sleep(_REST)
        items = await self.items_of(receipt)
        current = self._list.current
        if current is not None and current.id == receipt.id:
            self._draw(current, items)

    def _draw(self, receipt: Receipt, items: Sequence[Item]) -> None:
        same = self._shown == receipt.id
        self._shown = receipt.id
        self._sheet.show(lambda room: self.lines(receipt, items, room), from_top=not same)
