"""Mails to many accounts: composed and looked at first, queued one by one, then sent."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from collectwork.domain.mail import Queued
from collectwork.present import words
from collectwork.present.batch import batch_lines
from collectwork.screens.dialogs.batch import ConfirmDialog, ProgressDialog
from collectwork.screens.turns import TurnScreen
from collectwork.usecases import batching
from collectwork.usecases.desk import Desk
from collectwork.usecases.mails.delivering import Report, Round


@dataclass(frozen=True, slots=True)
class Result:
    """Customers whose mail is queued, how many of these were sent, how many were refused and why
    the first was, and how many were left when it was stopped."""

    done: tuple[int, ...]
    sent: int
    refused: tuple[str, ...]
    left: int

    def words(self) -> str:
        """The sentence for the bottom line."""
        parts = [f"{words.count(len(self.done), 'mail')} queued"]
        if self.sent:
            parts.append(f"{self.sent} sent")
        if waiting := len(self.done) - self.sent:
            parts.append(f"{waiting} in the outbox")
        if self.refused:
            parts.append(f"{len(self.refused)} refused: {self.refused[0]}")
        if self.left:
            parts.append(f"stopped, {self.left} not written")
        return " · ".join(parts)


async def mailed_all(
    screen: TurnScreen, customers: Sequence[int], template: str | None
) -> Result | None:
    """None where nothing was sent: stopped while composing, or not confirmed."""
    desk = screen.desk
    number = len(customers)
    prepared = await screen.app.push_screen_wait(
        ProgressDialog[batching.Prepared | None](
            "Writing the mails", number,
            lambda report, stop: batching.prepare(
                desk, customers, template, stop=stop, told=report
            ),
        )
    )  # fmt: skip
    if prepared is None:
        return None
    ready = len(prepared.letters)
    confirmed = await screen.ask(
        ConfirmDialog(
            f"{words.count(ready, 'mail')} to {number} marked accounts",
            lambda room: batch_lines(prepared, room),
            can=bool(ready),
        )
    )
    if confirmed is None:
        return None
    done = await screen.app.push_screen_wait(
        ProgressDialog[batching.Done | None](
            "Queueing the mails", ready,
            lambda report, stop: batching.queue(desk, prepared, stop=stop, told=report),
        )
    )  # fmt: skip
    if done is None:
        return None
    sent = await _sent(screen, desk, done) if done.queued and not done.left else 0
    mailed = tuple(row.customer_id for row in done.queued if row.customer_id is not None)
    refused = tuple(f"{customer}: {why}" for customer, why in done.refused)
    return Result(mailed, sent, refused, done.left)


async def _sent(screen: TurnScreen, desk: Desk, done: batching.Done) -> int:
    """How many left while somebody looked on; the others stay in the outbox."""
    gone: list[Queued] = []

    def heard(report: batching.Told) -> Report:
        def one(row: Queued) -> None:
            gone.append(row)
            report(len(gone))

        return one

    await screen.app.push_screen_wait(
        ProgressDialog[Round | None](
            "Sending the mails",
            len(done.queued),
            lambda report, stop: batching.send(desk, done, stop=stop, on_each=heard(report)),
        )
    )
    return sum(row.state == "sent" for row in gone)
