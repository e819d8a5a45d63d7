"""Blocking an account or an invoice, and lifting or prolonging a block."""

from __future__ import annotations

from collections.abc import Mapping

from collectwork.domain.actions import Recorded
from collectwork.domain.activity import new_id
from collectwork.errors import CollectworkError
from collectwork.screens.base import away
from collectwork.screens.dialogs.block import BlockDialog, BlockWish
from collectwork.screens.turns import TurnScreen
from collectwork.usecases import accounts, blocks
from collectwork.usecases.desk import Desk


async def blocked(screen: TurnScreen, customer_id: int, name: str) -> Recorded | None:
    """Ask, then record; a refused answer is asked for again as typed. None when it was left."""
    page = await away(accounts.page, screen.desk, customer_id)
    active = await away(blocks.blocks, screen.desk, "active", customer_id)
    typed: Mapping[str, str] = {}
    while True:
        dialog = BlockDialog(name, page.items, active, screen.desk.today, typed)
        answer = await screen.ask(dialog, f"{customer_id} block")
        if answer is None:
            return None
        try:
            return await away(_recorded, screen.desk, customer_id, answer.value)
        except CollectworkError as error:
            screen.trouble(error)
            typed = answer.typed


def _recorded(desk: Desk, customer_id: int, wish: BlockWish) -> Recorded:
    if wish.act == "lift":
        return blocks.lift(desk, wish.block, wish.reason, new_id())
    if wish.act == "prolong" and wish.until is not None:
        return blocks.prolong(desk, wish.block, wish.until, wish.reason, new_id())
    return blocks.block(
        desk, customer_id, wish.kind, wish.reason, wish.until, wish.item_id, new_id()
    )
