"""A template looked over before anybody is written to: what is refused, and what is worth a remark.

Errors are what sending would refuse: the sandbox, unknown names, limits. Warnings are the tone
check on made-up values, and what no mail could go without.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from jinja2 import nodes

from collectwork.domain.template_checks import Fault
from collectwork.domain.template_variables import BY_NAME, Variable
from collectwork.domain.tone import Intent, findings
from collectwork.mail import samples, sandbox
from collectwork.mail.allowed import (
    SOURCE_LIMIT,
    TemplateRefused,
    check,
    column_of,
    parsed,
    refused,
)
from collectwork.mail.front import Parsed, parse
from collectwork.mail.writing import written
from collectwork.present.letters import amount, day

_LOOP = ("index", "first", "last", "length")


def of_file(path: Path, name: str, names: Collection[str]) -> list[Fault]:
    """What is wrong with the file of a template. InputRefused only where it cannot be read.

    ``names``: the templates there are, for ``family:``.
    """
    language = path.parent.name if len(path.parent.name) in (2, 5) else "en"
    try:
        source = path.read_bytes()[: SOURCE_LIMIT + 1].decode("utf-8-sig").replace("\r\n", "\n")
    except (OSError, UnicodeDecodeError) as error:
        raise refused(name, None, f"{path} cannot be read: {error}") from None
    return of_source(name, language, source, names, str(path))


def of_source(
    name: str, language: str, source: str, names: Collection[str], file: str = ""
) -> list[Fault]:
    """The same for a text that is in no file yet."""

    def fault(line: int, column: int, message: str, level: Any = "error") -> Fault:
        return Fault(file or name, max(line, 1), max(column, 1), message, level, name, language)

    try:
        made = parse(name, language, source)
        check(name, source, sandbox.FILTERS, frozenset([*BY_NAME, "table"]))
        _Names(name, source).walk()
        text = written(made, samples.full())
        written(made, samples.crowded())
    except TemplateRefused as error:
        return [fault(error.line, error.column, error.problem)]
    found = []
    try:
        written(made, samples.bare())
    except TemplateRefused as error:  # sent to most, refused for some: worth a remark
        found.append(fault(error.line, error.column, error.problem, "warning"))
    if made.about.family and made.about.family not in names:
        known = ", ".join(one for one in names if one != name)
        message = f"family: there is no template {made.about.family!r}; there are: {known}"
        found.append(fault(made.lines["family"], 1, message))
    for one in _tone(made, text):
        line, column = _place(source, one[0])
        found.append(fault(line, column, one[1], "warning"))
    return found


def _tone(made: Parsed, text: Mapping[str, str]) -> list[tuple[str, str]]:
    """(words that were found, what is said of them)."""
    values, about = samples.full(), made.about
    said = findings(
        Intent(
            subject=text["subject"],
            text=text["text"],
            amounts=[amount(one["amount"], about.language) for one in values["totals"]],
            documents=[one["document"] for one in values["items"]],
            deadline=samples.DEADLINE,
            deadline_text=day(samples.DEADLINE, about.language),
            today=samples.TODAY,
            step_is_last=about.last,
            part_paid="part_payment" in about.history,
            dunning=about.lists == "overdue",
            language=about.language,
            channel=about.channel,
        )
    )
    found = [(one.found, one.words) for one in said]
    if about.deadline_days < 3 and about.lists == "overdue":
        found.append(("deadline:", "deadline: less than 3 days. Calmer: give a week."))
    return found


def _place(source: str, words: str) -> tuple[int, int]:
    """Where words stand in the source; the first line where they do not."""
    for number, line in enumerate(source.split("\n"), 1):
        if words and (at := line.find(words)) >= 0:
            return number, at + 1
    return 1, 1


class _Names:
    """Fields of records and of rows, also where no sample comes by."""

    def __init__(self, name: str, source: str) -> None:
        self._name = name
        self._tree, self._words = parsed(name, source)

    def walk(self) -> None:
        """TemplateRefused at the first name that is not there."""
        self._walk(self._tree, {})

    def _walk(self, node: nodes.Node, rows: Mapping[str, Variable | None]) -> None:
        if isinstance(node, nodes.For) and isinstance(node.target, nodes.Name):
            self._walk(node.iter, rows)
            given = self._of(node.iter, rows)
            if given is not None and given.kind != "list":
                raise self._no(node.lineno, f"{given.name!r} is no list to go over", given.name)
            inner = {**rows, node.target.name: given}
            for child in [*([node.test] if node.test else []), *node.body, *node.else_]:
                self._walk(child, inner)
            return
        if isinstance(node, nodes.Getattr):
            self._of(node, rows)
            return
        for child in node.iter_child_nodes():
            self._walk(child, rows)

    def _of(self, node: nodes.Node, rows: Mapping[str, Variable | None]) -> Variable | None:
        """The variable that a name or a field stands for; None where it is the loop's."""
        if isinstance(node, nodes.Name):
            return None if node.name in rows or node.name == "loop" else BY_NAME.get(node.name)
        if not isinstance(node, nodes.Getattr):
            return None
        inner = node.node
        if isinstance(inner, nodes.Name) and inner.name == "loop":
            if node.attr not in _LOOP:
                known = ", ".join(_LOOP)
                raise self._no(node.lineno, f"loop has no {node.attr!r}; it has {known}", node.attr)
            return None
        row = isinstance(inner, nodes.Name) and inner.name in rows
        owner = rows[inner.name] if isinstance(inner, nodes.Name) and row else self._of(inner, rows)
        if owner is None:
            return None
        if not owner.fields or (owner.kind == "list" and not row):
            said = f"{owner.name!r} is a {owner.kind}, it has no {node.attr!r}"
            raise self._no(node.lineno, said, node.attr)
        if node.attr not in owner.by_name:
            near = get_close_matches(node.attr, list(owner.by_name), 1, 0.5)
            hint = f"did you mean {near[0]!r}?" if near else f"known: {', '.join(owner.by_name)}"
            raise self._no(node.lineno, f"there is no {node.attr!r} here; {hint}", node.attr)
        return owner.by_name[node.attr]

    def _no(self, line: int, problem: str, word: str) -> TemplateRefused:
        return refused(self._name, line, problem, column_of(self._words, line, word))
