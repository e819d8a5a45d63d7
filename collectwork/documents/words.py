"""Words of statements and letters on paper, beside those of ``present.letters``."""

from __future__ import annotations

from collections.abc import Mapping

_WORDS: Mapping[str, Mapping[str, str]] = {
    "en": {
        "enclosed": "Enclosed",
        "contact": "Contact",
        "date": "Date",
        "note": "Remark",
        "original": "Amount",
        "promised": "promised",
        "invoices": "Invoices",
        "credits": "Credits and payments not yet applied",
        "unapplied": "Payments received that no invoice names yet",
        "balance": "Balance",
        "pay_to": "Please pay to",
        "quote": "Reference for your payment",
        "holder": "Holder",
        "other_currencies": "all other currencies",
        "questions": "Questions and copies",
        "overdue": "of this overdue",
        "ages": "Invoices by days past due; credits are shown apart and are not netted.",
    },
    "de": {
        "enclosed": "Anlagen",
        "contact": "Kontakt",
        "date": "Datum",
        "note": "Hinweis",
        "original": "Betrag",
        "promised": "zugesagt",
        "invoices": "Rechnungen",
        "credits": "Gutschriften und nicht zugeordnete Zahlungen",
        "unapplied": "Eingegangene Zahlungen ohne Rechnungsbezug",
        "balance": "Saldo",
        "pay_to": "Bitte zahlen Sie auf",
        "quote": "Verwendungszweck",
        "holder": "Kontoinhaber",
        "other_currencies": "alle anderen Währungen",
        "questions": "Fragen und Kopien",
        "overdue": "davon überfällig",
        "ages": "Rechnungen nach Tagen seit Fälligkeit; Gutschriften stehen für sich und "
        "sind nicht verrechnet.",
    },
    "fr": {
        "enclosed": "Pièces jointes",
        "contact": "Contact",
        "date": "Date",
        "note": "Remarque",
        "original": "Montant",
        "promised": "promis",
        "invoices": "Factures",
        "credits": "Avoirs et paiements non affectés",
        "unapplied": "Paiements reçus sans référence de facture",
        "balance": "Solde",
        "pay_to": "Merci de payer sur le compte",
        "quote": "Référence de votre paiement",
        "holder": "Titulaire",
        "other_currencies": "toutes les autres devises",
        "questions": "Questions et copies",
        "overdue": "dont échu",
        "ages": "Factures par jours de retard ; les avoirs sont indiqués à part et ne sont pas "
        "déduits.",
    },
    "es": {
        "enclosed": "Adjuntos",
        "contact": "Contacto",
        "date": "Fecha",
        "note": "Nota",
        "original": "Importe",
        "promised": "prometido",
        "invoices": "Facturas",
        "credits": "Abonos y pagos sin aplicar",
        "unapplied": "Pagos recibidos sin referencia a una factura",
        "balance": "Saldo",
        "pay_to": "Le rogamos que pague en la cuenta",
        "quote": "Concepto del pago",
        "holder": "Titular",
        "other_currencies": "todas las demás monedas",
        "questions": "Preguntas y copias",
        "overdue": "de ello vencido",
        "ages": "Facturas por días de retraso; los abonos figuran aparte y no se compensan.",
    },
}


def words(language: str) -> Mapping[str, str]:
    """English where the language is not known."""
    return _WORDS.get(language[:2].lower(), _WORDS["en"])
