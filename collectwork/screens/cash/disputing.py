"""Disputes that a short payment proposes: a person confirms or declines them."""

from __future__ import annotations

from collections.abc import Sequence

from collectwork.domain.account import DisputeLine
from collectwork.domain.activity import new_id
from collectwork.present.cells import amount
from collectwork.present.words import Told
from collectwork.screens.base import away
from collectwork.screens.dialogs.choose import ChooseDialog
from collectwork.screens.dialogs.words import ReasonDialog
from collectwork.screens.turns import TurnScreen
from collectwork.usecases import disputes
from collectwork.widgets.entry import Option

DECLINE_REASONS = (
    "it stays owed",
    "too small to ask about",
    "paid meanwhile",
    "a discount that was agreed",
)


async def decided_dispute(screen: TurnScreen, proposed: Sequence[DisputeLine]) -> bool:
    """Ask about these; whether one was confirmed or declined, which the bottom line then says."""
    options = [
        Option(f"{verb} {one.id}", f"{verb}: {_money(one)} of {one.document or 'the account'}")
        for one in proposed
        for verb in ("confirm", "decline")
    ]
    answer = await screen.ask(ChooseDialog("A short payment proposes a dispute", options))
    if answer is None:
        screen.tell("Nothing recorded.")
        return False
    verb, _, id = answer.value.partition(" ")
    if verb == "confirm":
        made = await away(disputes.confirm, screen.desk, id, key=new_id())
    else:
        why = await screen.ask(ReasonDialog("Decline", "the dispute", DECLINE_REASONS))
        if why is None:
            screen.tell("Nothing recorded.")
            return False
        made = await away(disputes.decline, screen.desk, id, why.value, key=new_id())
    screen.tell(Told(made.text, sign="✓"))
    return True


def _money(one: DisputeLine) -> str:
    if one.amount is None or not one.currency:
        return "all"
    return f"{amount(one.amount, one.currency)} {one.currency}"
