"""A file as it would be taken over: shown first, changed where need be, then brought in."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from collectwork.domain.ledger import (
    CustomerFacts,
    FileContent,
    ImportReport,
    Progress,
    ReadOptions,
)
from collectwork.domain.recognised import Recognised
from collectwork.errors import InputRefused, Question
from collectwork.usecases import importing, profiles
from collectwork.usecases.desk import Desk

FIRST = 20  # rows that are shown


@dataclass(frozen=True, slots=True)
class Preview:
    """What bringing a file in would come to. Either ``report`` (of a dry run) or ``refused`` with
    the question to answer. ``options``: those it was read with, a saved profile among them.
    ``rows``: the first, in the order of ``columns``, as they would be taken."""

    path: Path
    options: ReadOptions
    seen: Recognised = field(default_factory=Recognised)
    report: ImportReport | None = None
    refused: str = ""
    question: Question | None = None
    columns: tuple[str, ...] = ()
    rows: tuple[tuple[Any, ...], ...] = ()
    sha256: str = ""


@dataclass(slots=True)
class _Kept:
    """What passed by while the file was read."""

    sha256: str = ""
    columns: tuple[str, ...] = ()
    rows: tuple[tuple[Any, ...], ...] = field(default_factory=tuple)


def preview(
    desk: Desk, path: Path, options: ReadOptions, progress: Progress | None = None
) -> Preview:
    """Read a file and say what taking it over would change; nothing is kept.

    A refusal is part of the answer. Raises what is wrong with the store, and Stopped.
    """
    try:
        options = profiles.fitting(desk, path, options)
    except InputRefused as error:
        return _refused(Preview(path, options), error)
    found = Preview(path, options, _seen(desk, path, options))
    kept = _Kept()

    def reader(path: Path, options: ReadOptions, progress: Progress | None = None) -> FileContent:
        content = desk.reader(path, options, progress)
        kept.sha256 = content.sha256
        kept.columns, kept.rows = _first(content)
        return content

    try:
        report = importing.bring_in(
            replace(desk, reader=reader), path, options, dry_run=True, progress=progress
        )
    except InputRefused as error:
        found = _refused(found, error)
    else:
        found = replace(found, report=report)
    return replace(found, sha256=kept.sha256, columns=kept.columns, rows=kept.rows)


def take(
    desk: Desk, shown: Preview, progress: Progress | None = None, key: str | None = None
) -> ImportReport:
    """Bring in what was shown; InputRefused where the file is another one by now."""

    def reader(path: Path, options: ReadOptions, progress: Progress | None = None) -> FileContent:
        content = desk.reader(path, options, progress)
        if content.sha256 != shown.sha256:
            raise InputRefused(
                "Not imported: the file has changed since it was shown. Look at it again."
            )
        return content

    return importing.bring_in(
        replace(desk, reader=reader), shown.path, shown.options, progress=progress, key=key
    )


def _seen(desk: Desk, path: Path, options: ReadOptions) -> Recognised:
    with suppress(InputRefused):  # it is no table; the reader says what it is
        header = (options.profile or {}).get("header")
        return desk.recogniser(path, options, [header] if header else [])
    return Recognised()


def _refused(found: Preview, error: InputRefused) -> Preview:
    return replace(found, refused=str(error), question=error.question)


def _first(content: FileContent) -> tuple[tuple[str, ...], tuple[tuple[Any, ...], ...]]:
    """The first rows; of accounts and people at them where the list is of those."""
    if content.kind == "contacts":
        names = ("number", "name", "role", "email", "phone", "language")
        return names, tuple(
            tuple(getattr(one, name) for name in names) for one in content.contacts[:FIRST]
        )
    if content.kind == "customers":
        return CustomerFacts._fields, tuple(tuple(one) for one in content.customers[:FIRST])
    rows = content.spool.first if content.spool is not None else content.rows
    return content.columns, tuple(tuple(row) for row in rows[:FIRST])


# what a person changes -----------------------------------------------------------------------


def with_column(shown: Preview, place: int, part: str | None) -> ReadOptions:
    """The options with another meaning for a column; None leaves it out.

    All columns are named then: what was shown for the others stays as it was shown. The column
    that had the part before is left out.
    """
    seen = shown.seen
    parts = {other: at for other, at in seen.parts.items() if at != place and other != part}
    if part is not None:
        parts[part] = place
    used = {*parts.values(), *seen.ages} - ({place} if part is None else set())
    ignored = [seen.column(at) for at in range(len(seen.headings)) if at not in used]
    return with_profile(
        shown.options,
        columns={name: seen.column(at) for name, at in parts.items()},
        ignored=ignored,
        header=seen.header or None,
    )


def with_profile(options: ReadOptions, **changes: Any) -> ReadOptions:
    """The options with other keys of a profile; None takes a key out. What is changed by hand
    bears no saved profile's name any more."""
    values: dict[str, Any] = {**(options.profile or {}), **changes}
    values = {key: value for key, value in values.items() if value is not None}
    return replace(options, profile=values, profile_name=None)


def answered(options: ReadOptions, about: str, value: Any) -> ReadOptions:
    """The options with the answer to a question; None takes the answer back."""
    if about in ("decimal_mark", "date_order", "no_header"):
        return with_profile(options, **{about: value})
    if about == "profile":
        name, values = value if value else (None, {})
        return replace(options, profile=values, profile_name=name)
    if about == "skip_bad_rows":
        return replace(options, skip_bad_rows=bool(value))
    if about == "kind":
        return replace(with_profile(options, kind=None, columns=None, ignored=None), kind=value)
    return replace(options, **{about: value})


def shown_parts(seen: Recognised) -> Sequence[str | None]:
    """The part of each column, in the order of the file; ``age`` for one of ages."""
    of = {place: part for part, place in seen.parts.items()}
    ages = set(seen.ages)
    return [
        of.get(place) or ("age" if place in ages else None) for place in range(len(seen.headings))
    ]
