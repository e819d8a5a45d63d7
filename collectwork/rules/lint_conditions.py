"""What conditions may say but cannot mean: comparisons that never hold together, missing
currencies, and which condition covers another."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

from collectwork.rules.condition import All, Any, Compare, Node, Not
from collectwork.rules.facts import NUMBERS

_CENT = Decimal("0.01")
_TOP = Decimal(10) ** 18


@dataclass(frozen=True, slots=True)
class Span:
    """The values from ``low`` to ``high`` that a fact may have, both included."""

    low: Decimal = -_TOP
    high: Decimal = _TOP

    def within(self, other: Span) -> bool:
        return other.low <= self.low and self.high <= other.high

    def met(self, other: Span) -> Span:
        """What both allow."""
        return Span(max(self.low, other.low), min(self.high, other.high))


def span(one: Compare) -> Span | None:
    """What a comparison of numbers allows; None where that is no single span."""
    if one.fact.type not in NUMBERS or not one.values:
        return None
    first, last = Decimal(one.values[0]), Decimal(one.values[-1])
    if one.fact.type == "amount":
        above, below = first + _CENT, first - _CENT
    else:  # whole numbers: over 2.5 is 3 or more
        above = first.to_integral_value(ROUND_FLOOR) + 1
        below = first.to_integral_value(ROUND_CEILING) - 1
    match one.op:
        case ">":
            return Span(low=above)
        case ">=":
            return Span(low=first)
        case "<":
            return Span(high=below)
        case "<=":
            return Span(high=first)
        case "=" | "between":
            return Span(first, last)
    return None


def conjuncts(node: Node) -> Iterator[Node]:
    """The parts that all have to hold, brackets opened."""
    if isinstance(node, All):
        for part in node.parts:
            yield from conjuncts(part)
    else:
        yield node


def comparisons(node: Node) -> Iterator[Compare]:
    """Every comparison, wherever it stands."""
    if isinstance(node, Compare):
        yield node
    elif isinstance(node, Not):
        yield from comparisons(node.part)
    else:
        for part in node.parts:
            yield from comparisons(part)


def bounds(nodes: Iterable[Node]) -> dict[str, Span]:
    """What conditions that all hold leave of each number, amounts apart by currency."""
    found: dict[str, Span] = {}
    for node in nodes:
        for part in conjuncts(node):
            if isinstance(part, Compare) and (allowed := span(part)) is not None:
                slot = f"{part.fact.name} {part.currency}".strip()
                found[slot] = found.get(slot, Span()).met(allowed)
    return found


def contradiction(parts: Iterable[Node]) -> tuple[int, str] | None:
    """Where parts that all have to hold exclude each other: offset and words; None if not so."""
    seen = _Seen({}, {}, {}, {})
    for part in parts:
        for one in conjuncts(part):
            said = seen.adds(one)
            if said is not None:
                return said
    return None


@dataclass(slots=True)
class _Seen:
    """What earlier parts allow: numbers, texts, yes or no, and whether a value is known."""

    numbers: dict[str, Span]
    texts: dict[str, frozenset[str]]
    flags: dict[str, bool]
    currencies: dict[str, str]

    def adds(self, part: Node) -> tuple[int, str] | None:
        holds = not isinstance(part, Not)
        one = part.part if isinstance(part, Not) else part
        if not isinstance(one, Compare):
            return None
        name = one.fact.name
        if one.op in ("is", "known"):
            slot = f"{name} {one.op}"
            if self.flags.setdefault(slot, holds) != holds:
                return one.offset, f"can never hold: {name} both {'yes and no'}"
            return None
        if not holds:
            return None
        return self._text(one) if one.fact.type == "text" else self._number(one)

    def _text(self, one: Compare) -> tuple[int, str] | None:
        if one.op not in ("=", "in"):
            return None
        wanted = frozenset(str(value).casefold() for value in one.values)
        both = self.texts.get(one.fact.name, wanted) & wanted
        if both:
            self.texts[one.fact.name] = both
            return None
        return one.offset, f"can never hold: {one.fact.name} would have to be two different texts"

    def _number(self, one: Compare) -> tuple[int, str] | None:
        name, allowed = one.fact.name, span(one)
        if allowed is None:
            return None
        if one.currency and self.currencies.setdefault(name, one.currency) != one.currency:
            pair = f"{self.currencies[name]} and {one.currency}"
            return one.offset, f"can never hold: {name} is in one currency, not in {pair}"
        left = self.numbers.get(name, Span()).met(allowed)
        self.numbers[name] = left
        if left.low <= left.high:
            return None
        return one.offset, (
            f"can never hold: {name} would have to be both {left.low:,} or more and "
            f"{left.high:,} or less"
        )


def contradictions(node: Node) -> Iterator[tuple[int, str]]:
    """Those of a condition, alternatives looked at each for itself."""
    if isinstance(node, Any):
        for part in node.parts:
            yield from contradictions(part)
    elif isinstance(node, Not):
        yield from contradictions(node.part)
    elif isinstance(node, All):
        found = contradiction(node.parts)
        if found is not None:
            yield found
        for part in node.parts:
            if not isinstance(part, Compare):
                yield from contradictions(part)


def covers(wide: Node | None, narrow: Node | None) -> bool:
    """Whether every account that fits ``narrow`` surely fits ``wide`` (None fits everybody).

    Careful: False where it cannot be seen from the comparisons alone.
    """
    if wide is None or wide == narrow:
        return True
    if narrow is None:
        return False
    if isinstance(narrow, Any):
        return all(covers(wide, part) for part in narrow.parts)
    if isinstance(wide, All):
        return all(covers(part, narrow) for part in wide.parts)
    if isinstance(wide, Any):
        return any(covers(part, narrow) for part in wide.parts)
    parts = tuple(conjuncts(narrow))
    return any(_covers_one(wide, part) for part in parts) or (
        isinstance(wide, Compare) and _spans(wide, bounds(parts))
    )


def _spans(wide: Compare, left: Mapping[str, Span]) -> bool:
    allowed = span(wide)
    slot = f"{wide.fact.name} {wide.currency}".strip()
    return allowed is not None and slot in left and left[slot].within(allowed)


def _covers_one(wide: Node, narrow: Node) -> bool:
    if isinstance(wide, Not) and isinstance(narrow, Not):
        return covers(narrow.part, wide.part)
    if not (isinstance(wide, Compare) and isinstance(narrow, Compare)):
        return False
    if (wide.fact, wide.op, wide.values, wide.currency) == (
        narrow.fact, narrow.op, narrow.values, narrow.currency,
    ):  # fmt: skip
        return True
    if wide.fact != narrow.fact or not {wide.op, narrow.op} <= {"=", "in"}:
        return False
    texts = [{str(value).casefold() for value in one.values} for one in (narrow, wide)]
    return wide.fact.type == "text" and texts[0] <= texts[1]
