"""The team: people list, add, set."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import typer

from collectwork.cli.main import app
from collectwork.cli.options import CSV, JSON
from collectwork.cli.output import answer, say
from collectwork.cli.session import SESSION, day

if TYPE_CHECKING:
    from collectwork.domain.team import Person

people_app = typer.Typer(help="Collectors, leads, administrators, auditors.")
app.add_typer(people_app, name="people", invoke_without_command=True)

LOGIN = typer.Argument(..., help="The login, as --as takes it.")
NAME = typer.Option(None, "--name", help="The name to show.")
ROLE = typer.Option(None, "--role", help="collector, lead, admin or auditor.")
TEAM = typer.Option(None, "--team", help="The team.")
EMAIL = typer.Option(None, "--email", help="Own mail address.")
PHONE = typer.Option(None, "--phone", help="Own telephone number.")
LANGUAGES = typer.Option(None, "--languages", help="Spoken languages: de,en.")
SKILLS = typer.Option(None, "--skills", help="Skills: legal,export.")
SENIORITY = typer.Option(None, "--seniority", min=1, help="1 is the most junior.")
CAPACITY = typer.Option(None, "--capacity", min=0, help="Contacts a day.")
ABSENT_FROM = typer.Option(None, "--absent-from", help="First day of an absence.")
ABSENT_UNTIL = typer.Option(None, "--absent-until", help="Last day of an absence.")
SUBSTITUTES = typer.Option(
    None, "--substitute", help="Who stands in when absent; repeatable, the first who is there."
)


@people_app.callback()
def people(context: typer.Context, json: bool = JSON, csv: bool = CSV) -> None:
    """The team."""
    if context.invoked_subcommand is None:
        _list(json=json, csv=csv)


@people_app.command("list")
def list_people(json: bool = JSON, csv: bool = CSV) -> None:
    """Everybody, by login."""
    _list(json=json, csv=csv)


@people_app.command("add")
def add(
    login: str = LOGIN,
    name: str = NAME,
    role: str = ROLE,
    team: str = TEAM,
    email: str = EMAIL,
    phone: str = PHONE,
    languages: str = LANGUAGES,
    skills: str = SKILLS,
    seniority: int = SENIORITY,
    capacity: int = CAPACITY,
) -> None:
    """Add somebody."""
    from collectwork.domain.team import Person
    from collectwork.errors import InputRefused
    from collectwork.usecases import people as use

    given = {
        "name": name, "role": role, "team": team, "email": email, "phone": phone,
        "languages": languages, "skills": skills, "seniority": seniority, "capacity": capacity,
    }  # fmt: skip
    with SESSION.desk(may_make=True) as desk:
        if use.is_known(desk, login):
            raise InputRefused(f"{login!r} is there already: `collectwork people set` changes it.")
        use.set_person(desk, _with(Person(login, name or login), given))
    say(f"{login} added.")


@people_app.command("set")
def set_person(
    login: str = LOGIN,
    name: str = NAME,
    role: str = ROLE,
    team: str = TEAM,
    email: str = EMAIL,
    phone: str = PHONE,
    languages: str = LANGUAGES,
    skills: str = SKILLS,
    seniority: int = SENIORITY,
    capacity: int = CAPACITY,
    absent_from: str = ABSENT_FROM,
    absent_until: str = ABSENT_UNTIL,
    substitute: list[str] = SUBSTITUTES,
    back: bool = typer.Option(False, "--back", help="No longer absent."),
    active: bool = typer.Option(None, "--active/--inactive", help="Whether they still work here."),
) -> None:
    """Change somebody: only what is named. `--substitute ""` names nobody any more."""
    from dataclasses import replace

    from collectwork.usecases import people as use

    given = {
        "name": name, "role": role, "team": team, "email": email, "phone": phone,
        "languages": languages, "skills": skills, "seniority": seniority, "capacity": capacity,
        "absent_from": day(absent_from), "absent_until": day(absent_until), "active": active,
        "substitutes": tuple(one for one in substitute if one.strip()) if substitute else None,
    }  # fmt: skip
    with SESSION.desk() as desk:
        before = use.person(desk, login)
        if back:
            before = replace(before, absent_from=None, absent_until=None)
        use.set_person(desk, _with(before, given))
    say(f"{login} changed.")


def _with(person: Person, given: Mapping[str, Any]) -> Person:
    from dataclasses import replace

    values = {name: value for name, value in given.items() if value is not None}
    for name in ("languages", "skills"):
        if name in values:
            values[name] = tuple(part.strip() for part in values[name].split(",") if part.strip())
    return replace(person, **values)


def _list(*, json: bool, csv: bool) -> None:
    from collectwork.usecases import people as use

    with SESSION.desk() as desk:
        rows = [_row(one) for one in use.people(desk)]
    answer(
        rows,
        json=json,
        csv=csv,
        columns=[
            "login",
            "name",
            "role",
            "team",
            "languages",
            "skills",
            ("capacity", "capacity", "right"),
            ("absent_until", "absent until", "left"),
        ],
    )


def _row(one: Person) -> Mapping[str, Any]:
    return {
        "login": one.login,
        "name": one.name,
        "role": one.role,
        "team": one.team,
        "email": one.email,
        "phone": one.phone,
        "languages": list(one.languages),
        "skills": list(one.skills),
        "seniority": one.seniority,
        "capacity": one.capacity,
        "absent_from": one.absent_from.isoformat() if one.absent_from else None,
        "absent_until": one.absent_until.isoformat() if one.absent_until else None,
        "active": one.active,
        "substitutes": list(one.substitutes),
    }
