"""Lists of customers, of contacts and of the people of the team."""

from __future__ import annotations

from typing import Any

from collectwork.domain.ledger import FileContent
from collectwork.intake import identity
from collectwork.intake.draft import Source
from collectwork.intake.listrows import checked, filled, need, wrong
from collectwork.intake.steps import Sorted
from collectwork.intake.table import blank, shown


def customers(source: Source) -> FileContent:
    need(source, "number|name")
    accounts, contacts = _accounts(source)
    content = source.content("customers", [], "customer list")
    content.customers, content.contacts = accounts, contacts
    content.row_count = len(accounts) + len(content.rejects)
    return content


def contacts(source: Source) -> FileContent:
    need(source, "number|name", "contact_name|email|phone")
    _, contacts = _accounts(source)
    content = source.content("contacts", [], "contact list")
    content.contacts = contacts
    content.row_count = len(contacts) + len(content.rejects)
    return content


def _accounts(source: Source) -> tuple[list[Any], list[Any]]:
    needed = [part for part in ("number", "name") if source.columns.has(part)]
    rows = filled(source, needed)
    rows = [row for row in rows if not _time_stamp(source, row)]
    rows = identity.check(source, rows)
    owners = identity.customers(source, Sorted(), rows)
    return identity.facts(source, rows, owners)


def _time_stamp(source: Source, index: int) -> bool:
    """The line below a report that says when it was made."""
    filled = [shown(cell) for cell in source.columns.rows[index] if not blank(cell)]
    return len(filled) == 1 and "," in filled[0] and ":" in filled[0] and "day" in filled[0].lower()


_SENIORITY = {"junior": 1, "standard": 2, "regular": 2, "senior": 3, "lead": 4, "expert": 3}
_ROLES = frozenset(["collector", "lead", "admin", "auditor"])


def people(source: Source) -> FileContent:
    need(source, "login")
    columns = source.columns
    logins, names = columns.ids("login"), columns.texts("person_name")
    roles, seniority, capacity = (columns.texts(p) for p in ("role", "seniority", "capacity"))
    team, email, phone = (columns.texts(p) for p in ("team", "email", "phone"))
    languages, skills = columns.texts("languages"), columns.texts("skills")
    rows = checked(source, filled(source, ("login",)), login=logins)
    made = []
    for index in rows:
        role = roles[index].casefold() or "collector"
        level = seniority[index].casefold()
        if role not in _ROLES:
            wrong(source, index, "role", "expected collector, lead, admin or auditor", roles[index])
            continue
        if level and not level.isdigit() and level not in _SENIORITY:
            wrong(source, index, "seniority", "expected junior, standard, senior or a number", seniority[index])  # noqa: E501  # fmt: skip
            continue
        if capacity[index] and not capacity[index].isdigit():
            wrong(source, index, "capacity", "expected contacts a day as a number", capacity[index])
            continue
        made.append((
            logins[index], names[index] or logins[index], role, team[index] or None,
            email[index] or None, phone[index] or None, _several(languages[index]),
            _several(skills[index]),
            (int(level) if level.isdigit() else _SENIORITY[level]) if level else 1,
            int(capacity[index]) if capacity[index] else 40,
        ))  # fmt: skip
    return source.content("people", made, "list of people")


def _several(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.replace(";", ",").split(",") if part.strip())
