"""Rules said back in words, so that whoever wrote one sees what it means."""

from __future__ import annotations

from collectwork.rules.condition import All, Any, Compare, Node, Not, constant

_OPS = {
    "=": "is", "!=": "is not", ">": "over", ">=": "at least", "<": "under", "<=": "at most",
    "contains": "contains",
}  # fmt: skip


def condition(node: Node) -> str:
    """The condition as a phrase; brackets only where they change the meaning."""
    if isinstance(node, Compare):
        return _comparison(node)
    if isinstance(node, Not):
        inner = node.part
        if isinstance(inner, Compare) and inner.op == "known":
            return f"{inner.fact.words} unknown"
        return f"not ({condition(inner)})"
    if isinstance(node, All):
        return " and ".join(_bracketed(part) for part in node.parts)
    return " or ".join(condition(part) for part in node.parts)


def _bracketed(node: Node) -> str:
    return f"({condition(node)})" if isinstance(node, Any) else condition(node)


def _comparison(node: Compare) -> str:
    fact = node.fact
    values = [constant(node, value) for value in node.values]
    if node.op == "is":
        return fact.words
    if node.op == "known":
        return f"{fact.words} known"
    if node.op == "between":
        return f"{fact.words} from {values[0]} to {values[1]}"
    if node.op in ("in", "not in"):
        listed = " or ".join(values)
        return f"{fact.words} {'none of' if node.op == 'not in' else 'one of'} {listed}"
    if fact.type == "tags" and node.op in ("=", "!="):
        return f"{fact.words} {'contain' if node.op == '=' else 'do not contain'} {values[0]}"
    return f"{fact.words} {_OPS[node.op]} {values[0]}"
