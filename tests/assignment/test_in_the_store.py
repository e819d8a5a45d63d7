"""Owners, desks, absence and pins end to end, on both databases."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from store_fixtures import DeskMaker
from working.book import TODAY, Book

from collectwork.domain.activity import new_id
from collectwork.domain.team import Person
from collectwork.errors import Conflict, InputRefused, NotAllowed, NotFound
from collectwork.usecases import (
    accounts,
    assigning,
    explaining,
    hand_over,
    people,
    pinning,
    planning,
    recording,
    unattended,
)
from collectwork.usecases.desk import Desk, RulesText

RULES = """
[defaults]
currency = "any"
[[rule]]
name = "late"
when = "days past due > 5"
action = "call"
"""
ASSIGN = """
[[assign]]
name = "french"
when = "country = FR"
language = "customer's"
[[assign]]
name = "rest"
when = "country != PL"
"""
OLD = TODAY - timedelta(days=12)


@pytest.fixture
def book(desk: Desk) -> Book:
    return Book(desk.store)


@pytest.fixture
def office(desk: Desk, book: Book) -> Desk:
    for person in (
        Person("ana", "Ana", team="a", languages=("de",)),
        Person("bo", "Bo", team="a", languages=("de", "fr")),
        Person("eva", "Eva", "lead", team="a"),
    ):
        people.set_person(desk, person)
    return replace(desk, rules=lambda: RulesText("rules.toml", RULES + ASSIGN))


def names(desk: Desk, whose: str) -> list[str]:
    lines = planning.worklist(desk, whose, states=("open",))
    return [line.customer for line in lines if line.collector == whose]


def acting(desk: Desk, make_desk: DeskMaker, actor: str) -> Desk:
    return replace(desk, actor=actor)


def filled(book: Book, owner: str | None = None, several: int = 4) -> list[int]:
    return [
        book.customer(str(n), f"C{n}", [(f"R{n}", 100_000 * (10 - n), OLD)], owner=owner)
        for n in range(1, several + 1)
    ]


def test_what_nobody_owns_is_given_out_and_taken_back(book: Book, office: Desk) -> None:
    ids = filled(book)
    book.customer("5", "French", [("R", 10_000, OLD)], country="FR", language="fr")
    book.customer("6", "Polish", [("R", 10_000, OLD)], country="PL")
    planning.plan(office)
    before = book.entries()
    dry = assigning.assign(office, dry_run=True)
    assert book.entries() == before
    done = assigning.assign(office)
    assert [replace(one) for one in done.moved] == list(dry.moved)
    assert {one.customer for one in done.moved} == {"1", "2", "3", "4", "5"}
    assert next(one for one in done.moved if one.customer == "5").after == "bo"
    assert [(one.customer, one.why) for one in done.left] == [("6", "no [[assign]] fits it")]
    assert len(names(office, "ana")) == 2
    assert len(names(office, "bo")) == 3
    assert assigning.assign(office).moved == ()
    entry = next(e for e in entries(book, "assigned") if e.data.get("what") == "assign")
    assert entry.id == done.entry_id
    assert entry.data["moved"] == 5
    assert sorted(n for move in entry.data["moves"] for n in move[3]) == ["1", "2", "3", "4", "5"]
    told = [one for one in accounts.timeline(office, ids[0]) if one.kind == "assigned"]
    assert told[0].hash == entry.hash.hex()
    assert told[0].text.startswith("to ")
    back = assigning.undo(office)
    assert len(back.moved) == 5
    assert {one.after for one in back.moved} == {""}
    with pytest.raises(InputRefused, match="taken back already"):
        assigning.undo(office)
    with pytest.raises(NotFound):
        assigning.undo(office, "nothing like it")


def entries(book: Book, kind: str) -> list:  # type: ignore[type-arg]
    with book.store.read() as tx:
        return [one for one in tx.log.walk() if one.kind == kind]


def test_the_same_key_assigns_once(book: Book, office: Desk) -> None:
    filled(book)
    key = "0" * 31 + "1"
    first = assigning.assign(office, key=key)
    assert first.entry_id == key
    again = assigning.assign(office, key=key)
    assert again.moved == () or again.entry_id == key
    assert len([e for e in entries(book, "assigned") if e.data.get("what")]) == 1


def test_giving_over_by_condition_and_size(book: Book, office: Desk) -> None:
    filled(book, "ana")
    book.customer("9", "Nothing open", [], owner="ana")
    found = assigning.reassign(office, "ana", ["bo"], only="to_collect > 7500", dry_run=True)
    assert [one.customer for one in found.moved] == ["1", "2"]
    assert [one.customer for one in assigning.reassign(
        office, "ana", ["bo"], limit=1, dry_run=True).moved] == ["1"]  # fmt: skip
    done = assigning.reassign(office, "ana", ["bo"])
    assert {one.customer for one in done.moved} == {"1", "2", "3", "4", "9"}
    assert {one.why for one in done.moved} == {"named"}
    assert (done.before["ana"].accounts, done.after["bo"].accounts) == (5, 5)
    assert assigning.reassign(office, "bo", ["a"], dry_run=True).moved[0].after == "ana"


@pytest.mark.parametrize(
    ("source", "to", "said"),
    [
        ("anna", ["bo"], "Did you mean 'ana'"),
        ("ana", ["boo"], "Did you mean 'bo'"),
        ("ana", ["ana"], "leaves nobody but ana"),
    ],
)
def test_who_is_not_known_is_said(
    book: Book, office: Desk, source: str, to: list[str], said: str
) -> None:
    filled(book, "ana")
    with pytest.raises(InputRefused, match=said):
        assigning.reassign(office, source, to)
    with pytest.raises(InputRefused, match="at sign 1"):
        assigning.reassign(office, "ana", ["bo"], only="contry = DE")


def test_absence_is_covered_and_ends_by_itself(book: Book, office: Desk) -> None:
    filled(book, "ana")
    away = Person("ana", "Ana", team="a", absent_from=TODAY,
                  absent_until=TODAY + timedelta(days=4), substitutes=("bo",))  # fmt: skip
    people.set_person(office, away)
    planning.plan(office)
    assert names(office, "ana") == []
    assert len(names(office, "bo")) == 4
    line = planning.worklist(office, "bo")[0]
    assert line.reasons[0] == "for ana (absent until 2026-11-24)"
    assert (line.owner, line.collector) == ("ana", "bo")
    after = office.on(TODAY + timedelta(days=5))
    planning.plan(after)
    assert len(names(after, "ana")) == 4
    assert names(after, "bo") == []


def test_without_a_substitute_the_team_shares(book: Book, office: Desk) -> None:
    filled(book, "ana")
    people.set_person(office, Person("cy", "Cy", team="a"))
    people.set_person(office, Person("other", "Other", team="b"))
    people.set_person(office, Person("ana", "Ana", team="a", absent_from=TODAY))
    planning.plan(office)
    shared = {who: names(office, who) for who in ("ana", "bo", "cy", "other")}
    assert [len(shared[who]) for who in ("ana", "bo", "cy", "other")] == [0, 2, 2, 0]
    book.customer("7", "New", [("R", 5_000_000, OLD)], owner="ana")
    planning.plan(office)
    for who in ("bo", "cy"):
        assert set(shared[who]) <= set(names(office, who))


def test_to_the_desk_and_back(book: Book, office: Desk) -> None:
    ids = filled(book, "ana")
    planning.plan(office)
    eva = replace(office, actor="eva")
    with pytest.raises(InputRefused, match="a desk is a lead's"):
        hand_over.hand_over(office, ids[1], "why", "bo")
    lies = hand_over.hand_over(office, ids[1], "wants the boss")
    assert (lies.holder, lies.owner, lies.state) == ("eva", "ana", "waits")
    for _ in range(2):  # at once, and after a new list
        assert names(office, "ana") == ["1", "3", "4"]
        assert names(eva, "eva") == ["2"]
        (line,) = planning.worklist(eva, "eva", states=("open",))
        assert line.reasons[0] == "handed over by ana: wants the boss"
        planning.plan(office)
    with pytest.raises(Conflict, match="already"):
        hand_over.hand_over(office, ids[1], "again")
    with pytest.raises(NotAllowed, match="eva"):
        hand_over.hand_back(replace(office, actor="bo"), ids[1], "mine")
    recording.record(eva, ids[1], "no_answer")
    assert accounts.page(office, ids[1]).hand_over.state == "held"  # type: ignore[union-attr]
    planning.plan(office)
    back = hand_over.hand_back(eva, ids[1], "call them on Monday")
    assert (back.state, back.note) == ("returned", "call them on Monday")
    for _ in range(2):
        assert names(office, "ana")[0] == "2"
        planning.plan(office)
    told = explaining.explain(office, ids[1])
    assert told.placed == ("handed back by eva: call them on Monday",)
    recording.record(office, ids[1], "no_answer")
    assert accounts.page(office, ids[1]).hand_over is None
    codes = [one.code for one in accounts.timeline(office, ids[1])]
    assert [code for code in codes if code.startswith("desk")] == ["desk.given", "desk.returned"]


def test_back_to_somebody_else_changes_the_owner(book: Book, office: Desk) -> None:
    (id,) = filled(book, "ana", 1)
    hand_over.hand_over(office, id, "x")
    back = hand_over.hand_back(replace(office, actor="eva"), id, "yours", "bo")
    assert back.owner == "bo"
    assert [(one.before, one.after) for one in assigning.history(office, id)] == [("ana", "bo")]


def test_an_escalation_lies_on_the_leads_desk_until_undone(book: Book, office: Desk) -> None:
    ids = filled(book, "ana")
    planning.plan(office)
    before = [(line.customer, line.rank) for line in planning.worklist(office, "ana")]
    done = recording.record(office, ids[0], "escalate", reason="nothing helps")
    assert names(office, "ana") == ["2", "3", "4"]
    assert names(office, "eva") == ["1"]
    recording.undo(office, done.entry_id)
    assert [(line.customer, line.rank) for line in planning.worklist(office, "ana")] == before
    assert hand_over.at_desks(office) == []


def test_somebody_who_has_it_open_keeps_it(book: Book, office: Desk) -> None:
    (id,) = filled(book, "ana", 1)
    accounts.claim(replace(office, actor="bo"), id)
    with pytest.raises(Conflict, match="open at bo's desk"):
        hand_over.hand_over(office, id, "x")


def test_a_substitute_s_claim_holds_and_yesterday_s_contact_warns(book: Book, office: Desk) -> None:
    (id,) = filled(book, "ana", 1)
    recording.record(office, id, "message")
    bo = replace(office.on(TODAY + timedelta(days=1)), actor="bo")
    said = accounts.warnings(bo, id, "call")
    assert any("by ana" in one for one in said)


def test_a_pin_holds_until_it_is_worked(book: Book, office: Desk) -> None:
    ids = filled(book, "ana")
    planning.plan(office)
    assert names(office, "ana") == ["1", "2", "3", "4"]
    with pytest.raises(InputRefused, match="reason"):
        pinning.pin(office, ids[2], "top")
    pinning.pin(office, ids[2], "top", "visit tomorrow")
    pinning.pin(office, ids[0], "end", "asked to wait")
    for _ in range(2):
        assert names(office, "ana") == ["3", "2", "4", "1"]
        line = planning.worklist(office, "ana")[0]
        assert (line.rank, line.computed_rank, line.pin_reason) == (1, 3, "visit tomorrow")
        planning.plan(office)
    told = explaining.explain(office, ids[2])
    assert told.placed == ("pinned to the top: visit tomorrow; rank 3 as computed",)
    pinning.pin(office, ids[0], "off")
    assert names(office, "ana") == ["3", "1", "2", "4"]
    done = recording.record(office, ids[2], "no_answer")
    assert accounts.page(office, ids[2]).customer.pinned == 0
    recording.undo(office, done.entry_id)
    assert accounts.page(office, ids[2]).customer.pin_reason == "visit tomorrow"
    with pytest.raises(InputRefused, match="neither"):
        pinning.pin(office, ids[2], "middle", "x")


def test_the_unattended_day_assigns_what_is_new(book: Book, office: Desk) -> None:
    filled(book)
    steps = {step.name: step for step in unattended.day_steps(office)}
    assert steps["assign"].text == "4 accounts got an owner"
    assert steps["assign"].details["moved"] == 4
    plain = replace(office, rules=lambda: RulesText("rules.toml", RULES))
    book.customer("8", "New", [("R", 100, OLD)])
    steps = {step.name: step for step in unattended.day_steps(plain)}
    assert "common list" in steps["assign"].text
    assert assigning.assign(plain, dry_run=True).moved[0].customer == "8"


def test_a_tier_by_time_box_moves_on(book: Book, office: Desk) -> None:
    people.set_person(office, Person("cy", "Cy", team="a", seniority=3))
    ids = filled(book, "ana", 2)
    for id in ids:
        recording.record(office.on(date(2026, 10, 1)), id, "will_pay")
    recording.record(office.on(TODAY - timedelta(days=9)), ids[1], "will_pay")
    tiers = (
        RULES
        + """
[[assign]]
name = "nobody reached for a month"
when = "days_since_talk > 30 and live_promises = 0"
seniority = 3
takes_over = true
[[assign]]
name = "rest"
"""
    )
    timed = replace(office, rules=lambda: RulesText("rules.toml", tiers))
    assert [(one.customer, one.after) for one in assigning.assign(timed).moved] == [("1", "cy")]


def ranks(desk: Desk, who: str) -> list[tuple[str, int]]:
    return [(line.customer, line.rank) for line in planning.worklist(desk, who)]


def test_a_list_is_numbered_without_gaps_whoever_goes_and_comes(book: Book, office: Desk) -> None:
    ids = filled(book, "ana")
    planning.plan(office)
    eva = replace(office, actor="eva")
    hand_over.hand_over(office, ids[0], "the boss decides")
    assert ranks(office, "ana") == [("2", 1), ("3", 2), ("4", 3)]
    hand_over.hand_over(office, ids[2], "this one too")
    assert ranks(office, "ana") == [("2", 1), ("4", 2)]
    assert sorted(ranks(office, "eva")) == [("1", 2), ("3", 1)]
    hand_over.hand_back(eva, ids[0], "go on")
    assert ranks(office, "ana") == [("1", 1), ("2", 2), ("4", 3)]
    assert ranks(office, "eva") == [("3", 1)]
    done = recording.record(office, ids[1], "escalate", reason="nothing helps")
    assert ranks(office, "ana") == [("1", 1), ("4", 2)]
    recording.undo(office, done.entry_id)
    assert ranks(office, "ana") == [("1", 1), ("2", 2), ("4", 3)]
    assert ranks(office, "eva") == [("3", 1)]


def test_undo_of_a_pin_takes_that_pin_back_and_no_earlier_call(book: Book, office: Desk) -> None:
    ids = filled(book, "ana")
    planning.plan(office)
    recording.record(office, ids[3], "no_answer")
    before = ranks(office, "ana")
    key, other = new_id(), new_id()
    pinning.pin(office, ids[2], "top", "visit is planned", key=key)
    assert recording.undo(office, key).text.endswith("– pin")
    assert ranks(office, "ana") == before
    with pytest.raises(Conflict, match="back already"):
        recording.undo(office, key)
    pinning.pin(office, ids[2], "top", "visit is planned", key=(key := new_id()))
    pinning.pin(office, ids[2], "end", "not now", key=other)
    with pytest.raises(Conflict, match="put elsewhere since"):
        recording.undo(office, key)
    recording.undo(office, other)
    found = accounts.page(office, ids[2]).customer
    assert (found.pinned, found.pin_reason) == (1, "visit is planned")


def test_undo_of_a_hand_over_and_of_one_back(book: Book, office: Desk) -> None:
    ids = filled(book, "ana")
    planning.plan(office)
    eva = replace(office, actor="eva")
    before = ranks(office, "ana")
    hand_over.hand_over(office, ids[1], "the boss decides", key=(given := new_id()))
    recording.undo(office, given)
    assert (ranks(office, "ana"), hand_over.at_desks(office)) == (before, [])
    hand_over.hand_over(office, ids[1], "the boss decides", key=(given := new_id()))
    hand_over.hand_back(eva, ids[1], "yours", key=(back := new_id()))
    with pytest.raises(Conflict, match="put elsewhere since"):
        recording.undo(office, given)
    recording.undo(office, back)
    (lies,) = hand_over.at_desks(office)
    assert (lies.holder, lies.state, lies.note) == ("eva", "waits", None)
    assert ranks(office, "eva") == [("2", 1)]
    recording.record(eva, ids[1], "no_answer")
    with pytest.raises(Conflict, match="recorded no_answer"):
        recording.undo(office, given)
