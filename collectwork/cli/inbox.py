"""What came in by mail: fetching, looking, saying whose a message is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from collectwork.cli.options import CSV, CUSTOMER, JSON, ONLY_CUSTOMER, group
from collectwork.cli.output import Column, answer, as_csv, as_file, as_json, say, tell, warn
from collectwork.cli.session import SESSION

if TYPE_CHECKING:
    from collectwork.domain.inbox import FolderRead, InboxLine, InboxMessage, Synced

NUMBER = typer.Argument(..., help="The message's number.")
_COLUMNS: list[Column] = [
    ("id", "no", "right"), ("at", "came", "left"), "state", ("customer", "account", "left"),
    ("from", "from", "left"), "subject", ("reason", "why", "left"),
]  # fmt: skip

inbox_app = group("inbox", "Replies, bounces and whatever else came in by mail.")


@inbox_app.callback()
def inbox(
    context: typer.Context,
    state: list[str] = typer.Option([], "--state", help="triage, filed, done, ignored."),  # noqa: B008
    every: bool = typer.Option(False, "--all", help="What is done, too."),
    customer: str = ONLY_CUSTOMER,
    limit: int = typer.Option(None, "--limit", min=1, help="The newest so many."),
    json: bool = JSON,
    csv: bool = CSV,
) -> None:
    """What asks for something: replies nobody has reacted to, and mails of no known account."""
    if context.invoked_subcommand is not None:
        return
    from collectwork.usecases import accounts
    from collectwork.usecases.inbox import triage

    with SESSION.desk() as desk:
        whose = accounts.id_of(desk, customer)
        waiting = not (every or state or customer)
        found = triage.lines(desk, state, waiting=waiting, customer_id=whose, limit=limit)
        rows = [as_row(one) for one in found]
        counts, boxes = triage.counts(desk), triage.folders(desk)
    if json:
        as_json({"counts": counts, "messages": rows, "mailboxes": [_box(one) for one in boxes]})
        return
    if csv:
        as_csv(rows, _COLUMNS)
        return
    say(", ".join(f"{count} {name}" for name, count in counts.items() if count) or "Empty.")
    for box in boxes:
        if box.trouble:
            warn(f"{box.mailbox or 'The mailbox'} was not read: {box.trouble}")
    answer([_short(row) for row in rows], columns=_COLUMNS, empty="Nothing waits in the inbox.")


@inbox_app.command("sync")
def sync(
    mailbox: str = typer.Option(None, "--mailbox", help="This one only."),
    json: bool = JSON,
) -> None:
    """Fetch what is new in every mailbox, and file it."""
    from collectwork.errors import NotFetched
    from collectwork.usecases.inbox import fetching, triage

    with SESSION.desk() as desk:
        known = [about.name for about in desk.mailboxes if about.fetches]
        _known(mailbox, known)
        done = fetching.sync(desk, only=mailbox)
        counts, boxes = triage.counts(desk), triage.folders(desk)
    if json:
        as_json(
            {"counts": counts, **as_values(done), "mailboxes": [_box(one) for one in boxes]}
        )  # fmt: skip
    elif not known:
        say("No mailbox is fetched: the config names none that replies could be read from.")
    elif done.fetched or not done.trouble:
        say(f"{fetching.in_words(done)}.")
    if done.trouble:
        said = "; ".join(
            f"{name}: {why.rstrip('.')}" if name else why.rstrip(".")
            for name, why in done.trouble.items()
        )
        which = "Not every mailbox" if len(known) > 1 and mailbox is None else "The mailbox"
        which += " could be read" if which.startswith("Not") else " could not be read"
        raise NotFetched(f"{which}, and nothing in it was changed. {said}.")


def _known(mailbox: str | None, fetched: Sequence[str]) -> None:
    """Refuses a mailbox that is not fetched, naming those that are."""
    from collectwork.errors import NotFound

    if mailbox is None or mailbox in fetched:
        return
    named = ", ".join(repr(one) if one else "'' (that of [mail])" for one in fetched) or "none"
    raise NotFound(f"No mailbox {mailbox!r} is fetched; those that are: {named}.")


@inbox_app.command("show")
def show(
    number: int = NUMBER,
    full: bool = typer.Option(False, "--full", help="With what it quotes."),
    raw: Path = typer.Option(None, "--raw", help="Write the bytes as fetched into this file."),  # noqa: B008
    json: bool = JSON,
) -> None:
    """One message with its text, and what it may mean."""
    from collectwork.usecases import suggestions
    from collectwork.usecases.inbox import triage

    with SESSION.desk() as desk:
        whole = triage.message(desk, number)
        found = [
            suggestions.as_values(one) for one in suggestions.suggestions(desk, message_id=number)
        ]
        if raw is not None:
            as_file(triage.original(desk, number), raw)
    if json:
        as_json({**as_whole(whole), "suggestions": found})
    else:
        tell("\n".join(_as_text(whole, found, full=full)))


@inbox_app.command("file")
def file(
    number: int = NUMBER,
    customer: str = CUSTOMER,
    invoice: list[str] = typer.Option([], "--invoice", help="It is about; may be repeated."),  # noqa: B008
    json: bool = JSON,
) -> None:
    """Say whose a message is.

    The sender's next one proposes this account first.
    """
    from collectwork.usecases import accounts
    from collectwork.usecases.inbox import triage

    with SESSION.desk() as desk:
        whose = accounts.find(desk, customer)
        done = triage.file(desk, number, whose.id, invoice)
    _closed(done, json, f"Filed with {whose.name} ({whose.number}).")


@inbox_app.command("ignore")
def ignore(
    number: int = NUMBER,
    reason: str = typer.Option(..., "--reason", help="Why; it stays with the message."),
    json: bool = JSON,
) -> None:
    """Nothing for us."""
    from collectwork.usecases.inbox import triage

    with SESSION.desk() as desk:
        done = triage.ignore(desk, number, reason)
    _closed(done, json, "Ignored.")


@inbox_app.command("done")
def done(
    number: int = NUMBER,
    reason: str = typer.Option("", "--reason", help="What was done about it."),
    json: bool = JSON,
) -> None:
    """Nothing is left to do: a reply waits no longer."""
    from collectwork.usecases.inbox import triage

    with SESSION.desk() as desk:
        closed = triage.done(desk, number, reason)
    _closed(closed, json, "Done.")


@inbox_app.command("contact")
def contact(
    number: int = NUMBER,
    name: str = typer.Option("", "--name", help="Instead of the name the mail bears."),
) -> None:
    """Make the sender of a filed message a contact of its account."""
    from collectwork.usecases.inbox import triage

    with SESSION.desk() as desk:
        made = triage.learn(desk, number, name)
    say(f"{made.name} <{made.email}> is a contact now.")


def as_row(one: InboxLine) -> dict[str, Any]:
    """A message as the contract shows it in a list."""
    return {
        "id": one.id,
        "at": one.at,
        "mailbox": one.mailbox,
        "state": one.state,
        "kind": one.kind,
        "matched": one.matched,
        "from": one.sender,
        "name": one.name,
        "subject": one.subject,
        "customer": one.customer or None,
        "customer_name": one.customer_name or None,
        "invoices": list(one.documents),
        "text": one.text,
        "reason": one.reason,
        "attachments": one.attachments,
        "waiting": one.waiting,
        "message_id": one.message_id or None,
        "candidates": [{"customer": number, "name": name} for number, name in one.candidates],
    }


def as_whole(whole: InboxMessage) -> dict[str, Any]:
    """One message with everything."""
    return {
        **as_row(whole.line),
        "text": whole.text,
        "full_text": whole.full_text,
        "attachments": [{"name": one.name, "size": one.size} for one in whole.attachments],
        "to": list(whole.recipients),
        "answer_to": whole.answer_to or whole.line.sender,
        "answers": list(whole.thread),
        "outbox": whole.outbox_id,
        "unknown_address": whole.unknown_address,
        "report": [
            {"address": o.address, "action": o.action, "status": o.status, "words": o.words}
            for o in whole.outcomes
        ],
        "activity_id": whole.entry_id,
        "handled_by": whole.handled_by,
        "handled_at": whole.handled_at,
        "fetched_at": whole.fetched_at,
    }


def as_values(done: Synced) -> dict[str, Any]:
    """What a look into the mailboxes brought."""
    return {
        "fetched": done.fetched,
        "known": done.known,
        "filed": done.filed,
        "triage": done.triage,
        "kinds": dict(done.by_kind),
        "bounced": list(done.bounced),
        "held": done.held,
        "suggestions": done.suggested,
        "trouble": dict(done.trouble),
    }


def _box(one: FolderRead) -> dict[str, Any]:
    return {"mailbox": one.mailbox, "checked_at": one.checked_at, "trouble": one.trouble}


def _short(row: Mapping[str, Any]) -> dict[str, Any]:
    """The row as a line for people: the minute in which it came, without the year."""
    return {**row, "at": str(row["at"])[5:16].replace("T", " ")}


def _closed(whole: InboxMessage, json: bool, words: str) -> None:
    if json:
        as_json(as_whole(whole))
    else:
        say(words)


def _as_text(whole: InboxMessage, found: list[dict[str, Any]], *, full: bool) -> list[str]:
    line = whole.line
    lines = [
        f"{line.id}  {line.kind}  {line.state}{'  waiting' if line.waiting else ''}",
        f"from: {line.name} <{line.sender}>" if line.name else f"from: {line.sender}",
        f"came: {line.at[:16].replace('T', ' ')} UTC",
        f"subject: {line.subject}",
        f"account: {line.customer} {line.customer_name}" if line.customer else "account: not known",
        f"why: {line.reason}",
    ]
    if line.documents:
        lines.append(f"invoices: {', '.join(line.documents)}")
    lines += [f"may be: {number} {name}" for number, name in line.candidates]
    lines += [f"attached: {one.name} ({one.size:,} bytes)" for one in whole.attachments]
    lines += [
        f"report: {o.address} {o.action} {o.status} {o.words}".rstrip() for o in whole.outcomes
    ]
    if whole.unknown_address:
        lines.append(f"new address: `collectwork inbox contact {line.id}` makes it a contact")
    lines += [f"suggested: {one['kind']}: {one['sentence']}" for one in found]
    text = whole.full_text if full else whole.text or whole.full_text
    return [*lines, "", text.strip()]
