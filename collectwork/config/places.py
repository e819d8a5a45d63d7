"""Countries and their time zones and holidays: the tables of the tz database, of CLDR, of holidays.

Everything is looked up when it is first asked for and then kept.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container
from datetime import date, tzinfo
from functools import cache
from importlib.resources import files
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from collectwork.config.calendar import PublicHolidays

_LANGUAGES = ("en", "de", "fr", "es", "it", "nl", "pt", "pl")
#: What ledgers write that is no code of ISO 3166 and no name of CLDR.
_ALSO = {
    "uk": "GB", "great britain": "GB", "england": "GB", "scotland": "GB", "wales": "GB",
    "usa": "US", "u.s.a.": "US", "u.s.": "US", "united states of america": "US", "holland": "NL",
    "czech republic": "CZ", "el": "GR", "d": "DE", "a": "AT", "f": "FR", "i": "IT", "e": "ES",
}  # fmt: skip


class KnownPlaces:
    """See ``domain.contact_policy.Places``."""

    def code(self, country: str | None) -> str:
        """``DE`` for DE, de, DEU, Germany, Deutschland; empty for what is no country."""
        return _code(" ".join((country or "").split()).casefold())

    def zone(self, name: str | None) -> tzinfo | None:
        """A zone by its name; None where there is none of that name."""
        return _zone((name or "").strip())

    def zones(self, code: str) -> tuple[tzinfo, ...]:
        """All zones that the tz database gives a country."""
        return _zones_of(code)

    def holidays(self, code: str) -> Container[date]:
        """The public holidays that hold in the whole country."""
        return _holidays(code)


@cache
def _zone(name: str) -> tzinfo | None:
    if not name:
        return None
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None


@cache
def _zones_of(code: str) -> tuple[tzinfo, ...]:
    found = (_zone(name) for name in _zone_table().get(code, ()))
    return tuple(zone for zone in found if zone is not None)


@cache
def _zone_table() -> dict[str, tuple[str, ...]]:
    """Country → names of its zones, from ``zone.tab``: code, coordinates, zone, comment."""
    table: dict[str, list[str]] = defaultdict(list)
    for line in _tab("zone.tab"):
        table[line[0]].append(line[2])
    return {code: tuple(names) for code, names in table.items()}


def _tab(name: str) -> list[list[str]]:
    text = (files("tzdata") / "zoneinfo" / name).read_text("utf-8")
    return [line.split("\t") for line in text.splitlines() if line and not line.startswith("#")]


@cache
def _code(said: str) -> str:
    if len(said) == 2 and said.upper() in _zone_table():
        return said.upper()
    return _names().get(said, "")


@cache
def _names() -> dict[str, str]:
    """Folded name or three-letter code → two letters."""
    from babel import Locale
    from babel.core import get_global

    codes = {code for code in _zone_table() if len(code) == 2}
    names = {line[1].casefold(): line[0] for line in _tab("iso3166.tab")}
    for language in _LANGUAGES:
        for code, name in Locale(language).territories.items():
            if code in codes:
                names.setdefault(name.casefold(), code)
    for other, code in get_global("territory_aliases").items():
        if len(code) == 1 and code[0] in codes and other.isalpha():
            names.setdefault(other.casefold(), code[0])
    return names | _ALSO


@cache
def _holidays(code: str) -> Container[date]:
    return PublicHolidays(code) if code else frozenset()
