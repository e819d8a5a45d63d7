"""What the keys of the screen Cash do: each decides one receipt and goes on to the next."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from collectwork.domain.account import Hit
from collectwork.domain.activity import new_id
from collectwork.domain.cash import Decided, Proposal, Receipt
from collectwork.errors import CollectworkError
from collectwork.present.cash import decidable, payer_of, proposal_words, weak
from collectwork.present.cells import amount
from collectwork.present.text import safe
from collectwork.present.words import Told
from collectwork.screens.base import away
from collectwork.screens.cash.allocate import AllocateDialog, Given
from collectwork.screens.cash.detail import Detail
from collectwork.screens.cash.disputing import decided_dispute
from collectwork.screens.dialogs.choose import ChooseDialog
from collectwork.screens.dialogs.find import FindDialog
from collectwork.screens.dialogs.words import ReasonDialog
from collectwork.screens.moving import Moving
from collectwork.usecases import accounts, cash, cash_as_shown
from collectwork.widgets.entry import Option
from collectwork.widgets.listing import Listing

Lines = tuple[tuple[int, int], ...]  # item id, minor units

ASIDE_REASONS = (
    "own transfer between our accounts",
    "refund of a supplier",
    "tax or social security",
    "sent by mistake, goes back",
    "interest or fees of the bank",
)
BACK_REASONS = (
    "another invoice was meant",
    "another customer was meant",
    "the customer says so",
    "decided too early",
)
_AT_ONCE = "taken back at once"


class Deciding(Moving):
    """The decisions; the screen itself shows."""

    detail: Detail

    def __init__(self) -> None:
        super().__init__()
        self.said: dict[int, str] = {}  # what was done here with a receipt, for its row
        self._own: list[int] = []  # receipts decided here, for taking back

    # ----- to be given by the screen

    @property
    def list(self) -> Listing[Receipt]:
        """The list itself."""
        raise NotImplementedError

    async def reload(self, goto: int | None = None) -> None:
        """Read the list anew."""
        raise NotImplementedError

    def noted(self, made: Decided) -> None:
        """Something was recorded here: the figures follow."""
        raise NotImplementedError

    # ----- one key each

    async def do_cash_accept(self) -> None:
        receipt = self._waiting()
        if receipt is None:
            return
        proposals = await self.detail.of(receipt)
        if not proposals:
            self.tell(f"Nothing is proposed: {self.key_of('cash.choose')} chooses the customer.")
        elif weak(proposals[0]):  # fingers in a rhythm must not apply what is a mere guess
            first = self.key_of("cash.take").partition("–")[0]
            self.tell(f"The best proposal is weak: {first} takes it all the same.")
        else:
            await self._take_up(receipt, proposals[0])

    async def do_cash_take(self, place: int = 1) -> None:
        receipt = self._waiting()
        if receipt is None:
            return
        proposals = await self.detail.of(receipt)
        if place >= len(proposals):
            self.tell(f"There is no proposal {place + 1}.")
            return
        await self._take_up(receipt, proposals[place])

    async def do_cash_choose(self) -> None:
        receipt = self._waiting()
        if receipt is None:
            return
        if receipt.unapplied_minor < 0:
            self.tell("Money that the bank took back is applied by a proposal, not by hand.")
            return
        proposals = await self.detail.of(receipt)
        hit = await self._customer(proposals[0].number if proposals else payer_of(receipt))
        if hit is None:
            return
        typed: Mapping[str, str] = {}
        items = await away(cash_as_shown.payable, self.desk, receipt, hit.customer_id)
        mine = [one for one in await self.detail.of(receipt) if one.customer_id == hit.customer_id]
        given = {part.item_id: part.minor for part in mine[0].lines} if mine else {}
        while True:
            dialog = AllocateDialog(
                hit.name, receipt, items, given, self.desk.today, typed
            )  # fmt: skip
            answer = await self.ask(dialog, f"cash {receipt.id} {hit.customer_id}")
            if answer is None:
                self.tell("Nothing recorded.")
                return
            try:
                await self._give(receipt, hit, answer.value)
            except CollectworkError as error:
                self.trouble(error)
                typed = answer.typed
            else:
                return

    async def do_cash_on_account(self) -> None:
        receipt = self._waiting()
        if receipt is None:
            return
        proposals = await self.detail.of(receipt)
        best = proposals[0] if proposals else None
        if receipt.customer_id is not None:
            customer, name = receipt.customer_id, receipt.name or receipt.number or ""
        elif best is not None and not weak(best):
            customer, name = best.customer_id, best.name
        else:
            hit = await self._customer(payer_of(receipt))
            if hit is None:
                return
            customer, name = hit.customer_id, hit.name
        await self._on_account(receipt, customer, name)

    async def do_cash_set_aside(self) -> None:
        receipt = self._waiting()
        if receipt is None:
            return
        answer = await self.ask(ReasonDialog("Set aside", payer_of(receipt), ASIDE_REASONS))
        if answer is None:
            self.tell("Nothing recorded.")
            return
        made = await self._recorded(receipt, cash.set_aside, answer.value)
        self._moved_on(receipt, made, f"set aside: {answer.value}")

    # ----- short payments

    async def do_cash_short(self) -> None:
        """Of money that waits: apply it with or without a dispute about what is missing; of money
        that is applied: confirm or decline the dispute that it proposed."""
        receipt = self.list.current
        if receipt is None:
            return
        if decidable(receipt):
            await self._short_of(receipt)
            return
        proposed = await away(cash_as_shown.proposed_disputes, self.desk, receipt.id)
        if not proposed:
            self.tell("This payment proposes no dispute.")
            return
        if await decided_dispute(self, proposed):
            await self.reload(receipt.id)

    async def _short_of(self, receipt: Receipt) -> None:
        proposals = await self.detail.of(receipt)
        short = proposals[0].short if proposals else None
        if short is None:
            self.tell("The best proposal leaves nothing short.")
            return
        best = proposals[0]
        missing = f"{amount(short.missing_minor, receipt.currency)} {receipt.currency}"
        options = [
            Option("dispute", f"apply, and propose a dispute of {missing} on {short.document}"),
            Option("open", f"apply, and leave {missing} open on {short.document}"),
        ]
        answer = await self.ask(ChooseDialog(f"Short payment · {best.name}", options))
        if answer is None:
            self.tell("Nothing recorded.")
            return
        await self._take_up(receipt, best, dispute=answer.value == "dispute")

    # ----- taking back

    async def do_cash_undo(self) -> None:
        """The decision under the cursor, where that is decided; else the last one made here."""
        receipt = self.list.current
        if receipt is not None and (receipt.state == "open" or decidable(receipt)) and self._own:
            await self._take_back(self._own[-1], _AT_ONCE)
        elif receipt is None or receipt.state == "open":
            self.tell("There is no decision to take back.")
        elif receipt.id in self._own:
            await self._take_back(receipt.id, _AT_ONCE)
        else:
            answer = await self.ask(ReasonDialog("Take back", payer_of(receipt), BACK_REASONS))
            if answer is None:
                self.tell("Nothing taken back.")
            else:
                await self._take_back(receipt.id, answer.value)

    async def _take_back(self, receipt_id: int, reason: str) -> None:
        if receipt_id in self._own:
            self._own.remove(receipt_id)
        try:
            made = await away(cash.take_back, self.desk, receipt_id, reason, key=new_id())
        finally:  # what cannot be taken back has changed as well
            self.said.pop(receipt_id, None)
            self.detail.forget(receipt_id)
            await self.reload(receipt_id)
        self.tell(made.text)

    # ----- what the keys share

    def _waiting(self) -> Receipt | None:
        """The receipt under the cursor, while it waits for a decision."""
        receipt = self.list.current
        if receipt is None:
            self.tell("There is no money under the cursor.")
            return None
        if not decidable(receipt):
            self.tell(f"This is decided already: {self.key_of('cash.undo')} takes it back.")
            return None
        return receipt

    async def _customer(self, text: str) -> Hit | None:
        """Any customer, looked for by the payer's name first."""

        async def look(text: str) -> list[Hit]:
            return await away(accounts.search, self.desk, text)

        answer = await self.ask(FindDialog(look, safe(text)))
        if answer is None:
            self.tell("Nothing recorded.")
        return answer.value if answer else None

    async def _take_up(
        self, receipt: Receipt, proposal: Proposal, *, dispute: bool | None = None
    ) -> None:
        """Apply as proposed; a proposal without invoices leaves it on the customer's account."""
        if not proposal.lines:
            await self._on_account(receipt, proposal.customer_id, proposal.name)
            return
        lines = tuple((one.item_id, one.minor) for one in proposal.lines)
        asks = proposal.dispute if dispute is None else dispute
        await self._apply(
            receipt, lines, asks, proposal_words(proposal),
            why="; ".join(proposal.reasons), confidence=proposal.confidence,
        )  # fmt: skip

    async def _give(self, receipt: Receipt, hit: Hit, given: Given) -> None:
        if given.lines:
            said = f"applied by hand · {hit.name}"
            await self._apply(receipt, given.lines, given.dispute_short, said)
        else:
            await self._on_account(receipt, hit.customer_id, hit.name)

    async def _apply(
        self, receipt: Receipt, lines: Lines, dispute: bool, said: str, **why: Any
    ) -> None:
        made = await self._recorded(receipt, cash.apply, lines, dispute_short=dispute, **why)
        self._moved_on(receipt, made, said)

    async def _on_account(self, receipt: Receipt, customer_id: int, name: str) -> None:
        made = await self._recorded(receipt, cash.put_on_account, customer_id)
        self._moved_on(receipt, made, f"on account of {name}")

    async def _recorded(
        self, receipt: Receipt, decide: Callable[..., Decided], *what: Any, **how: Any
    ) -> Decided:
        """Write a decision. What cannot be recorded is read anew: the facts may be other ones."""
        try:
            return await away(
                decide, self.desk, receipt.id, *what, seen=receipt.version, key=new_id(), **how
            )
        except CollectworkError:
            await self.reload()
            raise

    def _moved_on(self, receipt: Receipt, made: Decided, said: str) -> None:
        """It is in the log: show it on the row and go to the next that waits."""
        listing = self.list
        self._own.append(receipt.id)
        self.said[receipt.id] = said
        self.detail.forget(receipt.id)
        listing.change(
            replace(
                receipt, state=made.state, unapplied_minor=made.unapplied_minor,
                version=receipt.version + 1,
            )
        )  # fmt: skip
        if listing.current is not None and listing.current.id == receipt.id:
            to = listing.next_open(listing.cursor)
            if to is not None:
                listing.move(to)
        self.detail.follow()
        back = self.key_of("cash.undo")
        self.tell(Told(made.text, "", "✓", (), back, "takes it back"))
        self.noted(made)
