"""The judge of the contact policy against a plain reference, over random histories and zones."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from collectwork.domain.contact_policy import CHANNELS, WRITTEN, Place, Stop, Touch
from collectwork.domain.customers import Contact
from collectwork.rules import contact_hours
from collectwork.rules.contact_limits import Subject
from collectwork.rules.contact_policy import findings, free_from, now, withheld
from collectwork.rules.policies import Hours, Policy, TeamNumbers, in_force
from policy.plain import first_silent, speaks, utc

DAY = date(2026, 3, 8)  # summer time begins in New York
ZONES = [
    ZoneInfo(name)
    for name in (
        "Europe/Berlin", "America/New_York", "Pacific/Honolulu", "Asia/Kolkata", "Africa/Cairo",
        "Australia/Lord_Howe", "Pacific/Apia", "America/Santiago", "Pacific/Chatham", "UTC",
    )
]  # fmt: skip
HERE = st.sampled_from(ZONES[:4])
CHANNEL = st.sampled_from(CHANNELS)


def days(back: int = 40) -> st.SearchStrategy[date]:
    return st.integers(0, back).map(lambda n: DAY - timedelta(days=n))


TOUCH = st.builds(
    Touch,
    days(),
    st.sampled_from(["ana", "bob"]),
    CHANNEL,
    st.booleans(),
    st.booleans(),
    st.sampled_from([None, 1, 2]),
    st.frozensets(st.integers(1, 3), max_size=2),
)
LIMITED = st.builds(
    Policy,
    st.just("limit"),
    st.sampled_from(["attempts", "messages", "contacts", "rest_days", "days_between"]),
    mode=st.just("refuse"),
    most=st.integers(1, 4),
    days=st.integers(1, 15),
    channels=st.sampled_from([CHANNELS, WRITTEN, ("call",), ("mail", "letter")]),
    per=st.sampled_from(["customer", "contact", "debt"]),
)
CLOCK = st.builds(time, st.integers(0, 23), st.sampled_from([0, 15, 30, 45]))
HOURS = st.builds(
    Hours,
    CLOCK,
    CLOCK,
    st.sets(st.integers(0, 6), min_size=1).map(lambda days: tuple(sorted(days))),
    st.booleans(),
)
MOMENT = st.integers(0, 245 * 1440).map(
    lambda minutes: datetime(2026, 3, 5, tzinfo=UTC) + timedelta(minutes=minutes)
)
#: Around the nights in which clocks are changed.
NIGHT = st.builds(
    lambda day, minutes: datetime.combine(day, time(0), UTC) + timedelta(minutes=minutes),
    st.sampled_from(
        [date(2026, 3, 8), date(2026, 3, 28), date(2026, 3, 29), date(2026, 4, 4), date(2026, 4, 5),
         date(2026, 10, 24), date(2026, 10, 25), date(2026, 11, 1), date(2026, 9, 5)]
    ),
    st.integers(-300, 1700),
)  # fmt: skip


@given(
    LIMITED, st.lists(TOUCH, max_size=25), st.sampled_from([None, 1, 2]), HERE,
    st.integers(0, 1439), st.sets(st.integers(1, 3)),
)  # fmt: skip
def test_windows_and_rests_are_counted_as_plainly_told(
    row: Policy,
    touches: list[Touch],
    who: int | None,
    here: ZoneInfo,
    minutes: int,
    debts: set[int],
) -> None:
    contact = Contact(who, 1, "Sabine") if who else None
    history = tuple(sorted(touches, key=lambda one: one.day, reverse=True))
    subject = Subject(contact=contact, history=history, debts=tuple(sorted(debts)))
    moment = datetime.combine(DAY, time(0), here) + timedelta(minutes=minutes)
    channel = row.channels[0]
    found = findings([row], subject, channel, moment, here)
    assert bool(found) == speaks(row, subject, moment, here)
    if found:
        free = found[0].free_from
        assert free is not None
        assert free > moment
        assert not speaks(row, subject, free, here)
        assert speaks(row, subject, free - timedelta(minutes=1), here)  # and not a minute earlier
        assert free_from([row], subject, channel, moment, here) == free


@settings(deadline=None)
@given(HOURS, st.lists(st.sampled_from(ZONES), min_size=1, max_size=3, unique=True),
       st.one_of(MOMENT, NIGHT))  # fmt: skip
def test_hours_hold_in_every_zone_and_the_next_free_minute_is_the_first(
    hours: Hours, zones: list[ZoneInfo], moment: datetime
) -> None:
    holidays = frozenset([date(2026, 4, 3), date(2026, 10, 26), moment.date()])
    row = Policy("hours", "hours", "refuse", hours=hours, channels=("call",))
    subject = Subject(place=Place(tuple(zones), holidays))
    inside = contact_hours.inside(hours, subject.place, moment)
    assert inside == (not speaks(row, subject, moment, ZONES[0]))
    free = contact_hours.next_inside(hours, subject.place, moment)
    plainly = first_silent(row, subject, moment, ZONES[0], 4 * 1440)
    if plainly is not None:
        assert free == plainly
    elif free is not None:
        assert free > moment + timedelta(days=3)
        assert not speaks(row, subject, free, ZONES[0])


@given(st.lists(LIMITED, max_size=4), st.lists(TOUCH, max_size=25), HERE, CHANNEL)
def test_a_day_is_withheld_exactly_when_a_row_refuses_all_of_it(
    rows: list[Policy], touches: list[Touch], here: ZoneInfo, channel: str
) -> None:
    history = tuple(sorted(touches, key=lambda one: one.day, reverse=True))
    subject = Subject(history=history, debts=(1, 2, 3))
    held = withheld(rows, subject, channel, DAY, here)
    noon = datetime.combine(DAY, time(12), here)
    mine = [row for row in rows if channel in row.channels]
    assert (held is not None) == any(speaks(row, subject, noon, here) for row in mine)
    if held is not None:
        assert held.until is not None
        assert held.until > DAY
        again = datetime.combine(held.until, time(12), here)
        assert not any(speaks(row, subject, again, here) for row in mine)
        before = again - timedelta(days=1)
        assert any(speaks(row, subject, before, here) for row in mine)


def test_the_hour_of_day_keeps_nothing_off_a_list_but_a_forbidden_day_does() -> None:
    berlin = ZONES[0]
    hours = Policy("hours", "hours", "refuse", hours=Hours(time(8), time(21)), channels=("call",))
    sundays = Policy(
        "no sundays", "hours", "refuse", hours=Hours(weekdays=(0, 1, 2, 3, 4, 5)),
        channels=("call",),
    )  # fmt: skip
    subject = Subject(place=Place((berlin,)))
    assert withheld([hours], subject, "call", DAY, berlin) is None
    held = withheld([sundays], subject, "call", DAY, berlin)
    assert held is not None
    assert held.until == date(2026, 3, 9)
    assert held.words == "it is Sunday at the customer's place"


def test_the_eighth_attempt_is_refused_until_the_first_day_leaves_the_window() -> None:
    berlin = ZONES[0]
    row = Policy("7 in 7", "attempts", "refuse", 7, 7, channels=("call",), source="the law")
    history = tuple(Touch(DAY - timedelta(days=n), "ana", "call") for n in range(7))
    subject = Subject(history=history)
    (told,) = now([row], subject, utc(2026, 3, 8, 9), berlin, channels=("call",))
    assert told.state == "refuse"
    assert told.findings[0].words == "called 7 times in 7 days already"
    assert told.free_from == datetime(2026, 3, 9, tzinfo=berlin)
    assert not findings([row], Subject(history=history[1:]), "call", utc(2026, 3, 8, 9), berlin)


def test_midnight_is_crossed() -> None:
    row = Policy("night shift", "hours", "refuse", hours=Hours(time(22), time(6)))
    place = Subject(place=Place((ZoneInfo("UTC"),)))
    free = {
        hour: not findings([row], place, "call", utc(2026, 5, 4, hour), UTC) for hour in range(24)
    }
    assert [hour for hour, ok in free.items() if ok] == [0, 1, 2, 3, 4, 5, 6, 22, 23]


def test_a_stop_without_an_end_has_no_free_moment() -> None:
    row = Policy("insolvency stay", "stop", "refuse", stop="insolvency")
    subject = Subject(stops=(Stop("insolvency", "insolvency: court letter"),))
    (told, *_) = now([row], subject, utc(2026, 3, 8, 9), UTC)
    assert (told.state, told.free_from) == ("refuse", None)


def test_scopes() -> None:
    row = Policy(
        "narrow", "stop", "ask", stop="hold", channels=("mail",), countries=("US",), who="person",
        roles=("Counsel",), segments=("SMB",), tags=("vip",), since=DAY, until=DAY,
    )  # fmt: skip
    stop = (Stop("hold", "on hold"),)
    fits = Subject(
        country="US", person=True, segment="smb", tags=("VIP", "x"), stops=stop,
        contact=Contact(1, 1, "Sabine", role="counsel"),
    )  # fmt: skip
    at = utc(2026, 3, 8, 9)
    assert [one.mode for one in findings([row], fits, "mail", at, UTC)] == ["ask"]
    for other in (
        Subject(country="CA", person=True, segment="smb", tags=("vip",), stops=stop),
        Subject(country="US", person=False, segment="smb", tags=("vip",), stops=stop),
        Subject(country="US", person=True, segment="big", tags=("vip",), stops=stop),
        Subject(country="US", person=True, segment="smb", tags=(), stops=stop),
        Subject(country="US", person=True, segment="smb", tags=("vip",), stops=stop),  # no contact
    ):
        assert not findings([row], other, "mail", at, UTC)
    assert not findings([row], fits, "call", at, UTC)
    assert not findings([row], fits, "mail", at + timedelta(days=1), UTC)


def test_a_call_back_that_was_asked_for_is_not_refused_for_how_often() -> None:
    row = Policy("rest", "rest_days", "refuse", days=7, channels=("call",))
    history = (Touch(DAY, "ana", "call", spoken=True),)
    at = utc(2026, 3, 8, 9)
    assert findings([row], Subject(history=history), "call", at, UTC)
    assert not findings([row], Subject(history=history, call_back=True), "call", at, UTC)


@pytest.mark.parametrize("rows", [(), (Policy("mine", "attempts", most=3, days=2),)])
def test_what_blocks_mean_is_never_left_open(rows: tuple[Policy, ...]) -> None:
    known = in_force(rows, TeamNumbers(attempts_in_7_days=3))
    refused = {row.stop for row in known if row.mode == "refuse"}
    assert {"do_not_contact", "insolvency", "legal", "represented"} <= refused
    own = in_force((Policy("ours", "stop", "warn", stop="legal"),), TeamNumbers())
    assert [row.mode for row in own if row.stop == "legal"] == ["warn"]
    if not rows:
        attempts = next(row for row in known if row.limit == "attempts")
        assert (attempts.most, attempts.days, attempts.mode) == (3, 7, "warn")
