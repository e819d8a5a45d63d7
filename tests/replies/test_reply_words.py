"""What replies say and what they do not: written replies, limits, days against a reference."""

from __future__ import annotations

import time
from datetime import date, timedelta

import pytest
from corpus import KNOWN, TODAY, Case, cases, key, scored
from hypothesis import given, settings
from hypothesis import strategies as st

from collectwork.domain.suggestions import SENTENCE_LIMIT
from collectwork.replies import read

_ENGLISH = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_GERMAN = ("Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag", "Sonntag")
days = st.dates(date(2024, 1, 1), date(2030, 12, 31))


@pytest.mark.parametrize("case", cases("first"), ids=lambda case: case.name)
def test_the_replies_that_the_rules_were_made_with(case: Case) -> None:
    found = read(case.text, TODAY, None, KNOWN)
    assert sorted(map(str, map(key, found))) == sorted(map(str, map(key, case.says)))


@pytest.mark.parametrize(
    ("which", "precision", "recall"), [("second", 0.95, 0.65), ("third", 0.95, 0.95)]
)
def test_replies_that_no_rule_was_made_with(which: str, precision: float, recall: float) -> None:
    score = scored(cases(which))
    assert score.precision >= precision, score
    assert score.recall >= recall, score


@given(st.text(max_size=400), days)
@settings(max_examples=60, deadline=None)
def test_nothing_makes_it_raise(text: str, today: date) -> None:
    for one in read(text, today, None, KNOWN):
        assert len(one.sentence) <= SENTENCE_LIMIT


_BITS = st.sampled_from(
    ["we will pay", "wir zahlen", "payé le", "pagaremos", "12.3.", "4/12", "next", "Friday", "the",
     "€", "1.200,00", "INV-20417", "?", ".", ",", "not", "if", "KW 53", "31 February", "9999999999",
     "in 999 days"]
)  # fmt: skip


@given(st.lists(_BITS, max_size=30), days)
@settings(max_examples=80, deadline=None)
def test_no_mixture_makes_it_raise(bits: list[str], today: date) -> None:
    for one in read(" ".join(bits), today, None, KNOWN):
        assert one.day is None or abs(one.day - today) <= timedelta(days=366)
        assert one.amount_minor is None or (one.amount_minor > 0 and one.currency)


@given(days, st.integers(0, 6))
@settings(max_examples=60, deadline=None)
def test_weekdays_are_those_of_the_calendar(today: date, weekday: int) -> None:
    coming = next(d for n in range(1, 8) if (d := today + timedelta(days=n)).weekday() == weekday)
    monday = next(d for n in range(1, 8) if (d := today + timedelta(days=n)).weekday() == 0)
    asked = {
        f"We will pay on {_ENGLISH[weekday]}.": coming,
        f"We will pay next {_ENGLISH[weekday]}.": monday + timedelta(days=weekday),
        f"Wir werden am {_GERMAN[weekday]} zahlen.": coming,
        f"Wir werden nächsten {_GERMAN[weekday]} zahlen.": monday + timedelta(days=weekday),
    }
    for text, day in asked.items():
        assert [one.day for one in read(text, today)] == [day], text


@given(days, st.integers(1, 60))
@settings(max_examples=60, deadline=None)
def test_written_days_are_read_in_every_language(today: date, ahead: int) -> None:
    day = today + timedelta(days=ahead)
    asked = [
        f"We will pay on {day.isoformat()}.",
        f"We will pay on {day.day} {day:%B} {day.year}.",
        f"We will pay within {ahead} days.",
        f"Wir werden am {day.day}.{day.month}.{day.year} zahlen.",
        f"Wir werden am {day.day}.{day.month}. zahlen.",
        f"Wir werden in {ahead} Tagen zahlen.",
        f"Nous paierons le {day:%d/%m/%Y}.",
        f"Nous paierons sous {ahead} jours.",
        f"Pagaremos el {day:%d/%m/%Y}.",
        f"Pagaremos en {ahead} días.",
    ]
    for text in asked:
        assert [one.day for one in read(text, today)] == [day], text


@given(days, st.integers(1, 3000))
@settings(max_examples=30, deadline=None)
def test_a_day_that_is_over_is_no_day_to_pay(today: date, ago: int) -> None:
    day = today - timedelta(days=ago)
    assert all(one.day is None for one in read(f"We will pay on {day.isoformat()}.", today))


@pytest.mark.parametrize(
    "bit",
    ["we will pay on friday ", "wird ", "a", "1.200,00 ", "und zahlen, ", "not receive ", "12.3."],
)
def test_a_megabyte_takes_no_time(bit: str) -> None:
    text = (bit * (1_000_000 // len(bit)))[:1_000_000]
    began = time.process_time()
    read(text, TODAY, None, KNOWN)
    assert time.process_time() - began < 3


@pytest.mark.parametrize(
    "text",
    ["Nothing has been paid.", "Nothing was transferred last week.", "No payment has been made.",
     "Neither invoice was paid.", "Rien n'a été payé.", "Aucun paiement n'a été effectué.",
     "Es wurde kein Betrag überwiesen.", "Bisher wurde nichts bezahlt.", "Nada se ha pagado.",
     "Ningún pago fue hecho.", "The rate is not higher than agreed.",
     "Included in our transfer of next Friday."],
)  # fmt: skip
def test_what_was_not_done_is_not_suggested(text: str) -> None:
    assert read(text, TODAY, None, KNOWN) == ()


def test_ways_to_say_it_that_were_missed() -> None:
    asked = {
        "INV-20417 was included in our transfer of 12 November.": ("paid", date(2026, 11, 12)),
        "The rate is higher than agreed.": ("dispute", None),
        "Please resend INV-20417.": ("copy", None),
        "I don't know this invoice.": ("dispute", None),
    }
    for text, said in asked.items():
        assert [(one.kind, one.day) for one in read(text, TODAY, None, KNOWN)] == [said], text
