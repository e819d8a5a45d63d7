"""Saved profiles: found by a file's headings, made from what was recognised and confirmed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from collectwork.domain.ledger import ImportReport, ReadOptions
from collectwork.domain.profiles import Profile
from collectwork.domain.recognised import Recognised
from collectwork.errors import InputRefused, Question
from collectwork.usecases.desk import Desk

_GIVEN = ("currency", "company")


def listed(desk: Desk) -> Sequence[Profile]:
    """Every saved profile by name; those that cannot be used say why."""
    return desk.profiles.all()


def fitting(desk: Desk, path: Path, options: ReadOptions) -> ReadOptions:
    """The options with the one saved profile that knows the file's headings, if any.

    What was said about columns already (a profile, even an empty one) stays. Raises InputRefused
    by name where two profiles know the same headings.
    """
    if options.profile is not None:
        return options
    saved = [one for one in desk.profiles.all() if one.header and _of_kind(one, options)]
    if not saved:
        return options
    try:
        seen = desk.recogniser(path, options, [one.header for one in saved])
    except InputRefused:
        return options  # it is no table; the reader says what it is
    fits = [one for one in saved if one.header == seen.header]
    if len(fits) > 1:
        names = tuple(one.name for one in fits)
        raise InputRefused(
            f"Not imported: the profiles {' and '.join(map(repr, names))} are both for files with "
            "these headings. Say --profile with the one that is meant, or delete the other.",
            question=Question("profile", names),
        )
    if not fits:
        return options
    return replace(options, profile=fits[0].values, profile_name=fits[0].name)


def _of_kind(profile: Profile, options: ReadOptions) -> bool:
    """What was said to be another kind of list is not read as the profile's."""
    return options.kind is None or profile.values.get("kind") in (None, options.kind)


def check(desk: Desk, path: Path, options: ReadOptions, name: str) -> None:
    """Whether what is recognised of a file may be saved under a name; InputRefused if not."""
    desk.profiles.check_name(name)
    _alone(desk, name, _known(desk, path, options).header)


def save(desk: Desk, path: Path, options: ReadOptions, report: ImportReport, name: str) -> Profile:
    """Keep how a file was read: its columns, what was said about it, and its style of amounts and
    days. Replaces the profile of that name if it was for the same headings; InputRefused says why
    it could not be kept."""
    desk.profiles.check_name(name)
    seen = _known(desk, path, options)
    _alone(desk, name, seen.header)
    return desk.profiles.save(Profile(name, _values(seen, options, report)))


def _known(desk: Desk, path: Path, options: ReadOptions) -> Recognised:
    """The file's headings; a file without any can only have a profile that says so."""
    said = options.profile or {}
    try:
        seen = desk.recogniser(path, options, [said["header"]] if said.get("header") else [])
    except InputRefused:
        seen = Recognised()
    if not seen.headings and not said.get("lockbox"):
        raise InputRefused(
            "The profile was not saved: the file has no columns that one would have to name."
        )
    return seen


def _values(seen: Recognised, options: ReadOptions, report: ImportReport) -> dict[str, Any]:
    said = options.profile or {}
    values: dict[str, Any] = {"kind": report.kind}
    if seen.header:
        values["header"] = seen.header
    elif said.get("no_header"):
        values["no_header"] = True
    for key in _GIVEN:
        value = getattr(options, key)
        if value is None:
            value = said.get(key)
        if value is not None:
            values[key] = value
    for key in ("decimal_mark", "date_order"):
        value = report.style.get(key) or said.get(key)
        if value:
            values[key] = value
    for key in ("ignored", "lockbox", "columns"):
        if said.get(key):
            values[key] = said[key]
    if seen.parts and set(seen.parts) == set(report.mapping):  # else it was read in another way
        values["columns"] = {part: seen.column(place) for part, place in seen.parts.items()}
    return values


def _alone(desk: Desk, name: str, header: str) -> None:
    """One name has one set of headings, and one set of headings one name."""
    for other in desk.profiles.all():
        if other.name == name and other.fault:
            raise InputRefused(f"The profile was not saved: {other.fault}")
        if other.name == name and other.header != header:
            raise InputRefused(
                f"The profile was not saved: {name!r} is there already, for files with other "
                f"headings ({other.file}). Take another name."
            )
        if other.name != name and header and other.header == header:
            raise InputRefused(
                f"The profile was not saved: {other.name!r} is for these headings already "
                f"({other.file}). Save it under that name, or delete that one."
            )
