"""``[[policy]]`` of a rules file: the rows of the contact policy."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date, time
from typing import Any, get_args

from collectwork.domain.contact_policy import CHANNELS, MODES
from collectwork.rules.lexer import shown
from collectwork.rules.places import Path
from collectwork.rules.policies import (
    COUNTED,
    OF_TEAM,
    OVERRIDES,
    STOPS,
    USUAL_CHANNELS,
    Hours,
    Limit,
    Per,
    Policy,
)
from collectwork.rules.table_reader import TableReader, nearest

MAX_POLICIES = 200
LONGEST_DAYS = 3_650

_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_RESTS = ("rest_days", "days_between", "colleague_days")
_TIMES = ("hours", "weekdays", "holidays")
_LIMITS = (*COUNTED, *_RESTS, "stop", "team", *_TIMES)
_SCOPES = {
    "channels": "channel", "countries": "country", "roles": "role", "segments": "segment",
    "tags": "tag",
}  # fmt: skip
_SHAPE: dict[str, type] = {
    "name": str, **dict.fromkeys(COUNTED, int), "days": int, **dict.fromkeys(_RESTS, int),
    "hours": str, "weekdays": str, "holidays": bool, "stop": str, "team": str, "mode": str,
    **dict.fromkeys(_SCOPES, list), **dict.fromkeys(_SCOPES.values(), str), "who": str,
    "per": str, "from": date, "until": date, "override": str, "source": str,
}  # fmt: skip
_HOURS = re.compile(r"(\d{1,2}):(\d{2})\s*(?:-|–|to|until)\s*(\d{1,2}):(\d{2})")
#: The codes of ISO 3166-1.
_CODES = (
    "AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ "
    "BR BS BT BV BW BY BZ CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM "
    "DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS "
    "GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP KE KG KH KI KM KN "
    "KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ "
    "MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM "
    "PN PR PS PT PW PY QA RE RO RS RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV "
    "SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG UM US UY UZ VA VC VE VG VI "
    "VN VU WF WS YE YT ZA ZM ZW "
)
COUNTRIES = frozenset(_CODES.split())
_MEANT = {"UK": "GB", "EN": "GB", "USA": "US", "EL": "GR"}


def read_policies(reader: TableReader, top: Mapping[str, Any]) -> tuple[Policy, ...]:
    """The rows in the order of the file."""
    tables = reader.tables(top, "policy", MAX_POLICIES)
    rows = [_policy(reader, raw, ("policy", n)) for n, raw in enumerate(tables)]
    names: set[str] = set()
    for n, row in enumerate(rows):
        if row is not None and row.name and row.name in names:
            reader.say(("policy", n, "name"), f"there are two policies {row.name!r}")
        names.add(row.name if row is not None else "")
    return tuple(row for row in rows if row is not None)


def _policy(reader: TableReader, raw: Any, path: Path) -> Policy | None:
    known = reader.checked(raw, _SHAPE, path)
    limit = _limit(reader, raw, known, path)
    if limit is None:
        return None
    usual = USUAL_CHANNELS[limit]
    return Policy(
        name=reader.name(known, path),
        limit=limit,
        mode=reader.choice(known, "mode", MODES, "warn", path),
        most=_most(reader, known, limit, path),
        days=_days(reader, known, limit, path),
        hours=_hours(reader, known, path),
        stop=reader.choice(known, "stop", STOPS, "", path) if "stop" in known else "",
        team=known.get("team", ""),
        channels=_scope(reader, known, "channels", path, CHANNELS) or usual,
        countries=_countries(reader, known, path),
        who=reader.choice(known, "who", ("person", "company"), "", path) if "who" in known else "",
        roles=_scope(reader, known, "roles", path),
        segments=_scope(reader, known, "segments", path),
        tags=_scope(reader, known, "tags", path),
        per=_per(reader, known, limit, path),
        override=reader.choice(known, "override", OVERRIDES, "any", path),
        since=known.get("from"),
        until=_until(reader, known, path),
        source=known.get("source", "").strip(),
    )


def _limit(reader: TableReader, raw: Any, known: Mapping[str, Any], path: Path) -> Limit | None:
    """What the row limits, from the keys it has; exactly one thing."""
    given = [name for name in _LIMITS if name in known]
    what = list(dict.fromkeys("hours" if name in _TIMES else name for name in given))
    if not what and isinstance(raw, dict) and raw.keys() - known.keys():
        return None  # a key that is none, or of the wrong kind, as was said already
    if len(what) != 1:
        said = " and ".join(what) or "none of them"
        reader.say(
            path,
            f"a policy limits one thing ({', '.join((*COUNTED, *_RESTS, 'hours', 'stop'))}, or "
            f"team); this says {said}",
        )
        return None
    if what[0] != "team":
        return what[0]  # type: ignore[return-value]  # one of _LIMITS, which are its names
    team: Limit | str = reader.choice(known, "team", OF_TEAM, "", path)
    return team or None  # type: ignore[return-value]  # one of OF_TEAM


def _most(reader: TableReader, known: Mapping[str, Any], limit: Limit, path: Path) -> int:
    if limit not in COUNTED or "team" in known:
        return 0
    most = reader.natural(known, limit, 1, path, 1_000)
    if most == 0:
        reader.say((*path, limit), f"{limit} is at least 1; `stop` forbids contacts altogether")
    return max(1, most)


def _days(reader: TableReader, known: Mapping[str, Any], limit: Limit, path: Path) -> int:
    if "team" in known:
        return 0
    if limit in COUNTED:
        if "days" not in known:
            reader.say((*path, limit), f"{limit} needs days: in how many days")
            return 1
        days = reader.natural(known, "days", 1, path, LONGEST_DAYS)
        if days == 0:
            reader.say((*path, "days"), "days is at least 1: today")
        return max(1, days)
    if "days" in known:
        reader.say((*path, "days"), f"days belongs to {', '.join(COUNTED)}, not to {limit}")
    if limit in _RESTS:
        return reader.natural(known, limit, 0, path, LONGEST_DAYS)
    return 0


def _hours(reader: TableReader, known: Mapping[str, Any], path: Path) -> Hours:
    first, last = time.min, time.max
    if "hours" in known:
        found = _HOURS.fullmatch(known["hours"].strip())
        clocks = _clocks(found.groups()) if found else None
        if clocks is None:
            reader.say(
                (*path, "hours"),
                f'{shown(known["hours"])} are no hours: write them as "08:00-21:00"',
            )
        elif clocks[0] == clocks[1]:
            reader.say((*path, "hours"), "begin and end are the same: no hour would be left")
        else:
            first, last = clocks
    return Hours(first, last, _weekdays(reader, known, path), known.get("holidays", True))


def _clocks(parts: Sequence[str]) -> tuple[time, time] | None:
    first, second = (int(parts[0]), int(parts[1])), (int(parts[2]), int(parts[3]))
    if second == (24, 0):
        return (time(*first), time.max) if first[0] < 24 and first[1] < 60 else None
    if max(first[0], second[0]) > 23 or max(first[1], second[1]) > 59:
        return None
    return time(*first), time(*second)


def _weekdays(reader: TableReader, known: Mapping[str, Any], path: Path) -> tuple[int, ...]:
    if "weekdays" not in known:
        return tuple(range(7))
    days: set[int] = set()
    for part in re.split(r"[,\s]+", known["weekdays"].casefold().replace(" - ", "-").strip()):
        first, _, last = part.partition("-")
        ends = [_weekday(reader, word, path) for word in ([first, last] if last else [first])]
        if None in ends:
            return tuple(range(7))
        begin, end = ends[0] or 0, ends[-1] or 0
        days |= {(begin + n) % 7 for n in range((end - begin) % 7 + 1)}
    return tuple(sorted(days))


def _weekday(reader: TableReader, word: str, path: Path) -> int | None:
    if word[:3] in _DAYS and len(word) >= 2:
        return _DAYS.index(word[:3])
    hint = nearest(word, _DAYS)
    reader.say((*path, "weekdays"), f'{shown(word)} is no day: write "mon-fri" or "sat"{hint}')
    return None


def _scope(
    reader: TableReader,
    known: Mapping[str, Any],
    many: str,
    path: Path,
    choices: Sequence[str] = (),
) -> tuple[str, ...]:
    """One word under its singular, or a list of them under its plural."""
    one = _SCOPES[many]
    if one in known and many in known:
        reader.say((*path, one), f"say {one} or {many}, not both")
    if one in known:
        return reader.texts({one: [known[one]]}, one, path, choices)
    found = reader.texts(known, many, path, choices)
    if many in known and not known[many]:
        reader.say((*path, many), f"{many} is empty: leave it out to mean all")
    return found


def _countries(reader: TableReader, known: Mapping[str, Any], path: Path) -> tuple[str, ...]:
    key = "country" if "country" in known else "countries"
    found = []
    for text in _scope(reader, known, "countries", path):
        code = text.upper()
        if code in COUNTRIES:
            found.append(code)
            continue
        meant = _MEANT.get(code)
        hint = f": did you mean {meant!r}?" if meant else ", as DE or US"
        reader.say((*path, key), f"{shown(text)} is no country's code of two letters{hint}")
    return tuple(found)


def _per(reader: TableReader, known: Mapping[str, Any], limit: Limit, path: Path) -> Any:
    per = reader.choice(known, "per", get_args(Per), "customer", path)
    if "per" in known and limit in ("hours", "stop", "colleague_days"):
        reader.say((*path, "per"), f"per has no meaning for {limit}", "warning")
    return per


def _until(reader: TableReader, known: Mapping[str, Any], path: Path) -> date | None:
    since, until = known.get("from"), known.get("until")
    if since is not None and until is not None and until < since:
        reader.say((*path, "until"), f"until {until} lies before from {since}")
    return until
