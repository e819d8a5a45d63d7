"""My day: what I did, what waits for me."""

from __future__ import annotations

from collectwork.domain.myday import MyDay
from collectwork.usecases.desk import Desk

_CALLS = 50
_WRITTEN = ("mail", "letter", "sms", "portal")


def my_day(desk: Desk) -> MyDay:
    """The actor's business day as it stands now."""
    with desk.store.read() as tx:
        acts = tx.today.acts(desk.actor, desk.today)
        codes: dict[str, int] = {}
        for code, _, _, number in acts:
            codes[code] = codes.get(code, 0) + number
        return MyDay(
            day=desk.today,
            actor=desk.actor,
            codes=codes,
            calls=sum(number for _, channel, _, number in acts if channel == "call"),
            spoken=sum(number for _, channel, reached, number in acts if reached),
            mails=sum(number for _, channel, _, number in acts if channel in _WRITTEN),
            accounts=tx.today.accounts(desk.actor, desk.today),
            promised=tx.today.promised(desk.actor, desk.today),
            callbacks=tuple(tx.follow_ups.callbacks(desk.today, desk.actor)[:_CALLS]),
            waiting=tx.today.waiting(desk.actor),
            replies=tx.inbox.waiting(desk.actor),
            to_assign=tx.inbox.counts().get("triage", 0),
        )
