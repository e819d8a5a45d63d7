"""Looking, without changing anything: my day."""

from __future__ import annotations

from collectwork.present.myday import day_lines
from collectwork.present.pieces import Line
from collectwork.screens.base import away
from collectwork.screens.dialogs.reading import ReadingDialog
from collectwork.screens.work import WorkScreen
from collectwork.usecases import myday, planning


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
