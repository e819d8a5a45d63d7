"""Mails to many accounts: composed and looked at first, then queued one by one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from collectwork.domain.mail import Letter, Queued
from collectwork.errors import CollectworkError, InputRefused
from collectwork.present import words
from collectwork.present.batch import batch_lines
from collectwork.screens.dialogs.batch import ConfirmDialog, ProgressDialog
from collectwork.screens.turns import TurnScreen
from collectwork.usecases import sending
from collectwork.usecases.desk import Desk

_AGAINST = "cannot be sent: "  # how compose marks what queueing would refuse
Report = Callable[[int], None]
Stop = Callable[[], bool]


@dataclass(frozen=True, slots=True)
class Result:
    """Customers whose mail is queued, how many were refused and why the first was, and how many
    were left when it was stopped."""

    done: tuple[int, ...]
    refused: tuple[str, ...]
    left: int

    def words(self) -> str:
        """The sentence for the bottom line."""
        parts = [f"{words.count(len(self.done), 'mail')} queued"]
        if self.refused:
            parts.append(f"{len(self.refused)} refused: {self.refused[0]}")
        if self.left:
            parts.append(f"stopped, {self.left} not written")
        return " · ".join(parts)


@dataclass(frozen=True, slots=True)
class Composed:
    """The letters that can be written, and why the others cannot."""

    letters: tuple[Letter, ...]
    refused: tuple[str, ...]


async def mailed_all(
    screen: TurnScreen, customers: Sequence[int], template: str | None
) -> Result | None:
    """None where nothing was sent: stopped while composing, or not confirmed."""
    desk = screen.desk
    number = len(customers)
    composed = await screen.app.push_screen_wait(
        ProgressDialog[Composed | None](
            "Writing the mails", number,
            lambda report, stop: _composed(desk, customers, template, report, stop),
        )
    )  # fmt: skip
    if composed is None:
        return None
    ahead = sending.forewarning(composed.letters)
    confirmed = await screen.ask(
        ConfirmDialog(
            f"{words.count(len(composed.letters), 'mail')} to {number} marked accounts",
            lambda room: batch_lines(ahead, composed.letters, composed.refused, room),
            can=bool(composed.letters),
        )
    )
    if confirmed is None:
        return None
    chosen = tuple(letter.customer_id for letter in composed.letters)
    return await screen.app.push_screen_wait(
        ProgressDialog(
            "Queueing the mails", len(chosen),
            lambda report, stop: _queued(desk, chosen, template, report, stop),
        )
    )  # fmt: skip


def _composed(
    desk: Desk, customers: Sequence[int], template: str | None, report: Report, stop: Stop
) -> Composed | None:
    """Every letter; None when it was stopped."""
    letters: list[Letter] = []
    refused: list[str] = []
    for at, customer_id in enumerate(customers, 1):
        if stop():
            return None
        try:
            letter = sending.compose(desk, customer_id, template=template)
        except InputRefused as error:
            refused.append(str(error))
        else:
            against = next((one for one in letter.findings if one.startswith(_AGAINST)), "")
            if against:
                refused.append(f"{letter.customer}: {against.removeprefix(_AGAINST)}")
            else:
                letters.append(letter)
        report(at)
    return Composed(tuple(letters), tuple(refused))


def _queued(
    desk: Desk, customers: Sequence[int], template: str | None, report: Report, stop: Stop
) -> Result:
    refused: list[str] = []
    at = 0

    def on_each(_: int, told: Queued | CollectworkError) -> None:
        nonlocal at
        at += 1
        if isinstance(told, CollectworkError):
            refused.append(str(told))
        report(at)

    done = sending.send_all(desk, customers, template=template, stop=stop, on_each=on_each)
    mailed = tuple(row.customer_id for row in done if row.customer_id is not None)
    return Result(mailed, tuple(refused), len(customers) - at)
