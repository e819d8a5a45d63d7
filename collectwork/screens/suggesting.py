"""Deciding about what replies suggest, from an account or from the inbox."""

from __future__ import annotations

from collections.abc import Mapping

from collectwork.domain.actions import Recorded
from collectwork.domain.activity import new_id
from collectwork.domain.suggestions import Suggestion
from collectwork.errors import CollectworkError
from collectwork.screens.asking import Asker
from collectwork.screens.base import away
from collectwork.screens.dialogs.suggestion import Decision, SuggestionDialog
from collectwork.usecases import suggestions
from collectwork.usecases.desk import Desk


async def suggested(
    screen: Asker, customer_id: int | None = None, message_id: int | None = None
) -> list[Recorded] | None:
    """Ask about each that waits, the newest reply first; escape ends it. Returns what was
    decided, None where nothing waits."""
    desk = screen.desk
    waiting = await away(suggestions.suggestions, desk, "proposed", customer_id, message_id)
    if not waiting:
        return None
    done: list[Recorded] = []
    for one in waiting:
        recorded = await _decided(screen, one)
        if recorded is None:
            break
        done.append(recorded)
    return done


async def _decided(screen: Asker, one: Suggestion) -> Recorded | None:
    """Ask, and do it; a refused answer is asked for again as typed. None for escape."""
    typed: Mapping[str, str] = {}
    key = new_id()
    while True:
        answer = await screen.ask(SuggestionDialog(one, screen.desk.today, typed))
        if answer is None:
            return None
        try:
            return await away(_do, screen.desk, one, answer.value, key)
        except CollectworkError as error:
            screen.trouble(error)
            typed = answer.typed


def _do(desk: Desk, one: Suggestion, decision: Decision, key: str) -> Recorded:
    if decision.declined:
        return suggestions.decline(desk, one.id, decision.declined, key=key)
    edit = suggestions.typed_edit(
        desk,
        one,
        amount=decision.amount or None,
        day=decision.day or None,
        invoices=decision.invoices or None,
        reason=decision.reason or None,
    )
    return suggestions.accept(desk, one.id, edit, key=key)
