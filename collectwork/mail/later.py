"""The templates without their libraries: Jinja2 and Markdown load when the first one is used."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from collectwork.domain.mail import TemplateAbout
from collectwork.domain.template_checks import Fault

if TYPE_CHECKING:
    from collectwork.mail.templates import TemplateFolder


class TemplatesLater:
    """As ``mail.templates.TemplateFolder``, which it makes at the first question."""

    def __init__(self, folder: str | None) -> None:
        self._folder_name = folder

    @cached_property
    def _folder(self) -> TemplateFolder:
        from collectwork.mail.templates import TemplateFolder

        return TemplateFolder(self._folder_name)

    def names(self) -> Sequence[str]:
        """Every template's name, once."""
        return self._folder.names()

    def languages(self, name: str) -> Sequence[str]:
        """The languages a template is written in."""
        return self._folder.languages(name)

    def nearest(self, name: str, wanted: Sequence[str]) -> str:
        """The first of the wanted languages that the template is written in, else the default."""
        return self._folder.nearest(name, wanted)

    def family(self, name: str, language: str) -> Sequence[TemplateAbout]:
        """The template itself, first, and those that say ``family: name``."""
        return self._folder.family(name, language)

    def about(self, name: str, language: str) -> TemplateAbout:
        """What a template says about itself."""
        return self._folder.about(name, language)

    def source(self, name: str, language: str) -> str:
        """The whole text of the template."""
        return self._folder.source(name, language)

    def of_source(self, name: str, language: str, source: str) -> TemplateAbout:
        """What a kept version says about itself."""
        return self._folder.of_source(name, language, source)

    def render(
        self, name: str, language: str, values: Mapping[str, Any], source: str | None = None
    ) -> Mapping[str, str]:
        """subject, text, html, version, language of the template in the nearest language."""
        return self._folder.render(name, language, values, source)

    def check(self, name: str | None = None, file: Path | None = None) -> Sequence[Fault]:
        """What is wrong with a template, a file, or all of them."""
        return self._folder.check(name, file)
