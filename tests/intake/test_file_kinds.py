"""Files of every kind, whatever they are called: read for what they are, or refused."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from collectwork.domain.ledger import FileContent, ReadOptions
from collectwork.errors import InputRefused
from collectwork.intake.read import read_file

Read = Callable[..., FileContent]
DAY = date(2026, 2, 28)
HEAD = "Customer No,Customer,Invoice,Due Date,Open Amount,Currency"
ROWS = (("1", "Ann", "F1", "2026-01-20", "1234.56", "EUR"),
        ("2", "Bob", "F2", "2026-01-31", "-10.00", "EUR"))  # fmt: skip
READ = [("1", "F1", 123456), ("2", "F2", -1000)]


@pytest.fixture
def read(tmp_path: Path) -> Read:
    def reading(data: str | bytes, **options: Any) -> FileContent:
        path = tmp_path / "file.xls"
        path.write_bytes(data if isinstance(data, bytes) else data.encode())
        return read_file(path, ReadOptions(**{"as_of": DAY, **options}))

    return reading


def opened(content: FileContent) -> list[tuple[str, str, int]]:
    return [(row[0], row[2], row[7]) for row in content.rows]


def sheetml(body: str) -> str:
    space = "urn:schemas-microsoft-com:office:spreadsheet"
    return (
        f'<?xml version="1.0"?><Workbook xmlns="{space}" xmlns:ss="{space}">'
        f'<Worksheet ss:Name="A"><Table>{body}</Table></Worksheet></Workbook>'
    )


def xml_row(*cells: tuple[str, str]) -> str:
    return (
        "<Row>"
        + "".join(f'<Cell><Data ss:Type="{kind}">{text}</Data></Cell>' for kind, text in cells)
        + "</Row>"
    )


XML_HEAD = xml_row(*(("String", name) for name in HEAD.split(",")))
XML_BODY = "".join(
    xml_row(("String", a), ("String", b), ("String", c), ("DateTime", f"{d}T00:00:00.000"),
            ("Number", e), ("String", f))
    for a, b, c, d, e, f in ROWS
)  # fmt: skip


def test_spreadsheetml_with_skipped_and_merged_cells(read: Read) -> None:
    assert opened(read(sheetml(XML_HEAD + XML_BODY))) == READ
    merged = XML_HEAD + (
        '<Row><Cell ss:MergeDown="1"><Data ss:Type="String">1</Data></Cell>'
        '<Cell ss:MergeDown="1"><Data ss:Type="String">Ann</Data></Cell>'
        '<Cell><Data ss:Type="String">F1</Data></Cell>'
        '<Cell ss:Index="5"><Data ss:Type="Number">10</Data></Cell>'
        '<Cell><Data ss:Type="String">EUR</Data></Cell></Row>'
        '<Row><Cell ss:Index="3"><Data ss:Type="String">F2</Data></Cell>'
        '<Cell ss:Index="5"><Data ss:Type="Number">20.5</Data></Cell>'
        '<Cell><Data ss:Type="String">EUR</Data></Cell></Row>'
    )
    assert opened(read(sheetml(merged))) == [("1", "F1", 1000), ("1", "F2", 2050)]


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (sheetml(XML_HEAD + '<Row ss:Index="999999999"/>'), "damaged or cut off"),
        (sheetml(XML_HEAD + '<Row><Cell ss:Index="99999"/></Row>'), "out of place"),
        (sheetml(XML_HEAD + '<Row><Cell ss:MergeAcross="99999"/></Row>'), "out of place"),
        (sheetml(XML_HEAD + XML_BODY)[:-60], "damaged or cut off"),
        (sheetml(XML_HEAD + XML_BODY).replace(">1234.56", ">12x"), "row 2.*'12x'"),
        (sheetml(XML_HEAD + XML_BODY).replace('"Number">1234.56', '"Error">#REF!'), "'#REF!'"),
        (
            sheetml(XML_HEAD + XML_BODY).replace(
                '<Cell><Data ss:Type="Number">1234.56',
                '<Cell ss:Formula="=RC[-1]"><Data ss:Type="Number">0',
            ),
            "row 2, column 'Open Amount': expected an amount",
        ),
    ],
)
def test_spreadsheetml_is_refused_in_one_sentence(read: Read, data: str, says: str) -> None:
    with pytest.raises(InputRefused, match=f"^Not imported: .*{says}"):
        read(data)


def html_row(cells: tuple[str, ...] | list[str]) -> str:
    return "<tr>" + "".join(f"<td>{cell}</td>" for cell in cells) + "</tr>"


HTML = html_row(HEAD.split(",")) + "".join(map(html_row, ROWS))


@pytest.mark.parametrize(
    "page",
    [
        f"<html><body><table>{HTML}</table></body></html>",
        f"<table>{HTML}</table>",
        '<?xml version="1.0"?>\n<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML">'
        f"<html><table>{HTML}</table></html>",
        "<html><table>" + HTML.replace("</td>", "").replace("</tr>", "") + "</table></html>",
        f"<html><table><tr><td>Menu<td><table>{HTML}</table></td></tr></table></html>",
        f"<html><script>'<table>'</script><table>{HTML}</table></html>",
    ],
)
def test_html_tables(read: Read, page: str) -> None:
    assert opened(read(page)) == READ


def test_html_spans_entities_and_one_table_per_customer(read: Read) -> None:
    spans = (
        f"<html><table>{html_row(HEAD.split(','))}<tr><td rowspan=2>1<td rowspan=2>Ann<td>F1"
        "<td>2026-01-20<td>1&nbsp;234,56&euro;<td>EUR<tr><td>F2<td>2026-01-21<td>20,00<td>EUR"
        "<tr><td>2<td>B&amp;C<td>F3<td>2026-01-21<td>30,00<td>EUR</table>"
    )
    content = read(spans)
    assert opened(content) == [("1", "F1", 123456), ("1", "F2", 2000), ("2", "F3", 3000)]
    assert content.rows[2][1] == "B&C"
    blocks = "".join(
        f"<h3>Kunde 10{n}</h3><table><tr><th>Belegnr<th>Nettofäll.<th>Betr. in HW<th>HWähr</tr>"
        f"<tr><td>180{n}<td>13.01.2026<td>1.00{n},50<td>EUR</tr>"
        f"<tr><td>*<td><td>1.00{n},50<td>EUR</tr></table>"
        for n in (1, 2, 3)
    )
    content = read(f"<html><body>{blocks}</body></html>")
    assert opened(content) == [(f"10{n}", f"180{n}", 100050 + n * 100) for n in (1, 2, 3)]
    assert content.reconciled == "equal to the file's totals (3 checked)"


@pytest.mark.parametrize("charset", ["windows-1250", "iso-8859-2"])
def test_a_page_is_read_in_the_code_page_that_it_names(read: Read, charset: str) -> None:
    page = f"<html><meta charset={charset}><table>{HTML.replace('Ann', 'Šárka Čapková')}</table>"
    content = read(page.encode(charset))
    assert [row[1] for row in content.rows] == ["Šárka Čapková", "Bob"]


def test_web_archive(read: Read) -> None:
    data = (
        "MIME-Version: 1.0\r\nX-Document-Type: Workbook\r\nContent-Type: multipart/related; "
        'boundary="B"\r\n\r\n--B\r\nContent-Type: text/html; charset="utf-8"\r\n'
        "Content-Transfer-Encoding: quoted-printable\r\n\r\n<html><table><tr><td>Konto<td>Beleg"
        "nummer<td>Nettof=C3=A4lligkeit<td>Betrag in Hausw=C3=A4hrung<td>Hausw=C3=A4hrung</tr>"
        "<tr><td>1<td>18<td>31.01.2026<td>1.234,50<td>EUR</tr></table></html>\r\n--B--\r\n"
    )
    assert opened(read(data)) == [("1", "18", 123450)]


@pytest.mark.parametrize(
    ("page", "says"),
    [
        ('<html><form><table><tr><td>User<td><input><tr><td>Password<td><input type="password">'
         "</table></form></html>", "page to log in"),
        ("<html><body>Your session has expired</body></html>", "without a list"),
        (f"<html><table>{HTML}"[:-10], "cut off"),
        (f"<html><table>{HTML}<tr><td colspan=999><td colspan=999><td colspan=9></table>",
         "more than 2,000 columns"),
        ("<html>" + "<table><tr><td>" * 99, "nested too deeply"),
    ],
)  # fmt: skip
def test_web_pages_are_refused_in_one_sentence(read: Read, page: str, says: str) -> None:
    with pytest.raises(InputRefused, match=f"^Not imported: .*{says}"):
        read(page)


RECORD = '{"customer_no": "1", "invoice": "F1", "due_date": "2026-01-20", "open_amount": %s, "currency": "EUR"}'  # noqa: E501


def test_json_numbers_are_exact(read: Read) -> None:
    content = read("[" + ",".join(RECORD % n for n in ("0.1", "1234567890123.45", "1e2")) + "]")
    assert [row[7] for row in content.rows] == [10, 123456789012345, 10000]


def test_json_nested_lists_and_what_stands_beside_them(read: Read) -> None:
    one = {"number": "F1", "due_date": "2026-01-20", "open_amount": 12.5, "currency": "EUR"}
    text = json.dumps({
        "as_of": "2026-02-27",
        "items": [{"customer": {"id": "C1", "name": "Ann"},
                   "invoices": [one, {**one, "number": "F2"}]},
                  {"customer": {"id": "C2", "name": "Bob"}, "invoices": [one]}],
    })  # fmt: skip
    content = read(text, as_of=None)
    assert content.as_of == date(2026, 2, 27)
    assert [(r[0], r[1], r[2]) for r in content.rows] == [
        ("C1", "Ann", "F1"), ("C1", "Ann", "F2"), ("C2", "Bob", "F1"),
    ]  # fmt: skip


def test_json_lists_of_customers_and_contacts(read: Read) -> None:
    customers = read(json.dumps([
        {"id": "C1", "name": "Ann Ltd", "terms": "Net 30",
         "contacts": [{"name": "Jo", "email": "jo@x.example"}]},
    ]))  # fmt: skip
    assert customers.kind == "customers"
    assert [(c.number, c.name) for c in customers.customers] == [("C1", "Ann Ltd")]
    assert [(c.name, c.email) for c in customers.contacts] == [("Jo", "jo@x.example")]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (f"[{RECORD % 'NaN'}]", "NaN is no number"),
        (f"[{RECORD % '1e999999999'}]", "open amounts"),
        (f"[{RECORD % '104.989'}]", "more decimals"),
        ('[{"invoice": 1, "open_amount": 1, "open_amount": 2}]', "'open_amount' twice"),
        (f"[{RECORD % '1'}"[:-9], "JSON is broken"),
        (RECORD % "1" + "\n{bad\n", "row 3: expected a JSON record"),
        ('{"value": [%s], "@odata.nextLink": "x"}' % (RECORD % "1"), "one page of a longer list"),
        ('{"value": [%s], "count": 7}' % (RECORD % "1"), "'count' says 7 records"),
        ('{"a":' * 100_000 + "1" + "}" * 100_000, "nested too deeply"),
        ("[]", "no records"),
    ],
)
def test_json_is_refused_in_one_sentence(read: Read, text: str, says: str) -> None:
    with pytest.raises(InputRefused, match=f"^Not imported: .*{says}"):
        read(text)


# workbooks ---------------------------------------------------------------------------------------

COLUMNS = ["Customer No", "Customer", "Invoice", "Due Date", "Open Amount", "Currency", "A", "B"]


def workbook(
    *rows: list[Any], hidden_rows: tuple[int, ...] = (), copy: str = "", merge: str = ""
) -> bytes:
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target)
    day = book.add_format({"num_format": "dd/mm/yyyy"})
    page = book.add_worksheet("Ledger")
    pages = [page, book.add_worksheet(copy)] if copy else [page]
    for sheet in pages:
        for y, row in enumerate([COLUMNS, *rows]):
            for x, cell in enumerate(row):
                if isinstance(cell, date):
                    sheet.write_datetime(y, x, cell, day)  # type: ignore[arg-type]
                elif isinstance(cell, tuple):
                    sheet.write_formula(y, x, cell[0], None, cell[1])
                elif cell != "":
                    sheet.write(y, x, cell)
    for row in hidden_rows:
        page.set_row(row, None, None, {"hidden": True})
    if copy == "Hidden":
        pages[1].hide()
    if merge:
        page.merge_range(merge, "Ann")
    book.close()
    return target.getvalue()


DUE = date(2026, 1, 31)
ONE: list[Any] = ["1", "Ann", "F1", DUE, 100.5, "EUR", 100.5, 0.0]
TWO: list[Any] = ["2", "Bob", "F2", DUE, -20.25, "EUR", -20.25, 0.0]


def total(formula: str, stored: float | str = 0) -> list[Any]:
    return ["Total", "", "", "", (formula, stored)]


@pytest.mark.parametrize(
    "formula",
    ["=SUM(E2:E3)", "=SUBTOTAL(9,E2:E3)", "=SUBTOTAL(109,$E$2:$E$3)", "=E2+E3", "=(E2)+(E3)",
     "=SUM(E2:E2,E3)", "=ROUND(SUM(E2:E3),2)", "=-1*(0-E2)+E3"],
)  # fmt: skip
@pytest.mark.parametrize("stored", [0, ""])
def test_a_sum_that_was_never_calculated_checks(read: Read, formula: str, stored: Any) -> None:
    content = read(workbook(ONE, TWO, total(formula, stored)))
    assert content.reconciled == "equal to the file's total (1 checked)"
    with pytest.raises(InputRefused, match=r"says 81\.25.*difference 1\.00"):
        read(workbook(ONE, TWO, total(f"{formula}+1", stored)))


@pytest.mark.parametrize(
    "formula", ["=SUMIF(A2:A3,1,E2:E3)", "=Other!E4", "=E5", "=SUM(E2:E4)", "=1/0+E2"]
)
def test_other_formulas_are_not_checkable(read: Read, formula: str) -> None:
    content = read(workbook(ONE, TWO, total(formula)))
    assert content.reconciled.startswith("not checkable")
    assert len(content.rows) == 2


def test_an_amount_that_was_never_calculated_is_no_amount(read: Read) -> None:
    with pytest.raises(InputRefused, match="row 2, column 'Open Amount'"):
        read(workbook([*ONE[:4], ("=G2-H2", 0), *ONE[5:]], TWO))
    paid = [*TWO[:4], ("=G3-H3", 0), "EUR", 50.0, 50.0]
    content = read(workbook([*ONE[:4], ("=G2-H2", 100.5), *ONE[5:]], paid))
    assert [row[7] for row in content.rows] == [10050, 0]


@pytest.mark.parametrize("place", range(6))
def test_errors_are_named(read: Read, place: int) -> None:
    row = list(ONE)
    row[place] = ("=NA()", "#N/A")
    with pytest.raises(InputRefused, match=r"row 2, column .*'#N/A'"):
        read(workbook(row, TWO))


def test_hidden_rows_and_sheets_are_said(read: Read) -> None:
    content = read(workbook(ONE, TWO, hidden_rows=(1,)))
    assert len(content.rows) == 2
    assert "1 hidden rows were read like the others" in content.warnings
    content = read(workbook(ONE, TWO, copy="Hidden"))
    assert any("hidden sheet 'Hidden'" in warning for warning in content.warnings)
    with pytest.raises(InputRefused, match="are lists of one kind"):
        read(workbook(ONE, TWO, copy="Shown"))


def test_merged_cells_speak_for_all_their_rows_but_amounts_do_not(read: Read) -> None:
    rows = [["", "Ann", f"F{n}", DUE, 10.0 * n, "EUR"] for n in (1, 2, 3)]
    content = read(workbook(*rows, merge="B2:B4"))
    assert [(row[1], row[7]) for row in content.rows] == [
        ("Ann", 1000),
        ("Ann", 2000),
        ("Ann", 3000),
    ]


@pytest.mark.parametrize(
    ("text", "page"),
    [
        ("Spółka Żabka Sp. z o.o.", "cp1250"), ("Łódź Trans", "cp1250"), ("Főnix Kft.", "cp1250"),
        ("Příbram s.r.o.", "cp1250"), ("Société Générale, août", "cp1252"),
        ("España Año", "cp1252"), ("Århus Køb", "cp1252"), ("São João", "cp1252"),
    ],
)  # fmt: skip
def test_letters_of_central_and_western_europe(read: Read, text: str, page: str) -> None:
    data = f'{HEAD}\n1,"{text}",F1,2026-01-20,1.50,EUR\n'.encode(page)
    content = read(data)
    assert content.rows[0][1] == text
    assert any(page in warning for warning in content.warnings)


def test_a_time_of_day_in_a_column_of_days_is_named(tmp_path: Path) -> None:
    path = tmp_path / "times.xlsx"
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet()
    clock = book.add_format({"num_format": "hh:mm:ss"})
    sheet.write_row(0, 0, ["Customer", "Invoice", "Due Date", "Open Amount"])
    sheet.write_row(1, 0, ["Ann", "I-1", "2026-01-05", 10.5])
    sheet.write_row(2, 0, ["Bob", "I-2", None, 7.25])
    sheet.write_number(2, 2, 0.75, clock)
    book.close()
    with pytest.raises(InputRefused, match="row 3, column 'Due Date'"):
        read_file(path, ReadOptions(as_of=date(2026, 1, 31), currency="EUR"))
