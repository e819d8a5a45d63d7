"""Templates are data of the team: they may show given values, repeat over given lists, compare.

Three walls, each enough by itself: the parsed tree is checked against an allow-list; the
environment hands out only our own frozen values, so that no Python attribute is ever reached;
and reading, rendering and output have limits.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from difflib import get_close_matches
from typing import Any

from jinja2 import StrictUndefined, nodes
from jinja2.exceptions import SecurityError, TemplateError, TemplateSyntaxError
from jinja2.runtime import LoopContext, Undefined
from jinja2.sandbox import ImmutableSandboxedEnvironment

from collectwork.domain.money import Money
from collectwork.errors import InputRefused

SOURCE_LIMIT = 20_000  # bytes
OUTPUT_LIMIT = 1_000_000  # characters
SECONDS = 1.0
DEPTH = 8  # of if and for within each other
LOOPS = 2  # of for within each other

_LOOP = frozenset(["index", "first", "last", "length"])
_ALLOWED: dict[type[nodes.Node], str] = {
    nodes.Template: "template",
    nodes.Output: "output",
    nodes.TemplateData: "text",
    nodes.Name: "variable",
    nodes.Getattr: "attribute",
    nodes.If: "if",
    nodes.For: "for",
    nodes.Compare: "comparison",
    nodes.Operand: "comparison",
    nodes.And: "and",
    nodes.Or: "or",
    nodes.Not: "not",
    nodes.Const: "constant",
    nodes.Test: "test",
    nodes.Filter: "filter",
}
_SAID = {
    nodes.Call: "a call",
    nodes.Include: "include",
    nodes.Import: "import",
    nodes.FromImport: "import",
    nodes.Extends: "extends",
    nodes.Macro: "macro",
    nodes.CallBlock: "a call block",
    nodes.FilterBlock: "a filter block",
    nodes.Assign: "set",
    nodes.AssignBlock: "set",
    nodes.Block: "block",
    nodes.Getitem: "[…]",
    nodes.Concat: "~",
    nodes.Mul: "*",
    nodes.Pow: "**",
    nodes.Mod: "%",
    nodes.Add: "+",
    nodes.Sub: "-",
    nodes.Div: "/",
    nodes.FloorDiv: "//",
    nodes.List: "a list written out",
    nodes.Tuple: "a tuple written out",
    nodes.Dict: "a map written out",
    nodes.CondExpr: "if within {{ }}",
    nodes.With: "with",
}

Show = Callable[[Any], str]


class Budget:
    """The time one rendering may take."""

    def __init__(self, seconds: float) -> None:
        self._until = time.monotonic() + seconds
        self._seconds = seconds

    def spend(self) -> None:
        """Raises SecurityError once the time is over."""
        if time.monotonic() > self._until:
            raise SecurityError(f"it takes longer than {self._seconds:g} second")


class Facts:
    """A record as templates see it: named values, nothing else."""

    __slots__ = ("_fields",)

    def __init__(self, fields: Mapping[str, Any]) -> None:
        self._fields = dict(fields)

    def get(self, name: str) -> Any:
        return self._fields[name]

    def names(self) -> list[str]:
        return list(self._fields)


class Rows:
    """A given list; going through it looks at the clock."""

    __slots__ = ("_budget", "_rows")

    def __init__(self, rows: Sequence[Any], budget: Budget) -> None:
        self._rows = tuple(rows)
        self._budget = budget

    def __len__(self) -> int:
        return len(self._rows)

    def __iter__(self) -> Iterator[Any]:
        for row in self._rows:
            self._budget.spend()
            yield row


def frozen(value: Any, budget: Budget) -> Any:
    """Plain values only: text, whole numbers, truth, dates, money, and records and lists of them.

    Raises TypeError for anything that has methods worth calling.
    """
    if value is None or isinstance(value, (str, bool, int, date, Money)):
        return value
    if isinstance(value, Mapping):
        return Facts({name: frozen(part, budget) for name, part in value.items()})
    if isinstance(value, (list, tuple)):
        return Rows([frozen(part, budget) for part in value], budget)
    raise TypeError(f"a template is not given a {type(value).__name__}")


class Environment(ImmutableSandboxedEnvironment):
    """Jinja with everything taken out but what the allow-list names."""

    intercepted_binops = frozenset(["+", "-", "*", "/", "//", "**", "%"])

    def __init__(self, show: Show, budget: Budget) -> None:
        def finalize(value: Any) -> str:
            budget.spend()
            return show(value)

        super().__init__(
            undefined=StrictUndefined,
            autoescape=False,
            finalize=finalize,
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=True,
        )
        self.globals = {}
        self.filters = dict(FILTERS)
        self.tests = {"none": lambda value: value is None}

    def getattr(self, obj: Any, attribute: str) -> Any:
        """Fields of our own records and the loop's counters; never a Python attribute."""
        if isinstance(obj, Facts):
            if attribute in obj.names():
                return obj.get(attribute)
            near = get_close_matches(attribute, obj.names(), 1, 0.5)
            hint = f"did you mean {near[0]!r}?" if near else f"known: {', '.join(obj.names())}"
            raise SecurityError(f"there is no {attribute!r} here; {hint}")
        if isinstance(obj, LoopContext) and attribute in _LOOP:
            return getattr(obj, attribute)
        if isinstance(obj, Undefined):
            return obj
        raise SecurityError(f"{attribute!r} of a plain value is not allowed")

    def getitem(self, obj: Any, argument: Any) -> Any:
        raise SecurityError("[…] is not allowed")

    def call_binop(self, context: Any, operator: str, left: Any, right: Any) -> Any:
        raise SecurityError(f"the operator {operator} is not allowed")


def _upper(value: object) -> str:
    return str(value).upper()


def _length(value: Rows) -> int:
    return len(value)


def _first(value: Rows) -> Any:
    return next(iter(value), None)


FILTERS: dict[str, Callable[..., Any]] = {"upper": _upper, "length": _length, "first": _first}


def check(name: str, source: str, known: frozenset[str] | None = None) -> nodes.Template:
    """The parsed template, or InputRefused naming template, line and what is not allowed.

    ``known``: the variables that will be there; others are refused by name.
    """
    size = len(source.encode("utf-8", "replace"))
    if size > SOURCE_LIMIT:
        raise refused(name, 1, f"it has {size} bytes, at most {SOURCE_LIMIT} are read")
    environment = Environment(str, Budget(SECONDS))
    try:
        for line, token, _ in environment.lex(source):
            if token in ("comment_begin", "linecomment_begin"):
                raise refused(name, line, "comments are not allowed: they hide text")
            if token == "raw_begin":  # noqa: S105
                raise refused(name, line, "raw is not allowed")
        tree = environment.parse(source)
    except TemplateSyntaxError as error:
        raise refused(name, error.lineno, error.message or "it cannot be read") from None
    except (RecursionError, MemoryError, OverflowError, ValueError):
        raise refused(name, 1, "it is nested too deeply") from None
    _Checker(name, known).walk(tree, 0, 0, frozenset())
    return tree


class _Checker:
    def __init__(self, name: str, known: frozenset[str] | None) -> None:
        self.name = name
        self.known = known

    def walk(self, node: nodes.Node, depth: int, loops: int, local: frozenset[str]) -> None:
        if type(node) not in _ALLOWED:
            said = _SAID.get(type(node), type(node).__name__.lower())
            raise refused(self.name, node.lineno, f"{said} is not allowed")
        if depth > DEPTH:
            raise refused(self.name, node.lineno, f"more than {DEPTH} levels of if and for")
        if isinstance(node, nodes.Name):
            self._name(node, local)
        elif isinstance(node, nodes.Getattr):
            if node.attr.startswith("_"):
                raise refused(self.name, node.lineno, f"the underscore name {node.attr!r}")
        elif isinstance(node, nodes.Filter):
            self._filter(node)
        elif isinstance(node, nodes.Test) and node.name != "none":
            raise refused(self.name, node.lineno, f"the test {node.name!r} is not allowed")
        elif isinstance(node, nodes.Output):
            self._output(node)
        if isinstance(node, nodes.For):
            self._for(node, depth, loops, local)
            return
        deeper = depth + (1 if isinstance(node, nodes.If) else 0)
        for child in node.iter_child_nodes():
            self.walk(child, deeper, loops, local)

    def _name(self, node: nodes.Name, local: frozenset[str]) -> None:
        if node.name.startswith("_") or node.ctx != "load":
            raise refused(self.name, node.lineno, f"the name {node.name!r} is not allowed")
        if self.known is None or node.name in self.known | local:
            return
        near = get_close_matches(node.name, sorted(self.known | local), 1, 0.5)
        hint = f"did you mean {near[0]!r}?" if near else f"known: {', '.join(sorted(self.known))}"
        raise refused(self.name, node.lineno, f"there is no variable {node.name!r}; {hint}")

    def _filter(self, node: nodes.Filter) -> None:
        if node.name not in FILTERS:
            raise refused(
                self.name,
                node.lineno,
                f"the filter {node.name!r} is not allowed; known: {', '.join(FILTERS)}",
            )
        if node.args or node.kwargs or node.dyn_args or node.dyn_kwargs:
            raise refused(self.name, node.lineno, "a filter with arguments is not allowed")

    def _output(self, node: nodes.Output) -> None:
        for part in node.nodes:
            if not isinstance(part, (nodes.TemplateData, nodes.Name, nodes.Getattr, nodes.Filter)):
                said = _SAID.get(type(part), "anything but a variable")
                raise refused(self.name, part.lineno, f"{said} within {{{{ }}}} is not allowed")

    def _for(self, node: nodes.For, depth: int, loops: int, local: frozenset[str]) -> None:
        if node.recursive or not isinstance(node.target, nodes.Name):
            raise refused(self.name, node.lineno, "this form of for is not allowed")
        if not isinstance(node.iter, (nodes.Name, nodes.Getattr)):
            raise refused(self.name, node.lineno, "for goes over given lists only")
        if loops >= LOOPS:
            raise refused(self.name, node.lineno, f"more than {LOOPS} for within each other")
        target = node.target.name
        if target.startswith("_"):
            raise refused(self.name, node.lineno, f"the name {target!r} is not allowed")
        self.walk(node.iter, depth + 1, loops, local)
        inner = local | {target, "loop"}
        for child in [*([node.test] if node.test else []), *node.body, *node.else_]:
            self.walk(child, depth + 1, loops + 1, inner)


def render(name: str, source: str, values: Mapping[str, Any], show: Show) -> str:
    """The text within the limits; InputRefused by name otherwise. ``show`` prints one value."""
    check(name, source, frozenset(values))
    budget = Budget(SECONDS)
    environment = Environment(show, budget)
    given = {key: frozen(value, budget) for key, value in values.items()}
    parts: list[str] = []
    size = 0
    try:
        for part in environment.from_string(source).generate(given):
            budget.spend()
            parts.append(part)
            size += len(part)
            if size > OUTPUT_LIMIT:
                raise refused(name, 1, f"it writes more than {OUTPUT_LIMIT:,} characters")
    except (TemplateError, TypeError, ValueError) as error:
        raise refused(name, _line(error), str(error)) from None
    except (RecursionError, MemoryError, SyntaxError):
        raise refused(name, 1, "it is nested too deeply") from None
    return "".join(parts)


def refused(name: str, line: int | None, problem: str) -> InputRefused:
    """What is wrong, and where."""
    place = f" line {line}" if line else ""
    return InputRefused(
        f"The template {name!r} is refused,{place}: {problem.rstrip(chr(46))}. "
        "Nothing was written or sent."
    )


def _line(error: Exception) -> int | None:
    found = error.__traceback__
    line = None
    while found is not None:
        if found.tb_frame.f_code.co_filename == "<template>":
            line = found.tb_lineno
        found = found.tb_next
    return line
