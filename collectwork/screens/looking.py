"""Looking, without changing anything: my day, and the mails on their way."""

from __future__ import annotations

from collectwork.domain.mail import Queued
from collectwork.present.letter import sent_line
from collectwork.present.myday import day_lines
from collectwork.present.pieces import Line, Piece, line
from collectwork.present.text import safe
from collectwork.screens.base import away
from collectwork.screens.dialogs.reading import ReadingDialog
from collectwork.screens.work import WorkScreen
from collectwork.usecases import myday, planning, sending

_SHOWN = 50  # mails of a state
_STATES = ("doubt", "failed", "held", "queued", "sending", "expired", "sent")


async def my_day(screen: WorkScreen) -> None:
    """What I did today, what waits for me."""
    desk = screen.desk
    mine = await away(myday.my_day, desk)
    stands = await away(planning.position, desk, desk.actor)
    now = screen.now

    def lines(room: int) -> list[Line]:
        return day_lines(
            mine, stands.done, stands.total, room, now=now, base=desk.policy.base_currency
        )

    await screen.app.push_screen_wait(ReadingDialog(f"My day · {desk.actor}", lines))


async def outbox(screen: WorkScreen) -> None:
    """Mails by state; those that need somebody come first."""
    counts = await away(sending.counts, screen.desk)
    rows = {
        state: await away(sending.outbox, screen.desk, state, _SHOWN)
        for state in _STATES
        if counts.get(state)
    }
    today = screen.desk.today

    def lines(_: int) -> list[Line]:
        if not rows:
            return [line(Piece("no mail has been written yet · e writes one", "dim"))]
        return [one for state in rows for one in _of_state(state)]

    def _of_state(state: str) -> list[Line]:
        head = line(Piece(f"{state} ({counts[state]:,})", "strong"))
        left = counts[state] - len(rows[state])
        more = [line(Piece(f"  … {left:,} older", "dim"))] if left else []
        return [head, *map(_mail, rows[state]), *more, ()]

    def _mail(row: Queued) -> Line:
        return (*sent_line(row, today), Piece(f"  {safe(', '.join(row.to))}", "dim"))

    await screen.app.push_screen_wait(ReadingDialog("Outbox", lines))
