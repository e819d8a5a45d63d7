"""What use cases ask of the store about templates, and of templates themselves."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any, Protocol

from collectwork.domain.mail import TemplateAbout
from collectwork.domain.template_checks import Fault
from collectwork.domain.template_results import Mailed, Reaction
from collectwork.domain.templates import History, Trial, Version


class Templates(Protocol):
    """``collectwork.mail.templates``: rendering within limits, or InputRefused by name."""

    def names(self) -> Sequence[str]: ...
    def languages(self, name: str) -> Sequence[str]:
        """The languages a template is written in; "" for one that serves every language."""
        ...

    def nearest(self, name: str, wanted: Sequence[str]) -> str:
        """The first of the wanted languages that the template is written in, else the default."""
        ...

    def family(self, name: str, language: str) -> Sequence[TemplateAbout]:
        """The template itself, first, and those that say ``family: name``."""
        ...

    def about(self, name: str, language: str) -> TemplateAbout: ...
    def source(self, name: str, language: str) -> str: ...
    def of_source(self, name: str, language: str, source: str) -> TemplateAbout:
        """What a kept version says about itself."""
        ...

    def render(
        self, name: str, language: str, values: Mapping[str, Any], source: str | None = None
    ) -> Mapping[str, str]:
        """subject, text, html, version of the template in the nearest language, or of a kept
        version's source."""
        ...

    def check(self, name: str | None = None, file: Path | None = None) -> Sequence[Fault]:
        """What is wrong with a template, a file, or all of them; nothing is changed."""
        ...


class Rewriter(Protocol):
    """``collectwork.mail.rewriting``: a language model at an endpoint of the config."""

    model: str

    def rewrite(self, task: str, text: str) -> str:
        """Its answer as it is, not trusted; InputRefused where there is none."""
        ...


class TemplateRows(Protocol):
    """The store's versions of templates, tests of two of them, and what came of mails."""

    def keep(self, version: Version) -> bool:
        """Whether it was new."""
        ...

    def used(self, name: str, language: str, version: str, at: str) -> None: ...
    def approve(
        self, name: str, language: str, version: str, who: str, at: str, note: str
    ) -> None: ...
    def version(self, name: str, language: str, version: str) -> Version | None: ...
    def versions(self, name: str | None = None) -> Sequence[Version]:
        """The newest first."""
        ...

    def trials(self, name: str | None = None) -> Sequence[Trial]: ...
    def trial(self, name: str) -> Trial | None:
        """The one that runs."""
        ...

    def begin(self, trial: Trial) -> None: ...
    def end(self, id: str, at: str) -> None: ...
    def history(self, customer_id: int, today: date) -> History: ...
    def mailed(self, since: date) -> Sequence[Mailed]:
        """All mails to customers that left since a day."""
        ...

    def first_sent(self, versions: Collection[str]) -> date | None: ...
    def reactions(self, since: date) -> Sequence[Reaction]: ...
