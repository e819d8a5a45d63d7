"""Mail from the workbench: compose, show, queue."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from collectwork.domain.activity import new_id
from collectwork.domain.mail import Letter, Queued
from collectwork.errors import CollectworkError, ContactRefused
from collectwork.screens.asking import Asker, override_of
from collectwork.screens.base import away
from collectwork.screens.dialogs.choose import ChooseDialog
from collectwork.screens.dialogs.mail import MailDialog
from collectwork.usecases import sending
from collectwork.usecases.inbox import answering
from collectwork.widgets.entry import Option

_SHOWN_BEFORE = 8  # mails


async def mailed(
    screen: Asker, customer_id: int, name: str, template: str | None, channel: str | None = None
) -> Queued | None:
    """The queued mail, or None when it was left. A refused one is shown again as typed.

    ``channel`` None: the step's own where no template was chosen, else mail.
    """
    if channel is None and template is None:
        channel = await away(sending.step_channel, screen.desk, customer_id)
    letter = await away(
        sending.compose, screen.desk, customer_id, template=template, channel=channel or "mail"
    )
    return await _edited(screen, name, letter)


async def answered(
    screen: Asker, message: int, customer_id: int, name: str, template: str
) -> Queued | None:
    """The queued answer to a mail that came in, in its conversation; None when it was left."""
    letter = await away(answering.compose, screen.desk, message, customer_id, template)
    return await _edited(screen, name, letter)


async def _edited(screen: Asker, name: str, letter: Letter) -> Queued | None:
    desk, customer_id = screen.desk, letter.customer_id
    before = await away(sending.outbox, desk, limit=_SHOWN_BEFORE, customer_id=customer_id)
    draft = f"{customer_id} mail {letter.template}"
    typed: Mapping[str, str] = {}
    while True:
        answer = await screen.ask(MailDialog(letter, name, before, desk.today, typed), draft)
        if answer is None:
            return None
        try:
            return await _queued(screen, name, answer.value)
        except CollectworkError as error:
            screen.trouble(error)
            typed = answer.typed


async def _queued(screen: Asker, name: str, letter: Letter) -> Queued | None:
    """Into the outbox; where the contact policy speaks against it, with a reason or not at all."""
    try:
        return await away(sending.queue, screen.desk, letter, key=new_id())
    except ContactRefused as refused:
        override = await override_of(screen, name, refused)
        if override is None:
            return None
        again = replace(letter, override=override)
        return await away(sending.queue, screen.desk, again, key=new_id())


async def chosen_template(
    screen: Asker, asked: str = "Mail with which template?", first: Sequence[str] = ()
) -> str | None:
    """A template's name, chosen from those there are; ``first``: what fits best stands on top."""
    known = await away(sending.templates, screen.desk)
    names = [name for name in first if name in known]
    names += [name for name in known if name not in names]
    options = [Option(name, name.replace("_", " ")) for name in names]
    answer = await screen.ask(ChooseDialog(asked, options))
    return answer.value if answer else None


async def chosen_writing(screen: Asker) -> tuple[str, str] | None:
    """A template's name and the channel it leaves by, where there is more than mail."""
    names = await away(sending.templates, screen.desk)
    ways = await away(sending.written_channels, screen.desk)
    options = [Option(name, name.replace("_", " ")) for name in names]
    others = [Option(f"by {way}", f"by {way} …") for way in ways if way != "mail"]
    answer = await screen.ask(ChooseDialog("Mail with which template?", [*options, *others]))
    if answer is None or answer.value in names:
        return (answer.value, "mail") if answer else None
    channel = answer.value.removeprefix("by ")
    template = await chosen_template(screen, f"By {channel}, with which template?")
    return (template, channel) if template else None
