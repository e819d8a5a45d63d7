"""The written replies of tests/data/replies: texts with what they say, and how well it is read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from collectwork.domain.money import Money
from collectwork.domain.suggestions import Found, KnownItem
from collectwork.replies import read

FOLDER = Path(__file__).resolve().parents[1] / "data" / "replies"
TODAY = date(2026, 11, 18)  # a Wednesday
KNOWN = (
    KnownItem(1, "INV-20417", "EUR", 120_000, date(2026, 10, 15)),
    KnownItem(2, "INV-20433", "EUR", 86_050, date(2026, 10, 30)),
    KnownItem(3, "INV-20458", "EUR", 431_575, date(2026, 11, 10)),
)


@dataclass(frozen=True)
class Case:
    """One reply: ``says`` holds kind, day, amount in minor units, currency, invoices, reason."""

    name: str
    text: str
    says: tuple[Found, ...]

    @property
    def language(self) -> str:
        return self.name[:2]


def cases(which: str) -> list[Case]:
    """Those of first, second or third, all languages."""
    return [case for path in sorted(FOLDER.glob(f"{which}_*.txt")) for case in _of(path)]


def _of(path: Path) -> Iterator[Case]:
    for block in path.read_text(encoding="utf-8").split("\n# "):
        head, _, rest = block.removeprefix("# ").partition("\n")
        lines = rest.rstrip("\n").split("\n")
        text = "\n".join(line for line in lines if not line.startswith("-> "))
        says = tuple(_found(line[3:]) for line in lines if line.startswith("-> "))
        yield Case(head.strip(), text, says)


def _found(line: str) -> Found:
    kind, *parts = line.split()
    if kind in ("dispute", "copy"):
        documents = tuple(parts[1].split(",")) if len(parts) > 1 else ()
        return Found(kind, "", reason=parts[0], documents=documents)  # type: ignore[arg-type]
    said = parts.pop(0) if parts else "-"
    day = None if said == "-" else date.fromisoformat(said)
    if parts and parts[0] == "-":
        parts.pop(0)
    minor, currency = None, None
    if parts and parts[0][0].isdigit():
        currency = parts[1]
        minor = Money.of(parts[0], currency).minor
        parts = parts[2:]
    documents = tuple(parts[0].split(",")) if parts else ()
    return Found(kind, "", minor, currency, day, documents)  # type: ignore[arg-type]


def key(one: Found) -> tuple[object, ...]:
    """What counts: everything but the sentence, invoices in any order."""
    return (
        one.kind,
        one.day,
        one.amount_minor,
        one.currency,
        tuple(sorted(one.documents)),
        one.reason,
    )


@dataclass
class Score:
    """Counts of kinds: found and right, found and wrong, missed; and of those right, in full."""

    right: int = 0
    wrong: int = 0
    missed: int = 0
    full: int = 0

    @property
    def precision(self) -> float:
        return self.right / max(1, self.right + self.wrong)

    @property
    def recall(self) -> float:
        return self.right / max(1, self.right + self.missed)


def scored(given: list[Case], show: bool = False) -> Score:
    """How well these are read; ``show`` prints where it differs."""
    score = Score()
    for case in given:
        found = read(case.text, TODAY, None, KNOWN)
        said, wanted = Counter(one.kind for one in found), Counter(one.kind for one in case.says)
        score.right += (said & wanted).total()
        score.wrong += (said - wanted).total()
        score.missed += (wanted - said).total()
        full = Counter(map(key, found)) & Counter(map(key, case.says))
        score.full += full.total()
        if show and Counter(map(key, found)) != Counter(map(key, case.says)):
            print(case.name, case.text.replace("\n", " / ")[:150])
            print("   want", [key(one) for one in case.says])
            print("   got ", [key(one) for one in found])
    return score
