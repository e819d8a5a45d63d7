"""The tone check: what hurts, what lacks, and the calmer way."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from mail_book import TODAY

from collectwork.domain.tone import Intent, findings

GOOD = Intent(
    subject="Open invoices 100231",
    text="Dear Sabine,\nRE-1 of 1,234.50 EUR is open. Please pay by 30 November 2026. "
    "If something is unclear, a short reply is enough.\n",
    amounts=["1,234.50 EUR"],
    documents=["RE-1"],
    deadline=date(2026, 11, 30),
    deadline_text="30 November 2026",
    today=TODAY,
)


def kinds(**changes: object) -> list[str]:
    return [one.kind for one in findings(replace(GOOD, **changes))]  # type: ignore[arg-type]


def added(text: str, **changes: object) -> list[str]:
    return kinds(text=GOOD.text + text, **changes)


def test_a_calm_and_complete_letter_has_nothing_to_say() -> None:
    assert kinds() == []


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("We will take legal action.", "legal"),
        ("Wir leiten rechtliche Schritte ein.", "legal"),
        ("Sinon, nos avocats vous contacteront.", "legal"),
        ("Emprenderemos acciones legales.", "legal"),
        ("Pay or else.", "threat"),
        ("Sonst geht es an ein Inkassobüro.", "threat"),
        ("You failed to pay.", "blame"),
        ("You ignored our letters.", "blame"),
        ("Keine Ausreden mehr.", "blame"),
        ("Pay now!! Really!", "exclamation"),
        (
            "THIS CANNOT GO ON LIKE THIS, PLEASE SEND THE MONEY WITHOUT ANY FURTHER DELAY",
            "capitals",
        ),
    ],
)
def test_words_that_hurt_are_found_with_a_calmer_way(text: str, kind: str) -> None:
    assert added(text) == [kind]
    (finding,) = findings(replace(GOOD, text=GOOD.text + text))
    assert "Calmer" in finding.words


def test_the_last_step_may_announce_further_steps() -> None:
    assert added("We will take legal action, or else.", step_is_last=True) == []


def test_what_lacks_is_named() -> None:
    assert kinds(text="Please pay. Call us.") == ["no_amount", "no_invoices", "no_date"]
    bare = GOOD.text.split(" If ")[0]
    assert kinds(text=bare) == ["no_reply"]
    assert kinds(part_paid=True) == ["no_thanks"]
    assert kinds(part_paid=True, text=GOOD.text + "Thank you.") == []
    assert kinds(today=date(2026, 11, 28)) == ["short_deadline"]


def test_an_answer_to_the_customer_needs_no_demand() -> None:
    assert kinds(text="Here is the statement. Call us.", dunning=False) == []


def test_invoice_numbers_and_currencies_are_no_shouting() -> None:
    assert added(" ".join(f"RE-{n} EUR USD" for n in range(30))) == []


@pytest.mark.parametrize("channel", ["sms", "portal"])
def test_a_text_of_a_few_words_names_no_invoices_and_no_way_to_reply(channel: str) -> None:
    said = kinds(text="Please pay. ", channel=channel)
    assert said == ["no_amount", "no_date"]
