"""The day a mail asks for: the template's days, never fewer than a country's law leaves."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from collectwork.domain.calendar import NONE, Holidays, business_day_from


@dataclass(frozen=True, slots=True)
class Least:
    """The fewest days a reminder may leave, and where that is written."""

    days: int
    source: str


#: By the customer's country; one is listed only with the words of its law. A reminder with a
#: shorter deadline may cost the fee, or the right to hand the claim on.
LEAST: Mapping[str, Least] = {
    # "Fristen … skal være minst 14 dager regnet fra det tidspunkt da varslet ble sendt"; lovdata.no
    "NO": Least(14, "inkassoloven (LOV-1988-05-13-26) § 9: at least 14 days from sending"),
    # "Fristen skal være mindst 10 dage fra afsendelsen af påkravsskrivelsen"; www.elov.dk
    "DK": Least(10, "inkassoloven (LBK 1018 af 19/09/2014) § 10, stk. 3: at least 10 days"),
}


def least_days(country: str | None) -> int:
    """0 where nothing is known to be asked for."""
    found = LEAST.get((country or "").strip().upper())
    return found.days if found else 0


def new_deadline(
    today: date, days: int, country: str | None = None, holidays: Holidays = NONE
) -> date:
    """A business day, at least ``days`` and the country's fewest days from ``today``."""
    return business_day_from(today + timedelta(days=max(days, least_days(country))), holidays)
