"""Large ledgers: what is read in parts equals what the careful reader reads, or is left to it."""

from __future__ import annotations

import csv
import io
import json
import os
import random
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, fields
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from writers import LAYOUTS, ready

from collectwork.domain.ledger import FileContent, ReadOptions
from collectwork.domain.spool import Sum
from collectwork.errors import InputRefused
from collectwork.intake import read
from collectwork.intake.large import head, processes, reading
from collectwork.intake.large.plan import Plan
from collectwork.intake.large.segment import Found, Segment

AS_OF = date(2026, 6, 30)
LONG = int(os.environ.get("COLLECTWORK_LONG", "1"))
FOLDER = Path(tempfile.mkdtemp(prefix="collectwork-tests-"))
Cells = list[list[str]]


# two readers -------------------------------------------------------------------------------------


class InProcess:
    """The parts, read here one after the other: no process to start for each example."""

    def __init__(
        self, plan: Plan, ranges: Sequence[tuple[int, int]], targets: Sequence[Path]
    ) -> None:
        self._plan = Plan.of_json(plan.as_json())
        self._parts = list(zip(ranges, targets, strict=True))

    def __enter__(self) -> InProcess:
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def results(self, of: int, progress: object) -> list[Found]:
        found = []
        for (start, end), target in self._parts:
            one = Segment(self._plan, target).read(start, end, lambda rows: None)
            found.append(Found(**json.loads(json.dumps(asdict(one)))))
        return found


@contextmanager
def small(path: Path, *, share: float = 0.5, here: bool = True) -> Iterator[None]:
    """Files of any size are large; the head is ``share`` of this one, and parts are small."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(read, "LARGE", 1)
        patch.setattr(head, "_ROWS", 5)
        patch.setattr(head, "_BYTES", int(path.stat().st_size * share))
        patch.setattr(processes, "_SMALLEST", 300)
        patch.setattr(os, "cpu_count", lambda: 3)
        if here:
            patch.setattr(reading, "Reading", InProcess)
        yield


Read = FileContent | InputRefused | None


def in_parts(path: Path, options: ReadOptions, *, share: float = 0.5, here: bool = True) -> Read:
    with small(path, share=share, here=here):
        try:
            return reading.read(path, options, None)
        except InputRefused as refused:
            return refused


def with_care(path: Path, options: ReadOptions) -> FileContent | InputRefused:
    try:
        return read.read_file(path, options)
    except InputRefused as refused:
        return refused


def compared(path: Path, options: ReadOptions, *, share: float = 0.5, here: bool = True) -> bool:
    """Whether the file was read in parts; what was read is the same in every field."""
    large = in_parts(path, options, share=share, here=here)
    if large is None:
        return False
    careful = with_care(path, options)
    if isinstance(large, InputRefused):
        assert isinstance(careful, InputRefused), large
        assert large.question == careful.question
        return True
    spool = large.spool
    assert spool is not None
    try:
        assert not isinstance(careful, InputRefused), careful
        for one in fields(FileContent):
            if one.name not in ("rows", "spool"):
                assert getattr(large, one.name) == getattr(careful, one.name), one.name
        names = {facts.number: facts.name for facts in large.customers}
        rows = [shaped(row, names) for row in spool.rows({number: number for number in names})]
        assert rows == careful.rows
        assert spool.first
        assert list(spool.first) == careful.rows[: len(spool.first)]
        assert spool.count == len(careful.rows)
        assert spool.companies == {row[14] for row in careful.rows}
        assert spool.customers == len({row[0] for row in careful.rows if row[7]})
        assert Counter(spool.sums) == Counter(summed(careful))
        assert Counter(spool.documents()) == Counter(row[2] for row in careful.rows)
    finally:
        spool.remove()
    assert not spool.folder.exists()
    return True


def shaped(row: tuple[object, ...], names: dict[str, str]) -> tuple[object, ...]:
    number, company, document, *words, issued, due, po, terms, disputed = row
    days = [date.fromisoformat(str(day)) if day else None for day in (issued, due)]
    return (number, names[str(number)], document, *words, *days, None, po, terms, bool(disputed),
            company)  # fmt: skip


def summed(content: FileContent) -> list[Sum]:
    found: dict[tuple[str, date | None], list[int]] = {}
    for row in content.rows:
        if row[7]:
            figures = found.setdefault((row[5], row[9]), [0, 0, 0])
            figures[0] += 1
            figures[1] += row[7]
            figures[2] += max(row[7], 0)
    return [Sum(*of, *figures) for of, figures in found.items()]


# invented ledgers --------------------------------------------------------------------------------

NAMES = (
    "Müller & Söhne GmbH", "Total Ltd", "Subtotal AG", 'The "Quoted" Company', "Comma, Inc.",
    "Semi; Colon", "Łódź Sp. z o.o.", "Ärzte-Bedarf", "1st Choice", "Grand Total", "Older Ltd",
)  # fmt: skip
TYPES = {
    "invoice": ("Invoice", "RV", "Rechnung", "INV"),
    "credit": ("Credit Memo", "Gutschrift", "CM"),
    "payment": ("Payment", "Zahlung", "DZ"),
}


HEADINGS = {
    "number": "Customer No", "name": "Customer Name", "document": "Invoice No",
    "type": "Document Type", "issued": "Invoice Date", "due": "Due Date",
    "original": "Original Amount", "open": "Open Amount", "currency": "Currency",
    "po": "PO Number", "terms": "Payment Terms", "company": "Company Code",
    "disputed": "Disputed", "days": "Days Overdue", "owner": "Salesperson",
    "country": "Country", "text": "Text", "empty": "Notes", "a1": "Current", "a2": "1 - 30",
    "a3": "31 - 60", "a4": "Over 60", "claims": "On Account", "expected": "Expected Payment",
}  # fmt: skip


class Maker:
    """A plain ledger with whatever columns and styles chance gives it."""

    def __init__(self, seed: int, rows: int = 60) -> None:
        self.dice = dice = random.Random(seed)
        self.delimiter = dice.choice(",,;\t")
        self.mark = dice.choice(".,") if self.delimiter != "," else "."
        self.groups = dice.random() < 0.3
        self.day_style = dice.choice(["%Y-%m-%d", "%d.%m.%Y", "%m/%d/%Y", "%d/%m/%Y", "%d-%b-%Y"])
        self.codes = dice.choice([["EUR"], ["EUR"], ["EUR", "USD", "JPY"], ["KWD", "CHF"]])
        self.named = dice.random() < 0.85
        self.numbered = not self.named or dice.random() < 0.85
        self.chosen = {
            name for name in (
                "type", "issued", "due", "original", "po", "terms", "company", "disputed", "days",
                "owner", "country", "text", "empty", "ages", "expected", "claims",
            ) if dice.random() < 0.6
        }  # fmt: skip
        self.chosen |= {dice.choice(["issued", "due"])}
        if dice.random() < 0.7:
            self.chosen -= {"days", "ages", "claims"}
        self.currency = dice.choice(["column", "column", "heading", "option"])
        if len(self.codes) > 1:
            self.currency = "column"
        elif self.currency != "column":
            self.codes = ["EUR"]
        self.rows = [self._item(place) for place in range(rows)]

    def amount(self, minor: int, code: str) -> str:
        places = {"JPY": 0, "KWD": 3}.get(code, 2)
        whole, rest = divmod(abs(minor), 10**places)
        other = "." if self.mark == "," else ","
        text = f"{whole:,}".replace(",", other) if self.groups and places == 2 else str(whole)
        text += f"{self.mark}{rest:0{places}}" if places else ""
        return f"-{text}" if minor < 0 else text

    def day(self, day: date | None) -> str:
        return day.strftime(self.day_style) if day else ""

    def _item(self, place: int) -> dict[str, str]:
        dice = self.dice
        who = dice.randrange(len(NAMES) + 6)
        name = NAMES[who] if who < len(NAMES) else f"Customer {who}"
        number = f"{who + 1:05}"
        if dice.random() < 0.05:
            number, name = dice.choice([(number.lstrip("0"), name), (number, name.upper())])
        kind = dice.choices(["invoice", "credit", "payment"], [8, 1, 1])[0]
        code = dice.choice(self.codes)
        minor = dice.randrange(1, 10**7) * (1 if kind == "invoice" else -1)
        original = minor + dice.randrange(10**5) * (1 if minor > 0 else -1)
        minor = 0 if dice.random() < 0.02 else minor
        issued = date(2026, 1, 31) if place == 0 else date(2026, 1, 1) + timedelta(
            dice.randrange(170)
        )  # fmt: skip
        due = date(2026, 2, 28) if place == 0 else issued + timedelta(dice.choice([0, 14, 30]))
        late = (AS_OF - due).days
        split = dice.randrange(5)
        ages = [self.amount(minor, code) if split == at else "" for at in range(4)]
        claim = self.amount(minor, code) if split == 4 else ""
        return {
            "number": number, "name": name, "document": self._document(place),
            "type": dice.choice(TYPES[kind]), "issued": self.day(issued),
            "due": self.day(due) if dice.random() < 0.95 or place == 0 else "",
            "original": self.amount(original, code) if dice.random() < 0.95 else "",
            "open": self.amount(minor, code), "currency": code,
            "po": dice.choice(["", f"PO {place}", " spaced ", "'=x"]),
            "terms": dice.choice(["", "Net 30", "2/10"]),
            "company": "1000" if dice.random() < 0.9 else "2000",
            "disputed": dice.choice(["", "", "x", "Yes", " ja"]),
            "days": str(late), "owner": f"S{dice.randrange(4)}", "country": "DE",
            "text": dice.choice(["", 'a "word", more', "naïve"]), "empty": "",
            "a1": ages[0], "a2": ages[1], "a3": ages[2], "a4": ages[3] if "claims" in self.chosen
            else ages[3] or claim, "claims": claim, "expected": self.day(due),
        }  # fmt: skip

    def _document(self, place: int) -> str:
        return self.dice.choice([f"RE-{place:04}", f"{9_000_000 + place}", f"INV {place}/26"])

    def columns(self) -> list[str]:
        ages = {"a1", "a2", "a3", "a4"} if "ages" in self.chosen else set()
        wanted = {"document", "open"} | (self.chosen - {"ages"}) | ages
        if not ages:
            wanted.discard("claims")
        wanted |= {name for name, has in (("number", self.numbered), ("name", self.named)) if has}
        if self.currency == "column":
            wanted.add("currency")
        return [name for name in HEADINGS if name in wanted]

    def options(self) -> ReadOptions:
        return ReadOptions(as_of=AS_OF, currency="EUR" if self.currency == "option" else None)

    def cells(self) -> Cells:
        columns = self.columns()
        names = [HEADINGS[name] for name in columns]
        if self.currency == "heading":
            names[columns.index("open")] += " EUR"
        return [names, *([row[name] for name in columns] for row in self.rows)]

    def total(self) -> list[str]:
        columns = self.columns()
        row = [""] * len(columns)
        row[0] = "Total"
        places = {"JPY": 0, "KWD": 3}
        code = self.codes[0]
        read = [row["open"] for row in self.rows]
        plain = [text.replace("." if self.mark == "," else ",", "") for text in read]
        minor = sum(int(text.replace(self.mark, "")) for text in plain)
        assert len(self.codes) == 1
        assert places.get(code, 2) == 2
        row[columns.index("open")] = self.amount(minor, code)
        return row

    def write(self, path: Path, cells: Cells | None = None) -> Path:
        dice = self.dice
        cells = self.cells() if cells is None else cells
        end = dice.choice(["\n", "\r\n"])
        target = io.StringIO()
        quoting = dice.choice([csv.QUOTE_MINIMAL, csv.QUOTE_ALL])
        above = [["Open items of Example AG"], []] if dice.random() < 0.2 else []
        below: Cells = []
        if len(self.codes) == 1 and dice.random() < 0.5:
            below = [self.total(), *([["Printed 2026-07-01"]] if dice.random() < 0.5 else [])]
        writer = csv.writer(target, delimiter=self.delimiter, lineterminator=end, quoting=quoting)
        writer.writerows([*above, *cells, *below])
        text = target.getvalue()
        if dice.random() < 0.2:
            text = text.removesuffix(end)
        path.write_bytes(text.encode(dice.choice(["utf-8", "utf-8", "utf-8-sig"])))
        return path


@settings(max_examples=60 * LONG, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.integers(0, 10**9), st.sampled_from([0.3, 0.5, 0.7]))
def test_parts_come_to_the_same_as_the_careful_reader(seed: int, share: float) -> None:
    made = Maker(seed)
    compared(made.write(FOLDER / f"{os.getpid()}.csv"), made.options(), share=share)


#: What cells may hold that others of their column do not.
ODD = (
    "", "-", " ", "0", "1", "-0.00", "1.234", "1,234", "1.234,56", "1,234.56", "(5.00)", "5.00-",
    "5.00 CR", "$5.00", "EUR", "usd", "US$", "€", "00.00.0000", "31.12.2025", "12/31/2025",
    "01/02/2026", "20260201", "46023", "1-Feb-26", "25-12-31", "12:30", "Total", "Grand Total",
    "Subtotal", "Total Customer 3", "Customer 3 Summe", "*", "**", "=1+1", '="0012"', "'0012",
    "#N/A", "1E5", "4.71E+09", "12345.0", "12345.67", "MAR-26", "3-Mar", "yes", "Mu\u0308ller",
    "\u00a05.00", "\u200b12", "\ufeff", "a\u2028b", "\x85", "\x07", "Credit Memo", "Payment",
    "avoir", "Page 1", "Kunde 100017", "a\tb", ";", '"', 'x"y', "99999999999999", "١٢", "²",
    "1_000", "+5.00", "5 000,00", "5'000.00", "1.2.3", "5.", ".5", "5.00 EUR", "Open Amount",
    "2000", "00042", "42 ",
)  # fmt: skip


@settings(max_examples=60 * LONG, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.integers(0, 10**9),
    st.lists(st.tuples(st.integers(40, 60), st.integers(0, 30), st.sampled_from(ODD)), max_size=2),
    st.booleans(),
)
def test_odd_cells_far_below_are_read_the_same_or_left(
    seed: int, odd: list[tuple[int, int, str]], to_the_end: bool
) -> None:
    made = Maker(seed)
    cells = made.cells()
    for row, place, value in odd:
        for at in range(row, len(cells) if to_the_end else row + 1):
            cells[at][place % len(cells[0])] = value
    path = made.write(FOLDER / f"{os.getpid()}.csv", cells)
    compared(path, made.options(), share=0.4)


def test_most_plain_ledgers_are_read_in_parts() -> None:
    read_so = 0
    for seed in range(12):
        made = Maker(seed)
        read_so += compared(made.write(FOLDER / f"{os.getpid()}.csv"), made.options())
    assert read_so >= 9


@pytest.mark.parametrize("name", [name for name in LAYOUTS if "xls" not in name])
def test_layouts_of_systems_are_read_the_same_or_left(name: str, tmp_path: Path) -> None:
    layout, dice = LAYOUTS[name], random.Random(name)
    path = tmp_path / "ledger.csv"
    promise = layout.write(ready(layout, dice, size=60), path, dice)
    compared(path, promise.options, share=0.6)


# processes ---------------------------------------------------------------------------------------


def plain(path: Path, rows: int = 90, change: Callable[[Cells], object] | None = None) -> Path:
    """A ledger without surprises, changed at will; row 0 is the header."""
    head = "Customer No,Customer Name,Invoice No,Document Type,Invoice Date,Due Date,Open Amount"
    cells = [[*head.split(","), "Currency", "Notes"]]
    for n in range(rows):
        kind, sign = ("Credit Memo", "-") if n % 9 == 4 else ("Invoice", "")
        cells.append([
            f"{n % 7 + 1:05}", f"Customer {n % 7 + 1}", f"RE-{n:04}", kind,
            f"{n % 28 + 1:02}.01.2026", f"{n % 28 + 1:02}.02.2026", f"{sign}{100 + n}.50", "EUR",
            "",
        ])  # fmt: skip
    if change:
        change(cells)
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(cells)
    return path


TOLD = ReadOptions(as_of=AS_OF)


def spools() -> set[Path]:
    return set(Path(tempfile.gettempdir()).glob(f"collectwork-spool-{os.getpid()}-*"))


def test_several_processes_read_one_file(tmp_path: Path) -> None:
    assert compared(plain(tmp_path / "a.csv", 120), TOLD, share=0.3, here=False)
    doubled = plain(tmp_path / "b.csv", 120, lambda cells: cells.append(cells[3]))
    assert in_parts(doubled, TOLD, share=0.3, here=False) is None
    assert not spools()


def test_the_folder_one_works_in_gives_no_program(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "csv.py").write_text("raise SystemExit(1)\n", "utf-8")
    monkeypatch.chdir(tmp_path)
    assert compared(plain(tmp_path / "a.csv"), TOLD, here=False)


@pytest.mark.parametrize("word", ["", '{"rows": 1', "12\n"])
def test_a_process_that_ends_early_leaves_the_file_to_the_careful_reader(
    word: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = tmp_path / "python"
    program.write_text(f"#!/bin/sh\nprintf '%s' '{word}'\nkill -9 $$\n", "utf-8")
    program.chmod(0o755)
    monkeypatch.setattr(processes.sys, "executable", str(program))
    assert in_parts(plain(tmp_path / "a.csv"), TOLD, here=False) is None
    assert not spools()


def test_without_room_for_files_the_careful_reader_reads(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "nowhere"))
    assert in_parts(plain(tmp_path / "a.csv"), TOLD) is None


class Changing(InProcess):
    """While the parts are read, somebody writes to the file."""

    change: Callable[[Path], object]

    def results(self, of: int, progress: object) -> list[Found]:
        found = super().results(of, progress)
        type(self).change(Path(self._plan.path))
        return found


def appended(path: Path) -> None:
    with path.open("a", encoding="utf-8") as file:
        file.write("more\n")


@pytest.mark.parametrize("change", [appended, lambda path: os.utime(path, (1, 1))])
def test_a_file_that_is_changed_meanwhile_is_refused(
    change: Callable[[Path], object], tmp_path: Path
) -> None:
    path = plain(tmp_path / "a.csv")
    with small(path), pytest.MonkeyPatch.context() as patch:
        patch.setattr(Changing, "change", staticmethod(change), raising=False)
        patch.setattr(reading, "Reading", Changing)
        with pytest.raises(InputRefused, match="changed while it was read"):
            reading.read(path, TOLD, None)
    assert not spools()


def test_a_file_that_becomes_shorter_is_left(tmp_path: Path) -> None:
    path = plain(tmp_path / "a.csv")
    with small(path):
        plan = head.head_of(path, TOLD).plan
    with pytest.raises(head.NotPlain):
        Segment(plan, tmp_path / "x.db").read(200, path.stat().st_size + 10, lambda rows: None)


# what is not like the head -----------------------------------------------------------------------


def put(row: int, place: int, value: str) -> Callable[[Cells], None]:
    def change(cells: Cells) -> None:
        cells[row][place] = value

    return change


def unsigned(cells: Cells) -> None:
    for row in cells[1:]:
        row[6] = row[6].lstrip("-")


def heads_without_credit(cells: Cells) -> None:
    for row in cells[1:]:
        row[3], row[6] = "Invoice", row[6].lstrip("-")
    cells[80][3] = "Credit Memo"


def no_days(row: int, name: str) -> Callable[[Cells], None]:
    def change(cells: Cells) -> None:
        cells[row][1], cells[row][0] = name, "99"
        cells[row][4] = cells[row][5] = ""

    return change


def again(row: int, of: int, **other: str) -> Callable[[Cells], None]:
    def change(cells: Cells) -> None:
        cells[row] = [other.get(f"c{at}", cell) for at, cell in enumerate(cells[of])]

    return change


def total(amount: str) -> Callable[[Cells], None]:
    return lambda cells: cells.append(["Total", "", "", "", "", "", amount, "", ""])


#: Far below the head of ``plain``: what must not be read as if it were like it.
DIRT: dict[str, Callable[[Cells], object]] = {
    "a day of another style": put(80, 5, "2026-02-01T"),
    "month first": put(80, 5, "02/14/2026"),
    "a day that is none": put(80, 4, "31.02.2026"),
    "a decimal comma": put(80, 6, "1.234,50"),
    "an amount with a currency": put(80, 6, "EUR 5.00"),
    "an amount that is none": put(80, 6, "n/a"),
    "no amount": put(80, 6, ""),
    "three decimals": put(80, 6, "1.005"),
    "a huge amount": put(80, 6, "99999999999999.00"),
    "a row with a field less": lambda cells: cells[80].pop(),
    "a row with a field more": lambda cells: cells[80].append("x"),
    "a value where all is empty": put(80, 8, "note"),
    "twice": again(80, 3),
    "twice in one part": again(85, 84),
    "two instalments": again(80, 3, c6="7.00"),
    "twice under another spelling": again(80, 3, c0="3", c6="7.00"),
    "a currency nobody knows": put(80, 7, "XQX"),
    "no currency": put(80, 7, ""),
    "a shortened number": put(80, 2, "4.71E+09"),
    "a shortened customer": put(80, 0, "1,2E+05"),
    "a number with decimals": put(80, 2, "4711.0"),
    "an amount for a document": put(80, 2, "4711.50"),
    "an amount for a customer": put(80, 0, "4711.50"),
    "a document that is a day": put(80, 2, "MAR-26"),
    "a broken reference for a document": put(80, 2, "#REF!"),
    "a broken reference for a name": put(80, 1, "#N/A"),
    "no customer": put(80, 0, ""),
    "no document": put(80, 2, ""),
    "a control character": put(80, 1, "Cust\x07omer"),
    "a byte order mark inside": put(80, 1, "\ufeffCustomer"),
    "letters not composed": put(80, 1, "Mu\u0308ller"),
    "a name of two lines": put(80, 1, "Customer\n3"),
    "a star": put(80, 0, "*"),
    "a sum between the rows": again(80, 3, c0="Customer 3 Total", c1="", c2="14"),
    "a sum without days": no_days(80, "Subtotal North"),
    "a credit without a sign": heads_without_credit,
    "credits without a sign": unsigned,
    "the header again": lambda cells: cells.insert(80, cells[0]),
    "an empty row": lambda cells: cells.insert(80, [""] * 9),
    "a total that differs": total("1.00"),
    "a total with a comma": total("17.640,00"),
    "an unlabelled sum": lambda cells: cells.append(["", "", "", "", "", "", "17.00", "", ""]),
    "a control character at the end": lambda cells: cells.append(["\x1a"]),
    "a customer's row at the end": lambda cells: cells.append(["00009", "Customer 9"]),
}


@pytest.mark.parametrize("name", DIRT)
def test_dirt_far_below_is_left_to_the_careful_reader(name: str, tmp_path: Path) -> None:
    path = plain(tmp_path / "a.csv", 90, DIRT[name])
    assert not compared(path, TOLD, share=0.4)
    assert not spools()


@pytest.mark.parametrize(
    "wrong", [b"RE-\xe40", b'"RE-0', b"RE-\x00", b"RE-\xc3\x28", b"RE\r-", b"RE\xc2\x85"]
)
@pytest.mark.parametrize("row", [60, 89])
def test_bytes_far_below_are_left_to_the_careful_reader(
    wrong: bytes, row: int, tmp_path: Path
) -> None:
    path = plain(tmp_path / "a.csv")
    data = path.read_bytes().replace(b"RE-%04d" % row, wrong)
    path.write_bytes(data)
    assert not compared(path, TOLD, share=0.4)


def test_bytes_of_another_encoding_below_the_total_move_nothing(tmp_path: Path) -> None:
    """The last row's amount ends where the footer begins; its bytes are counted as they are."""
    path = plain(tmp_path / "a.csv", change=lambda cells: [row.pop() for row in cells])
    path.write_bytes(path.read_bytes() + b"Total\r\nPrinted in M\xfcnchen \xe4\xf6\xfc\r\n")
    assert not compared(path, TOLD, share=0.4)


@pytest.mark.parametrize("cut", [1, 2, 6, 9, 14, 30])
def test_a_file_that_was_cut_off_is_never_read_otherwise(cut: int, tmp_path: Path) -> None:
    def moved(cells: Cells) -> None:
        for row in cells:
            del row[8]
            row.append(row.pop(6))

    path = plain(tmp_path / "a.csv", change=moved)
    path.write_bytes(path.read_bytes()[:-cut])
    compared(path, TOLD, share=0.4)


def test_a_currency_column_gives_way_to_the_heading_that_the_user_confirms(tmp_path: Path) -> None:
    def changed(cells: Cells) -> None:
        cells[0][6] = "Open Amount CHF"

    path = plain(tmp_path / "a.csv", change=changed)
    assert not compared(path, ReadOptions(as_of=AS_OF, currency="CHF"))


def test_a_claim_beside_the_ages_counts_as_one_of_them(tmp_path: Path) -> None:
    def with_ages(cells: Cells) -> None:
        cells[0] += ["Current", "1 - 30", "31 - 60", "On Account"]
        for row in cells[1:]:
            row += [row[6], "0.00", "0.00", "0.00"]

    path = plain(tmp_path / "a.csv", change=with_ages)
    assert compared(path, TOLD)

    def wrong(cells: Cells) -> None:
        with_ages(cells)
        cells[80][-1] = "5.00"

    assert not compared(plain(tmp_path / "b.csv", change=wrong), TOLD)


def test_days_past_due_must_not_speak_of_another_day(tmp_path: Path) -> None:
    def counting(of: date) -> Callable[[Cells], None]:
        def change(cells: Cells) -> None:
            cells[0].append("Days Overdue")
            for row in cells[1:]:
                day, month, year = map(int, row[5].split("."))
                row.append(str((of - date(year, month, day)).days))

        return change

    assert compared(plain(tmp_path / "a.csv", change=counting(AS_OF)), TOLD)
    other = plain(tmp_path / "b.csv", change=counting(AS_OF - timedelta(3)))
    assert not compared(other, TOLD)
    assert not compared(other, ReadOptions())


@pytest.mark.parametrize("larger", [0, 3, 50])
def test_a_balance_that_may_be_the_accounts_is_left(larger: int, tmp_path: Path) -> None:
    def renamed(cells: Cells) -> None:
        cells[0][6] = "Balance"
        cells[0].append("Original Amount")
        for place, row in enumerate(cells[1:]):
            row[:2] = [f"{place // 3:05}", f"Customer {place // 3}"]
            row.append(row[6])
        for row in cells[len(cells) - larger :]:
            row[-1] = "1.00" if row[6][0] != "-" else "-1.00"

    path = plain(tmp_path / "a.csv", change=renamed)
    assert compared(path, TOLD, share=0.4) == (larger < 50)


def test_a_running_balance_is_refused(tmp_path: Path) -> None:
    def running(cells: Cells) -> None:
        cells[0][6] = "Balance"
        cells[0].append("Original Amount")
        stands = 0
        for row in cells[1:]:
            row[3], moved = "Invoice", row[6].lstrip("-")
            stands += int(moved[:-3])
            row[6] = f"{stands}.00"
            row.append(f"{moved[:-3]}.00")

    path = plain(tmp_path / "a.csv", change=running)
    assert not compared(path, TOLD, share=0.4)
    with pytest.raises(InputRefused, match="running balance"):
        read.read_file(path, TOLD)


def test_what_the_head_cannot_say_is_asked_at_once(tmp_path: Path) -> None:
    path = plain(tmp_path / "a.csv")
    asked = in_parts(path, ReadOptions())
    assert isinstance(asked, InputRefused)
    assert asked.question is not None
    assert asked.question.about == "as_of"
    assert compared(path, ReadOptions())
    bare = plain(tmp_path / "b.csv", change=lambda cells: [row.pop(7) for row in cells])
    asked = in_parts(bare, TOLD)
    assert isinstance(asked, InputRefused)
    assert asked.question is not None
    assert asked.question.about == "currency"
    assert compared(bare, TOLD)
    assert in_parts(bare, ReadOptions(as_of=AS_OF, skip_bad_rows=True)) is None
    assert compared(bare, ReadOptions(as_of=AS_OF, currency="EUR"))
    assert not spools()
