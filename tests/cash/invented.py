"""A book and payments of which it is known what they were for: made to mislead.

Half of the payers write what helps, in every way people and banks write it; the others leave it
out, name numbers that belong to something else, pay other amounts, or are nobody's customer.
"""

from __future__ import annotations

import random
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import timedelta

from cash.made import DAY, Owed, Paid

Truth = dict[tuple[str, str], int]  # (customer's number, document) → minor units


@dataclass
class Case:
    """A payment with what it was for; ``clear``: the text and the amount leave no doubt."""

    kind: str
    paid: Paid
    truth: Truth
    clear: bool


@dataclass
class Invented:
    """``owed`` is the ledger; ``cases`` come in any order."""

    seed: int
    owed: list[Owed] = field(default_factory=list)
    cases: list[Case] = field(default_factory=list)
    parents: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.rng = random.Random(self.seed)
        self.left: dict[str, list[Owed]] = defaultdict(list)


_FIRST = [
    "Nord",
    "Süd",
    "Alpen",
    "Hansen",
    "Müller",
    "Brenner",
    "Kramer",
    "Atlas",
    "Orion",
    "Union",
]
_SECOND = ["Logistik", "Bau", "Technik", "Handel", "Metall", "Textil", "Druck", "Energie", "Chemie"]
_PLACE = ["", "", "Kiel", "Ulm", "Wien", "Basel", "Köln", "Essen", "Graz", "Bonn", "Lille", "Gent"]
_LAST = ["GmbH", "GmbH & Co. KG", "AG", "Ltd", "Ltd.", "KG", "S.A.", "BV"]


def invented(seed: int, payments: int = 2_000) -> Invented:
    """A book of 600 customers and as many payments as asked for."""
    made = Invented(seed)
    _book(made)
    kinds = [*_KINDS]
    for number in range(payments):
        kind = kinds[number % len(kinds)]
        for _ in range(20):
            case = _KINDS[kind](made)
            if case is not None:
                made.cases.append(case)
                break
    made.rng.shuffle(made.cases)
    return made


def _book(made: Invented) -> None:
    rng = made.rng
    running = 20_000
    for index in range(600):
        number = f"{100_000 + index * 7}" if index % 3 else f"K-{4000 + index}"
        name = (
            f"{rng.choice(_FIRST)} {rng.choice(_SECOND)} {rng.choice(_PLACE)} {rng.choice(_LAST)}"
        )
        if index % 40 == 1:
            made.parents[number] = made.owed[-1].number
        for _ in range(rng.randrange(4, 14)):
            running += rng.choice((1, 1, 2, 9, 10, 90))
            style = index % 5
            document = (
                f"RE-{running}", f"2026/{running:06d}", f"{running}", f"INV{running:07d}",
                f"R{running % 9000}-{index}",
            )[style]  # fmt: skip
            amount = rng.choice((rng.randrange(2_000, 900_000), rng.randrange(20, 900) * 1_000))
            due = DAY + timedelta(days=rng.randrange(-60, 40))
            made.owed.append(Owed(number, name, document, amount, due))
            made.left[number].append(made.owed[-1])
        if index % 6 == 0:
            credit = Owed(number, name, f"GS-{running}", -rng.randrange(1_000, 5_000))
            made.owed.append(credit)
            made.left[number].append(credit)
    # numbers that two customers have
    for one in rng.sample([o for o in made.owed if o.open > 0], 60):
        other = rng.choice(made.owed)
        if other.number != one.number and _free(made, other.number, one.document):
            twin = Owed(other.number, other.name, one.document, one.open, one.due)
            made.owed.append(twin)


def _free(made: Invented, number: str, document: str) -> bool:
    return not any(o.number == number and o.document == document for o in made.owed)


def _take(made: Invented, count: int = 1, *, credit: bool = False) -> list[Owed] | None:
    rng = made.rng
    numbers = [n for n, left in made.left.items() if sum(o.open > 0 for o in left) > count + 1]
    rng.shuffle(numbers)
    for number in numbers:
        left = made.left[number]
        chosen = rng.sample([o for o in left if o.open > 0], count)
        if credit:
            credits = [o for o in left if o.open < 0]
            if not credits or sum(o.open for o in chosen) + credits[0].open <= 0:
                continue
            chosen.append(credits[0])
        for one in chosen:
            left.remove(one)
        return chosen
    return None


def _truth(items: list[Owed]) -> Truth:
    return {(one.number, one.document): one.open for one in items}


def _written(made: Invented, document: str) -> str:
    """A document number as people and banks write it."""
    rng = made.rng
    digits = "".join(sign for sign in document if sign.isdigit())
    ways = [
        document, document.lower(), f"Rechnung {document} vom 03.11.2026",
        f"RechnungsNr.{document}", document.replace("-", " "), document.replace("-", ""),
        f"Rg. {document} Danke", f"INVOICE NO {document}", f"Zahlung {document}",
    ]  # fmt: skip
    if document.startswith("RE-"):
        ways += [f"RechnungRE{digits}vom03.11.", f"Rechnung Nr. {digits}", f"RE 00{digits}"]
    if document.startswith("INV"):
        ways += [f"inv {digits.lstrip('0')}", f"{document[:6]} {document[6:]}"]
    return rng.choice(ways)


def _payer(made: Invented, one: Owed) -> str:
    rng = made.rng
    plain = one.name.replace("GmbH", "").replace("AG", "").strip()
    return rng.choice([one.name, one.name.upper(), plain, one.name.replace("ü", "ue")])


def _exact(made: Invented) -> Case | None:
    items = _take(made)
    if items is None:
        return None
    one = items[0]
    payer = made.rng.choice([_payer(made, one), "Zahlstelle Nord eG", None])
    text = _written(made, one.document)
    return Case("exact", Paid(one.open, text, payer), _truth(items), payer is not None)


def _several(made: Invented) -> Case | None:
    items = _take(made, made.rng.choice((2, 2, 3, 5)))
    if items is None:
        return None
    join = made.rng.choice([", ", " + ", " und ", "/ ", "; "])
    text = "Rechnungen " + join.join(one.document for one in items)
    payer = _payer(made, items[0])
    return Case("several", Paid(sum(o.open for o in items), text, payer), _truth(items), True)


def _structured(made: Invented) -> Case | None:
    items = _take(made)
    if items is None:
        return None
    body = "".join(sign for sign in items[0].document.upper() if sign.isalnum())
    digits = "".join(str(int(sign, 36)) for sign in body + "RF00")
    reference = f"RF{98 - int(digits) % 97:02d}{body}"
    return Case("structured", Paid(items[0].open, None, _payer(made, items[0]),
                                   references=reference), _truth(items), True)  # fmt: skip


def _discount(made: Invented) -> Case | None:
    items = _take(made)
    if items is None:
        return None
    one = items[0]
    amount = one.open - (one.open * made.rng.choice((20, 30)) + 500) // 1000
    text = f"{_written(made, one.document)} abzgl. Skonto"
    paid = Paid(amount, text, _payer(made, one))
    return Case("discount", paid, {(one.number, one.document): amount}, True)


def _short(made: Invented) -> Case | None:
    items = _take(made)
    if items is None:
        return None
    one = items[0]
    amount = one.open - max(101, one.open * made.rng.randrange(4, 9) // 100 + 7)
    paid = Paid(amount, f"{one.document} abzgl. Fracht", _payer(made, one))
    return Case("short", paid, {(one.number, one.document): amount}, True)


def _part(made: Invented) -> Case | None:
    items = _take(made)
    if items is None:
        return None
    one = items[0]
    amount = one.open * made.rng.randrange(20, 70) // 100 + 1
    paid = Paid(amount, f"Teilzahlung {one.document}", _payer(made, one))
    return Case("part", paid, {(one.number, one.document): amount}, True)


def _credit(made: Invented) -> Case | None:
    items = _take(made, 2, credit=True)
    if items is None:
        return None
    text = f"{items[0].document} {items[1].document} abzgl. Gutschrift {items[2].document}"
    paid = Paid(sum(o.open for o in items), text, _payer(made, items[0]))
    return Case("credit", paid, _truth(items), True)


def _parent(made: Invented) -> Case | None:
    child = made.rng.choice(sorted(made.parents))
    left = [o for o in made.left[child] if o.open > 0]
    if len(left) < 3:
        return None
    one = left[0]
    made.left[child].remove(one)
    head = next(o for o in made.owed if o.number == made.parents[child])
    paid = Paid(one.open, f"Rechnung {one.document}", head.name)
    return Case("parent", paid, _truth([one]), True)


# -- what is not clear


def _wordless(made: Invented) -> Case | None:
    items = _take(made)
    if items is None:
        return None
    text = made.rng.choice([None, "Danke", "Zahlung", "12345", "Ihre Rechnung vom 03.11.2026"])
    paid = Paid(items[0].open, text, _payer(made, items[0]))
    return Case("wordless", paid, _truth(items), False)


def _misnamed(made: Invented) -> Case | None:
    """Names one invoice and pays the exact amount of another one of the same customer."""
    items = _take(made, 2)
    if items is None:
        return None
    named, meant = items
    made.left[named.number].append(named)
    paid = Paid(meant.open, _written(made, named.document), _payer(made, meant))
    return Case("misnamed", paid, _truth([meant]), False)


def _typo(made: Invented) -> Case | None:
    """The digits are exchanged, and the number belongs to somebody else."""
    items = _take(made)
    if items is None:
        return None
    other = made.rng.choice([o for o in made.owed if o.open > 0 and o.number != items[0].number])
    paid = Paid(items[0].open, f"Rechnung {other.document}", _payer(made, items[0]))
    return Case("typo", paid, _truth(items), False)


def _stranger(made: Invented) -> Case | None:
    """Nobody's customer, with numbers of its own that look like ours."""
    rng = made.rng
    other = rng.choice([o for o in made.owed if o.open > 0])
    digits = "".join(sign for sign in other.document if sign.isdigit())
    text = rng.choice([
        f"Steuernummer {digits} Erstattung", f"Auftrag {digits}", f"Tel. 040 {digits}",
        f"Mandat {digits} Beitrag 2026", f"{digits}", f"Ref {digits}", "Zinsen III. Quartal",
        f"Ticket {digits}", f"Betrag {digits},00 EUR",
    ])  # fmt: skip
    paid = Paid(
        rng.randrange(1_000, 300_000), text, rng.choice(["Finanzamt", "Bank", "Ypsilon e.K."])
    )
    return Case("stranger", paid, {}, False)


def _stranger_exact(made: Invented) -> Case | None:
    """Somebody's money that by chance is exactly what an invoice comes to."""
    rng = made.rng
    other = rng.choice([o for o in made.owed if o.open > 0])
    text = rng.choice(["Erstattung", "Miete 11/2026", None, "Umbuchung 20.11.2026"])
    return Case("stranger_exact", Paid(other.open, text, "Ypsilon e.K."), {}, False)


def _twin(made: Invented) -> Case | None:
    """A number that two customers have, paid by one whose name says nothing."""
    twice: dict[str, list[Owed]] = defaultdict(list)
    for one in made.owed:
        twice[one.document].append(one)
    both = [found for found in twice.values() if len(found) > 1]
    one = made.rng.choice(made.rng.choice(both))
    if one not in made.left[one.number]:
        return None
    made.left[one.number].remove(one)
    paid = Paid(one.open, one.document, made.rng.choice(["Zentrale Zahlstelle", None]))
    return Case("twin", paid, _truth([one]), False)


def _some(made: Invented) -> Case | None:
    """Names three invoices and pays for two of them, and a bit."""
    items = _take(made, 3)
    if items is None:
        return None
    text = " ".join(one.document for one in items)
    amount = items[0].open + items[1].open + min(57, items[2].open)
    truth = _truth(items[:2]) | {(items[2].number, items[2].document): min(57, items[2].open)}
    return Case("some", Paid(amount, text, _payer(made, items[0])), truth, False)


def _other_money(made: Invented) -> Case | None:
    items = _take(made)
    if items is None:
        return None
    paid = Paid(items[0].open, items[0].document, _payer(made, items[0]), currency="USD")
    return Case("other_money", paid, {}, False)


def _glued_day(made: Invented) -> Case | None:
    """The bank dropped the blank between the number and a day or an amount."""
    items = _take(made)
    if items is None:
        return None
    one = items[0]
    text = f"{one.document}{made.rng.choice(['031126', '20261103', '2'])}"
    return Case("glued", Paid(one.open, text, _payer(made, one)), _truth(items), False)


def _cut(made: Invented) -> Case | None:
    """The last digits of the number are lost; what is left may be another's number."""
    items = _take(made)
    if items is None:
        return None
    text = f"Rechnung {items[0].document[:-1]}"
    return Case("cut", Paid(items[0].open, text, _payer(made, items[0])), _truth(items), False)


def _over(made: Invented) -> Case | None:
    items = _take(made)
    if items is None:
        return None
    one = items[0]
    paid = Paid(one.open + made.rng.randrange(500, 90_000), one.document, _payer(made, one))
    return Case("over", paid, _truth(items), False)


_KINDS = {
    "exact": _exact, "several": _several, "structured": _structured, "discount": _discount,
    "short": _short, "part": _part, "credit": _credit, "parent": _parent,
    "exact again": _exact, "several again": _several, "wordless": _wordless,
    "misnamed": _misnamed, "typo": _typo, "stranger": _stranger, "stranger_exact": _stranger_exact,
    "twin": _twin, "some": _some, "other_money": _other_money, "glued": _glued_day, "cut": _cut,
    "over": _over,
}  # fmt: skip
