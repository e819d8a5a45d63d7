"""Deciding about disputes: what a short payment proposes is confirmed or declined, an open one
resolved or withdrawn."""

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


RESOLVED_REASONS = (
    "credited",
    "invoice is right, customer agrees",
    "invoice corrected",
    "copy or proof sent",
)
_VERBS = {"proposed": ("confirm", "decline"), "open": ("resolve", "withdraw")}


async def decided_dispute(screen: TurnScreen, lines: Sequence[DisputeLine]) -> bool:
    """Ask about these, proposed or open; whether one was decided, which the bottom line says."""
    options = [
        Option(f"{verb} {one.id}", f"{verb}: {_money(one)} of {one.document or 'the account'}")
        for one in lines
        for verb in _VERBS[one.state]
    ]
    proposed = all(one.state == "proposed" for one in lines)
    title = "A short payment proposes a dispute" if proposed else "Disputes of this account"
    answer = await screen.ask(ChooseDialog(title, options))
    if answer is None:
        screen.tell("Nothing recorded.")
        return False
    verb, _, id = answer.value.partition(" ")
    if verb == "confirm":
        made = await away(disputes.confirm, screen.desk, id, key=new_id())
        screen.tell(Told(made.text, sign="✓"))
        return True
    usual = DECLINE_REASONS if verb == "decline" else RESOLVED_REASONS
    why = await screen.ask(ReasonDialog(verb.capitalize(), "the dispute", usual))
    if why is None:
        screen.tell("Nothing recorded.")
        return False
    if verb == "decline":
        made = await away(disputes.decline, screen.desk, id, why.value, key=new_id())
    else:
        made = await away(
            disputes.resolve, screen.desk, id, why.value, new_id(), withdrawn=verb == "withdraw"
        )
    screen.tell(Told(made.text, sign="✓"))
    return True


def _money(one: DisputeLine) -> str:
    if one.amount is None or not one.currency:
        return "all"
    return f"{amount(one.amount, one.currency)} {one.currency}"
