"""The templates of mails: shipped ones, and the team's own folder over them.

A template is a file ``<language>/<name>.md.j2``: front lines ``key: value``, a line ``---``, then
the text in Markdown. See docs/templates.md for keys and variables.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from collectwork.domain.mail import TemplateAbout
from collectwork.domain.template_checks import Fault
from collectwork.errors import NotFound
from collectwork.mail.allowed import SOURCE_LIMIT, refused
from collectwork.mail.front import NAME, Parsed, parse
from collectwork.mail.writing import written

SHIPPED = Path(__file__).parent / "templates"
ENDING = ".md.j2"
INTERNAL = frozenset(
    ["alerts_digest", "sent_digest"]
)  # for people of the team: not offered for customers
DEFAULTS = ("en", "de", "fr", "es")  # where a template is in none of the wanted languages


class TemplateFolder:
    """Shipped templates; those of ``folder`` win by name and language."""

    def __init__(self, folder: str | Path | None = None, shipped: Path = SHIPPED) -> None:
        self._folders = [*([Path(folder).expanduser()] if folder else []), shipped]
        self._seen: tuple[object, ...] = ()
        self._names: Sequence[str] = ()

    def names(self) -> Sequence[str]:
        """Every name of a template for customers, once."""
        return [name for name in self._all() if name not in INTERNAL]

    def languages(self, name: str) -> Sequence[str]:
        """The languages a template is written in; "" for one that serves every language."""
        self._known(name)
        found = {
            path.parent.name for one in self._folders for path in one.glob(f"*/{name}{ENDING}")
        }
        flat = any((folder / f"{name}{ENDING}").is_file() for folder in self._folders)
        return sorted([*found, *([""] if flat else [])])

    def nearest(self, name: str, wanted: Sequence[str]) -> str:
        """The first of the wanted languages that the template is written in, else the default."""
        languages = self.languages(name)
        for one in wanted:
            lower = one.lower().replace("_", "-")
            for spoken in (lower, lower[:2]):
                if spoken in languages:
                    return spoken
            if "" in languages:
                return lower[:2] or DEFAULTS[0]
        return next((one for one in (*DEFAULTS, *languages) if one in languages), DEFAULTS[0])

    def family(self, name: str, language: str) -> Sequence[TemplateAbout]:
        """The template itself, first, and those that say ``family: name``."""
        found = [self.about(name, language)]
        others = (self._about(one, language) for one in self.names() if one != name)
        return [*found, *(one for one in others if one.family == name)]

    def about(self, name: str, language: str) -> TemplateAbout:
        """What a template says about itself; NotFound, or InputRefused by name and line."""
        self._known(name)
        return self._about(name, language)

    def _about(self, name: str, language: str) -> TemplateAbout:
        return self._parsed(name, language).about

    def source(self, name: str, language: str) -> str:
        """The whole text of the template in the nearest language."""
        self._known(name)
        path, _ = self._find(name, language)
        return _read(name, path)

    def of_source(self, name: str, language: str, source: str) -> TemplateAbout:
        """What a kept version says about itself."""
        return parse(name, language, source).about

    def render(
        self, name: str, language: str, values: Mapping[str, Any], source: str | None = None
    ) -> Mapping[str, str]:
        """subject, text, html, version, language of the template in the nearest language, or of a
        kept version's ``source``.

        ``values`` are plain; ``items`` and ``totals`` make the table of open items. InputRefused
        names template, line and problem.
        """
        if source is not None:
            return written(parse(name, language, source), values)
        self._known(name)
        return written(self._parsed(name, language), values)

    def check(self, name: str | None = None, file: Path | None = None) -> Sequence[Fault]:
        """What is wrong with a template, a file, or all of them; nothing is changed."""
        from collectwork.mail import lint

        if file is not None:
            return lint.of_file(file, file.name.removesuffix(ENDING), self.names())
        names = [name] if name is not None else self.names()
        found: list[Fault] = []
        for one in names:
            for language in self.languages(one):
                path, _ = self._find(one, language or DEFAULTS[0])
                found += lint.of_file(path, one, self.names())
        return found

    def _all(self) -> Sequence[str]:
        """Looked up again only when a folder has changed: a batch asks thousands of times."""
        below = [one for folder in self._folders for one in (folder, *folder.glob("*/"))]
        seen = tuple((str(one), one.stat().st_mtime_ns) for one in below if one.exists())
        if seen != self._seen:
            found = {
                path.name.removesuffix(ENDING)
                for folder in self._folders
                for path in [*folder.glob(f"*{ENDING}"), *folder.glob(f"*/*{ENDING}")]
            }
            self._names = sorted(name for name in found if NAME.fullmatch(name))
            self._seen = seen
        return self._names

    def _known(self, name: str) -> None:
        known = self.names()
        if not NAME.fullmatch(name) or name not in (*known, *INTERNAL):
            raise NotFound(f"There is no template {name!r}. There are: {', '.join(known)}.")

    def _parsed(self, name: str, language: str) -> Parsed:
        path, spoken = self._find(name, language)
        return parse(name, spoken, _read(name, path))

    def _find(self, name: str, language: str) -> tuple[Path, str]:
        lower = language.lower().replace("_", "-")
        for spoken in dict.fromkeys((lower, lower[:2], *DEFAULTS)):
            for folder in self._folders:
                path = folder / spoken / f"{name}{ENDING}"
                if path.is_file():
                    return path, spoken
                flat = folder / f"{name}{ENDING}"
                if flat.is_file():
                    return flat, lower[:2] or DEFAULTS[0]
        for folder in self._folders:
            for path in sorted(folder.glob(f"*/{name}{ENDING}")):
                return path, path.parent.name
        raise NotFound(f"There is no template {name!r}.")


def _read(name: str, path: Path) -> str:
    try:
        raw = path.read_bytes()[: SOURCE_LIMIT + 1]
        return raw.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError:
        raise refused(name, None, f"{path} is not UTF-8: save it as that") from None
    except OSError as error:
        raise refused(name, None, f"{path} cannot be read: {error.strerror}") from None
