"""The inbox in the unattended day: looked into before the list is planned, so that nobody is
reminded who has written, and again once mails have left, for what came back at once."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from collectwork.domain.inbox import Synced
from collectwork.domain.watching import Step
from collectwork.errors import CollectworkError, NotFetched
from collectwork.usecases.desk import Desk
from collectwork.usecases.inbox import fetching

NAME = "inbox"
_ALL = "every mailbox"


def first_look(desk: Desk) -> Synced:
    """What came in before the day is planned; trouble is kept for the step."""
    try:
        return fetching.sync(desk, plan_again=False)
    except CollectworkError as error:
        return Synced(trouble={_ALL: str(error)})


def step(desk: Desk, before: Synced | None = None) -> Step:
    """Look again, and tell what both looks brought."""
    if not any(about.fetches for about in desk.mailboxes):
        return Step(NAME, "not set up: no mailbox is fetched", details={"set_up": False})
    done = fetching.sync(desk)
    if before is not None:
        done = _both(before, done)
    text = fetching.in_words(done)
    details: dict[str, object] = {
        "set_up": True, "fetched": done.fetched, "filed": done.filed, "triage": done.triage,
        "kinds": dict(done.by_kind), "bounced": list(done.bounced), "held": done.held,
        "suggestions": done.suggested, "trouble": dict(done.trouble),
    }  # fmt: skip
    if not done.trouble:
        return Step(NAME, text, details=details)
    text += "; not read: " + "; ".join(f"{n or 'mailbox'}: {w}" for n, w in done.trouble.items())
    return Step(NAME, text, NotFetched.exit_code, details)


def _both(first: Synced, then: Synced) -> Synced:
    numbers = ("fetched", "known", "filed", "triage", "held", "suggested")
    sums = {name: getattr(first, name) + getattr(then, name) for name in numbers}
    kinds = Counter(first.by_kind) + Counter(then.by_kind)
    bounced = tuple(dict.fromkeys((*first.bounced, *then.bounced)))
    return replace(then, **sums, by_kind=dict(kinds), bounced=bounced)
