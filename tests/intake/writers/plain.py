"""Plain lists in six languages, in every kind of file, and the odd shapes that people make."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from collectwork.domain.ledger import ReadOptions
from writers import files
from writers.files import dotted, english, german, iso, save, text_table, uk_day, us_day
from writers.ledger import Item, Layout, Ledger, Written, written


@dataclass(frozen=True)
class Language:
    """Headings (number, name, document, type, issued, due, original, open, currency), the words of
    types, the label of the total, and how amounts and days are written."""

    headings: tuple[str, ...]
    types: dict[str, str]
    total: str
    title: str
    amount: Callable[[int], str]
    day: Callable[[date | None], str]
    encoding: str
    delimiter: str = ";"


def _types(*words: str) -> dict[str, str]:
    return dict(zip(("invoice", "credit", "payment", "journal"), words, strict=True))


LANGUAGES = {
    "en": Language(
        ("Customer No.", "Customer Name", "Invoice No.", "Document Type", "Invoice Date",
         "Due Date", "Invoice Amount", "Open Amount", "Currency"),
        _types("Invoice", "Credit Note", "Payment", "Journal"), "Total",
        "Open items as of {}", english, us_day, "cp1252", ",",
    ),
    "de": Language(
        ("Kundennr.", "Kundenname", "Rechnungsnr.", "Belegart", "Rechnungsdatum", "Fällig am",
         "Rechnungsbetrag", "Offener Betrag", "Währung"),
        _types("Rechnung", "Gutschrift", "Zahlung", "Umbuchung"), "Gesamtsumme",
        "Offene Posten, Stichtag: {}", german, dotted, "cp1252",
    ),
    "fr": Language(
        ("N° client", "Raison sociale", "N° facture", "Type de pièce", "Date de facture",
         "Date d'échéance", "Montant TTC", "Reste dû", "Devise"),
        _types("Facture", "Avoir", "Règlement", "Écriture"), "Total général",
        "Balance âgée au {}", files.french, uk_day, "utf-8",
    ),
    "es": Language(
        ("Código de cliente", "Razón social", "Nº factura", "Tipo de documento", "Fecha factura",
         "Fecha de vencimiento", "Importe total", "Importe pendiente", "Moneda"),
        _types("Factura", "Abono", "Pago", "Asiento journal"), "Suma total",
        "Partidas abiertas a fecha de {}", german, uk_day, "cp1252",
    ),
    "nl": Language(
        ("Debiteurnummer", "Naam debiteur", "Factuurnummer", "Documentsoort", "Factuurdatum",
         "Vervaldatum", "Factuurbedrag", "Openstaand bedrag", "Valuta"),
        _types("Factuur", "Creditnota", "Betaling", "Memoriaal"), "Totaal",
        "Openstaande posten, peildatum {}", german, files.dashed, "cp1252",
    ),
    "it": Language(
        ("Codice cliente", "Ragione sociale", "Numero fattura", "Tipo documento", "Data fattura",
         "Data scadenza", "Importo fattura", "Importo residuo", "Divisa"),
        _types("Fattura", "Nota di credito", "Pagamento", "Adjustment"), "Totale generale",
        "Partite aperte, data riferimento {}", german, uk_day, "cp1252",
    ),
}  # fmt: skip

_KINDS = ("text", "utf-8-sig", "utf-16", "utf-16-be", "code page", "cr only", "mixed ends",
          "form feeds", "quoted", "xlsx", "xls", "xml", "html", "tabs named xls")  # fmt: skip


def cells_of(item: Item, language: Language) -> list[str]:
    return [item.number, item.name, item.document, language.types[item.kind],
            language.day(item.issued), language.day(item.due), language.amount(item.original),
            language.amount(item.minor), item.currency]  # fmt: skip


def typed_cells_of(item: Item, language: Language) -> list[Any]:
    return [item.number, item.name, item.document, language.types[item.kind], item.issued,
            item.due or "", files.number(item.original), files.number(item.minor),
            item.currency]  # fmt: skip


def _plain(code: str, kind: str) -> Callable[[Ledger, Path, random.Random], Written]:
    """A list in a language, as a kind of file, with a title, a blank row and a total."""

    def write(ledger: Ledger, path: Path, chance: random.Random) -> Written:
        language = LANGUAGES[code]
        several = len({item.currency for item in ledger.items}) > 1
        typed = kind in ("xlsx", "xls", "xml")
        # beside real days nothing else would tell the day from the month
        day = iso(ledger.as_of) if typed else language.day(ledger.as_of)
        rows: list[list[Any]] = [[ledger.company], [language.title.format(day)], [],
                                 list(language.headings)]  # fmt: skip
        rows += [(typed_cells_of if typed else cells_of)(item, language) for item in ledger.items]
        if not several:
            original = sum(item.original for item in ledger.items)
            minor = sum(item.minor for item in ledger.items)
            amount: Callable[[int], Any] = files.number if typed else language.amount
            rows.append([language.total, *[""] * 5, amount(original), amount(minor),
                         ledger.currency])  # fmt: skip
        _save(rows, path, kind, language, chance)
        return written(ledger, proved=not several, options=ReadOptions())

    return write


def _save(
    rows: list[list[Any]], path: Path, kind: str, language: Language, chance: random.Random
) -> None:
    mark = language.delimiter
    text = text_table(rows, mark) if kind not in ("xlsx", "xls", "xml", "html") else ""
    if kind == "xlsx":
        files.workbook(path, {"Data": rows, "Notes": [["made by hand"]]}, hidden=("Notes",))
    elif kind == "xls":
        files.old_workbook(path, {"Data": rows, "Notes": [["made by hand"]]})
    elif kind == "xml":
        files.spreadsheetml(path, {"Data": rows, "Notes": [["made by hand"]]})
    elif kind == "html":
        files.web_page(path, rows, chance)
    elif kind == "cr only":
        save(path, text.replace("\r\n", "\r"))
    elif kind == "mixed ends":
        lines = text.split("\r\n")
        save(path, "".join(line + chance.choice(["\r\n", "\n"]) for line in lines))
    elif kind == "form feeds":
        lines = text.split("\r\n")
        head = next(i for i, row in enumerate(rows) if list(row) == list(language.headings))
        for place in range(len(lines) - 3, head + 5, -20):
            lines[place:place] = [f"\f{lines[0]}", lines[head]]
        save(path, "\r\n".join(lines))
    elif kind == "quoted":
        save(path, text_table(rows, mark, quote_all=True), "utf-8-sig")
    elif kind == "tabs named xls":
        save(path, text_table(rows, "\t"), "utf-16")
    elif kind == "utf-16-be":
        path.write_bytes(b"\xfe\xff" + text.encode("utf-16-be"))
    elif kind == "code page":
        save(path, text, language.encoding)
    else:
        save(path, text, "utf-8" if kind == "text" else kind)


LAYOUTS = (
    *(Layout(f"plain {code} {kind}", _plain(code, kind)) for code in LANGUAGES for kind in _KINDS),
)
