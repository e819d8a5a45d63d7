"""The policy when an action is recorded and when a mail leaves: warn, ask, refuse, override."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from store_fixtures import ruled_by
from working.book import Book
from working.office import MovableClock, Office

from collectwork.domain.activity import Entry
from collectwork.domain.blocks import FollowUpInput
from collectwork.domain.clocks import MACHINE
from collectwork.domain.team import Person
from collectwork.errors import ContactRefused
from collectwork.usecases import accounts, batching, blocks, people, planning, policies, sending
from collectwork.usecases.desk import Desk
from collectwork.usecases.recording import record
from policy.calls import under

TWO = """
[[policy]]
name = "two in three days"
attempts = 2
days = 3
mode = "refuse"
source = "house rule 4"
"""


def entries(desk: Desk, *kinds: str) -> list[Entry]:
    with desk.store.read() as tx:
        return [one for one in tx.log.walk() if one.kind in kinds]


def test_the_third_call_is_refused_as_an_entry_and_a_reason_overrides_it_as_another(
    office: Office,
) -> None:
    desk = under(office.desk, TWO)
    record(desk, office.brenner, "no_answer")
    record(desk, office.brenner, "no_answer")
    with pytest.raises(ContactRefused, match="called 2 times in 3 days already") as refused:
        record(desk, office.brenner, "no_answer")
    assert "allowed again from Mon 23 Nov 2026 00:00" in str(refused.value)
    assert refused.value.may_override
    (refusal,) = entries(desk, "refusal")
    assert refusal.data["rules"] == ["two in three days"]
    assert refusal.data["findings"][0]["source"] == "house rule 4"
    assert len(refusal.data["version"]) == 12
    done = record(desk, office.brenner, "no_answer", override="he asked us to ring at noon")
    assert done.warnings == ("called 2 times in 3 days already",)
    (override,) = entries(desk, "override")
    assert override.data["reason"] == "he asked us to ring at noon"
    assert (override.data["of"], override.customer) == (done.entry_id, "100231")
    told = accounts.timeline(desk, office.brenner)
    assert [one.kind for one in told][-4:] == ["call", "refusal", "call", "override"]
    assert "he asked us to ring at noon" in told[-1].text
    withheld = office.book.rows("withheld_contact")
    assert [(one["channel"], one["reason"], one["until"]) for one in withheld] == [
        ("call", "policy", date(2026, 11, 23))
    ]
    record(desk.on(date(2026, 11, 23)), office.brenner, "no_answer")


def test_what_is_no_contact_is_never_refused(small: Office) -> None:
    desk = under(
        small.desk,
        '[[policy]]\nname = "none"\nweekdays = "sun"\nmode = "refuse"\nchannel = "call"\n',
    )
    with pytest.raises(ContactRefused, match="it is Friday"):
        record(desk, small.brenner, "no_answer")
    record(desk, small.brenner, "note", note="looked at it")
    record(desk, small.brenner, "skip", reason="later")


def test_ask_wants_a_reason_and_is_no_refusal(small: Office) -> None:
    desk = under(small.desk, TWO.replace("refuse", "ask").replace("attempts = 2", "attempts = 1"))
    record(desk, small.brenner, "no_answer")
    with pytest.raises(ContactRefused, match="with a reason only") as asked:
        record(desk, small.brenner, "no_answer")
    assert asked.value.asks
    assert not entries(desk, "refusal")
    record(desk, small.brenner, "no_answer", override="they wait for it")
    (entry,) = entries(desk, "override")
    assert entry.data["findings"][0]["mode"] == "ask"


def test_who_may_override(small: Office) -> None:
    only_leads = under(
        small.desk, TWO.replace('mode = "refuse"', 'mode = "refuse"\noverride = "lead"')
    )
    for _ in range(2):
        record(only_leads, small.brenner, "no_answer")
    record(only_leads, small.brenner, "no_answer", override="no team is entered: all are leads")
    people.set_person(only_leads, Person("ana", "Ana", "collector"))
    people.set_person(only_leads, Person("lena", "Lena", "lead"))
    with pytest.raises(ContactRefused, match="Only a lead") as refused:
        record(only_leads, small.brenner, "no_answer", override="please")
    assert not refused.value.may_override
    assert entries(only_leads, "refusal")[-1].data["reason"] == "please"
    nobody = under(
        small.desk, TWO.replace('mode = "refuse"', 'mode = "refuse"\noverride = "nobody"')
    )
    with pytest.raises(ContactRefused, match="No reason overrides"):
        record(nobody, small.brenner, "no_answer", override="please")


def test_a_broken_file_leaves_the_newest_stored_version_in_force(small: Office) -> None:
    good = under(small.desk, TWO)
    planning.plan(good)
    broken = ruled_by(good, "[[policy]]\nname = 1")
    known = policies.in_force(broken)
    assert "two in three days" in [row.name for row in known.rows]
    assert "rules.toml" in known.trouble
    for _ in range(2):
        record(broken, small.brenner, "no_answer")
    with pytest.raises(ContactRefused):
        record(broken, small.brenner, "no_answer")


def test_without_any_version_the_built_in_rows_hold(small: Office) -> None:
    broken = ruled_by(small.desk, "not toml =")
    known = policies.in_force(broken)
    assert (known.version, {row.limit for row in known.rows} >= {"attempts", "hours", "stop"}) == (
        "",
        True,
    )
    blocks.block(broken, small.brenner, "do_not_contact", "asked us", None)
    with pytest.raises(ContactRefused, match="asked us"):
        record(broken, small.brenner, "no_answer")


def test_seven_attempts_an_invoice_for_persons_and_a_rest_after_a_talk(office: Office) -> None:
    desk = office.desk
    jane = office.book.customer(
        "7", "Jane Doe", [("J-1", 9_000, date(2026, 10, 1)), ("J-2", 5_000, date(2026, 10, 5))],
        segment="consumer", country="DE",
    )  # fmt: skip
    first, second = office.book.item(jane, "J-1"), office.book.item(jane, "J-2")
    for _ in range(7):
        record(desk, jane, "no_answer", items=[first])
    with pytest.raises(ContactRefused, match="called 7 times in 7 days"):
        record(desk, jane, "no_answer")
    with pytest.raises(ContactRefused):
        record(desk, jane, "no_answer", items=[first])
    record(desk, jane, "will_pay", items=[second])
    later = desk.on(date(2026, 11, 26))
    with pytest.raises(ContactRefused, match="spoken to 6 days ago"):
        record(later, jane, "no_answer", items=[second])
    record(desk.on(date(2026, 11, 27)), jane, "no_answer")


def test_a_call_back_that_was_asked_for_may_be_made(small: Office) -> None:
    jane = small.book.customer(
        "7", "Jane Doe", [("J-1", 9_000, date(2026, 10, 1))], segment="person", country="DE"
    )
    monday = FollowUpInput("callback", date(2026, 11, 23))
    record(small.desk, jane, "call_back", follow_up=monday)
    with pytest.raises(ContactRefused):
        record(small.desk.on(date(2026, 11, 21)), jane, "no_answer")
    record(small.desk.on(date(2026, 11, 23)), jane, "no_answer")


@pytest.mark.parametrize(
    ("country", "zone", "refused"),
    [
        ("DE", None, False), ("US", None, True), ("US", "America/New_York", True),
        ("United Kingdom", None, False), ("Australien", None, False), (None, None, False),
        ("US", "Europe/Berlin", False), ("ZZ", "no such zone", False),
    ],
)  # fmt: skip
def test_hours_hold_in_every_zone_a_person_may_be_in(
    sqlite_desk: Desk, country: str | None, zone: str | None, refused: bool
) -> None:
    book = Book(sqlite_desk.store)  # type: ignore[arg-type]
    jane = book.customer(
        "7", "Jane", [("J-1", 9_000, date(2026, 10, 1))], segment="person", country=country,
        time_zone=zone,
    )  # fmt: skip
    (call, *_) = policies.contact_now(sqlite_desk, jane).channels  # 9:00 UTC on a Friday
    assert call.state == ("refuse" if refused else "free")
    if refused:
        assert call.free_from is not None
        assert call.free_from > sqlite_desk.clock()
        at = call.free_from - timedelta(minutes=1)
        before = replace(sqlite_desk, clock=lambda: at)
        assert policies.contact_now(before, jane).channels[0].state == "refuse"


def test_hours_are_those_of_when_it_happened(small: Office, clock: MovableClock) -> None:
    jane = small.book.customer(
        "7", "Jane", [("J-1", 9_000, date(2026, 10, 1))], segment="person", country="DE"
    )
    began = clock()
    clock.pass_(hours=13)  # 22:00 UTC
    with pytest.raises(ContactRefused, match="it is 23:00"):
        record(small.desk, jane, "no_answer")
    record(small.desk, jane, "no_answer", happened_at=began)


def letter(desk: Desk, customer: int) -> Any:
    return sending.compose(desk, customer, template="first_notice")


def test_a_mail_to_a_represented_customer_needs_a_reason_and_then_leaves(office: Office) -> None:
    desk, brenner = office.desk, office.brenner
    office.book.contact(brenner, "Sabine Ott", email="s.ott@brenner.example", main=True)
    blocks.block(desk, brenner, "represented", "counsel Meyer wrote", None)
    made = letter(desk, brenner)
    assert any("cannot be sent" in one and "counsel Meyer" in one for one in made.findings)
    with pytest.raises(ContactRefused, match="counsel Meyer"):
        sending.queue(desk, made)
    assert [one.data["rules"] for one in entries(desk, "refusal")] == [["represented by counsel"]]
    queued = sending.queue(desk, replace(made, override="counsel asked for it"))
    (sent,) = sending.deliver(desk)
    assert (sent.id, sent.state) == (queued.id, "sent")
    assert entries(desk, "override")[0].data["reason"] == "counsel asked for it"


def test_a_batch_skips_what_is_refused_and_says_so(small: Office) -> None:
    desk, brenner = small.desk, small.brenner
    small.book.contact(brenner, "Sabine Ott", email="s.ott@brenner.example", main=True)
    other = small.book.customer("2", "Other", [("O-1", 9_000, date(2026, 10, 1))])
    small.book.contact(other, "Paul", email="paul@other.example", main=True)
    blocks.block(desk, brenner, "legal", "suit filed", None)
    prepared = batching.prepare(desk, [brenner, other])
    assert prepared is not None
    done = batching.queue(desk, prepared)
    assert [one.customer_id for one in done.queued] == [other]
    assert "suit filed" in prepared.refused[0][1]


def test_a_queued_mail_counts_and_one_that_is_no_longer_allowed_is_held(office: Office) -> None:
    row = '[[policy]]\nname = "one a week"\nmessages = 1\ndays = 7\nmode = "refuse"\n'
    desk, brenner = under(office.desk, row), office.brenner
    office.book.contact(brenner, "Sabine Ott", email="s.ott@brenner.example", main=True)
    sending.queue(desk, letter(desk, brenner))
    again = sending.compose(desk, brenner, template="second_notice")
    assert any("written to 1 time in 7 days" in one for one in again.findings)
    with pytest.raises(Exception, match=r"one reminder a day|1 time in 7 days"):
        sending.queue(desk, again)
    stricter = under(
        office.desk,
        '[[policy]]\nname = "no mails"\nweekdays = "sun"\nchannel = "mail"\nmode = "refuse"\n',
    )
    (held,) = sending.deliver(stricter)
    assert (held.state, "it is Friday" in (held.reason or "")) == ("held", True)
    assert entries(stricter, "refusal")[-1].data["rules"] == ["no mails"]


def test_the_page_and_the_evaluator_read_no_toml_twice(small: Office, monkeypatch: Any) -> None:
    from collectwork.rules import reading

    desk = under(small.desk, TWO)
    record(desk, small.brenner, "no_answer")
    monkeypatch.setattr(reading, "read", lambda *_: pytest.fail("the rules were parsed again"))
    record(desk, small.brenner, "no_answer")
    assert accounts.page(desk, small.brenner).policy[0].state == "refuse"


def test_a_refusal_says_from_when_by_both_clocks(office: Office) -> None:
    desk = under(office.desk, TWO)
    with desk.store.read() as tx:
        zone = tx.accounts.customer(office.brenner).time_zone  # type: ignore[union-attr]
    record(desk, office.brenner, "no_answer")
    record(desk, office.brenner, "no_answer")
    with pytest.raises(ContactRefused) as refused:
        record(desk, office.brenner, "no_answer")
    free = datetime(2026, 11, 23, tzinfo=MACHINE)
    there = free.astimezone(ZoneInfo(zone)) if zone else free
    more = "" if there.time() == free.time() else f" here, {there:%H:%M} there"
    assert f"from Mon 23 Nov 2026 00:00{more}." in str(refused.value)
