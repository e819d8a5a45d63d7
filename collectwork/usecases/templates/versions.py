"""Versions of templates: kept when first used, approved by somebody, compared with each other."""

from __future__ import annotations

from difflib import unified_diff
from typing import Any

from collectwork.domain import clocks
from collectwork.domain.activity import Draft
from collectwork.domain.mail import Letter
from collectwork.domain.templates import Version
from collectwork.errors import InputRefused, NotAllowed, NotFound
from collectwork.usecases.desk import Desk
from collectwork.usecases.ports.work import Read, Write
from collectwork.usecases.templates.deciding import check_may

_MOST = 100  # changed lines kept in the entry


def refuse_unapproved(desk: Desk, tx: Read, letter: Letter) -> None:
    """NotAllowed where the config asks for approval and nobody gave it to this version."""
    if not desk.policy.approved_templates_only:
        return
    name = letter.variant or letter.template
    kept = tx.templates.version(name, letter.language, letter.template_version)
    if kept is None or kept.approved_by is None:
        raise NotAllowed(
            f"Not queued: nobody has approved the template {name!r} ({letter.language}, version "
            f"{letter.template_version}), and [rules] approved_templates_only asks for it. A lead "
            f"does with `collectwork templates approve {name} --language {letter.language}`."
        )


def used(desk: Desk, tx: Write, letter: Letter) -> None:
    """The letter's version is kept, so that what was sent can be shown for ever. Call it after the
    letter's own entry: the first entry bears the intent's key."""
    if not letter.source:
        return
    name = letter.variant or letter.template
    keep(desk, tx, name, letter.language, letter.template_version, letter.source)
    tx.templates.used(name, letter.language, letter.template_version, clocks.text(desk.clock()))


def keep(desk: Desk, tx: Write, name: str, language: str, version: str, source: str) -> None:
    """A version met for the first time is an entry, with what changed against the one before."""
    before = next((one for one in tx.templates.versions(name) if one.language == language), None)
    kept = Version(name, language, version, source, clocks.text(desk.clock()), desk.actor)
    if tx.templates.keep(kept):
        tx.record(Draft("templates.changed", None, _changed(kept, before)))


def approve(
    desk: Desk,
    name: str,
    language: str | None = None,
    note: str = "",
    *,
    key: str | None = None,
) -> list[Version]:
    """Stand for the template as it is now, in one language or in all it is written in.

    Raises NotFound, NotAllowed (a lead decides), and InputRefused for one that would not be sent.
    """
    chosen = [one or "en" for one in desk.templates.languages(name)]
    if language is not None:
        if language not in chosen:
            raise NotFound(f"{name!r} is not written in {language!r}, but in {', '.join(chosen)}.")
        chosen = [language]
    for fault in desk.templates.check(name):
        if fault.level == "error" and fault.language in chosen:
            raise InputRefused(f"Not approved: {fault}.")
    with desk.store.write(key) as tx:
        check_may(desk, tx, "Not approved: a lead approves templates")
        if tx.replayed is None:
            for one in chosen:
                _approve(desk, tx, name, one, note)
        kept = [
            tx.templates.version(name, one, desk.templates.about(name, one).version)
            for one in chosen
        ]
    return [one for one in kept if one is not None]


def _approve(desk: Desk, tx: Write, name: str, language: str, note: str) -> None:
    about = desk.templates.about(name, language)
    now = clocks.text(desk.clock())
    body: dict[str, Any] = {
        "template": name, "language": language, "version": about.version, "note": note,
    }  # fmt: skip
    tx.record(Draft("template.approved", None, body))
    keep(desk, tx, name, language, about.version, desk.templates.source(name, language))
    tx.templates.approve(name, language, about.version, desk.actor, now, note)


def history(desk: Desk, name: str) -> list[Version]:
    """The versions the store knows of a template, the newest first."""
    with desk.store.read() as tx:
        found = list(tx.templates.versions(name))
    if not found:
        desk.templates.languages(name)  # NotFound, if there is none
    return found


def difference(desk: Desk, name: str, old: str, new: str) -> list[str]:
    """The lines of a unified diff of two versions; ``new`` "now" is the file as it is."""
    first, second = named(desk, name, old), named(desk, name, new, like=old)
    return _lines(first, second, f"{name} {old}", f"{name} {new}")


def named(desk: Desk, name: str, version: str, like: str = "") -> str:
    """The text of a version, by its first signs; "now" the file's, in the language of ``like``."""
    found = history(desk, name)
    if version == "now":
        fits = next((one.language for one in found if like and one.version.startswith(like)), "en")
        return desk.templates.source(name, fits)
    fitting = {one.version: one for one in found if one.version.startswith(version)}
    if len(fitting) != 1:
        known = ", ".join(dict.fromkeys(one.version for one in found)) or "none"
        many = "fits several" if fitting else "is not known"
        raise NotFound(f"The version {version!r} of {name!r} {many}; known are: {known}, now.")
    return next(iter(fitting.values())).source


def _changed(kept: Version, before: Version | None) -> dict[str, Any]:
    lines = _lines(before.source, kept.source) if before else []
    changed = [one for one in lines if one[:1] in "+-" and one[:3] not in ("+++", "---")]
    return {
        "template": kept.name,
        "language": kept.language,
        "version": kept.version,
        "before": before.version if before else "",
        "added": sum(one.startswith("+") for one in changed),
        "removed": sum(one.startswith("-") for one in changed),
        "changes": changed[:_MOST],
    }


def _lines(old: str, new: str, old_name: str = "", new_name: str = "") -> list[str]:
    return list(
        unified_diff(old.splitlines(), new.splitlines(), old_name, new_name, n=2, lineterm="")
    )
