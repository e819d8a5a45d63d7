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
from functools import lru_cache
from types import CodeType
from typing import Any

from jinja2 import StrictUndefined, Template, pass_context
from jinja2.exceptions import SecurityError, TemplateError
from jinja2.runtime import Context, LoopContext, Undefined
from jinja2.sandbox import ImmutableSandboxedEnvironment

from collectwork.domain.money import Money
from collectwork.mail.allowed import check, refused

OUTPUT_LIMIT = 1_000_000  # characters
SECONDS = 1.0  # of the processor, so that a busy machine refuses nothing

_LOOP = frozenset(["index", "first", "last", "length"])

Show = Callable[[Any], str]


class Budget:
    """The time one rendering may take."""

    def __init__(self, seconds: float) -> None:
        self._until = time.thread_time() + seconds
        self._seconds = seconds

    def spend(self) -> None:
        """Raises SecurityError once the time is over."""
        if time.thread_time() > self._until:
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
        @pass_context  # or the compiler would print what is written out, and by whose ``show``?
        def finalize(_: Context, value: Any) -> str:
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
        if obj is None:
            raise SecurityError(f"what has {attribute!r} may lack: ask with if first")
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


def render(name: str, source: str, values: Mapping[str, Any], show: Show) -> str:
    """The text within the limits; InputRefused by name otherwise. ``show`` prints one value."""
    _checked(name, source, frozenset(values))
    budget = Budget(SECONDS)
    environment = Environment(show, budget)
    given = {key: frozen(value, budget) for key, value in values.items()}
    parts: list[str] = []
    size = 0
    try:
        code = _compiled(source)
        for part in Template.from_code(environment, code, environment.globals).generate(given):
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


@lru_cache(64)
def _checked(name: str, source: str, known: frozenset[str]) -> None:
    """Once for the mails of a batch; what is refused is looked at, and refused, every time."""
    check(name, source, FILTERS, known)


@lru_cache(64)
def _compiled(source: str) -> CodeType:
    """The source alone decides what it is compiled to: every value is printed when it is filled
    in."""
    return Environment(str, Budget(SECONDS)).compile(source)


def _line(error: Exception) -> int | None:
    found = error.__traceback__
    line = None
    while found is not None:
        if found.tb_frame.f_code.co_filename == "<template>":
            line = found.tb_lineno
        found = found.tb_next
    return line
