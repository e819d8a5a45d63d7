"""Which template of a family, in which language and version, an account's mail is written with."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from collectwork.domain.customers import Customer
from collectwork.domain.mail import TemplateAbout
from collectwork.domain.templates import TONES, Past
from collectwork.errors import InputRefused
from collectwork.usecases.desk import Desk
from collectwork.usecases.ports.work import Read

_NAMES = {
    "en": "English", "de": "German", "fr": "French", "es": "Spanish", "it": "Italian",
    "nl": "Dutch", "pl": "Polish", "pt": "Portuguese",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Choice:
    """``source``: of a kept version, where one is tried; None: the file's. ``words``: what the
    reader of the preview should know."""

    about: TemplateAbout
    source: str | None = None
    words: tuple[str, ...] = ()


def choose(
    desk: Desk,
    tx: Read,
    name: str,
    customer: Customer,
    wanted: Sequence[str],
    *,
    tone: str | None = None,
    step: str | None = None,
    holds: Collection[Past] = (),
) -> Choice:
    """The template of ``name``'s family that fits best, in the first of the ``wanted`` languages
    that there is.

    Raises NotFound, InputRefused (a template, a tone that there is not).
    """
    if tone is not None and tone not in TONES:
        raise InputRefused(f"There is no tone {tone!r}. There are: {', '.join(TONES)}.")
    spoken = desk.templates.nearest(name, wanted)
    words = _of_language(name, wanted[0], spoken)
    tried = _tried(desk, tx, name, customer, spoken)
    if tried is not None and tone is None:
        return Choice(tried.about, tried.source, (*words, *tried.words))
    family = [one for one in desk.templates.family(name, spoken) if one.language == spoken]
    base = desk.templates.about(name, spoken)
    able = [one for one in family if _fits(one, step, holds)] or [base]
    best = max(able, key=lambda one: (one.tone == tone, _special(one), one.name == name))
    if tone is not None and best.tone != tone:
        words.append(f"note: there is no {name!r} in the tone {tone}; {best.tone} was taken")
    if best.name != name:
        words.append(f"note: {best.name!r} was taken for {name!r}: {_why(best, tone)}")
    return Choice(best, None, tuple(words))


def fallback(wanted: str, spoken: str) -> bool:
    """Whether a text is in another language than was wanted."""
    return wanted[:2].lower() != spoken[:2].lower()


def _of_language(name: str, wanted: str, spoken: str) -> list[str]:
    if not fallback(wanted, spoken):
        return []
    said, lacks = (_NAMES.get(one[:2].lower(), one) for one in (spoken, wanted))
    return [f"note: written in {said}: there is no {name!r} in {lacks}"]


def _tried(desk: Desk, tx: Read, name: str, customer: Customer, spoken: str) -> Choice | None:
    """The arm of a running test; None where there is none, or not in this language."""
    trial = tx.templates.trial(name)
    if trial is None:
        return None
    arm = trial.arm(customer.number)
    said = (f"note: {arm!r} is tried against {trial.b if arm == trial.a else trial.a!r}",)
    if arm in desk.templates.names():
        about = desk.templates.about(arm, spoken)
        return Choice(about, None, said) if about.language == spoken else None
    kept = tx.templates.version(name, spoken, arm)
    if kept is None:
        return None
    return Choice(desk.templates.of_source(name, spoken, kept.source), kept.source, said)


def _fits(one: TemplateAbout, step: str | None, holds: Collection[Past]) -> bool:
    steps = [name.lower() for name in one.steps]
    return (not steps or (step or "").lower() in steps) and set(one.history) <= set(holds)


def _special(one: TemplateAbout) -> int:
    return len(one.history) + bool(one.steps)


def _why(one: TemplateAbout, tone: str | None) -> str:
    said: Sequence[str] = [
        *([f"tone {tone}"] if one.tone == tone else []),
        *(["its step"] if one.steps else []),
        *(name.replace("_", " ") for name in one.history),
    ]
    return ", ".join(said) or "its family"
