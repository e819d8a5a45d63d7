"""What the label of an age column means: a range of days past due, in six languages.

A label gives bounds only where it names them; what a bucket holds beyond its label's words is
never assumed. ``Age.least`` is what is certain: everything in the bucket is at least so old.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from collectwork.intake.folding import normal

_NOT_DUE = re.compile(
    r"^(?:current(?:amount|due)?|notdue(?:on.*)?|notyetdue|undue|beforedue|upcoming|atdate"
    r"|nichtfallig|nochnichtfallig|aktuell|nonechue?s?|aechoir|echeancefuture|nonexigible"
    r"|(?:nog)?nietvervallen|lopend|nonscadut[oia]|ascadere|nonancorascadut[oia]|corrente"
    r"|novencid[oa]s?|porvencer|sinvencer|alcorriente|vigente|corriente)$"
)
_OVERDUE = re.compile(
    r"^(?:total)?(?:pastdue|overdue|due|arrears|uberfallig|fallig|verzug|echue?s?|retard"
    r"|enretard|vervallen|achterstallig|scadut[oia]|vencid[oa]s?|atrasad[oa]s?)(?:total|amount)?$"
)
_OLDEST = re.compile(
    r"^(?:older|oldest|after|beyond|alter|altere|alteste|pluts?ancien|plusancien|plusanciens"
    r"|anterieur|ouder|oudere|piuvecchi[oa]?|oltre|precedenti|masantigu[oa]s?|anteriores)$"
)
_DAYS = r"(?:\s*(?:days?|d|tagen?|t|jours?|j|dagen|dgn|giorni|gg|d[ií]as))?"
_LATE = (
    r"(?P<late>\s*(?:past\s*due|overdue|late|old|überfällig|verzug|im\s+verzug|fällig|de\s+retard"
    r"|en\s+retard|échus?|te\s+laat|vervallen|scaduti|di\s+ritardo|vencidos|de\s+retraso"
    r"|de\s+atraso))?"
)
_END = rf"{_DAYS}{_LATE}\s*$"
_RANGE = re.compile(
    r"^(?:from|von|de|du|da|van|desde|del)?\s*(\d{1,4})"
    rf"{_DAYS}\s*(?:-|–|—|\.\.+|to|bis|à|au|a|al|tot|t/m|hasta|/)\s*(\d{{1,4}}){_END}",
    re.IGNORECASE,
)
_OVER = re.compile(
    r"^(?:>|over|more\s+than|above|beyond|older\s+than|über|ueber|mehr\s+als|älter\s+als|plus\s+de"
    rf"|\+\s*de|au-delà\s+de|meer\s+dan|ouder\s+dan|oltre|più\s+di|más\s+de|mas\s+de)\s*(\d{{1,4}}){_END}",
    re.IGNORECASE,
)
_FROM = re.compile(
    rf"^(?:>=|≥|from|ab|à\s+partir\s+de|vanaf|da|desde)\s*(\d{{1,4}}){_END}", re.IGNORECASE
)
_AND_MORE = re.compile(
    rf"^(\d{{1,4}})\s*{_DAYS}\s*(?:-|–)?\s*(?:\+|&\s*over|and\s+(?:over|above|more|older|up)|or\s+more"
    r"|above|plus|over|older|und\s+(?:mehr|älter|darüber)|et\s+plus|ou\s+plus|en\s+(?:meer|ouder)"
    rf"|e\s+oltre|o\s+più|y\s+más|o\s+más){_END}",
    re.IGNORECASE,
)
_UP_TO = re.compile(
    rf"^(?:<=?|≤|up\s+to|under|less\s+than|bis|unter|jusqu[’']?à|moins\s+de|tot|fino\s+a|hasta|menos\s+de)"
    rf"\s*(\d{{1,4}}){_END}",
    re.IGNORECASE,
)
_PLAIN = re.compile(rf"^(\d{{1,4}}){_END}", re.IGNORECASE)
_ENDS_AT = re.compile(r"\((>?)(\d{1,4})\)$")  # NetSuite: a range of dates, and its end in days
_MONTHS = re.compile(
    r"^(<|>|over\s+|älter\s+als\s+|über\s+|plus\s+de\s+)?\s*(\d{1,2})?(\+)?\s*"
    r"(?:months?|monate?|mois|maand(?:en)?|mes[ie]|mese|meses)\s*(\+|and\s+over|et\s+plus)?$",
    re.IGNORECASE,
)


_MOST_DAYS = 1500
_PERIOD = re.compile(r"^(?:aging|ageing)?period(\d)(amount|label)?$")


@dataclass(frozen=True, slots=True)
class Age:
    """A bucket: ``label`` as printed; ``first`` to ``last`` days past due (None: not bounded).

    ``kind``: "not due", "range", "mixed" (not due and young in one), "overdue" (all that is past
    due, in one column), "old" (days since the invoice, of unknown terms), "unknown" (a period that
    the file does not explain), "rest" (what has no column), "aside" (credits in a column of their
    own). ``first`` is None where not all of it is surely past due.
    """

    label: str
    kind: str
    first: int | None = None
    last: int | None = None


def read(labels: Sequence[str], as_of: date | None) -> list[Age | None]:
    """The ages that a row of labels names, None for other columns.

    Bounds that a label leaves open follow from its neighbours: ``Older`` begins after the bucket
    before it, a bare ``60`` after ``30`` holds 31 to 60. Months count back from ``as_of``.
    """
    found: list[Age | None] = []
    last: Age | None = None
    due_apart = any(label and not_due(label) for label in labels)
    for label in labels:
        age = _one(label.strip(), last, due_apart, as_of) if label else None
        found.append(age)
        if age is not None and age.kind != "not due":
            last = age
    ends = [age.last for age in found if age and age.last is not None]
    for place, label in enumerate(labels):
        if found[place] is None and ends and label and _OLDEST.match(normal(label)):
            found[place] = Age(label.strip(), "range", max(ends) + 1)  # the oldest come first
    return found


def not_due(label: str) -> bool:
    """Whether a label names what is not due yet."""
    return bool(_NOT_DUE.match(normal(label)))


def overdue(label: str) -> bool:
    """Whether a label names all that is past due, without a range."""
    return bool(_OVERDUE.match(normal(label)))


def is_age(label: str) -> bool:
    """Whether a heading names an age bucket; a bare number alone does not."""
    text = label.strip()
    if not text or text.isdigit():
        return False
    return _one(text, Age("", "range", 1, 30), True, None) is not None


def period(heading: str) -> int | None:
    """The number of a period whose days stand elsewhere (Business Central: ``period1Amount``)."""
    match = _PERIOD.match(normal(heading))
    return int(match[1]) if match and match[2] != "label" else None


def is_period(heading: str) -> bool:
    """Whether a heading belongs to such a period: its amount, or the column of its label."""
    return bool(_PERIOD.match(normal(heading)))


def _one(label: str, before: Age | None, due_apart: bool, as_of: date | None) -> Age | None:
    text = " ".join(label.replace("_", " ").split())
    if not_due(text):
        return Age(label, "not due")
    end = before.last if before and before.last is not None else None
    if match := _RANGE.match(text):
        return _range(label, int(match[1]), int(match[2]), due_apart or bool(match["late"]))
    if match := _OVER.match(text):
        return Age(label, "range", int(match[1]) + 1)
    if match := _FROM.match(text):
        return Age(label, "range", int(match[1]))
    if match := _AND_MORE.match(text):
        first = int(match[1])
        bare = before is not None and _PLAIN.match(before.label)  # 90, 120+: which days is unsure
        if end is not None and (first == end or (bare and first > end)):
            first = end + 1
        return Age(label, "range", first)
    if match := _ENDS_AT.search(text):
        size = int(match[2])
        return (
            Age(label, "range", size + 1)
            if match[1]
            else _range(label, (end or 0) + 1, size, due_apart)
        )
    if match := _MONTHS.match(text):
        return _months(label, match, as_of)
    if match := _UP_TO.match(text):
        upper = int(match[1]) - (1 if text.startswith("<") and not text.startswith("<=") else 0)
        return _range(label, 1 if due_apart else 0, upper, due_apart)
    if _OLDEST.match(normal(text)):
        return _older(label, before)
    if (match := _PLAIN.match(text)) and (due_apart or before is not None or not text.isdigit()):
        upper = int(match[1])
        if end is not None and upper <= end:
            return None
        return _range(label, 0 if end is None else end + 1, upper, due_apart)
    return None


def _range(label: str, first: int, last: int, due_apart: bool) -> Age | None:
    """A first bucket from 0 beside a column of what is not due holds 1 and more: what is due on the
    day is not past due. Without that column it holds what is not due as well."""
    if last < first or first > _MOST_DAYS:  # 2025 - 2026 are years
        return None
    if first == 0:
        return Age(label, "range", 1, last) if due_apart else Age(label, "mixed", None, last)
    return Age(label, "range", first, last)


def _older(label: str, before: Age | None) -> Age | None:
    if before is None or before.last is None:
        return None
    return Age(label, "range", before.last + 1)


def _months(label: str, match: re.Match[str], as_of: date | None) -> Age | None:
    """Calendar months: *1 Month* is one to two months past due."""
    if match[2] is None and match[1] is None:
        return None
    count = int(match[2] or 1)
    day = as_of or date(2026, 1, 31)
    sign = (match[1] or "").strip()
    if sign == "<":
        return Age(label, "range", 1, _days(day, count) - 1)
    if sign or match[3] or match[4]:
        return Age(label, "range", _days(day, count))
    return Age(label, "range", _days(day, count), _days(day, count + 1) - 1)


def _days(as_of: date, months: int) -> int:
    """Days back to the same day so many months earlier, or to that month's last day."""
    years, month = divmod(as_of.year * 12 + as_of.month - 1 - months, 12)
    last = monthrange(years, month + 1)[1]
    return (as_of - date(years, month + 1, min(as_of.day, last))).days


def shifted(age: Age, terms: int) -> Age:
    """Days since the invoice as days past due, where everything is due ``terms`` days after it."""
    if age.kind not in ("range", "mixed"):
        return age
    last = age.last - terms if age.last is not None else None
    if last is not None and last <= 0:
        return replace(age, kind="not due", first=None, last=None)
    first = (age.first or 0) - terms
    if first <= 0:
        return replace(age, kind="mixed", first=None, last=last)
    return replace(age, first=first, last=last)


def due_by(age: Age, as_of: date) -> date | None:
    """The latest day by which all of the bucket was due; None where that is not certain."""
    return None if age.first is None else as_of - timedelta(days=age.first)
