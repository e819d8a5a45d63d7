"""What a template may consist of: its parsed tree is compared with a list, node by node."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from jinja2 import Environment, nodes
from jinja2.exceptions import TemplateSyntaxError

from collectwork.errors import InputRefused


class TemplateRefused(InputRefused):
    """A template that is not accepted, and where: from 1, 0 is unknown."""

    def __init__(self, name: str, line: int, column: int, problem: str) -> None:
        self.name, self.line, self.column, self.problem = name, line, column, problem.rstrip(".")
        place = f", line {line}" if line else ""
        place += f", column {column}" if line and column else ""
        end = "" if self.problem.endswith("?") else "."
        super().__init__(
            f"The template {name!r} is refused{place}: {self.problem}{end} "
            "Nothing was written or sent."
        )


SOURCE_LIMIT = 20_000  # bytes
DEPTH = 8  # of if and for within each other
LOOPS = 2  # of for within each other

_ALLOWED = frozenset(
    [
        nodes.Template, nodes.Output, nodes.TemplateData, nodes.Name, nodes.Getattr, nodes.If,
        nodes.For, nodes.Compare, nodes.Operand, nodes.And, nodes.Or, nodes.Not, nodes.Const,
        nodes.Test, nodes.Filter,
    ]
)  # fmt: skip
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


def check(
    name: str, source: str, filters: Collection[str], known: frozenset[str] | None = None
) -> None:
    """InputRefused names template, line and what is not allowed.

    ``known``: the variables that will be there; others are refused by name.
    """
    size = len(source.encode("utf-8", "replace"))
    if size > SOURCE_LIMIT:
        raise refused(name, 1, f"it has {size} bytes, at most {SOURCE_LIMIT} are read")
    tree, words = parsed(name, source)
    _Checker(name, filters, known, words).walk(tree, 0, 0, frozenset())


@dataclass(frozen=True, slots=True)
class Word:
    """A word of the template language, and where it stands."""

    line: int
    column: int
    text: str


def parsed(name: str, source: str) -> tuple[nodes.Template, Sequence[Word]]:
    """The tree, and the words between the braces with their places."""
    environment = Environment(autoescape=True)
    words: list[Word] = []
    column = 1
    try:
        for line, token, text in environment.lex(source):
            if token in ("comment_begin", "linecomment_begin"):
                raise refused(name, line, "comments are not allowed: they hide text", column)
            if token == "raw_begin":  # noqa: S105  (a word of the lexer)
                raise refused(name, line, "raw is not allowed", column)
            if token != "data":  # noqa: S105
                words.append(Word(line, column, text.strip()))
            column = column + len(text) if "\n" not in text else len(text) - text.rfind("\n")
        return environment.parse(source), words
    except TemplateSyntaxError as error:
        at = _first(words, error.lineno) or _braces(source, error.lineno)
        raise refused(name, error.lineno, error.message or "it cannot be read", at) from None
    except (RecursionError, MemoryError, OverflowError, ValueError):
        raise refused(name, 1, "it is nested too deeply") from None


def column_of(words: Sequence[Word], line: int, text: str) -> int:
    """Where a word stands in a line; where the line's first word does, if it is not there."""
    found = next((one.column for one in words if one.line == line and one.text == text), 0)
    return found or _first(words, line)


def _first(words: Sequence[Word], line: int) -> int:
    return next((one.column for one in words if one.line == line), 0)


def _braces(source: str, line: int) -> int:
    """The column of the first braces of a line that could not be read."""
    lines = source.split("\n")
    text = lines[line - 1] if 0 < line <= len(lines) else ""
    return 1 + min((at for sign in ("{{", "{%") if (at := text.find(sign)) >= 0), default=0)


class _Checker:
    def __init__(
        self,
        name: str,
        filters: Collection[str],
        known: frozenset[str] | None,
        words: Sequence[Word],
    ) -> None:
        self.name = name
        self.filters = filters
        self.known = known
        self.words = words

    def no(self, line: int, problem: str, word: str = "") -> TemplateRefused:
        return refused(self.name, line, problem, column_of(self.words, line, word))

    def walk(self, node: nodes.Node, depth: int, loops: int, local: frozenset[str]) -> None:
        if type(node) not in _ALLOWED:
            said = _SAID.get(type(node), type(node).__name__.lower())
            raise self.no(node.lineno, f"{said} is not allowed", said)
        if depth > DEPTH:
            raise self.no(node.lineno, f"more than {DEPTH} levels of if and for")
        if isinstance(node, nodes.Name):
            self._name(node, local)
        elif isinstance(node, nodes.Getattr):
            if node.attr.startswith("_"):
                raise self.no(node.lineno, f"the underscore name {node.attr!r}", node.attr)
        elif isinstance(node, nodes.Filter):
            self._filter(node)
        elif isinstance(node, nodes.Test) and node.name != "none":
            raise self.no(node.lineno, f"the test {node.name!r} is not allowed", node.name)
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
            raise self.no(node.lineno, f"the name {node.name!r} is not allowed", node.name)
        if self.known is None or node.name in self.known | local:
            return
        near = get_close_matches(node.name, sorted(self.known | local), 1, 0.5)
        hint = f"did you mean {near[0]!r}?" if near else f"known: {', '.join(sorted(self.known))}"
        raise self.no(node.lineno, f"there is no variable {node.name!r}; {hint}", node.name)

    def _filter(self, node: nodes.Filter) -> None:
        if node.name not in self.filters:
            raise self.no(
                node.lineno,
                f"the filter {node.name!r} is not allowed; known: {', '.join(self.filters)}",
                node.name,
            )
        if node.args or node.kwargs or node.dyn_args or node.dyn_kwargs:
            raise self.no(node.lineno, "a filter with arguments is not allowed", node.name)

    def _output(self, node: nodes.Output) -> None:
        for part in node.nodes:
            if not isinstance(part, (nodes.TemplateData, nodes.Name, nodes.Getattr, nodes.Filter)):
                said = _SAID.get(type(part), "anything but a variable")
                tried = _attempt(part)
                said = f"{said} ({tried})" if tried else said
                raise self.no(part.lineno, f"{said} within {{{{ }}}} is not allowed", tried)

    def _for(self, node: nodes.For, depth: int, loops: int, local: frozenset[str]) -> None:
        if node.recursive or not isinstance(node.target, nodes.Name):
            raise self.no(node.lineno, "this form of for is not allowed", "for")
        if not isinstance(node.iter, (nodes.Name, nodes.Getattr)):
            raise self.no(node.lineno, "for goes over given lists only", "for")
        if loops >= LOOPS:
            raise self.no(node.lineno, f"more than {LOOPS} for within each other", "for")
        target = node.target.name
        if target.startswith("_"):
            raise self.no(node.lineno, f"the name {target!r} is not allowed", target)
        self.walk(node.iter, depth + 1, loops, local)
        inner = local | {target, "loop"}
        for child in [*([node.test] if node.test else []), *node.body, *node.else_]:
            self.walk(child, depth + 1, loops + 1, inner)


def _attempt(node: nodes.Node) -> str:
    """What was reached for: the underscore name, else the outermost name, of a refused piece."""
    found = ""
    names = [one.attr for one in node.find_all(nodes.Getattr)]
    for name in [*names, *(one.name for one in node.find_all(nodes.Name))]:
        if name.startswith("_"):
            return name
        found = found or name
    if isinstance(node, nodes.Getattr):
        return node.attr
    return found


def refused(name: str, line: int | None, problem: str, column: int = 0) -> TemplateRefused:
    """What is wrong, and where."""
    return TemplateRefused(name, line or 0, column, problem)
