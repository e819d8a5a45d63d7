"""Messages on their way: `outbox`, with what a person may do about one that did not leave."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import typer

from collectwork.cli import output
from collectwork.cli.main import app
from collectwork.cli.options import CSV, JSON
from collectwork.cli.session import SESSION
from collectwork.cli.stopping import stoppable
from collectwork.errors import NotDelivered, WrongUsage

if TYPE_CHECKING:
    from collections.abc import Mapping

    from collectwork.domain.mail import Queued
    from collectwork.usecases.desk import Desk
    from collectwork.usecases.mails.delivering import Round
    from collectwork.usecases.mails.waiting import Wait

_ACTIONS = ("list", "send", "release", "drop", "settle")
_STUCK = ("queued", "failed", "doubt")
_COLUMNS: list[output.Column] = [
    ("id", "message", "left"), "state", ("queued_at", "queued", "left"), ("channel", "by", "left"),
    ("customer", "account", "left"), ("reason", "what and why", "left"),
]  # fmt: skip


@app.command("outbox")
def outbox(
    action: str = typer.Argument("list", help="list, send, release ID, drop ID or settle ID."),
    id: str = typer.Argument(None, help="The message, for release, drop and settle."),
    state: str = typer.Option(None, "--state", help="queued, held, doubt, failed, sent …"),
    channel: str = typer.Option(
        None, "--channel", help="mail, letter, sms, portal, agency or webhook."
    ),
    batch: str = typer.Option(None, "--batch", help="Only those queued with this batch."),
    limit: int = typer.Option(None, "--limit", min=1, help="The newest so many."),
    reason: str = typer.Option(
        "", "--reason", help="Why it is dropped; why it is released against a rule or in doubt."
    ),
    sent: bool = typer.Option(None, "--sent/--not-sent", help="settle: what you found out."),
    now: bool = typer.Option(False, "--now", help="send: outside the hours for sending, too."),
    json: bool = JSON,
    csv: bool = CSV,
) -> None:
    """Messages on their way: counts and list; send what is due; decide about one that is stuck."""
    from collectwork.domain.mail import MOVES
    from collectwork.usecases.mails.delivering import TO_CUSTOMERS

    if action not in _ACTIONS:
        raise WrongUsage(f"outbox {action}: say {', '.join(_ACTIONS[:-1])} or {_ACTIONS[-1]}.")
    if action in ("release", "drop", "settle") and not id:
        raise WrongUsage(f"outbox {action}: name the message.")
    if action == "settle" and sent is None:
        raise WrongUsage("outbox settle ID: say --sent or --not-sent.")
    if channel not in (None, "webhook", *TO_CUSTOMERS):
        raise WrongUsage(f"--channel {channel}: one of {', '.join(TO_CUSTOMERS)}, webhook.")
    if state is not None and state not in MOVES:
        raise WrongUsage(f"--state {state}: one of {', '.join(MOVES)}.")
    stuck = 0
    with SESSION.desk() as desk:
        if action == "send":
            stuck = _sent(desk, now)
        elif action != "list":
            output.say(sentence(_decided(desk, action, id, reason, sent)))
        _listed(desk, (state, limit, channel, batch), json, csv)
    if stuck:
        raise NotDelivered(f"{stuck} of the messages did not leave; they are kept in the outbox.")


def _decided(desk: Desk, action: str, id: str, reason: str, sent: bool) -> Queued:
    from collectwork.usecases import outbox as messages

    if action == "release":
        return messages.release(desk, id, reason)
    if action == "settle":
        return messages.settle(desk, id, sent=sent, reason=reason)
    return messages.drop(desk, id, reason or "given up by hand")


def _sent(desk: Desk, now: bool) -> int:
    """Everything that is due, by every channel; how many did not leave."""
    from collectwork.usecases.mails.delivering import send_due

    with stoppable() as stop:
        done = send_due(
            desk, on_each=lambda one: output.say(sentence(one)), now=now, by_person=True, stop=stop
        )
    say_round(done)
    return sum(one.state in _STUCK for one in done.touched) + len(done.trouble)


def say_round(done: Round) -> None:
    """What could not be tried, and what waits until when."""
    for trouble in done.trouble:
        output.warn(trouble)
    for (channel, mailbox), (number, wait) in done.waits.items():
        by = f" of {mailbox}" if mailbox else ""
        output.say(f"{number} {channel}{by}: {until(wait)}")


def until(wait: Wait) -> str:
    """Until when something waits by this machine's clock, and why."""
    from collectwork.domain.clocks import MACHINE

    local = wait.until.astimezone(MACHINE)
    return f"waits until {local:%a %Y-%m-%d %H:%M:%S}: {wait.why}"


def _listed(
    desk: Desk, chosen: tuple[str | None, int | None, str | None, str | None], json: bool, csv: bool
) -> None:
    from collectwork.usecases import outbox as messages

    state, limit, channel, batch = chosen
    channels = messages.channels(desk)
    counts = channels.get("mail") or messages.counts(desk)
    if batch is not None or channel is not None:
        counts = messages.counts(desk, channel, batch)
    found = messages.outbox(desk, state, limit, channel=channel, batch=batch)
    waits = messages.waits(desk, found)
    rows = [row(one, waits) for one in found]
    if json:
        output.as_json({"counts": counts, "channels": channels, "messages": rows})
        return
    if not csv:
        said = _counted(counts)
        others = [name for name, more in channels.items() if name != "mail" and any(more.values())]
        if others and channel is None and batch is None:
            output.say(f"mail: {said or 'none'}")
            for name in others:
                output.say(f"{name}: {_counted(channels[name])}")
        else:
            output.say(said or "Empty.")
    shown = rows if csv else [_short(one) for one in rows]
    output.answer(shown, csv=csv, columns=_COLUMNS, empty="No message in the outbox.")


def _counted(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{number} {name}" for name, number in counts.items() if number)


def row(one: Queued, waits: Mapping[str, Wait] | None = None) -> dict[str, Any]:
    """A message for scripts."""
    from collectwork.domain import clocks
    from collectwork.domain.mail import REMEDIES

    wait = (waits or {}).get(one.id)
    return {
        "message_id": one.message_id,
        "state": one.state,
        "to": list(one.to),
        "subject": one.subject,
        "invoices": list(one.documents),
        "attachments": list(one.attachments),
        "id": one.id,
        "customer": one.customer,
        "cc": list(one.cc),
        "template": one.template,
        "reason": one.reason,
        "attempts": one.attempts,
        "queued_at": one.queued_at,
        "sent_at": one.sent_at,
        "next_try_at": one.next_try_at,
        "channel": one.channel,
        "mailbox": one.mailbox,
        "batch": one.batch,
        "part_of": one.part_of,
        "may_have_left": one.doubtful or one.state == "doubt",
        "waits_until": clocks.text(wait.until) if wait else None,
        "waits_for": wait.why if wait else None,
        "remedy": REMEDIES.get("doubtful" if one.doubtful else one.state),
    }


def _short(row: dict[str, Any]) -> dict[str, Any]:
    """The row as a line for people: the id as far as it is needed, the minute of queueing without
    the year; to whom, what it waits for and what to do about it, or what it is about."""
    queued = str(row["queued_at"])[5:16].replace("T", " ")
    wait = (
        f"until {str(row['waits_until'])[11:16]} UTC: {row['waits_for']}"
        if row["waits_until"]
        else ""
    )
    why = [wait] if row["reason"] and row["reason"] in wait else [row["reason"], wait]
    said = "; ".join(one for one in (*why, row["remedy"]) if one) or row["subject"]
    whom = ", ".join(row["to"]) or "nobody"
    return {**row, "id": row["id"][-8:], "queued_at": queued, "reason": f"{whom}: {said}"}


def sentence(one: Queued) -> str:
    """What became of a message."""
    why = f": {one.reason}" if one.reason else ""
    whom = ", ".join(one.to) or one.customer or "nobody"
    return f"{one.state}{why} – {whom} – {one.subject}"
