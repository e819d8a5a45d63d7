"""A condition's text into a tree, by recursive descent.

    condition   = part { "or" part }
    part        = piece { ("and" | "but") piece }
    piece       = "not" piece | "(" condition ")" | comparison
    comparison  = fact op value | fact "between" value "and" value | fact ["not"] "in" (values)
                | fact "is" ["not"] "known" | flag
                | [op] value [fact]          15 days past due · over 1,000 · more than 3 disputes

A value before a fact means "at least": ``15 days past due`` is ``days_past_due >= 15``. An amount
without a fact is the amount to collect, a number of days without one the days past due.
"""

from __future__ import annotations

from decimal import Decimal

from collectwork.rules.condition import All, Any, Compare, Constant, Node, Not, Op
from collectwork.rules.cursor import Cursor
from collectwork.rules.facts import BY_NAME, NUMBERS, Fact
from collectwork.rules.lexer import RuleProblem, Token, shown, tokens

MAX_DEPTH = 25

_JOINING = frozenset(["and", "or", "but", "not"])
_NUMERIC_OPS = frozenset(["=", "!=", ">", ">=", "<", "<=", "between", "in", "not in"])
_TEXT_OPS = frozenset(["=", "!=", "in", "not in", "contains"])
_DAYS = frozenset(["day", "days"])


def parse(text: str, currency: str = "") -> Node:
    """The tree of a condition; raises RuleProblem with the offset in ``text``.

    ``currency`` is that of amounts which name none; "" compares in the account's own.
    """
    parser = _Parser(tokens(text), currency)
    node = parser.condition(0)
    parser.finish()
    return node


class _Parser(Cursor):
    def __init__(self, found: list[Token], currency: str) -> None:
        super().__init__(found)
        self._currency = currency

    # -- structure

    def condition(self, depth: int) -> Node:
        parts = [self._part(depth)]
        while self._skip("or"):
            parts.append(self._part(depth))
        return parts[0] if len(parts) == 1 else Any(tuple(parts))

    def _part(self, depth: int) -> Node:
        parts = [self._piece(depth)]
        while self._skip("and") or self._skip("but"):
            parts.append(self._piece(depth))
        return parts[0] if len(parts) == 1 else All(tuple(parts))

    def _piece(self, depth: int) -> Node:
        if depth > MAX_DEPTH:
            raise RuleProblem(self._now.offset, f"is nested deeper than {MAX_DEPTH} levels")
        if self._word() == "not" and not self._spoken_op():
            self._at += 1
            return Not(self._piece(depth + 1))
        if self._is("open"):
            opened = self._now
            self._at += 1
            node = self.condition(depth + 1)
            if not self._is("close"):
                raise self._problem("here the bracket should be closed", opened)
            self._at += 1
            return node
        return self._comparison()

    def finish(self) -> None:
        """Nothing may be left over."""
        if self._is("end"):
            return
        offset, saw = self._now.offset, shown(self._now.text)
        self._at = max(0, self._at - 1)  # "days passed due": the word before belongs to the name
        near = self._nearest()
        hint = f": did you mean {near!r}?" if near and " " in near else ""
        if not hint:
            before = self._now.text
            self._at += 1
            if self._is("word") and before.isalpha() and self._word() not in _JOINING:
                words = repr(f"{before} {self._now.text}")
                hint = f" (texts of several words stand in quotes: {words})"
            raise self._problem(f"expected 'and', 'or' or the end{hint}")
        raise RuleProblem(offset, f"expected 'and', 'or' or the end; saw {saw}{hint}")

    # -- comparisons

    def _comparison(self) -> Node:
        start = self._now
        if self._word() == "the":
            self._at += 1
        fact = self._fact()
        if fact is not None:
            return self._after_fact(fact, start)
        op = self._op()
        if op is None and self._now.kind == "word":
            raise self._unknown(self._now)
        return self._before_fact(op, start)

    def _after_fact(self, fact: Fact, start: Token) -> Node:
        if self._known():
            return Compare(fact, "known", offset=start.offset)
        if self._known(opposite=True):
            return Not(Compare(fact, "known", offset=start.offset))
        at = self._now
        op = self._op()
        if op is None:
            if fact.type == "flag":
                return Compare(fact, "is", offset=start.offset)
            if self._word() == "not":
                raise self._problem(f"say {fact.name} is not …, or not in (…)")
            raise self._problem(f"after {fact.name} a comparison is missing, as in {_sample(fact)}")
        if fact.type == "flag":
            return self._flag(fact, op, at)
        if (band := self._band(fact, op, start)) is not None:
            return band
        _check_op(fact, op, at)
        return self._checked(Compare(fact, op, *self._values(fact, op), start.offset))

    def _band(self, fact: Fact, op: Op, start: Token) -> Node | None:
        """``risk is high``: a word for some of a fact's numbers."""
        if not fact.bands or not self._is("word"):
            return None
        known = {word: (Decimal(low), Decimal(high)) for word, low, high in fact.bands}
        values = known.get(self._word())
        if values is None or op not in ("=", "!="):
            raise self._problem(f"{fact.name} is a number, or is {', '.join(known)}")
        self._at += 1
        node = Compare(fact, "between", values, offset=start.offset)
        return node if op == "=" else Not(node)

    def _before_fact(self, op: Op | None, start: Token) -> Node:
        """``15 days past due``, ``over 1,000``, ``between 5 and 10 days past due``."""
        if self._now.kind != "number":
            raise self._problem("expected a fact (as days_past_due) or a number")
        op = op or ">="
        at = self._now
        first, unit = self._number()
        values: tuple[Constant, ...] = (first,)
        if op == "between":
            self._expect("and")
            second, other = self._number()
            values, unit = (first, second), unit or other
        here = self._now
        fact = self._fact() or self._implied(unit)
        if fact.type not in NUMBERS:
            raise self._problem(f"{fact.name} is no number: is 'and' missing before it?", here)
        _check_op(fact, op, at)
        if op in ("in", "not in"):
            raise self._problem("name the fact first: days_past_due in (1, 2)", start)
        currency = self._currency_of(fact, unit, at)
        return self._checked(Compare(fact, op, values, currency, start.offset))

    def _implied(self, unit: str) -> Fact:
        if self._word() in _DAYS:
            self._at += 1
            return BY_NAME["days past due"]
        if unit == "%":
            raise self._problem("say what is meant by the per cent, as in limit_used over 80%")
        if self._now.kind == "word" and self._word() not in _JOINING:
            raise self._unknown(self._now)
        return BY_NAME["to collect"]

    def _flag(self, fact: Fact, op: Op, at: Token) -> Node:
        answer = self._word()
        node = Compare(fact, "is", offset=at.offset)
        if op not in ("=", "!=") or answer not in ("yes", "no", "true", "false"):
            raise self._problem(f"{fact.name} is yes or no: write {fact.name} or not {fact.name}")
        self._at += 1
        return node if (answer in ("yes", "true")) == (op == "=") else Not(node)

    def _checked(self, node: Compare) -> Compare:
        if node.op == "between" and Decimal(node.values[0]) > Decimal(node.values[1]):
            raise RuleProblem(node.offset, "the smaller number of 'between' comes first")
        return node

    # -- values

    def _values(self, fact: Fact, op: Op) -> tuple[tuple[Constant, ...], str]:
        if op == "between":
            low, currency = self._value(fact)
            self._expect("and")
            high, other = self._value(fact)
            return (low, high), currency or other
        if op not in ("in", "not in"):
            value, currency = self._value(fact)
            return (value,), currency
        if not self._is("open"):
            raise self._problem("a list in brackets is missing: in (a, b)")
        self._at += 1
        values, currency = self._value(fact)
        found = [values]
        while self._is("comma"):
            self._at += 1
            value, other = self._value(fact)
            found.append(value)
            currency = currency or other
        if not self._is("close"):
            raise self._problem("expected a comma or the closing bracket")
        self._at += 1
        return tuple(found), currency

    def _value(self, fact: Fact) -> tuple[Constant, str]:
        at = self._now
        if fact.type in NUMBERS:
            value, unit = self._number()
            if fact.type == "days" and self._word() in _DAYS:
                self._at += 1
            return value, self._currency_of(fact, unit, at)
        if at.kind in ("text", "number") or (at.kind == "word" and self._word() not in _JOINING):
            self._at += 1
            text = str(at.value) if at.kind == "text" else at.text
            if not text.strip():
                raise self._problem(f"the text is empty: say {fact.name} is unknown", at)
            return text, ""
        raise self._problem(f"a text is missing, as in {_sample(fact)}")

    def _number(self) -> tuple[Decimal, str]:
        """A number and its unit: a currency before or behind it, or %."""
        before = ""
        if self._now.kind == "word" and _is_currency(self._now.text):
            before = self._now.text
            self._at += 1
        token = self._now
        if token.kind != "number":
            raise self._problem("a number is missing")
        self._at += 1
        unit = token.unit or before
        if not unit and self._now.kind == "word" and _is_currency(self._now.text):
            unit = self._now.text
            self._at += 1
        return Decimal(token.value), unit

    def _currency_of(self, fact: Fact, unit: str, at: Token) -> str:
        if fact.type == "amount":
            if unit == "%":
                raise self._problem(f"{fact.name} is an amount, not a per cent", at)
            return unit or self._currency
        if unit and not (unit == "%" and fact.type == "percent"):
            raise self._problem(f"{fact.name} counts {fact.unit}, not {unit}", at)
        return ""


def _is_currency(word: str) -> bool:
    return len(word) == 3 and word.isascii() and word.isupper() and word.isalpha()


def _check_op(fact: Fact, op: Op, at: Token) -> None:
    if fact.type in NUMBERS and op not in _NUMERIC_OPS:
        raise RuleProblem(at.offset, f"{fact.name} is a number: it does not go with {op!r}")
    if fact.type in ("text", "tags") and op not in _TEXT_OPS:
        raise RuleProblem(at.offset, f"{fact.name} is text: it does not go with {op!r}")


def _sample(fact: Fact) -> str:
    samples = {"text": "= 'A'", "tags": "contains key-account", "percent": "over 80%"}
    return f"{fact.name} {samples.get(fact.type, '>= 15')}"
