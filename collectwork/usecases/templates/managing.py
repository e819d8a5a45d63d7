"""The templates looked over: what there is, in which languages, how it stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from collectwork.domain.mail import TemplateAbout
from collectwork.domain.template_checks import Fault
from collectwork.errors import InputRefused
from collectwork.usecases.desk import Desk


@dataclass(frozen=True, slots=True)
class Overview:
    """A template in one language. ``about`` is None where it is refused; ``approved_by`` that of
    the version as it is now."""

    name: str
    language: str
    about: TemplateAbout | None
    approved_by: str | None
    approved_at: str | None
    used_at: str | None
    faults: tuple[Fault, ...]

    @property
    def state(self) -> str:
        """refused, remarks or ok."""
        if self.about is None or any(one.level == "error" for one in self.faults):
            return "refused"
        return "remarks" if self.faults else "ok"


def overview(desk: Desk) -> list[Overview]:
    """Every template for customers in every language it is written in."""
    faults = check(desk)
    with desk.store.read() as tx:
        kept = {(one.name, one.language, one.version): one for one in tx.templates.versions()}
    found = []
    for name in desk.templates.names():
        for language in desk.templates.languages(name):
            spoken = language or "en"
            try:
                about: TemplateAbout | None = desk.templates.about(name, spoken)
            except InputRefused:
                about = None
            known = kept.get((name, spoken, about.version)) if about else None
            mine = [one for one in faults if one.template == name and one.language == spoken]
            found.append(
                Overview(
                    name, spoken, about, known.approved_by if known else None,
                    known.approved_at if known else None, known.used_at if known else None,
                    tuple(mine),
                )
            )  # fmt: skip
    return found


def check(desk: Desk, what: str | None = None) -> Sequence[Fault]:
    """What is wrong with a template, or a file of one, or all of them. NotFound, InputRefused."""
    if what is not None and ("/" in what or what.endswith(".j2")):
        path = Path(what).expanduser()
        if not path.is_file():
            raise InputRefused(f"There is no file {what}.")
        return desk.templates.check(file=path)
    return desk.templates.check(what)
