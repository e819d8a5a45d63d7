"""The templates without their libraries: Jinja2 and Markdown load when the first one is used."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any

from collectwork.domain.mail import TemplateAbout

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

    def about(self, name: str, language: str) -> TemplateAbout:
        """What a template says about itself."""
        return self._folder.about(name, language)

    def render(self, name: str, language: str, values: Mapping[str, Any]) -> Mapping[str, str]:
        """subject, text, html, version, language of the template in the nearest language."""
        return self._folder.render(name, language, values)
