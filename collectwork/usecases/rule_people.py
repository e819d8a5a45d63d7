"""Whom rules name or ask for, held against the team: logins nobody has, and skills, languages,
teams and seniorities that nobody has either."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from difflib import get_close_matches

from collectwork.domain.alerts import AUDIENCES
from collectwork.domain.team import Person
from collectwork.domain.worklist import Finding
from collectwork.rules.assignment import CUSTOMERS_OWN, Assignment, suits
from collectwork.rules.lint_conditions import covers
from collectwork.rules.places import Path, Places
from collectwork.rules.ruleset import Ruleset
from collectwork.rules.tiers import ROLES

_SHOWN = 8


def nearest(value: str, known: Iterable[str]) -> str:
    """``: did you mean 'x'?``, or what is known; nothing where nothing is."""
    folded = {one.casefold(): one for one in known}
    near = get_close_matches(value.casefold(), folded, 1, 0.5)
    if near:
        return f": did you mean {folded[near[0]]!r}?"
    return f"; known: {', '.join(sorted(folded.values())[:_SHOWN])}" if folded else ""


def unknown_people(rules: Ruleset, where: Places, team: Sequence[Person]) -> Iterator[Finding]:
    """Warnings, none where no team is entered: but an alert for nobody, and an ``[[assign]]`` that
    is never asked, need no team to be seen."""
    for path, said in (
        *_alerts(rules, team), *_never_asked(rules),
        *(_tiers(rules, team) if team else ()), *(_assignments(rules, team) if team else ()),
    ):  # fmt: skip
        place = where.key(path)
        yield Finding(rules.file, place.line, place.column, said, "warning")


def _tiers(rules: Ruleset, team: Sequence[Person]) -> Iterator[tuple[Path, str]]:
    logins = {one.login for one in team}
    for strategy in rules.strategies.values():
        for n, tier in enumerate(strategy.tiers):
            for key, named in (("sender", (tier.sender,)), ("copies", tier.copies),
                               ("owner", (tier.owner,))):  # fmt: skip
                for who in named:
                    meant = who.split(" ")[0] in (*ROLES, "owner", "seniority", "")
                    if who not in logins and not meant and "@" not in who:
                        path = (*strategy.place, "tier", n, key)
                        yield path, f"nobody has the login {who!r}{nearest(who, logins)}"


def _alerts(rules: Ruleset, team: Sequence[Person]) -> Iterator[tuple[Path, str]]:
    logins = {one.login for one in team}
    for n, alert in enumerate(rules.alerts):
        for who in alert.audience:
            near = get_close_matches(who, AUDIENCES, 1, 0.7)
            if who not in {*AUDIENCES, *logins} and (logins or near):
                hint = nearest(who, near or {*AUDIENCES, *logins})
                yield ("alert", n, "to"), f"nobody has the login {who!r}{hint}"


def _assignments(rules: Ruleset, team: Sequence[Person]) -> Iterator[tuple[Path, str]]:
    """What an ``[[assign]]`` asks for and nobody has; else that nobody has all of it at once."""
    working = [one for one in team if one.active]
    for one in rules.assignments:
        lacking = [(key, said) for key, said in _lacking(one, working) if said]
        for key, said in lacking:
            yield (*one.place, key), said
        language = "" if one.language == CUSTOMERS_OWN else one.language
        if not lacking and not any(suits(who, one, language) for who in working):
            yield one.place, f"nobody may have accounts of {one.name!r}: nobody is all it asks for"


def _lacking(one: Assignment, working: Sequence[Person]) -> Iterator[tuple[str, str]]:
    logins = {who.login for who in working}
    teams = {who.team for who in working if who.team}
    skills = {skill for who in working for skill in who.skills}
    spoken = {language for who in working for language in who.languages}
    for login in one.to:
        yield "to", _nobody("has the login", login, logins)
    yield "team", _nobody("is of the team", one.team, teams)
    yield "skill", _nobody("has the skill", one.skill, skills)
    if one.language != CUSTOMERS_OWN:
        primary = one.language.replace("_", "-").partition("-")[0]
        known = {said.replace("_", "-").partition("-")[0] for said in spoken}
        yield "language", _nobody("speaks", primary, known)
    most = max((who.seniority for who in working), default=0)
    if one.seniority > most:
        yield "seniority", f"nobody has the seniority {one.seniority}: the highest is {most}"


def _nobody(has: str, wanted: str, known: set[str]) -> str:
    if not wanted or wanted.casefold() in map(str.casefold, known):
        return ""
    return f"nobody {has} {wanted!r}{nearest(wanted, known)}"


def _never_asked(rules: Ruleset) -> Iterator[tuple[Path, str]]:
    asked = rules.assignments
    for n, one in enumerate(asked):
        wanted = one.when.node if one.when else None
        for before in asked[:n]:
            if covers(before.when.node if before.when else None, wanted):
                said = f"is never asked: {before.name!r} fits whatever this one fits and is first"
                yield (*one.place, "name"), said
                break
