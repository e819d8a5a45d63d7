"""The tone check in four languages: what hurts is found, what does not is left alone, and the
calmer wording it suggests satisfies it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from collectwork.domain.tone import Finding, Intent, findings
from collectwork.domain.tone_calmer import applicable, calmed
from collectwork.mail.templates import TemplateFolder

TEXTS = {
    "en": "Dear Sabine Ott,\n\nRE-1 of 1,234.50 EUR is open. Please pay by 30 November 2026; "
    "a short reply is enough.\n\nKind regards\nAna\n",
    "de": "Guten Tag,\n\nRE-1 über 1,234.50 EUR ist offen. Bitte zahlen Sie bis zum 30 "
    "November 2026; eine kurze Antwort genügt.\n\nFreundliche Grüße\nAna\n",
    "fr": "Bonjour,\n\nRE-1 de 1,234.50 EUR est ouverte. Merci de régler pour le 30 "
    "November 2026 ; une courte réponse suffit.\n\nCordialement\nAna\n",
    "es": "Buenos días:\n\nRE-1 de 1,234.50 EUR está pendiente. Les rogamos el pago hasta el "
    "30 November 2026; basta una breve respuesta.\n\nUn cordial saludo\nAna\n",
}
SHARP = {
    "en": [
        ("legal", "Otherwise we will take legal action."), ("legal", "We shall take you to court."),
        ("legal", "Our lawyers will contact you."), ("threat", "This is your last chance."),
        ("threat", "The matter goes to a collection agency."), ("blame", "You failed to pay."),
        ("blame", "You have ignored three letters."), ("blame", "We accept no more excuses."),
        ("blame", "This is unacceptable."), ("hurry", "Pay within 24 hours."),
        ("hurry", "The money has to be here by tomorrow."),
    ],
    "de": [
        ("legal", "Sonst leiten wir rechtliche Schritte ein."),
        ("legal", "Es folgt ein Mahnbescheid."),
        ("legal", "Wir übergeben die Sache unserem Anwalt."),
        ("threat", "Das ist Ihre letzte Chance."),
        ("threat", "Dann geht die Sache an ein Inkassobüro."), ("blame", "Sie haben es versäumt."),
        ("blame", "Sie haben unsere Schreiben ignoriert."), ("blame", "Das ist inakzeptabel."),
        ("blame", "Zahlen Sie unverzüglich."), ("hurry", "Zahlen Sie binnen 24 Stunden."),
        ("hurry", "Das Geld muss bis morgen da sein."),
    ],
    "fr": [
        ("legal", "Nous saisirons le tribunal."), ("legal", "Notre avocat vous contactera."),
        ("legal", "Ceci est une mise en demeure."), ("threat", "C'est votre dernière chance."),
        ("threat", "Nous passerons par une société de recouvrement."),
        ("blame", "Vous avez ignoré nos lettres."), ("blame", "C'est inacceptable."),
        ("blame", "Vous devez payer."), ("hurry", "Payez sous 48 heures."),
    ],
    "es": [
        ("legal", "Emprenderemos acciones legales."), ("legal", "Nuestro abogado les escribirá."),
        ("threat", "Es su última oportunidad."),
        ("threat", "Lo pasaremos a una agencia de cobros."),
        ("blame", "Ustedes no han cumplido."), ("blame", "Esto es inaceptable."),
        ("blame", "Paguen inmediatamente."), ("hurry", "Paguen en 24 horas."),
    ],
}  # fmt: skip
ORDINARY = {
    "en": [
        "Please excuse the delay of our answer.", "Our office is at 5 Court Street.",
        "We would be glad to find a date together.", "You may ignore this message if it is paid.",
        "As a consequence of the new system our bank details have changed.",
        "Your order of 12 tennis court nets is included.", "Thank you for your patience!",
        "We will look into it immediately.",
        "The delivery took two days.", "INV-2026-001 and INV-2026-002 are listed above.",
    ],
    "de": [
        "Bitte entschuldigen Sie die späte Antwort.", "Wir haben keinen Grund zur Klage.",
        "Die Lieferung dauerte zwei Tage.", "Folgen Sie bitte dem Link im Portal.",
        "Die Ware wurde vollständig geliefert.", "Wir freuen uns auf Ihre Antwort!",
        "Der Betrag wurde am Freitag überwiesen.", "Bei Fragen helfen wir gern.",
        "Die Gutschrift ist bereits abgezogen.",
    ],
    "fr": [
        "Toutes nos excuses pour le retard.", "Notre solution à court terme est prête.",
        "Merci de votre patience !", "Veuillez excuser cette erreur de notre part.",
        "La livraison a pris deux jours.", "Nous restons à votre disposition.",
        "L'avoir est déjà déduit.",
    ],
    "es": [
        "Disculpen el retraso de nuestra respuesta.", "¡Gracias por su paciencia!",
        "La entrega tardó dos días.", "Quedamos a su disposición.",
        "El abono ya está descontado.", "Nuestra oficina está en la calle Real 5.",
    ],
}  # fmt: skip


def intent(language: str, **changes: object) -> Intent:
    made = Intent(
        subject="RE-1", text=TEXTS[language], amounts=["1,234.50 EUR"], documents=["RE-1"],
        deadline=date(2026, 11, 30), deadline_text="30 November 2026", today=date(2026, 11, 20),
        language=language, names=("Sabine Ott", "Lawyers & Partners Ltd"),
        later_text="27 November 2026",
    )  # fmt: skip
    return replace(made, **changes)  # type: ignore[arg-type]


def said(language: str, sentence: str) -> tuple[Finding, ...]:
    text = TEXTS[language].replace("\n\n", f"\n\n{sentence} ", 1)
    return findings(intent(language, text=text))


@pytest.mark.parametrize("language", TEXTS)
def test_a_calm_letter_has_nothing_to_say(language: str) -> None:
    assert findings(intent(language)) == ()


@pytest.mark.parametrize("language", TEXTS)
def test_what_hurts_is_found_and_its_calmer_wording_is_calm(language: str) -> None:
    for kind, sentence in SHARP[language]:
        for heard in (language, *TEXTS):  # also where the letter is in another language
            assert kind in [one.kind for one in said(heard, sentence)], (heard, sentence)
        found = next(one for one in said(language, sentence) if one.kind == kind)
        assert found.found in sentence
        text = TEXTS[language].replace("\n\n", f"\n\n{sentence} ", 1)
        after = calmed(text, found)
        assert found.calmer in after
        assert sentence not in after
        assert findings(intent(language, text=after)) == (), sentence


@pytest.mark.parametrize("language", TEXTS)
def test_ordinary_sentences_raise_no_alarm(language: str) -> None:
    for sentence in ORDINARY[language]:
        assert said(language, sentence) == (), sentence


def test_our_own_templates_raise_no_alarm() -> None:
    assert [str(one) for one in TemplateFolder().check()] == []


@pytest.mark.parametrize("language", TEXTS)
def test_suggestions_are_taken_over_one_after_the_other_until_all_is_well(language: str) -> None:
    text = "RUFEN SIE UNS JETZT ENDLICH SOFORT ZURÜCK BITTE\n\nZahlen! Jetzt!\n"
    now = intent(language, text=text, part_paid=True, today=date(2026, 11, 28))
    for _ in range(12):
        one = applicable(findings(now))
        if one is None:
            break
        changed = calmed(now.text, one)
        assert changed != now.text, one
        now = replace(now, text=changed)
    assert [one.kind for one in findings(now)] == []
    assert "RE-1" in now.text
    assert "1,234.50 EUR" in now.text


def test_names_are_no_words() -> None:
    text = TEXTS["en"].replace("Sabine Ott", "Lawyers & Partners Ltd, our lawyers' friends")
    named = intent("en", text=TEXTS["en"].replace("Sabine Ott", "Lawyers & Partners Ltd"))
    assert findings(named) == ()
    assert [one.kind for one in findings(intent("en", text=text))] == ["legal"]


def test_a_sharp_subject_is_named_and_the_text_stays() -> None:
    (found,) = findings(intent("en", subject="Last chance before legal action"))[:1]
    assert found.kind == "legal"
    assert calmed(TEXTS["en"], found) == TEXTS["en"]


def test_in_the_last_step_further_steps_may_be_announced_but_nobody_is_blamed() -> None:
    last = intent("en", step_is_last=True, text=TEXTS["en"] + "We will take legal action. ")
    assert findings(last) == ()
    blamed = replace(last, text=TEXTS["en"] + "You failed to pay.")
    assert [one.kind for one in findings(blamed)] == ["blame"]
