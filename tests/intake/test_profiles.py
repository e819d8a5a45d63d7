"""Saved profiles: what a person confirmed once is known again by the headings of a later file."""

from __future__ import annotations

import json
import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from collectwork.cli.program import run
from collectwork.config.profiles import ProfileFolder
from collectwork.domain.ledger import ReadOptions
from collectwork.domain.profiles import Profile
from collectwork.errors import ConfigRefused, InputRefused
from collectwork.intake.read import read_file
from collectwork.intake.recognise import recognise
from collectwork.usecases import importing, profiles
from collectwork.usecases.desk import Desk

DATA = Path(__file__).parent.parent / "data" / "replica"
AS_OF = date(2026, 6, 1)
ODD = (
    "Nr;Wer;Papier;wann;faellig;Rest noch;Zusatz\n"
    "1001;Alpha;R1;01/02/2026;01/03/2026;1.234;x\n"
    "1002;Beta;R2;03/04/2026;03/05/2026;2.500;y\n"
)
NAMED: dict[str, Any] = {
    "kind": "open-items", "currency": "EUR", "decimal_mark": ",", "date_order": "dmy",
    "columns": {
        "number": "Nr", "name": "Wer", "document": "Papier", "issued": "wann", "due": "faellig",
        "open": "Rest noch",
    },
}  # fmt: skip


@pytest.fixture
def odd(tmp_path: Path) -> Path:
    path = tmp_path / "odd.csv"
    path.write_text(ODD, "utf-8")
    return path


def keep(desk: Desk, path: Path, options: ReadOptions, name: str = "odd") -> Profile:
    report = importing.bring_in(desk, path, options, dry_run=True)
    return profiles.save(desk, path, options, report, name)


def test_a_profile_names_what_no_heading_says(odd: Path) -> None:
    content = read_file(odd, ReadOptions(profile=NAMED, as_of=AS_OF))
    assert [row[7] for row in content.rows] == [123400, 250000]
    assert [row[9] for row in content.rows] == [date(2026, 3, 1), date(2026, 5, 3)]
    assert content.style == {"decimal_mark": ",", "date_order": "dmy"}


@pytest.mark.parametrize(
    ("key", "other", "cell", "says"),
    [
        ("decimal_mark", ".", "1.234,50", r"decimal_mark '\.'.*'Rest noch'.*'1\.234,50'"),
        ("decimal_mark", ",", "1,234.50", r"decimal_mark ','.*'Rest noch'.*'1,234\.50'"),
        ("date_order", "mdy", "31/01/2026", "date_order 'mdy'.*'wann'.*'31/01/2026'"),
        ("date_order", "dmy", "01/31/2026", "date_order 'dmy'.*'wann'.*'01/31/2026'"),
    ],
)
def test_what_is_certain_is_never_overridden(
    odd: Path, key: str, other: str, cell: str, says: str
) -> None:
    was = "1.234" if key == "decimal_mark" else "01/02/2026"
    odd.write_text(ODD.replace(was, cell), "utf-8")
    with pytest.raises(InputRefused, match=says):
        read_file(odd, ReadOptions(profile={**NAMED, key: other}, as_of=AS_OF, skip_bad_rows=True))


def test_a_column_that_holds_something_else_is_refused(odd: Path) -> None:
    columns = {**NAMED["columns"], "due": "Wer"}
    with pytest.raises(InputRefused, match=r"'due' from column 'Wer'.*'Alpha'"):
        read_file(odd, ReadOptions(profile={**NAMED, "columns": columns}, as_of=AS_OF))
    gone = {**NAMED["columns"], "due": "Weg"}
    with pytest.raises(InputRefused, match="'Weg', which this file does not have"):
        read_file(odd, ReadOptions(profile={**NAMED, "columns": gone}, as_of=AS_OF))
    slip = {"opn": "Rest noch"}
    with pytest.raises(InputRefused, match=r"'opn'.*Did you mean 'open'"):
        read_file(odd, ReadOptions(profile={**NAMED, "columns": slip}, as_of=AS_OF))


def test_columns_by_number_and_without_headings(odd: Path) -> None:
    places = {part: place for place, part in enumerate(NAMED["columns"], 1)}
    by_number = {**NAMED, "columns": places}
    with_headings = {**by_number, "header": recognise(odd, ReadOptions(profile=NAMED)).header}
    expected = read_file(odd, ReadOptions(profile=NAMED, as_of=AS_OF)).rows
    assert read_file(odd, ReadOptions(profile=with_headings, as_of=AS_OF)).rows == expected
    bare = odd.with_name("bare.csv")
    bare.write_text("".join(ODD.splitlines(keepends=True)[1:]), "utf-8")
    options = ReadOptions(profile={**by_number, "no_header": True}, as_of=AS_OF)
    assert read_file(bare, options).rows == expected


def test_two_columns_of_one_name_are_told_apart_by_number(tmp_path: Path) -> None:
    path = tmp_path / "twice.csv"
    path.write_text(
        "Customer,Invoice No,Due Date,Open Amount,Open Amount,Currency\n"
        "1001,R1,2026-03-01,10.00,99.00,EUR\n1002,R2,2026-03-02,20.00,98.00,EUR\n"
    )
    with pytest.raises(InputRefused, match="two columns are named"):
        read_file(path, ReadOptions(as_of=AS_OF))
    profile = {"columns": {"open": 4}, "ignored": [5]}
    content = read_file(path, ReadOptions(as_of=AS_OF, profile=profile))
    assert [row[7] for row in content.rows] == [1000, 2000]


def test_a_later_file_with_the_same_headings_is_read_by_the_profile(
    sqlite_desk: Desk, odd: Path
) -> None:
    saved = keep(sqlite_desk, odd, ReadOptions(profile=NAMED, as_of=AS_OF))
    assert saved.values["header"] == recognise(odd, ReadOptions(profile=NAMED)).header
    later = odd.with_name("later.csv")
    later.write_text(ODD.replace("Nr;Wer", " NR ; wer ").replace("1.234", "1.111"), "utf-8")
    report = importing.bring_in(sqlite_desk, later, ReadOptions(as_of=AS_OF))
    assert report.profile == "odd"
    assert report.totals == {"EUR": 361100}
    other = odd.with_name("other.csv")
    other.write_text(ODD.replace("Zusatz", "Neues"), "utf-8")
    with pytest.raises(InputRefused, match="headings do not say"):
        importing.bring_in(sqlite_desk, other, ReadOptions(as_of=AS_OF))
    with pytest.raises(InputRefused, match="headings do not say"):
        importing.bring_in(sqlite_desk, later, ReadOptions(as_of=AS_OF, profile={}))
    told = ReadOptions(as_of=AS_OF, profile=saved.values, profile_name="odd")
    report = importing.bring_in(sqlite_desk, other, told)
    assert any("headings are not those" in warning for warning in report.warnings)


def test_a_profile_found_by_headings_says_so_when_it_is_refused(
    sqlite_desk: Desk, odd: Path
) -> None:
    keep(sqlite_desk, odd, ReadOptions(profile=NAMED, as_of=AS_OF))
    odd.write_text(ODD.replace("1.234", "1,234.00"), "utf-8")
    with pytest.raises(InputRefused, match=r"read by the profile 'odd'.*--profile none"):
        importing.bring_in(sqlite_desk, odd, ReadOptions(as_of=AS_OF))


def test_two_profiles_for_one_set_of_headings_are_refused_by_name(
    sqlite_desk: Desk, odd: Path
) -> None:
    saved = keep(sqlite_desk, odd, ReadOptions(profile=NAMED, as_of=AS_OF), "one")
    with pytest.raises(InputRefused, match="'one' is for these headings already"):
        keep(sqlite_desk, odd, ReadOptions(profile=NAMED, as_of=AS_OF), "two")
    Path(saved.file).with_name("two.toml").write_bytes(Path(saved.file).read_bytes())
    with pytest.raises(InputRefused, match="'one' and 'two'") as refused:
        importing.bring_in(sqlite_desk, odd, ReadOptions(as_of=AS_OF))
    assert refused.value.question is not None
    assert refused.value.question.choices == ("one", "two")
    told = ReadOptions(as_of=AS_OF, profile=saved.values, profile_name="one")
    assert importing.bring_in(sqlite_desk, odd, told).profile == "one"


def test_a_name_is_kept_for_its_headings(sqlite_desk: Desk, odd: Path) -> None:
    keep(sqlite_desk, odd, ReadOptions(profile=NAMED, as_of=AS_OF))
    changed = {**NAMED, "currency": "CHF"}
    again = keep(sqlite_desk, odd, ReadOptions(profile=changed, as_of=AS_OF))
    assert sqlite_desk.profiles.find("odd").values["currency"] == "CHF"
    assert again.name == "odd"
    other = DATA / "generic_invoices.csv"
    with pytest.raises(InputRefused, match="'odd' is there already, for files with other headings"):
        keep(sqlite_desk, other, ReadOptions(as_of=AS_OF))


def test_the_same_file_with_and_without_its_profile_is_one_import(sqlite_desk: Desk) -> None:
    path = DATA / "generic_open_items_de.csv"
    options = ReadOptions(as_of=AS_OF)
    first = importing.bring_in(sqlite_desk, path, options)
    profiles.save(sqlite_desk, path, options, first, "north")
    again = importing.bring_in(sqlite_desk, path, options)
    assert again.duplicate
    assert again.profile == "north"


@pytest.mark.parametrize("path", sorted(DATA.iterdir()), ids=lambda path: path.name)
def test_a_profile_of_a_recognised_file_reads_the_same(path: Path, sqlite_desk: Desk) -> None:
    named = "USD" if path.name.startswith(("qbo", "xero")) else None  # they name none
    options = ReadOptions(as_of=date(2025, 12, 31), currency=named)
    before = read_file(path, options)
    saved = keep(sqlite_desk, path, options)
    after = read_file(path, ReadOptions(as_of=options.as_of, profile=saved.values))
    assert after.rows == before.rows
    assert (after.customers, after.contacts) == (before.customers, before.contacts)
    assert (after.kind, after.reconciled, after.style) == (
        before.kind, before.reconciled, before.style,
    )  # fmt: skip


_HEADS = {
    "number": ["Customer No", "Kundennummer", "Debitor"], "name": ["Customer Name", "Name 1"],
    "document": ["Invoice No", "Belegnummer", "Document Number"],
    "issued": ["Invoice Date", "Belegdatum"], "due": ["Due Date", "Fällig am"],
    "open": ["Open Amount", "Offener Betrag", "Balance Due"], "currency": ["Currency", "Währung"],
    "po": ["PO Number"], "terms": ["Terms"],
}  # fmt: skip


@st.composite
def ledgers(draw: st.DrawFn) -> str:
    """A list of open items with headings in any order and one style throughout."""
    parts = draw(st.permutations(list(_HEADS)))
    heads = [draw(st.sampled_from(_HEADS[part])) for part in parts]
    comma = draw(st.booleans())
    order = draw(st.sampled_from(["%d.%m.%Y", "%Y-%m-%d", "%d/%m/%Y"]))
    days = st.dates(date(2026, 1, 1), date(2026, 5, 30)).map(lambda day: day.strftime(order))
    amounts = st.integers(-10_000_000, 10_000_000).filter(bool)
    rows = []
    for number in range(draw(st.integers(1, 12))):
        minor = draw(amounts)
        text = f"{minor / 100:,.2f}"
        cells = {
            "number": str(1000 + number % 3), "name": f"Firm {number % 3}",
            "document": f"RE-{number}", "issued": draw(days), "due": draw(days),
            "open": text.translate(str.maketrans(",.", ".,")) if comma else text,
            "currency": "EUR", "po": f"PO{number}", "terms": "net 30",
        }  # fmt: skip
        rows.append("\t".join(cells[part] for part in parts))
    return "\n".join(["\t".join(heads), *rows]) + "\n"


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=ledgers())
def test_a_saved_profile_reads_any_recognised_ledger_the_same(
    text: str, sqlite_desk: Desk, tmp_path: Path
) -> None:
    path = tmp_path / "made.txt"
    path.write_text(text, "utf-8")
    options = ReadOptions(as_of=AS_OF)
    try:
        before = read_file(path, options)
    except InputRefused:
        return  # days or amounts that may be read in two ways
    for old in (tmp_path / "home").rglob("made.toml"):
        old.unlink()
    saved = keep(sqlite_desk, path, options, "made")
    after = read_file(path, ReadOptions(as_of=AS_OF, profile=saved.values))
    assert after.rows == before.rows
    assert profiles.fitting(sqlite_desk, path, options).profile_name == "made"


# the files ---------------------------------------------------------------------------------------


def test_a_profile_is_written_with_words_and_read_back(tmp_path: Path) -> None:
    folder = ProfileFolder(tmp_path / "new" / "profiles")
    values: dict[str, Any] = {
        **NAMED, "header": "0123456789abcdef", "ignored": ["x", 3],
        "company": 'Nord "wind" \\ Söhne\n\x07',
    }  # fmt: skip
    saved = folder.save(Profile("nord wind", values))
    text = Path(saved.file).read_text("utf-8")
    assert tomllib.loads(text) == values
    assert text.count("#") > len(values) - 1
    assert folder.find("nord wind").values == values
    assert Path(saved.file).stat().st_mode & 0o777 == 0o600
    assert [one.name for one in folder.all()] == ["nord wind"]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('kind = "open-items"\ndecimal_marks = ","\n', r"line 2: decimal_marks.*'decimal_mark'"),
        ('kind = "open-items\n', r"not valid TOML: .*line 1"),
        ('decimal_mark = ";"\n', r"line 1: decimal_mark: expected one of '\.', ','"),
        ("date_order = 3\n", "line 1: date_order: expected text"),
        ("\n[columns]\nopen = true\n", "line 2: columns: each part needs"),
        ("\n[columns]\nopen = 0\n", "line 2: columns: each part needs"),
        ("[lockbox]\namount = [9, 3]\n", "line 1: lockbox: each field needs"),
        ("ignored = 5\n", "line 1: ignored: expected a list"),
        ("no_header = 'yes'\n", "line 1: no_header: expected true or false"),
        ("[" * 5000, "not valid TOML"),
    ],
)
def test_a_wrong_profile_is_refused_with_its_line(tmp_path: Path, text: str, says: str) -> None:
    (tmp_path / "bad.toml").write_text(text)
    folder = ProfileFolder(tmp_path)
    with pytest.raises(ConfigRefused, match=says):
        folder.find("bad")
    (seen,) = folder.all()
    assert seen.fault
    assert not seen.values


@pytest.mark.parametrize(
    "name",
    ["", "..", "../up", "/etc/x", "a/b", "a\0b", "a\nb", "con", "x" * 80, "none", "Auto", "a:b"],
)
def test_no_profile_bears_a_name_that_is_a_path_or_a_trick(tmp_path: Path, name: str) -> None:
    folder = ProfileFolder(tmp_path / "profiles")
    with pytest.raises(InputRefused):
        folder.save(Profile(name, NAMED))
    with pytest.raises(ConfigRefused):
        folder.find(name)
    assert not (tmp_path / "profiles").exists()


# the commands ------------------------------------------------------------------------------------


@pytest.fixture
def call(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Any:
    def calling(*arguments: str) -> tuple[int, Any, str]:
        code = run(["--store", str(tmp_path / "book.db"), *arguments])
        said = capsys.readouterr()
        return code, json.loads(said.out) if said.out.strip() else None, said.err

    return calling


def test_save_list_show_and_use_by_command(call: Any, tmp_path: Path) -> None:
    path = str(DATA / "generic_invoices.csv")
    code, nothing, _ = call("profiles", "--json")
    assert (code, nothing) == (0, [])
    assert not (tmp_path / "book.db").exists()
    options = ("--as-of", "2025-12-31", "--company", "North", "--save-profile", "north")
    code, _, said = call("import", path, *options, "--dry-run", "--json")
    assert code == 0
    assert "not saved" in said
    code, (report,), said = call("import", path, *options, "--json")
    assert code == 0
    assert report["profile"] is None
    assert "kept as the profile 'north'" in said
    code, (listed,), _ = call("profiles", "--json")
    assert listed["name"] == "north"
    assert (listed["kind"], listed["company"]) == ("open-items", "North")
    assert listed["columns"]["open"] == "open_amount"
    code, shown, _ = call("profiles", "show", "north", "--json")
    assert shown == listed
    code, (again,), _ = call("import", path, "--as-of", "2025-12-31", "--json")
    assert (again["duplicate"], again["profile"], again["company"]) == (True, "north", "North")
    code, _, said = call("profiles", "show", "nroth")
    assert code == 3
    assert "There are: north" in said
    code, _, said = call("import", path, path, "--save-profile", "x")
    assert code == 2


def test_the_config_may_name_the_folder(call: Any, tmp_path: Path) -> None:
    config = tmp_path / "own.toml"
    config.write_text('[imports]\nprofiles = "kept here"\n')
    path = str(DATA / "generic_invoices.csv")
    first = ("--config", str(config), "import", path, "--as-of", "2025-12-31")
    code, _, _ = call(*first, "--save-profile", "north", "--json")
    assert code == 0
    assert (tmp_path / "kept here" / "north.toml").is_file()
    code, (report,), _ = call(*first, "--json")
    assert report["profile"] == "north"
