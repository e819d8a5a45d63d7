"""Marking accounts, and the mail to all that are marked."""

from __future__ import annotations

from collectwork.domain.worklist import WorkItem
from collectwork.present import words
from collectwork.present.words import Told
from collectwork.screens.moving import Moving
from collectwork.screens.work import WorkScreen
from collectwork.widgets.listing import Listing


class ListKeys(Moving, WorkScreen):
    """The part of the worklist that is about several lines."""

    @property
    def list(self) -> Listing[WorkItem]:
        """The list itself."""
        raise NotImplementedError

    # ----- marks

    def do_go_mark(self) -> None:
        self.list.mark()
        self._tell_marks()
        self.do_go_down()

    def unmark(self) -> None:
        """No account is marked any more."""
        self.list.marks.clear()
        self.list.refresh()
        self.tell("")

    def _tell_marks(self) -> None:
        marked = len(self.list.marks)
        keys = f"{self.key_of('outcome.mail')} writes to all of them"
        clear = f"{self.key_of('go.clear')} unmarks"
        self.tell(f"{words.count(marked, 'account')} marked · {keys} · {clear}" if marked else "")

    async def outcome(self, code: str) -> None:
        """A mail goes to all that are marked; every other outcome is of one account."""
        known = self.desk.outcome(code)
        if self.list.marks and known is not None and known.channel == "mail":
            await self._mail_marked(None)
        else:
            await super().outcome(code)

    async def do_work_choose_mail(self) -> None:
        from collectwork.screens.mailing import chosen_template

        if not self.list.marks:
            await super().do_work_choose_mail()
            return
        template = await chosen_template(self)
        if template is not None:
            await self._mail_marked(template)

    async def _mail_marked(self, template: str | None) -> None:
        """One mail a customer, after a look at what would leave; stopped between two of them."""
        from collectwork.screens.batch import mailed_all

        result = await mailed_all(self, tuple(self.list.marks), template)
        if result is None:
            self._tell_marks()
            return
        self.list.marks -= set(result.done)
        await self.taken_back(None)
        self.tell(Told(result.words(), sign="✓" if result.done else "!"))
