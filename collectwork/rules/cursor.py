"""The place in a condition's words: what stands here, and what it was meant to be."""

from __future__ import annotations

from difflib import get_close_matches

from collectwork.rules.condition import Op
from collectwork.rules.facts import BY_NAME, LONGEST, Fact, normal
from collectwork.rules.lexer import Kind, RuleProblem, Token, shown

#: Operators in words, longest first.
_SPOKEN: tuple[tuple[str, Op], ...] = (
    ("is greater than or equal to", ">="), ("is less than or equal to", "<="),
    ("is not in", "not in"), ("is at least", ">="), ("is at most", "<="), ("is more than", ">"),
    ("is less than", "<"), ("is greater than", ">"), ("is over", ">"), ("is above", ">"),
    ("is under", "<"), ("is below", "<"), ("is between", "between"), ("is not", "!="),
    ("is in", "in"), ("greater than", ">"), ("no more than", "<="), ("not more than", "<="),
    ("no less than", ">="), ("not less than", ">="), ("more than", ">"), ("less than", "<"),
    ("fewer than", "<"), ("at least", ">="), ("at most", "<="), ("up to", "<="),
    ("not in", "not in"),
    ("one of", "in"), ("exactly", "="), ("over", ">"), ("above", ">"), ("exceeds", ">"),
    ("under", "<"), ("below", "<"), ("between", "between"), ("contains", "contains"),
    ("has", "contains"), ("in", "in"), ("is", "="), ("are", "="), ("equals", "="),
)  # fmt: skip
#: The same by their first word, taken apart.
_SPOKEN_BY_WORD: dict[str, list[tuple[list[str], Op]]] = {}
for _phrase, _op in _SPOKEN:
    _SPOKEN_BY_WORD.setdefault(_phrase.split()[0], []).append((_phrase.split(), _op))
_SIGNS: dict[str, Op] = {"=": "=", "!=": "!=", ">": ">", ">=": ">=", "<": "<", "<=": "<="}
#: What people write who think in another language, and what it is called here.
_ENGLISH = {
    "und": "and", "oder": "or", "nicht": "not", "aber": "but", "über": "over", "ueber": "over",
    "unter": "under", "mehr": "more than", "weniger": "less than", "mindestens": "at least",
    "höchstens": "at most", "zwischen": "between", "tag": "days", "tage": "days",
    "tagen": "days", "überfällig": "past due", "fällig": "past due", "betrag": "to collect",
    "saldo": "balance", "land": "country", "sprache": "language", "währung": "currency",
    "no": "not", "without": "not",
    "zusagen": "broken promises", "et": "and", "ou": "or", "jours": "days", "pays": "country",
}  # fmt: skip


class Cursor:
    """Walks over the tokens of a condition."""

    def __init__(self, found: list[Token]) -> None:
        self._tokens = found
        self._at = 0

    @property
    def _now(self) -> Token:
        return self._tokens[self._at]

    def _is(self, kind: Kind) -> bool:
        return self._now.kind == kind

    def _word(self, ahead: int = 0) -> str:
        place = min(self._at + ahead, len(self._tokens) - 1)
        token = self._tokens[place]
        return token.text.casefold() if token.kind == "word" else ""

    def _spelling(self, ahead: int) -> str:
        """As ``_word``, numbers too: names as "calls in 7 days" hold them."""
        token = self._tokens[min(self._at + ahead, len(self._tokens) - 1)]
        return token.text.casefold() if token.kind in ("word", "number") else ""

    def _skip(self, word: str) -> bool:
        if self._word() == word:
            self._at += 1
            return True
        return False

    def _expect(self, word: str) -> None:
        if not self._skip(word):
            raise self._problem(f"expected {word!r}")

    def _fact(self) -> Fact | None:
        """The fact with the longest name that begins here."""
        for count in range(LONGEST, 0, -1):
            words = [self._spelling(n) for n in range(count)]
            if all(words) and (fact := BY_NAME.get(normal(" ".join(words)))) is not None:
                self._at += count
                return fact
        return None

    def _spoken_op(self) -> tuple[int, Op] | None:
        for words, op in _SPOKEN_BY_WORD.get(self._word(), ()):
            if [self._word(n) for n in range(len(words))] == words:
                return len(words), op
        return None

    def _op(self) -> Op | None:
        if self._now.kind == "op":
            sign = str(self._now.value)
            self._at += 1
            return _SIGNS[sign]
        if spoken := self._spoken_op():
            self._at += spoken[0]
            return spoken[1]
        return None

    def _known(self, opposite: bool = False) -> bool:
        words = ("is", "not", "known") if opposite else ("is", "known")
        if opposite and [self._word(n) for n in range(2)] == ["is", "unknown"]:
            words = ("is", "unknown")
        if [self._word(n) for n in range(len(words))] == list(words):
            self._at += len(words)
            return True
        return False

    # -- problems

    def _problem(self, message: str, at: Token | None = None) -> RuleProblem:
        token = at or self._now
        saw = "the end" if token.kind == "end" else shown(token.text)
        english = _ENGLISH.get(token.text.casefold()) if token.kind == "word" else None
        hint = f": did you mean {english!r}?" if english else ""
        return RuleProblem(token.offset, f"{message}; saw {saw}{hint}")

    def _unknown(self, token: Token) -> RuleProblem:
        if token.text.casefold().rstrip("s") in ("week", "month", "year"):
            raise RuleProblem(token.offset, f"{shown(token.text)}: count it in days, as 14 days")
        near = _ENGLISH.get(token.text.casefold()) or self._nearest()
        hint = f"did you mean {near!r}?" if near else "`collectwork rules facts` lists them"
        return RuleProblem(token.offset, f"there is no fact {shown(token.text)}: {hint}")

    def _nearest(self) -> str | None:
        """The known name that is most like the words here, longer ones first."""
        for count in range(LONGEST, 0, -1):
            words = [self._word(n) for n in range(count)]
            if not all(words) or sum(map(len, words)) > 60:
                continue
            near = get_close_matches(normal(" ".join(words)), BY_NAME, 1, 0.8 if count > 1 else 0.6)
            if near:
                return near[0]
        return None
