"""How values read in a letter or a statement: amounts and dates in the reader's language."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from datetime import date
from html import escape

from babel import Locale, UnknownLocaleError
from babel.dates import format_date
from babel.numbers import format_decimal

from collectwork.domain.money import Money, digits

_BLANK = re.compile(r"\s+")

_LABELS: dict[str, dict[str, str]] = {
    "en": {
        "document": "Document",
        "issued": "Issued",
        "due": "Due",
        "days": "Days late",
        "amount": "Open amount",
        "po": "Order",
        "credit": "credit",
        "payment": "payment on account",
        "total": "Total",
        "statement": "Statement of account",
        "as_of": "As of",
        "account": "Account",
        "reference": "Reference",
        "page": "Page",
        "aging": "By age",
        "current": "not due",
        "no_due_date": "no due date",
        "nothing": "There are no open items.",
        "disputed": "in clarification",
    },
    "de": {
        "document": "Beleg",
        "issued": "Datum",
        "due": "Fällig",
        "days": "Tage über",
        "amount": "Offen",
        "po": "Bestellung",
        "credit": "Gutschrift",
        "payment": "Zahlung auf Konto",
        "total": "Summe",
        "statement": "Kontoauszug",
        "as_of": "Stand",
        "account": "Konto",
        "reference": "Referenz",
        "page": "Seite",
        "aging": "Nach Alter",
        "current": "nicht fällig",
        "no_due_date": "ohne Fälligkeit",
        "nothing": "Es gibt keine offenen Posten.",
        "disputed": "in Klärung",
    },
    "fr": {
        "document": "Pièce",
        "issued": "Date",
        "due": "Échéance",
        "days": "Jours de retard",
        "amount": "Solde",
        "po": "Commande",
        "credit": "avoir",
        "payment": "paiement non affecté",
        "total": "Total",
        "statement": "Relevé de compte",
        "as_of": "Situation au",
        "account": "Compte",
        "reference": "Référence",
        "page": "Page",
        "aging": "Par ancienneté",
        "current": "non échu",
        "no_due_date": "sans échéance",
        "nothing": "Il n'y a aucun poste ouvert.",
        "disputed": "en cours de vérification",
    },
    "es": {
        "document": "Documento",
        "issued": "Fecha",
        "due": "Vencimiento",
        "days": "Días vencidos",
        "amount": "Pendiente",
        "po": "Pedido",
        "credit": "abono",
        "payment": "pago a cuenta",
        "total": "Total",
        "statement": "Extracto de cuenta",
        "as_of": "A fecha de",
        "account": "Cuenta",
        "reference": "Referencia",
        "page": "Página",
        "aging": "Por antigüedad",
        "current": "no vencido",
        "no_due_date": "sin vencimiento",
        "nothing": "No hay partidas pendientes.",
        "disputed": "en aclaración",
    },
}


def labels(language: str) -> dict[str, str]:
    """Headings of tables and statements; English where the language is not known."""
    return _LABELS.get(language[:2].lower(), _LABELS["en"])


def short_day(value: date | None, language: str) -> str:
    """A date for a narrow column, the year in four digits."""
    if value is None:
        return "–"
    chosen = locale(language)
    pattern = {"en": "dd MMM y", "de": "dd.MM.y"}.get(chosen.language, "dd/MM/y")
    return format_date(value, pattern, locale=chosen)


def locale(language: str) -> Locale:
    """The nearest known locale; English where there is none."""
    for name in (language.replace("-", "_"), language[:2]):
        try:
            return Locale.parse(name)
        except (UnknownLocaleError, ValueError):
            continue
    return Locale("en")


def amount(money: Money, language: str) -> str:
    """``1.234,50 EUR``: the currency always beside the figure, decimals as the currency has."""
    places = digits(money.currency)
    pattern = "#,##0" + ("." + "0" * places if places else "")
    figure = format_decimal(money.decimal, format=pattern, locale=locale(language))
    return f"{figure.replace(chr(0x202F), chr(0xA0))} {money.currency}"


def day(value: date, language: str) -> str:
    """A date that cannot be misread: the month in letters."""
    chosen = locale(language)
    if chosen.language == "en":
        return format_date(value, "d MMMM y", locale=chosen)
    return format_date(value, "long", locale=chosen)


def one_line(text: str) -> str:
    """Controls, line separators and invisible marks become blanks; lone surrogates a sign."""
    plain = "".join(_visible(c) for c in text)
    return _BLANK.sub(" ", plain).strip()


def _visible(character: str) -> str:
    category = unicodedata.category(character)
    if category in ("Cc", "Zl", "Zp"):
        return " "
    if category == "Cs":
        return "\ufffd"
    return "" if category in ("Cf", "Co", "Cn") else character


_COVERING = {
    "en": "This is mail {number} of {count} that belong together: “{subject}”. "
    "It brings further files:",
    "de": "Dies ist Mail {number} von {count}, die zusammengehören: „{subject}“. "
    "Sie bringt weitere Dateien:",
    "fr": "Ceci est le message {number} sur {count} qui vont ensemble : « {subject} ». "
    "Il contient d'autres fichiers :",
    "es": "Este es el mensaje {number} de {count} que van juntos: «{subject}». Trae más archivos:",
}


def numbered(subject: str, number: int, count: int) -> str:
    """``Open invoices (2/3)``: one of several mails that belong together."""
    return f"{subject} ({number}/{count})"


def covering(
    language: str, number: int, count: int, subject: str, files: Sequence[str]
) -> tuple[str, str]:
    """Text and HTML of a further mail that only brings what did not fit into the first."""
    wording = _COVERING.get(language[:2].lower(), _COVERING["en"])
    line = wording.format(number=number, count=count, subject=one_line(subject))
    text = "\n".join([line, "", *(f"- {one_line(name)}" for name in files), ""])
    entries = "".join(f"<li>{escape(one_line(name))}</li>" for name in files)
    return text, (
        f'<!DOCTYPE html>\n<html lang="{language[:2]}"><head><meta charset="utf-8"></head>'
        '<body style="font-family:sans-serif;font-size:14px;line-height:1.45">\n'
        f"<p>{escape(line)}</p><ul>{entries}</ul></body></html>\n"
    )
