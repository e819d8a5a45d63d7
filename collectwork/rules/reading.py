"""A rules file into a Ruleset; everything that is wrong is found in one go, with its place."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from collectwork.domain.worklist import Finding
from collectwork.rules.extent import beyond
from collectwork.rules.lint import lint
from collectwork.rules.reading_alerts import read_alerts
from collectwork.rules.reading_assignments import read_assignments
from collectwork.rules.reading_policies import read_policies
from collectwork.rules.reading_proposals import read_proposals
from collectwork.rules.reading_rules import read_defaults, read_rules
from collectwork.rules.reading_strategies import read_strategies
from collectwork.rules.ruleset import Ruleset, RulesRefused
from collectwork.rules.table_reader import TableReader

_TOP = {"defaults": dict, "rule": list, "strategy": list}

#: Further sections: the key of their tables → the field of the Ruleset, and who reads them (given
#: the reader and the checked top of the file; its currency and places are set).
_SECTIONS: dict[str, tuple[str, Callable[[TableReader, Mapping[str, Any]], tuple[Any, ...]]]] = {
    "policy": ("policies", read_policies),
    "assign": ("assignments", read_assignments),
    "alert": ("alerts", read_alerts),
    "proposal": ("proposals", read_proposals),
}


def read(text: str, file: str, templates: Sequence[str] | None = None) -> Ruleset:
    """The rules of a text; raises RulesRefused with every error.

    ``templates``: the names that exist, to warn of others; None when they are not known.
    """
    reader = TableReader(text, file)
    rules = _ruleset(reader)
    if rules is None or _errors(reader.findings):
        raise RulesRefused(_errors(reader.findings))
    if too_much := beyond(rules, reader.places):
        raise RulesRefused(too_much)
    warnings = (*reader.findings, *lint(rules, reader.places, templates))
    if errors := _errors(warnings):
        raise RulesRefused(errors)
    return replace(rules, warnings=_ordered(warnings))


def version_of(text: str) -> str:
    """A short hash of the text."""
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def decoded(raw: bytes, file: str) -> str:
    """A rules file's bytes as text; RulesRefused with the place where they are none."""
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        message = "this is UTF-16 text: save it as UTF-8"
        raise RulesRefused((Finding(file, 1, 1, message),))
    try:
        return raw.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        before = raw[: error.start]
        line, begin = before.count(b"\n") + 1, before.rfind(b"\n") + 1
        column = len(before[begin:].decode("utf-8")) + 1
        message = f"the byte 0x{raw[error.start]:02x} is no UTF-8 text: save the file as UTF-8"
        raise RulesRefused((Finding(file, line, column, message),)) from error


def _ruleset(reader: TableReader) -> Ruleset | None:
    data = reader.toml()
    if data is None:
        return None
    top = reader.checked(data, _TOP | dict.fromkeys(_SECTIONS, list), ())
    defaults = read_defaults(reader, top)
    strategies, chosen_by_themselves = read_strategies(reader, top, defaults)
    rules = read_rules(reader, top, chosen_by_themselves)
    sections = {field: section(reader, top) for field, section in _SECTIONS.values()}
    return Ruleset(
        version_of(reader.text), reader.file, reader.text, rules,
        strategies, defaults.quiet_days, defaults.min_customer, defaults.min_invoice,
        defaults.entry, reader.currency, **sections, conditions=tuple(reader.conditions),
    )  # fmt: skip


def _errors(findings: Sequence[Finding]) -> tuple[Finding, ...]:
    return _ordered([one for one in findings if one.level == "error"])


def _ordered(findings: Sequence[Finding]) -> tuple[Finding, ...]:
    return tuple(sorted(findings, key=lambda one: (one.line, one.column)))
