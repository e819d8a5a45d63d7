"""Our own words, quoted back, suggest nothing, in whatever way they are quoted."""

from __future__ import annotations

from datetime import date
from email import message_from_bytes, policy
from email.message import EmailMessage

import mail_book as book
import pytest

from collectwork.domain.mail import Letter
from collectwork.domain.promises import PromiseInput
from collectwork.errors import CollectworkError
from collectwork.replies import body, read
from collectwork.store.door import Store
from collectwork.usecases import recording, sending
from collectwork.usecases.desk import Desk

TODAY = date(2026, 11, 21)
_HEADS = {
    "en": "On Fri, 20 Nov 2026 at 09:00, Ana <ar@acme.example> wrote:",
    "de": "Am Fr., 20. Nov. 2026 um 09:00 Uhr schrieb Ana <ar@acme.example>:",
    "fr": "Le ven. 20 nov. 2026 à 09:00, Ana <ar@acme.example> a écrit :",
    "es": "El vie, 20 nov 2026 a las 9:00, Ana (<ar@acme.example>) escribió:",
}
_OUTLOOK = {
    "en": "From: Ana\nSent: Friday\nTo: Sabine\nSubject: Invoices",
    "de": "Von: Ana\nGesendet: Freitag\nAn: Sabine\nBetreff: Rechnungen",
    "fr": "De : Ana\nEnvoyé : vendredi\nÀ : Sabine\nObjet : Factures",
    "es": "De: Ana\nEnviado: viernes\nPara: Sabine\nAsunto: Facturas",
}
_THANKS = {"en": "Thank you.", "de": "Vielen Dank.", "fr": "Merci bien.", "es": "Muchas gracias."}


def letters(desk: Desk, store: Store, language: str) -> list[Letter]:
    """Every shipped template that has something to say, as it is sent."""
    customer = book.customer(store, language=language)
    items = [book.item(store, customer, f"A-{n}", 100_000 + n) for n in range(3)]
    book.item(store, customer, "A-9", 5_000, date(2026, 12, 1))
    promise = PromiseInput(((items[2], 50_000),), date(2026, 11, 27))
    recording.record(desk, customer, "promise", promise=promise)
    found = []
    for name in sending.templates(desk):
        try:
            found.append(sending.compose(desk, customer, template=name, language=language))
        except CollectworkError:
            continue  # written for another day, or to nobody outside
    return found


def quoted(text: str) -> str:
    return "\n".join(f"> {line}" for line in text.split("\n"))


def message(text: str, kind: str = "plain") -> EmailMessage:
    raw = f"Content-Type: text/{kind}; charset=utf-8\r\n\r\n{text}".encode()
    found = message_from_bytes(raw, policy=policy.default)
    assert isinstance(found, EmailMessage)
    return found


@pytest.mark.parametrize("language", ["en", "de", "fr", "es"])
def test_our_templates_suggest_nothing(
    sqlite_desk: Desk, sqlite_store: Store, language: str
) -> None:
    written = letters(sqlite_desk, sqlite_store, language)
    assert len(written) >= 5
    with sqlite_desk.store.read() as tx:
        known = tx.suggestions.known(written[0].customer_id)
    thanks, head, outlook = _THANKS[language], _HEADS[language], _OUTLOOK[language]
    said = {one.template: read(one.text, TODAY, language, known) for one in written}
    told = [(name, one) for name, found in said.items() for one in found]
    # not even bare, as a program quotes that marks nothing
    assert [(name, one) for name, one in told if one.kind in ("promise", "paid")] == []
    for letter in written:
        forms = (
            message(f"{thanks}\n\n{head}\n{quoted(letter.text)}"),
            message(f"{thanks}\n\n{head}\n\n{letter.text}"),
            message(f"{thanks}\n\n{'_' * 32}\n{outlook}\n\n{letter.text}"),
            message(f"{thanks}\n\n-----Original Message-----\n{letter.text}"),
            message(f"<p>{thanks}</p><blockquote>{letter.html}</blockquote>", "html"),
            message(f"<p>{thanks}</p><div id=divRplyFwdMsg></div>{letter.html}", "html"),
        )
        for at, one in enumerate(forms):
            assert body(one) == thanks, (letter.template, at)
