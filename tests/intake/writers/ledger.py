"""A ledger that nobody ever had: the one truth that every writer turns into a file."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path

from collectwork.domain.ledger import FileContent, ReadOptions

#: Names that look like totals, ages and headings, and letters that encodings and quotes break.
NAMES = (
    "Total Access Scaffolding LLC", "Grand Total Graphics", "Current Electric Co.",
    "Older & Wiser Ltd", "Access Scaffolding LLC", "Müller & Söhne GmbH", 'The "Quoted" Company',
    "Comma, Semi & Co", "1st Choice Ltd", "Société Générale d'Émaux", "O'Brien & Daughters",
    "Acme Corporation", "Balance Sheet Services", "Invoice Factory Inc", "Subtotal Software AG",
    "Kunde Eins KG", "Summit Partners", "30 - 60 Degrees North Ltd",
)  # fmt: skip


@dataclass(frozen=True)
class Item:
    """An open item; amounts in minor units. ``kind`` is invoice, credit, payment or journal."""

    number: str
    name: str
    document: str
    kind: str
    issued: date
    due: date | None
    minor: int
    original: int
    currency: str
    po: str = ""
    terms: str = ""


@dataclass(frozen=True)
class Ledger:
    items: tuple[Item, ...]
    as_of: date
    company: str = "Example Industries"

    @property
    def currency(self) -> str:
        """The only currency there is."""
        return self.items[0].currency

    def customers(self) -> list[tuple[str, str]]:
        """(number, name) of every account, each once, by name."""
        return sorted({(item.number, item.name) for item in self.items}, key=lambda c: (c[1], c[0]))

    def of(self, number: str) -> list[Item]:
        return [item for item in self.items if item.number == number]

    def late(self, item: Item) -> int | None:
        """Days past due, negative before the day; None without a due day."""
        return None if item.due is None else (self.as_of - item.due).days


def invented(
    chance: random.Random,
    *,
    size: int = 25,
    currencies: Sequence[str] = ("USD",),
    as_of: date | None = None,
    names: Sequence[str] = NAMES,
) -> Ledger:
    """A ledger of ``size`` items and two more that leave no doubt about days and amounts."""
    today = as_of or date(2026, chance.randrange(1, 13), chance.randrange(1, 28))
    accounts = chance.sample(range(len(names)), k=min(len(names), 2 + size // 4))
    numbers = {who: f"{100017 + who * 13}" for who in accounts}
    items = []
    for place in range(size):
        who = chance.choice(accounts)
        kind = chance.choices(["invoice", "credit", "payment", "journal"], [80, 9, 8, 3])[0]
        issued = today - timedelta(days=chance.randrange(0, 420))
        days = chance.choice([0, 7, 14, 30, 30, 30, 60, 90])
        minor = chance.choice([chance.randrange(1, 100), chance.randrange(100, 10**6),
                               chance.randrange(10**6, 10**9)])  # fmt: skip
        original = minor if chance.random() < 0.8 else minor + chance.randrange(1, 10**6)
        if kind in ("credit", "payment") or (kind == "journal" and chance.random() < 0.5):
            minor, original = -minor, -original
        items.append(
            Item(
                numbers[who], names[who], _document(kind, place, chance), kind, issued,
                None if kind == "payment" else issued if kind == "credit"
                else issued + timedelta(days=days),
                minor, original, chance.choice(list(currencies)),
                f"PO {place}" if chance.random() < 0.3 else "",
                f"Net {days}" if kind == "invoice" else "",
            )
        )  # fmt: skip
    who = accounts[0]
    start = date(today.year - 1, 1, 31)
    for place, minor in enumerate((123_456, 4_711_00)):
        items.append(
            Item(
                numbers[who], names[who], f"SURE-{place}", "invoice", start + timedelta(place),
                start + timedelta(28 + place), minor, minor + 1000 * place, currencies[0],
            )
        )  # fmt: skip
    items.sort(key=lambda item: (item.name, item.number, item.issued, item.document))
    return Ledger(tuple(items), today)


def _document(kind: str, place: int, chance: random.Random) -> str:
    if kind == "payment":
        return chance.choice(["", f"PMT{place}", f"{50_000 + place}"])
    if kind == "journal":
        return chance.choice(["", f"JE {place}"])
    if kind == "credit":
        return f"CM-{place:04}"
    return chance.choice([f"INV-{place:04}", f"{180_000_0000 + place}", f"RE 2026/{place}"])


def numbered(ledger: Ledger) -> Ledger:
    """Every item with a document number, as systems have it that never leave one out."""
    return replace(
        ledger,
        items=tuple(
            item if item.document else replace(item, document=f"D{900_000 + place}")
            for place, item in enumerate(ledger.items)
        ),
    )


#: What can be compared of an item, in this order.
FIELDS = ("number", "name", "document", "kind", "currency", "open", "issued", "due")


@dataclass(frozen=True)
class Written:
    """What a writer promises of its file.

    ``options``: what a user must say about it; ``items``: what comes back, one tuple per item in
    the order of ``shows`` (the fields that the layout carries); ``proved``: the file states a total
    that can be checked.
    """

    options: ReadOptions
    items: list[tuple[object, ...]]
    shows: tuple[str, ...]
    as_of: date
    proved: bool = False


def written(
    ledger: Ledger,
    *,
    lacks: Sequence[str] = (),
    options: ReadOptions | None = None,
    proved: bool = False,
    kind: Callable[[Item], str] | None = None,
    items: Sequence[Item] | None = None,
) -> Written:
    """The promise for a layout that shows everything but ``lacks``."""
    shows = tuple(field for field in FIELDS if field not in lacks)
    rows = []
    for item in ledger.items if items is None else items:
        values = {
            "number": item.number, "name": item.name, "document": item.document,
            "kind": kind(item) if kind else item.kind, "currency": item.currency,
            "open": item.minor, "issued": item.issued, "due": item.due,
        }  # fmt: skip
        rows.append(tuple(values[field] for field in shows))
    return Written(options or ReadOptions(), rows, shows, ledger.as_of, proved)


def by_sign(item: Item) -> str:
    """The kind where no word of the file says more than the amount's sign."""
    return "invoice" if item.minor > 0 else "credit"


def read_items(content: FileContent, shows: Sequence[str]) -> list[tuple[object, ...]]:
    """What was read as open, in the form of ``Written.items``; stand-ins for missing numbers are
    blank."""
    places = [content.columns.index(field) for field in FIELDS]
    rows = []
    for row in content.rows:
        if row[places[FIELDS.index("open")]] == 0:
            continue
        values = dict(zip(FIELDS, (row[place] for place in places), strict=True))
        if str(values["document"]).startswith("("):
            values["document"] = ""
        rows.append(tuple(values[field] for field in shows))
    return rows


def differences(content: FileContent, promise: Written) -> list[str]:
    """Everything that came back otherwise than it was written; empty when all is right."""
    found = sorted(map(repr, read_items(content, promise.shows)))
    wanted = sorted(map(repr, promise.items))
    result = [f"missing {row}" for row in wanted if row not in found]
    result += [f"unwanted {row}" for row in found if row not in wanted]
    if len(found) != len(wanted):
        result.append(f"{len(found)} items instead of {len(wanted)}")
    if content.as_of != promise.as_of:
        result.append(f"as of {content.as_of} instead of {promise.as_of}")
    if promise.proved and not content.reconciled.startswith("equal"):
        result.append(f"reconciled: {content.reconciled}")
    if content.rejects:
        result.append(f"rejects: {content.rejects[0]}")
    return result


@dataclass(frozen=True)
class Layout:
    """A way to write a ledger. ``several``: it can hold several currencies; ``numbers``: every
    item needs a document number; ``least``: with fewer items it could be something else."""

    name: str
    write: Callable[[Ledger, Path, random.Random], Written]
    several: bool = False
    numbers: bool = False
    least: int = 1
