"""What an outcome needs to know, asked with the right dialog: only what its code needs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol, TypeVar

from collectwork.domain.account import AccountPage
from collectwork.domain.blocks import FollowUpKind
from collectwork.domain.outcomes import Outcome
from collectwork.domain.receivables import Item
from collectwork.errors import ContactRefused
from collectwork.present.account import main_contact
from collectwork.screens.dialogs.frame import Answer, Dialog
from collectwork.usecases import followups
from collectwork.usecases.desk import Desk

Value = TypeVar("Value")
Typed = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Asked:
    """Arguments for ``recording.record``, and what was typed to get them."""

    arguments: dict[str, Any] = field(default_factory=dict)
    typed: Typed = field(default_factory=dict)


class Asker(Protocol):
    """A screen that can open dialogs."""

    @property
    def desk(self) -> Desk: ...
    @property
    def now(self) -> Any: ...
    async def ask(self, dialog: Dialog[Value], draft: str = "") -> Answer[Value] | None: ...
    async def page_of(self, customer_id: int) -> AccountPage: ...
    def trouble(self, error: Exception, more: str = "") -> None: ...


async def asked_for(
    screen: Asker, customer_id: int, name: str, outcome: Outcome, typed: Typed
) -> Asked | None:
    """Ask; None when it was cancelled. An outcome that needs nothing asks nothing."""
    draft = f"{customer_id} {outcome.code}"
    if outcome.starts == "promise":
        return await _promise(screen, customer_id, name, typed, draft)
    if outcome.starts == "dispute":
        return await _dispute(screen, customer_id, name, typed, draft)
    if outcome.starts in ("callback", "resubmission"):
        return await _later(screen, customer_id, name, outcome, typed, draft)
    if "note" in outcome.needs:
        return await _note(screen, name, typed, draft)
    if "reason" in outcome.needs:
        return await _reason(screen, name, outcome, typed, draft)
    return Asked()


async def override_of(screen: Asker, name: str, refused: ContactRefused) -> str | None:
    """The contact policy speaks against it: show why; a person may go on with a reason, which is
    kept. None where it is left, or where whoever acts may not go on (which is told)."""
    from collectwork.screens.dialogs.words import OverrideDialog

    if not refused.may_override:
        screen.trouble(refused)
        return None
    answer = await screen.ask(OverrideDialog(name, str(refused), asks=refused.asks))
    return answer.value if answer else None


async def _promise(
    screen: Asker, customer_id: int, name: str, typed: Typed, draft: str
) -> Asked | None:
    from collectwork.screens.dialogs.promise import PromiseDialog

    page = await screen.page_of(customer_id)
    contacts = _first(page)
    desk = screen.desk
    answer = await screen.ask(
        PromiseDialog(name, _one_currency(page), contacts, desk.today, desk.policy, typed), draft
    )
    if answer is None:
        return None
    arguments = {"promise": answer.value, "contact_id": answer.value.contact_id}
    return Asked(arguments, answer.typed)


async def _dispute(
    screen: Asker, customer_id: int, name: str, typed: Typed, draft: str
) -> Asked | None:
    from collectwork.screens.dialogs.dispute import DisputeDialog

    page = await screen.page_of(customer_id)
    answer = await screen.ask(DisputeDialog(name, page.items, screen.desk.today, typed), draft)
    return Asked({"dispute": answer.value}, answer.typed) if answer else None


async def _later(
    screen: Asker, customer_id: int, name: str, outcome: Outcome, typed: Typed, draft: str
) -> Asked | None:
    from collectwork.screens.dialogs.followup import FollowUpDialog

    page = await screen.page_of(customer_id)
    contact = main_contact(page)
    phone = (contact.phone or "") if contact else ""
    kind: FollowUpKind = "callback" if outcome.starts == "callback" else "resubmission"
    zone, place = followups.place(screen.desk, page.customer)
    now = screen.now.astimezone(zone)
    dialog = FollowUpDialog(name, kind, phone, now, screen.desk.today, place, typed)
    answer = await screen.ask(dialog, draft)
    return Asked({"follow_up": answer.value}, answer.typed) if answer else None


async def _note(screen: Asker, name: str, typed: Typed, draft: str) -> Asked | None:
    from collectwork.screens.dialogs.words import NoteDialog

    answer = await screen.ask(NoteDialog(name, typed), draft)
    return Asked({"note": answer.value}, answer.typed) if answer else None


async def _reason(
    screen: Asker, name: str, outcome: Outcome, typed: Typed, draft: str
) -> Asked | None:
    from collectwork.screens.dialogs.words import ESCALATION_REASONS, SKIP_REASONS, ReasonDialog

    escalates = outcome.starts == "escalation"
    usual = ESCALATION_REASONS if escalates else SKIP_REASONS
    what = outcome.label.removesuffix(" with a reason").capitalize()
    answer = await screen.ask(ReasonDialog(what, name, usual, typed), draft)
    return Asked({"reason": answer.value}, answer.typed) if answer else None


def _first(page: AccountPage) -> list[Any]:
    """The contacts, the one to talk to first."""
    first = main_contact(page)
    return [] if first is None else [first, *(c for c in page.contacts if c is not first)]


def _one_currency(page: AccountPage) -> list[Item]:
    """The items of the currency in which most is to be collected: a promise is in one."""
    open_items = [item for item in page.items if item.open > 0]
    if not open_items:
        return []
    due = {c: v for c, v in page.to_collect.items() if v > 0} or page.balance
    chosen = max(due, key=lambda currency: due[currency]) if due else open_items[0].currency
    return [item for item in open_items if item.currency == chosen] or open_items
