"""What a template may consist of: its parsed tree is compared with a list, node by node."""

from __future__ import annotations

from collections.abc import Collection
from difflib import get_close_matches

from jinja2 import Environment, nodes
from jinja2.exceptions import TemplateSyntaxError

from collectwork.errors import InputRefused

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
    environment = Environment(autoescape=True)
    try:
        for line, token, _ in environment.lex(source):
            if token in ("comment_begin", "linecomment_begin"):
                raise refused(name, line, "comments are not allowed: they hide text")
            if token == "raw_begin":  # noqa: S105  (a word of the lexer)
                raise refused(name, line, "raw is not allowed")
        tree = environment.parse(source)
    except TemplateSyntaxError as error:
        raise refused(name, error.lineno, error.message or "it cannot be read") from None
    except (RecursionError, MemoryError, OverflowError, ValueError):
        raise refused(name, 1, "it is nested too deeply") from None
    _Checker(name, filters, known).walk(tree, 0, 0, frozenset())


class _Checker:
    def __init__(self, name: str, filters: Collection[str], known: frozenset[str] | None) -> None:
        self.name = name
        self.filters = filters
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
        if node.name not in self.filters:
            raise refused(
                self.name,
                node.lineno,
                f"the filter {node.name!r} is not allowed; known: {', '.join(self.filters)}",
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


def refused(name: str, line: int | None, problem: str) -> InputRefused:
    """What is wrong, and where."""
    place = f", line {line}" if line else ""
    return InputRefused(
        f"The template {name!r} is refused{place}: {problem.rstrip(chr(46))}. "
        "Nothing was written or sent."
    )
