"""Where an account stands: pinned on its list, or handed to the lead's desk and back."""

from __future__ import annotations

from typing import Any, Protocol, TypeVar

from collectwork.domain.account import AccountPage
from collectwork.domain.activity import new_id
from collectwork.present.words import Told
from collectwork.screens.base import away
from collectwork.screens.dialogs.frame import Answer, Dialog
from collectwork.screens.dialogs.words import ESCALATION_REASONS, ReasonDialog
from collectwork.usecases import hand_over, pinning
from collectwork.usecases.desk import Desk

Value = TypeVar("Value")

PIN_REASONS = (
    "asked to be called today",
    "large payment run tomorrow",
    "visit is planned",
    "waiting for an answer",
    "the lead asked for it",
)
BACK_NOTES = (
    "go on as the rules say",
    "call once more, then back to me",
    "I have spoken to them: wait for the payment",
    "wait for my next word",
)
_PLACES = {"top": "to the top of its list", "end": "to the end of its list"}


class Whom(Protocol):
    """The account that a key was meant for."""

    @property
    def id(self) -> int: ...
    @property
    def name(self) -> str: ...


class Placing(Protocol):
    """A screen of work that shows the account as it is afterwards."""

    @property
    def desk(self) -> Desk: ...
    async def ask(self, dialog: Dialog[Value], draft: str = "") -> Answer[Value] | None: ...
    async def page_of(self, customer_id: int) -> AccountPage: ...
    async def taken_back(self, target: Any) -> None: ...
    async def passed_over(self, target: Any) -> None: ...
    def noted(self, entry_id: str, target: Any) -> None: ...
    @property
    def undo_key(self) -> str: ...
    def tell(self, told: Told | str) -> None: ...


async def pinned(screen: Placing, target: Whom, where: str) -> None:
    """To the top or the end with a reason; the same key again takes the pin off."""
    customer, key = (await screen.page_of(target.id)).customer, new_id()
    if customer.pinned == pinning.PLACES[where]:
        await away(pinning.pin, screen.desk, target.id, "off", key=key)
        await _shown(screen, target, key, "pin taken off: its place is as computed")
        return
    said = await screen.ask(ReasonDialog(f"Pin {_PLACES[where]}", target.name, PIN_REASONS))
    if said is None:
        screen.tell("Not pinned.")
        return
    await away(pinning.pin, screen.desk, target.id, where, said.value, key=key)
    told = f"pinned {_PLACES[where]} until it is worked"
    await _shown(screen, target, key, told, passed=where == "end")


async def handed(screen: Placing, target: Whom) -> None:
    """To the lead's desk with a reason; back from there with a note."""
    given, key = (await screen.page_of(target.id)).hand_over, new_id()
    if given is not None and given.at_desk:
        note = await screen.ask(ReasonDialog("Hand back with a note", target.name, BACK_NOTES))
        if note is None:
            screen.tell("Not handed back.")
            return
        back = await away(hand_over.hand_back, screen.desk, target.id, note.value, key=key)
        await _shown(screen, target, key, f"handed back to {back.owner or 'nobody'}")
        return
    why = await screen.ask(
        ReasonDialog("Hand over to the lead's desk", target.name, ESCALATION_REASONS)
    )
    if why is None:
        screen.tell("Not handed over.")
        return
    lies = await away(hand_over.hand_over, screen.desk, target.id, why.value, key=key)
    await _shown(screen, target, key, f"lies at {lies.holder}’s desk now")


async def _shown(
    screen: Placing, target: Whom, key: str, said: str, *, passed: bool = False
) -> None:
    """Show the list as it is now, and what was done; undo takes it back. ``passed``: the account
    is for later, so the cursor stays at its place in the list."""
    screen.noted(key, target)
    if passed:
        await screen.passed_over(target)
    else:
        await screen.taken_back(target)
    screen.tell(Told(said, target.name, "✓", (), screen.undo_key))
