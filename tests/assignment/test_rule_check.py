"""`rules check` on whom rules name or ask for: line, column, what is lacking, the nearest word."""

from __future__ import annotations

from pathlib import Path

from collectwork.domain.team import Person
from collectwork.usecases import rule_checks
from collectwork.usecases.desk import Desk
from collectwork.usecases.people import set_person

HEAD = """\
[[strategy]]
name = "only"
end = "the lead decides"
[[strategy.step]]
name = "call"
day = 3
action = "call"
[[rule]]
name = "all"
strategy = "only"
"""
LINES = HEAD.count("\n")


ANA = Person("ana", "Ana", team="north", languages=("de-AT",), skills=("Letters of credit",))
BO = Person("bo", "Bo", team="south", languages=("fr",), seniority=3)
EVA = Person("eva", "Eva", "lead", team="north")
GONE = Person("gus", "Gus", team="west", active=False)


def found(desk: Desk, folder: Path, more: str, *people: Person) -> list[tuple[int, str]]:
    """Line below the strategy, and message."""
    for one in people:
        set_person(desk, one)
    file = folder / "rules.toml"
    file.write_text(HEAD + more, "utf-8")
    return [(one.line - LINES, one.message) for one in rule_checks.check(desk, file)]


def test_what_nobody_has_is_said_with_the_nearest(desk: Desk, tmp_path: Path) -> None:
    more = """[[assign]]
name = "a"
when = "country is DE"
to = ["anna"]
team = "nord"
skill = "letter of credit"
language = "pl"
seniority = 4
"""
    assert found(desk, tmp_path, more) == [], "no team is entered yet"
    assert found(desk, tmp_path, more, ANA, BO) == [
        (4, "nobody has the login 'anna': did you mean 'ana'?"),
        (5, "nobody is of the team 'nord': did you mean 'north'?"),
        (6, "nobody has the skill 'letter of credit': did you mean 'Letters of credit'?"),
        (7, "nobody speaks 'pl'; known: de, fr"),
        (8, "nobody has the seniority 4: the highest is 3"),
    ]


def test_nobody_may_be_all_of_it_at_once(desk: Desk, tmp_path: Path) -> None:
    fits = '[[assign]]\nname = "a"\nskill = "letters of credit"\nlanguage = "de"\nteam = "NORTH"\n'
    assert found(desk, tmp_path, fits, ANA, BO, EVA) == []
    said = "nobody may have accounts of 'a': nobody is all it asks for"
    assert found(desk, tmp_path, fits + "seniority = 2\n") == [(1, said)]
    leads = '[[assign]]\nname = "a"\nto = ["eva"]\n'
    assert found(desk, tmp_path, leads) == [], "a lead who is named may have accounts"


def test_an_assign_behind_one_that_fits_all_is_never_asked(desk: Desk, tmp_path: Path) -> None:
    more = """[[assign]]
name = "rest"
rank = 1
[[assign]]
name = "exports"
when = "country is not DE"
rank = 2
"""
    said = "is never asked: 'rest' fits whatever this one fits and is first"
    assert found(desk, tmp_path, more) == [(5, said)]
    assert found(desk, tmp_path, more.replace("rank = 1", "rank = 3")) == []


def test_alerts_and_tiers_name_people_who_are_there(desk: Desk, tmp_path: Path) -> None:
    alert = '[[alert]]\nname = "a"\non = "over_limit"\nto = ["{}", "owner"]\n'
    assert found(desk, tmp_path, alert.format("leed")) == [
        (4, "nobody has the login 'leed': did you mean 'lead'?")
    ]
    lea = Person("lea", "Lea", "lead")
    assert found(desk, tmp_path, alert.format("lea"), lea, ANA, GONE) == []
    assert found(desk, tmp_path, alert.format("anya")) == [
        (4, "nobody has the login 'anya': did you mean 'ana'?")
    ]
