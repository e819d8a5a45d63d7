"""The policy at planning: who is not listed, until when, by which other way, and why."""

from __future__ import annotations

from datetime import date

import pytest
from working.office import Office

from collectwork.domain.blocks import FollowUpInput
from collectwork.usecases import explaining, planning
from collectwork.usecases.desk import Desk
from collectwork.usecases.recording import record
from policy.calls import under

REST = (
    '[[policy]]\nname = "rest of a week"\nrest_days = 7\nmode = "refuse"\nsource = "house rule 4"\n'
)
TALKED = date(2026, 11, 20)
BACK = FollowUpInput("callback", date(2026, 11, 23))


def listed(desk: Desk) -> dict[str, str]:
    planning.plan(desk)
    return {one.customer: one.action for one in planning.worklist(desk, None, states=("open",))}


def talked(office: Office, rows: str, next_on: date = date(2026, 11, 23), steps: str = "") -> Desk:
    desk = under(office.desk, rows, steps)
    planning.plan(desk)
    record(desk, office.brenner, "will_pay", next_on=next_on)  # it completes the only step
    return desk


def test_an_account_that_may_not_be_called_is_written_to_or_left_until_it_may(
    office: Office,
) -> None:
    both = REST.replace("mode", 'channels = ["call", "mail"]\nmode')
    desk = talked(office, both)
    for day in (23, 26):
        assert listed(desk.on(date(2026, 11, day))) == {}
        told = explaining.explain(desk.on(date(2026, 11, day)), office.brenner)
        (block,) = [one for one in told.blocks if "withheld" in one]
        assert block.startswith("withheld by 'rest of a week' until 2026-11-27: spoken to")
        assert "(source: house rule 4)" in block
        assert any("Fri 27 Nov 2026" in one for one in told.would_change)
    assert listed(desk.on(date(2026, 11, 27))) == {"100231": "call"}


def test_a_return_is_by_mail_where_calls_are_refused(office: Office) -> None:
    office.book.contact(office.brenner, "Sabine Ott", email="s.ott@brenner.example", phone="1")
    desk = talked(office, REST).on(date(2026, 11, 23))
    assert listed(desk) == {"100231": "mail"}
    (line,) = planning.worklist(desk, None)
    assert any("withheld by 'rest of a week' until 2026-11-27" in one for one in line.reasons)


def test_a_step_takes_its_fallback_where_that_is_allowed(small: Office) -> None:
    step = (
        '[[strategy.step]]\nname = "ring again"\nday = 5\naction = "call"\nfallback = ["letter"]\n'
    )
    small.book.contact(small.brenner, "Sabine Ott", phone="1")
    attempts = '[[policy]]\nname = "once a week"\nattempts = 1\ndays = 7\nmode = "refuse"\n'
    desk = under(small.desk, attempts, step)
    record(desk, small.brenner, "will_pay", next_on=date(2026, 11, 23))
    assert listed(desk.on(date(2026, 11, 23))) == {"100231": "letter"}


def test_a_call_back_is_listed_although_it_was_talked_to(small: Office) -> None:
    desk = under(small.desk, REST)
    record(desk, small.brenner, "call_back", follow_up=BACK)
    assert listed(desk.on(date(2026, 11, 23))) == {"100231": "callback"}


def test_rows_that_only_warn_and_the_hour_of_day_keep_nothing_off(small: Office) -> None:
    rows = REST.replace("refuse", "warn") + (
        '[[policy]]\nname = "nights only"\nhours = "02:00-03:00"\nmode = "refuse"\n'
    )
    talked(small, REST.replace("refuse", "warn"))
    desk = under(small.desk, rows).on(date(2026, 11, 23))
    assert listed(desk) == {"100231": "call"}
    told = explaining.explain(desk, small.brenner)
    assert any(one.startswith("no call before Tue 24 Nov 2026 0") for one in told.blocks)


def test_a_day_on_which_nobody_is_called_is_planned_without_calls(small: Office) -> None:
    rows = '[[policy]]\nname = "mondays"\nweekdays = "mon"\nmode = "refuse"\n'
    desk = under(small.desk, rows)
    assert listed(desk) == {}  # a Friday
    told = explaining.explain(desk, small.brenner)
    assert "withheld by 'mondays' until 2026-11-23" in told.blocks[-1]
    assert listed(desk.on(date(2026, 11, 23))) == {"100231": "call"}


def test_nobody_to_talk_to(office: Office) -> None:
    other = office.book.customer("2", "Other", [("O-1", 90_000, date(2026, 10, 1))])
    office.book.contact(office.brenner, "Sabine Ott", do_not_contact=True)
    office.book.contact(other, "Paul", do_not_contact=True)
    office.book.contact(other, "Mia", phone="1")
    assert listed(under(office.desk, "")) == {"2": "call"}


@pytest.mark.parametrize("per", ["customer", "contact", "debt"])
def test_planning_and_acting_agree(office: Office, per: str) -> None:
    rows = f'[[policy]]\nname = "two"\nattempts = 2\ndays = 5\nper = "{per}"\nmode = "refuse"\n'
    desk = under(office.desk, rows)
    sabine = office.book.contact(office.brenner, "Sabine Ott", phone="1", main=True)
    paul = office.book.contact(office.brenner, "Paul", phone="2")
    first, second = office.items
    record(desk, office.brenner, "no_answer", items=[first], contact_id=paul)
    record(desk, office.brenner, "no_answer", items=[second], contact_id=paul)
    free = listed(desk.on(date(2026, 11, 23)))
    assert bool(free) == (per != "customer")
    if free:
        record(desk.on(date(2026, 11, 23)), office.brenner, "no_answer", contact_id=sabine)
