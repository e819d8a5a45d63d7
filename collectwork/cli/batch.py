"""Mails to a filtered part of the day's list: `batch`."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import typer

from collectwork.cli import output
from collectwork.cli.main import app
from collectwork.cli.options import DRY_RUN, JSON
from collectwork.cli.outbox import say_round
from collectwork.cli.session import SESSION
from collectwork.cli.stopping import stoppable
from collectwork.errors import NotAllowed, NotDelivered

if TYPE_CHECKING:
    from collections.abc import Callable

    from collectwork.usecases.batching import Done, Prepared
    from collectwork.usecases.desk import Desk
    from collectwork.usecases.mails.delivering import Round, Stop

_SHOWN = 10


@app.command("batch")
def batch(
    template: str = typer.Option(None, "--template", help="Instead of each step's own."),
    collector: str = typer.Option(None, "--collector", help="Only this person's list."),
    strategy: str = typer.Option("", "--strategy", help="Only accounts in this strategy."),
    step: str = typer.Option("", "--step", help="Only accounts at this step."),
    filter: str = typer.Option("", "--filter", help="Part of a name or number."),
    limit: int = typer.Option(None, "--limit", min=1, help="The first so many of the list."),
    dry_run: bool = DRY_RUN,
    yes: bool = typer.Option(False, "--yes", help="Without asking."),
    json: bool = JSON,
) -> None:
    """Queue the mails of the day's steps for a filtered list, one a customer, and send them.

    First it is said what would leave. Ctrl-C stops between two mails; what is queued by then stays
    in the outbox, and the same batch on the same day queues nobody twice.
    """
    from collectwork.usecases import batching

    choice = batching.Choice(collector, strategy, step, filter, template, limit)
    with SESSION.desk() as desk, stoppable() as stop:
        customers = batching.chosen(desk, choice)
        told = _progress("writing", len(customers))
        prepared = batching.prepare(desk, customers, template, stop=stop, told=told)
        if prepared is None:
            raise NotAllowed("Stopped; nothing was queued.")
        if not json:
            _forewarn(prepared)
        if dry_run or not prepared.letters:
            _answer(desk, prepared, None, None, json)
            return
        if not yes:
            _confirmed(prepared)
        done = batching.queue(desk, prepared, stop=stop, told=_progress("queueing", len(customers)))
        sent = _sent(desk, done, stop)
        _answer(desk, prepared, done, sent, json)
    if done.refused and not done.queued:
        why = done.refused[0][1].removeprefix("Not queued: ")
        raise NotAllowed(f"No mail was queued; of the first: {why}")
    left = sum(row.state in ("failed", "doubt", "held", "expired") for row in sent.touched)
    if left or sent.trouble:
        words = f"{left} of the mails did not leave" if left else sent.trouble[0].rstrip(".")
        raise NotDelivered(
            f"{words}; they are kept in the outbox: `collectwork outbox --batch {done.id}`."
        )


def _sent(desk: Desk, done: Done, stop: Stop) -> Round:
    from collectwork.usecases import batching

    told = _progress("sending", len(done.queued))
    number = 0

    def on_each(_: object) -> None:
        nonlocal number
        number += 1
        told(number)

    return batching.send(desk, done, stop=stop, on_each=on_each)


def _confirmed(prepared: Prepared) -> None:
    if not sys.stdin.isatty():
        raise NotAllowed("Nothing was queued: nobody is there to ask. Say --yes, or --dry-run.")
    if not typer.confirm(f"Send {prepared.ahead.count} mails?", default=False, err=True):
        raise NotAllowed("Nothing was queued.")


def _forewarn(prepared: Prepared) -> None:
    """What would leave, to whom, about how much, and what stays and why."""
    ahead = prepared.ahead
    sums = ", ".join(f"{amount} {code}" for code, amount in output.money(ahead.totals).items())
    if ahead.count or prepared.refused:
        output.say(f"{ahead.count} mails about {sums or 'nothing'}")
    else:
        output.say("No mail: no open line of today's list fits, or none of them asks for a mail.")
    ordered = sorted(ahead.domains.items(), key=lambda pair: (-pair[1], pair[0]))
    for domain, number in ordered[:_SHOWN]:
        output.say(f"{number:>6} to {domain}")
    if len(ordered) > _SHOWN:
        rest = sum(number for _, number in ordered[_SHOWN:])
        output.say(f"{rest:>6} to {len(ordered) - _SHOWN} other domains")
    for customer, why in prepared.refused[:_SHOWN]:
        output.say(f"  not to {customer}: {why}")
    if len(prepared.refused) > _SHOWN:
        output.say(f"  and {len(prepared.refused) - _SHOWN} more not")


def _answer(
    desk: Desk, prepared: Prepared, done: Done | None, sent: Round | None, json: bool
) -> None:
    from collectwork.usecases import outbox

    ahead = prepared.ahead
    refused = [*prepared.refused, *(done.refused if done else ())]
    counts = outbox.counts(desk, "mail", prepared.id)
    left = done.left if done else ahead.count
    if sent is not None and not json:
        say_round(sent)
    if not json:
        said = ", ".join(f"{number} {state}" for state, number in counts.items() if number)
        if done is not None:
            for customer, why in done.refused[:_SHOWN]:
                output.say(f"  not to {customer}: {why}")
            more = f"; {left} not written" if left else ""
            output.say(f"Batch {prepared.id}: {said or 'nothing queued'}{more}")
        return
    answer: dict[str, Any] = {
        "batch": prepared.id if done else None,
        "count": ahead.count,
        "domains": ahead.domains,
        "totals": output.money(ahead.totals),
        "refused": [{"customer": customer, "reason": why} for customer, why in refused],
        "queued": len(done.queued) if done else 0,
        "sent": counts["sent"],
        "left": left,
        "counts": counts,
        "dry_run": done is None,
    }
    output.as_json(answer)


def _progress(verb: str, number: int) -> Callable[[int], None]:
    """A line that is written over, on a terminal; silent elsewhere."""
    watched = sys.stderr.isatty() and not SESSION.quiet

    def told(done: int) -> None:
        if watched:
            end = "\n" if done >= number else ""
            sys.stderr.write(f"\r\033[K{verb}: {done:,} of {number:,} · Ctrl-C stops{end}")
            sys.stderr.flush()

    return told
