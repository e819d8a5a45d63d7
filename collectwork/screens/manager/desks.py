"""What was handed to me, since when, and who has how much?"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from collectwork.analytics.figures import Listing, Page
from collectwork.domain.activity import new_id
from collectwork.domain.assigning import NOBODY
from collectwork.errors import CollectworkError, InputRefused
from collectwork.present.cells import amount
from collectwork.present.text import safe
from collectwork.screens.base import DeskScreen, away
from collectwork.screens.dialogs.frame import Answer, Dialog, row
from collectwork.screens.dialogs.words import ReasonDialog
from collectwork.screens.manager.tab import Tab
from collectwork.screens.placing import BACK_NOTES
from collectwork.usecases import assigning, hand_over, measuring
from collectwork.usecases.assigning import Assigned
from collectwork.usecases.desk import Desk
from collectwork.usecases.measures.desk_tab import HANDED, LOADS
from collectwork.widgets.entry import Field, Options

_SHOWN = 500  # moves in the preview; the command line lists all


def _answer(desk: Desk, _: str) -> Page:
    return measuring.desks(desk)


TAB = Tab("8", "Desk", "What was handed over, since when, and who has how much?", _answer)


class ReassignDialog(Dialog[tuple[tuple[str, ...], str, int | None]]):
    """To whom, which accounts, how many."""

    hint = "⏎ look at what would change · tab next field · esc cancel"

    def __init__(self, source: str, typed: dict[str, str]) -> None:
        super().__init__(typed)
        self._source = source

    def title_text(self) -> str:
        return f"Give over accounts of {self._source}"

    def rows(self) -> Iterable[Widget]:
        yield row("to", Field(self.was("to"), placeholder="logins or teams", id="to"))
        yield row("only", Field(self.was("only"), placeholder="country = AT", id="only"))
        yield row("at most", Field(self.was("limit"), placeholder="all", id="limit"))

    def answer(self) -> tuple[tuple[str, ...], str, int | None]:
        to = tuple(self.text("to").replace(",", " ").split())
        limit = self.text("limit")
        if not to:
            raise InputRefused("Say to whom: logins or teams, with blanks between.")
        if limit and not (limit.isdecimal() and int(limit) > 0):
            raise InputRefused("At most how many is a whole number, or empty for all.")
        return to, self.text("only"), int(limit) if limit else None


class PreviewDialog(Dialog[bool]):
    """Every change that would be made, to be read before it is."""

    hint = "↑ ↓ look · ⏎ give them over · esc leave everything as it is"

    def __init__(self, found: Assigned) -> None:
        super().__init__()
        self._found = found

    def title_text(self) -> str:
        return f"{len(self._found.moved):,} accounts would change hands"

    def rows(self) -> Iterable[Widget]:
        yield Static(Content(safe(_loads(self._found), lines=True)), markup=False)
        listed = Options(id="moves")
        listed.add_options([Content(safe(text)) for text in _moves(self._found)])
        yield listed

    def on_option_list_option_selected(self) -> None:
        self.action_accept()

    def answer(self) -> bool:
        if not self._found.moved:
            raise InputRefused("Nothing would change: press esc.")
        return True


async def reassigned(screen: DeskScreen[None], listing: Listing, place: int) -> str:
    """Ask, show what would change, do it; what to say then."""
    if listing.title != LOADS or place >= len(listing.rows):
        return "a on a line of the people gives accounts of that person to others."
    source = str(listing.rows[place][0])
    typed: dict[str, str] = {}
    while True:
        asked = await screen.app.push_screen_wait(ReassignDialog(source, typed))
        if asked is None:
            return "Nothing was given over."
        to, only, limit = asked.value
        typed = dict(asked.typed)
        try:
            found = await away(
                assigning.reassign, screen.desk, source, to, only=only, limit=limit, dry_run=True
            )
        except CollectworkError as error:
            screen.trouble(error)
            continue
        sure: Answer[bool] | None = await screen.app.push_screen_wait(PreviewDialog(found))
        if sure is None:
            continue
        done = await away(
            assigning.reassign, screen.desk, source, to, only=only, limit=limit, key=new_id()
        )
        return f"✓ {len(done.moved):,} accounts changed hands · assign undo gives them back"


async def handed_back(screen: DeskScreen[None], listing: Listing, place: int) -> str:
    """The account under the cursor back to its collector, with a note."""
    if listing.title != HANDED or place >= len(listing.accounts):
        return "h on an account that was handed over gives it back."
    customer_id = listing.accounts[place]
    if customer_id is None:
        return ""
    name = str(listing.rows[place][3])
    note = await screen.app.push_screen_wait(
        ReasonDialog("Hand back with a note", name, BACK_NOTES)
    )
    if note is None:
        return "Not handed back."
    back = await away(hand_over.hand_back, screen.desk, customer_id, note.value, key=new_id())
    return f"✓ handed back to {back.owner or NOBODY}: {name}"


def _loads(found: Assigned) -> str:
    changed = [
        login
        for login in sorted(found.after)
        if login not in found.before or found.before[login] != found.after[login]
    ]
    lines = []
    for login in changed[:8]:
        before, after = found.before.get(login), found.after[login]
        was = (before.accounts, before.minutes) if before else (0, 0)
        lines.append(
            f"{login or NOBODY}: {was[0]:,} → {after.accounts:,} accounts, "
            f"{was[1]:,} → {after.minutes:,} minutes"
        )
    return "\n".join(lines)


def _moves(found: Assigned) -> Sequence[str]:
    lines = [
        f"{one.customer} {one.name} → {one.after}"
        + (f"  {amount(one.amount, one.currency)} {one.currency}" if one.currency else "")
        for one in found.moved[:_SHOWN]
    ]
    more = len(found.moved) - _SHOWN
    return (
        [*lines, f"… {more:,} more: collectwork reassign --dry-run lists all"]
        if more > 0
        else (lines)
    )
