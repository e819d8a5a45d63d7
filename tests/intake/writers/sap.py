"""SAP FBL5N in its forms: printed list, blocks, spreadsheet download, interface CSV, ALV."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from collectwork.domain.ledger import ReadOptions
from writers import files
from writers.files import dotted, german, sap_german, save, text_table, trailing, us_day
from writers.ledger import Item, Layout, Ledger, Written, written

_TYPES = {"invoice": "RV", "credit": "DG", "payment": "DZ", "journal": "SA"}

#: Headings by language: printed list (short), and workbook or CSV (long).
_SHORT = {
    "de": ("Konto", "Belegnr", "Art", "Belegdatum", "Nettofäll.", "Verz.", "Ausgl.bel.",
           "Betr. in HW", "HWähr", "Text"),
    "en": ("Account", "DocumentNo", "Type", "Doc. Date", "Net due dt", "Arrears", "Clrng doc.",
           "Amt in loc.cur.", "LCurr", "Text"),
    "fr": ("Compte", "N° pièce", "Type de pièce", "Date de pièce", "Échéance nette",
           "Arriérés après échéance", "Pièce de rapprochement", "Montant en devise locale",
           "Devise", "Texte"),
}  # fmt: skip
_LONG = {
    "de": ("Konto", "Name 1", "Belegnummer", "Belegart", "Belegdatum", "Nettofälligkeit",
           "Verzugstage", "Ausgleichsbeleg", "Betrag in Hauswährung", "Hauswährung", "Zuordnung",
           "Buchungskreis", "Text"),
    "en": ("Account", "Customer Name 1", "Document Number", "Document Type", "Document Date",
           "Net due date", "Arrears after net due date", "Clearing Document",
           "Amount in local currency", "Local Currency", "Assignment", "Company Code", "Text"),
    "fr": ("Compte", "Compte client : nom 1", "Numéro de document", "Type de pièce",
           "Date de pièce", "Date d'échéance nette", "Arriérés après échéance",
           "Pièce de rapprochement", "Montant en devise locale", "Devise", "Affectation",
           "Société", "Texte"),
    "nl": ("Rekening", "Naam", "Documentnummer", "Documentsoort", "Documentdatum",
           "Netto vervaldatum", "Achterstand na vervaldatum", "Vereffeningsdocument",
           "Bedrag in lokale valuta", "Lokale valuta", "Toewijzing", "Bedrijfsnummer", "Tekst"),
    "es": ("Cuenta", "Nombre 1", "Nº documento", "Clase de documento", "Fecha de documento",
           "Vencimiento neto", "Demora tras vencimiento neto", "Doc. compensación",
           "Importe en moneda local", "Moneda local", "Asignación", "Sociedad", "Texto"),
    "it": ("Conto", "Nome 1", "Numero documento", "Tipo documento", "Data documento",
           "Scadenza netta", "Ritardo dopo scadenza netta", "Documento di pareggio",
           "Importo in divisa interna", "Divisa interna", "Attribuzione", "Società", "Testo"),
}  # fmt: skip


def _account(item: Item) -> str:
    return item.number.zfill(10)


def _late(ledger: Ledger, item: Item) -> str:
    late = ledger.late(item)
    return "" if late is None else f"{-late}-" if late < 0 else str(late)


def _cleared(ledger: Ledger, chance: random.Random, count: int) -> list[Item]:
    """Items that were settled: they carry a clearing document and are not open."""
    return [
        replace(item, document=f"99{place:08}", kind="invoice", minor=abs(item.minor) + 1,
                issued=item.issued - timedelta(40))
        for place, item in enumerate(chance.choices(ledger.items, k=count))
    ]  # fmt: skip


def _printed(language: str, mixed: bool) -> Callable[[Ledger, Path, random.Random], Written]:
    """The list saved unconverted: bars, rules, headings again on each page; ``mixed``: cleared
    items stand between the open ones."""

    def write(ledger: Ledger, path: Path, chance: random.Random) -> Written:
        amount, day = (trailing, us_day) if language == "en" else (sap_german, dotted)
        head = _SHORT[language]
        widths = [12, 12, 5, 11, 11, 7, 12, 18, 6, 20]
        widths = [max(w, len(h)) for w, h in zip(widths, head, strict=True)]

        def line(cells: Sequence[str], right: Sequence[int] = (5, 7)) -> str:
            return "|" + "|".join(
                cell.rjust(w) if place in right else cell.ljust(w)
                for place, (cell, w) in enumerate(zip(cells, widths, strict=True))
            ) + "|"  # fmt: skip

        rule = "-" * (sum(widths) + len(widths) + 1)
        title = {"de": "Dynamische Listenausgabe", "en": "Dynamic List Display",
                 "fr": "Edition de liste dynamique"}[language]  # fmt: skip
        out = [f"{day(ledger.as_of)}{' ' * 40}{title}{' ' * 20}1", "", rule, line(head, ()), rule]
        extra = _cleared(ledger, chance, 4) if mixed else []
        since = 0
        for number, _ in ledger.customers():
            mine = ledger.of(number)
            closed = [item for item in extra if item.number == number]
            for item in sorted([*mine, *closed], key=lambda i: (i.issued, i.document, i.minor)):
                gone = item in closed
                out.append(line([
                    _account(item), item.document, _TYPES[item.kind], day(item.issued),
                    day(item.due), "" if gone else _late(ledger, item),
                    "1400000077" if gone else "", amount(item.minor), item.currency, item.po,
                ]))  # fmt: skip
                since += 1
                if since % 30 == 0:
                    page = f"{title}{' ' * 20}{since // 30 + 1}"
                    out += [rule, f"\f{day(ledger.as_of)}{' ' * 40}{page}", "", rule,
                            line(head, ()), rule]  # fmt: skip
            total = sum(item.minor for item in [*mine, *closed])
            out += [line([f"* {number.zfill(10)}", *[""] * 6, amount(total), ledger.currency, ""]),
                    rule]  # fmt: skip
        total = sum(item.minor for item in [*ledger.items, *extra])
        out += [line(["**", *[""] * 6, amount(total), ledger.currency, ""]), rule]
        save(path, "\r\n".join(out) + "\r\n", chance.choice(["utf-8", "cp1252"]))
        return written(ledger, lacks=("number", "name"), options=ReadOptions(as_of=ledger.as_of),
                       proved=not mixed)  # fmt: skip

    return write


def _blocks(language: str) -> Callable[[Ledger, Path, random.Random], Written]:
    """The classic list: a heading per customer, then its table without an account."""
    words = {"de": ("Kunde", "Buchungskreis", "Name", "Ort"),
             "en": ("Customer", "Company Code", "Name", "City"),
             "fr": ("Client", "Société", "Nom", "Lieu")}[language]  # fmt: skip

    def write(ledger: Ledger, path: Path, chance: random.Random) -> Written:
        amount, day = (trailing, us_day) if language == "en" else (sap_german, dotted)
        head = _SHORT[language][1:6] + _SHORT[language][7:9]
        widths = [max(w, len(h)) for w, h in zip((12, 5, 11, 11, 7, 18, 6), head, strict=True)]

        def line(cells: Sequence[str]) -> str:
            padded = (cell.ljust(w) for cell, w in zip(cells, widths, strict=True))
            return "|" + "|".join(padded) + "|"

        rule = "-" * (sum(widths) + len(widths) + 1)
        out = []
        for number, name in ledger.customers():
            out += [f"{words[0]:<16}{number}", f"{words[1]:<16}1000", "", f"{words[2]:<16}{name}",
                    f"{words[3]:<16}Musterstadt", "", rule, line(head), rule]  # fmt: skip
            for item in ledger.of(number):
                out.append(line([
                    item.document, _TYPES[item.kind], day(item.issued), day(item.due),
                    _late(ledger, item), amount(item.minor), item.currency,
                ]))  # fmt: skip
            total = sum(item.minor for item in ledger.of(number))
            out += [rule, line(["*", "", "", "", "", amount(total), ledger.currency]), rule, ""]
        total = sum(item.minor for item in ledger.items)
        out += [rule, line(["**", "", "", "", "", amount(total), ledger.currency]), rule]
        save(path, "\r\n".join(out) + "\r\n", "utf-8")
        return written(ledger, options=ReadOptions(as_of=ledger.as_of), proved=True)

    return write


def _download(language: str, encoding: str) -> Callable[[Ledger, Path, random.Random], Written]:
    """The "spreadsheet" download: tabs, a leading tab, named .xls, totals marked ``*``."""

    def write(ledger: Ledger, path: Path, chance: random.Random) -> Written:
        amount, day = (trailing, us_day) if language == "en" else (sap_german, dotted)
        rows: list[list[str]] = [[day(ledger.as_of), "", "List"], [], [],
                                 ["", "", *_SHORT[language]], []]  # fmt: skip
        for number, _ in ledger.customers():
            for item in ledger.of(number):
                rows.append(
                    ["", "", _account(item), item.document, _TYPES[item.kind], day(item.issued),
                     day(item.due), _late(ledger, item), "", amount(item.minor), item.currency,
                     item.po]
                )  # fmt: skip
            total = sum(item.minor for item in ledger.of(number))
            rows.append(["", "*", number.zfill(10), *[""] * 6, amount(total), ledger.currency, ""])
        total = sum(item.minor for item in ledger.items)
        rows.append(["", "**", "", *[""] * 6, amount(total), ledger.currency, ""])
        save(path, text_table(rows, "\t"), encoding)
        return written(ledger, lacks=("number", "name"), options=ReadOptions(as_of=ledger.as_of),
                       proved=True)  # fmt: skip

    return write


def interface_csv(ledger: Ledger, path: Path, chance: random.Random) -> Written:
    """CSV by interface, German: headings spelled out, a column of debit and credit."""
    head = ["Konto", "Buchungsschlüssel", "Belegart", "Referenzschlüssel 3", "Referenz",
            "Zuordnung", "Buchungsperiode", "Buchungsdatum", "Belegdatum", "Nettofälligkeit",
            "Konto Gegenbuchung", "Soll/Haben-Kennz.", "Steuerkennzeichen", "Belegnummer", "P",
            "Ausgleichsdatum", "Text", "Belegkopftext", "Buchungsprogramm",
            "Betrag in Hauswährung", "Hauswährung", "Type"]  # fmt: skip
    signed = chance.random() < 0.5
    short = chance.random() < 0.5

    def day(value: date | None) -> str:
        return (f"{value:%d.%m.%y}" if short else dotted(value)) if value else ""

    rows = [head]
    for place, item in enumerate(ledger.items):
        rows.append([
            _account(item) if place % 3 else item.number, "01" if item.minor > 0 else "11",
            _TYPES[item.kind], "", item.po, "", "12", day(item.issued), day(item.issued),
            day(item.due), "800000", "S" if item.minor > 0 else "H", "V1", item.document, "", "",
            "Ware; und mehr", "", "SAPMF05A",
            german(item.minor if signed else abs(item.minor)), item.currency, "",
        ])  # fmt: skip
    save(path, text_table(rows, ";"), "utf-8-sig")
    return written(ledger, lacks=("number", "name"), options=ReadOptions(as_of=ledger.as_of))


def _alv(language: str, mixed: bool) -> Callable[[Ledger, Path, random.Random], Written]:
    """XLSX out of the list viewer: headings in the first row, real days, signed numbers."""

    def write(ledger: Ledger, path: Path, chance: random.Random) -> Written:
        head = list(_LONG[language])
        rows: list[list[Any]] = [head]
        extra = _cleared(ledger, chance, 5) if mixed else []
        for item in [*ledger.items, *extra]:
            gone = any(item is other for other in extra)
            rows.append(
                [item.number, item.name, item.document, _TYPES[item.kind], item.issued,
                 item.due or "", ledger.late(item) if not gone and item.due else "",
                 "1400000077" if gone else "", files.number(item.minor), item.currency, item.po,
                 "1000", "Lieferung"]
            )  # fmt: skip
        if chance.random() < 0.5:  # a layout of the user's own: other order, the account first
            order = [0, *chance.sample(range(1, len(head)), k=len(head) - 1)]
            rows = [[row[place] for place in order] for row in rows]
        files.workbook(path, {"Sheet1": rows})
        return written(ledger, options=ReadOptions(as_of=ledger.as_of))

    return write


def document_currency(ledger: Ledger, path: Path, chance: random.Random) -> Written:
    """Amounts in document currency beside those in local currency."""
    head = ["Account", "Name 1", "Document Number", "Document Type", "Document Date",
            "Net due date", "Amount in doc. curr.", "Document currency"]  # fmt: skip
    rows: list[list[Any]] = [head]
    for item in ledger.items:
        rows.append([item.number, item.name, item.document, _TYPES[item.kind], item.issued,
                     item.due or "", files.number(item.minor), item.currency])  # fmt: skip
    files.workbook(path, {"Sheet1": rows})
    return written(ledger, options=ReadOptions(as_of=ledger.as_of))


LAYOUTS = (
    *(Layout(f"sap list {code}", _printed(code, False), numbers=True) for code in _SHORT),
    Layout("sap list de with cleared items", _printed("de", True), numbers=True),
    Layout("sap list en with cleared items", _printed("en", True), numbers=True),
    *(Layout(f"sap blocks {code}", _blocks(code), numbers=True) for code in _SHORT),
    *(Layout(f"sap download {code} {encoding}", _download(code, encoding), numbers=True)
      for code in _SHORT for encoding in ("utf-16", "cp1252")),
    Layout("sap interface csv", interface_csv, numbers=True),
    *(Layout(f"sap alv {code}", _alv(code, False), numbers=True) for code in _LONG),
    *(Layout(f"sap alv {code} with cleared items", _alv(code, True), numbers=True)
      for code in ("de", "en", "fr")),
    Layout("sap document currency", document_currency, several=True, numbers=True),
)  # fmt: skip
