"""The public holidays of a country, looked up when first asked for."""

from __future__ import annotations

from datetime import date
from functools import cached_property
from typing import Any


class PublicHolidays:
    """Answers ``day in holidays`` for a country's code; no holidays for an unknown one.

    The library behind it takes a tenth of a second to load, so it waits for the first question.
    """

    def __init__(self, country: str) -> None:
        self.country = country

    @cached_property
    def _known(self) -> Any:
        import holidays

        try:
            return holidays.country_holidays(self.country)
        except NotImplementedError:
            return frozenset()

    def __contains__(self, day: object) -> bool:
        return isinstance(day, date) and day in self._known
