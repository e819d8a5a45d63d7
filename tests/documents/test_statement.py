"""The statement of account as PDF."""

from __future__ import annotations

import io
from datetime import UTC, date, datetime
from typing import Any

import pytest
from pypdf import PdfReader

from collectwork.documents.made import Made
from collectwork.documents.paper import FONTS
from collectwork.documents.statement import listed_totals
from collectwork.domain.money import Money


def item(document: str, minor: int, currency: str = "EUR", days: int = 40, **more: Any) -> dict:  # type: ignore[type-arg]
    due = date.fromordinal(date(2026, 11, 20).toordinal() - days)
    return {
        "document": document, "kind": "invoice" if minor > 0 else "credit", "issued": due,
        "due": due, "days": days, "amount": Money(minor, currency), "po": "", "disputed": False,
    } | more  # fmt: skip


def text_of(items: list[dict[str, Any]], name: str = "Brenner", language: str = "de") -> str:
    content = Made().statement(
        {
            "customer": {"name": name, "number": "100231"},
            "sender": {"name": "Ana", "email": "ar@x.example", "phone": "", "team": "Team"},
            "language": language,
            "today": date(2026, 11, 20),
            "as_of": date(2026, 11, 19),
            "reference": "CW-1",
            "made": datetime(2026, 11, 20, 9, tzinfo=UTC),
            "items": items,
        }
    )
    assert content.startswith(b"%PDF-")
    reader = PdfReader(io.BytesIO(content))
    return "\n".join(page.extract_text() for page in reader.pages).replace("\xa0", " ")


def test_items_credits_totals_and_ages_per_currency() -> None:
    text = text_of([item("RE-1", 123450), item("GS-1", -3450, days=0), item("US-1", 700, "USD")])
    for said in ("Kontoauszug", "RE-1", "GS-1 (Gutschrift)", "1.200,00 EUR", "7,00 USD", "CW-1"):
        assert said in text, said
    assert "31-60" in text
    assert "1.234,50" in text  # not netted in the ages
    assert "-34,50" in text


@pytest.mark.parametrize("name", ["Müller & Łódź", "Ωmega Жданов", "Ünal Çelik", "[red]x[/] \x1b"])
def test_any_letter_of_these_scripts_prints(name: str) -> None:
    text = text_of([item("RE-1", 1)], name)
    assert name.replace("\x1b", "").split()[0] in text
    assert "\x1b" not in text


def test_a_letter_the_font_lacks_is_a_box_not_nothing() -> None:
    assert "□□□ Goa" in text_of([item("RE-1", 1)], "गोव Goa")
    assert "株式会社 한국" in text_of([item("RE-1", 1)], "株式会社 한국")


def test_many_items_go_over_several_pages() -> None:
    text = text_of([item(f"RE-{n}", 100) for n in range(150)])
    assert "RE-149" in text
    assert "150,00 EUR" in text


def test_nothing_open_says_so() -> None:
    assert "no open items" in text_of([], language="en")


def test_totals_never_mix_currencies() -> None:
    assert listed_totals([item("a", 5), item("b", 7, "JPY"), item("c", -2)]) == [
        Money(3, "EUR"),
        Money(7, "JPY"),
    ]


def test_the_font_comes_with_its_licence() -> None:
    said = (FONTS / "LICENSE.txt").read_text("utf-8")
    assert "Bitstream Vera" in said
    assert "Apache License" in said
