"""The block: keep contact away until a day, with a reason; or lift or prolong one that holds."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from textual.widget import Widget

from collectwork.domain.account import BlockLine
from collectwork.domain.blocks import KINDS
from collectwork.domain.receivables import Item
from collectwork.errors import InputRefused
from collectwork.present.cells import day
from collectwork.screens.dialogs.dated import Dated, named, owed
from collectwork.screens.dialogs.frame import note, row
from collectwork.widgets.entry import Choice, Field, Option


@dataclass(frozen=True, slots=True)
class BlockWish:
    """``act``: set, lift or prolong; ``block``: the id of the one that is lifted or prolonged."""

    act: str
    reason: str
    block: str = ""
    kind: str = "hold"
    until: date | None = None
    item_id: int | None = None


class BlockDialog(Dated[BlockWish]):
    """``active``: the blocks that hold today."""

    day_field = "until"

    def __init__(
        self,
        name: str,
        items: Sequence[Item],
        active: Sequence[BlockLine],
        today: date,
        typed: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(today, typed)
        self._who, self._active, self._items = name, active, owed(items)

    def title_text(self) -> str:
        return f"Block · {self._who}"

    def rows(self) -> Iterable[Widget]:
        acts = [Option("set", "set a block")]
        for one in self._active:
            until = f"until {day(one.until, self._today).strip()}" if one.until else "without end"
            about = f"{one.kind.replace('_', ' ')} {until}"
            acts += [Option(f"lift {one.id}", f"lift: {about}")]
            acts += [Option(f"prolong {one.id}", f"prolong: {about}")]
        yield row("do", Choice(acts, self.was("act"), id="act"))
        kinds = [Option(one.kind, one.label) for one in KINDS]
        yield row("why kept", Choice(kinds, self.was("kind"), id="kind"))
        which = [Option("", "the whole account")]
        which += [Option(str(one.id), named(one)) for one in self._items]
        yield row("what", Choice(which, self.was("item"), id="item"))
        yield row(
            "until", Field(self.was("until"), placeholder="the last blocked day: +2w", id="until")
        )
        yield note("resolved")
        yield row("reason", Field(self.was("reason"), placeholder="in words", id="reason"))

    def answer(self) -> BlockWish:
        reason = self.text("reason")
        if not reason:
            raise InputRefused("A reason is needed: it is what makes this fair later.")
        until = self.day_typed()
        act, _, id = self.text("act").partition(" ")
        if act == "prolong" and until is None:
            raise InputRefused("Until when? Type +2w, eom or 12.3.")
        chosen = self.text("item")
        return BlockWish(act, reason, id, self.text("kind"), until, int(chosen) if chosen else None)
