"""Templates: limits, the sandbox, languages, the table, the team's own folder."""

from __future__ import annotations

import json
import time
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collectwork.domain.mail import Lists
from collectwork.domain.money import Money
from collectwork.domain.receivables import Item
from collectwork.errors import InputRefused, NotFound
from collectwork.mail import samples, sandbox
from collectwork.mail.templates import TemplateFolder
from collectwork.mail.text import show
from collectwork.usecases.mails.listed import as_totals, as_values, named

NAMES = (
    "pre_due", "first_notice", "second_notice", "final_notice", "statement", "copy_request",
    "promise_confirmation", "promise_broken",
)  # fmt: skip
TODAY = date(2026, 11, 20)


def values(**changes: Any) -> dict[str, Any]:
    items = [
        {"document": "RE-1", "kind": "invoice", "issued": date(2026, 9, 1), "currency": "EUR",
         "due": date(2026, 10, 1), "days": 50, "amount": Money(123450, "EUR"), "credit": False,
         "po": "", "disputed": False},
        {"document": "GS-2", "kind": "credit", "issued": None, "currency": "EUR", "due": None,
         "days": None, "amount": Money(-6450, "EUR"), "credit": True, "po": "", "disputed": False},
    ]  # fmt: skip
    return {
        **samples.full(),
        "customer": {"name": "Brenner", "number": "100231", "country": "DE"},
        "contact": {"name": "Sabine Ott", "role": "", "email": ""},
        "items": items,
        "totals": [{"currency": "EUR", "amount": Money(117000, "EUR")}],
        "promises": [{"amount": Money(100, "EUR"), "due": date(2026, 12, 1), "document": "RE-1"}],
        "deadline": date(2026, 11, 30),
        "today": TODAY,
        "as_of": TODAY,
        "reference": "CW-ABC",
        "sender": {"name": "Ana", "email": "a@x.example", "phone": "", "team": ""},
        "team": "Receivables",
    } | changes


def rendered(text: str) -> str:
    return sandbox.render("try", text, values(), lambda value: show(value, "en"))


def naughty(shared: Path) -> list[tuple[str, str]]:
    cases = json.loads((shared / "data/naughty/templates.json").read_text("utf-8"))["cases"]
    lines = (shared / "data/naughty/ssti.txt").read_text("utf-8").splitlines()
    marked = [(line, "refuse" if "{{" in line or "{%" in line else "literal") for line in lines]
    return [(case["text"], case["expect"]) for case in cases] + marked


def test_every_naughty_template_is_refused_or_literal_in_time(shared: Path) -> None:
    for text, expect in naughty(shared):
        began = time.thread_time()
        if expect == "literal":
            assert rendered(text) == text
        else:
            with pytest.raises(InputRefused, match="'try' is refused, line 1"):
                rendered(text)
        assert time.thread_time() - began < 1


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a\nb\n{{ ''.__class__ }}", "line 3"),
        ("{{ customer.nmae }}", "did you mean 'name'"),
        ("{{ custmer.name }}", "did you mean 'customer'"),
        ("{{ customer }}", "name one of its values"),
        ("{{ items }}", "name one of its values"),
        ("{{ customer.name.upper }}", "plain value"),
        ("{{ items[0] }}", r"\[…\]"),
        ("{% for a in items %}{% for b in items %}{% for c in items %}x{% endfor %}{% endfor %}"
         "{% endfor %}", "more than 2 for"),
        ("{% if 1 > 'a' %}x{% endif %}", "not supported"),
        ("{{ loop.index }}", "no variable 'loop'"),
        ("{% raw %}{{ x }}{% endraw %}", "raw"),
        ("(" * 30_000, "30000 bytes"),
        ("{{ " + "(" * 5_000 + "x" + ")" * 5_000 + " }}", "nested too deeply|no variable"),
        ("{{ customer.name ~ 'x' }}", "~"),
        ("{{ customer is mapping }}", "is not allowed|within"),
    ],
)  # fmt: skip
def test_refusals_name_line_and_problem(text: str, said: str) -> None:
    with pytest.raises(InputRefused, match=said):
        rendered(text)


def test_time_and_output_have_limits() -> None:
    many = [{"x": "a" * 100} for _ in range(3_000)]
    twice = "{% for a in rows %}{% for b in rows %}{{ b.x }}{% endfor %}{% endfor %}"
    empty = "{% for a in rows %}{% for b in rows %}{% endfor %}{% endfor %}"
    for text, said in ((twice, "1,000,000 characters|1 second"), (empty, "1 second")):
        began = time.thread_time()
        with pytest.raises(InputRefused, match=said):
            sandbox.render("try", text, {"rows": many * 3}, str)
        assert time.thread_time() - began < 2.5


def test_a_source_that_was_read_before_is_filled_in_anew_and_refused_anew() -> None:
    source = '{{ "b" | upper }}{{ name }}'
    assert sandbox.render("t", source, {"name": "c"}, str) == "Bc"
    assert sandbox.render("t", source, {"name": "d"}, lambda value: f"<{value}>") == "<B><d>"
    for _ in range(2):
        with pytest.raises(InputRefused, match="'name'"):
            sandbox.render("t", source, {"other": "c"}, str)
        with pytest.raises(InputRefused, match="may lack"):
            sandbox.render("t", "{{ name.x }}", {"name": None}, str)


def test_only_plain_values_are_given() -> None:
    with pytest.raises(TypeError):
        sandbox.render("try", "x", {"path": Path("/")}, str)


@pytest.mark.parametrize("language", ["en", "de", "fr", "es"])
@pytest.mark.parametrize("name", NAMES)
def test_shipped_templates_render_with_everything_in_them(name: str, language: str) -> None:
    written = TemplateFolder().render(name, language, values())
    assert written["language"] == language
    assert "CW-ABC" in written["subject"]
    assert "Sabine Ott" in written["text"]
    assert "RE-1" in written["text"]
    if name != "promise_confirmation":
        assert "GS-2 (" in written["text"]
        assert "170" in written["text"]
        assert "<table" in written["html"]
    assert "\ue000" not in written["text"] + written["html"] + written["subject"]


def test_language_falls_back() -> None:
    folder = TemplateFolder()
    assert folder.about("first_notice", "de-AT").language == "de"
    assert folder.about("first_notice", "ja").language == "en"
    with pytest.raises(NotFound, match="first_notice"):
        folder.about("firts_notice", "en")
    with pytest.raises(NotFound):
        folder.about("../../etc/passwd", "en")


def test_the_teams_folder_wins_by_name(tmp_path: Path) -> None:
    own = tmp_path / "de" / "first_notice.md.j2"
    own.parent.mkdir()
    own.write_text("subject: Eigene\n---\nHallo {{ customer.name }}\n", "utf-8")
    folder = TemplateFolder(tmp_path)
    assert folder.render("first_notice", "de", values())["text"] == "Hallo Brenner\n"
    assert folder.about("first_notice", "en").language == "en"
    assert folder.about("first_notice", "de").version != TemplateFolder().about(
        "first_notice", "de"
    ).version  # fmt: skip


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("subject: x\nbody", "no line ---"),
        ("---\nbody", "no subject"),
        ("subject: x\nsbuject: y\n---\nz", "line 2"),
        ("subject: x\nlist: all\n---\nz", "list: 'all' is not known"),
        ("subject: x\ndeadline: soon\n---\nz", "deadline"),
        ("subject: x\n---\na\n{% set y = 1 %}", "line 4, column 4: set is not allowed"),
        ("subject: {{ nobody }}\n---\na", "line 1, column 13: there is no variable 'nobody'"),
        ("subject: x\n---\na\n{{ nobody }}", "line 4, column 4: there is no variable 'nobody'"),
    ],
)
def test_a_teams_bad_template_is_refused_by_line(tmp_path: Path, source: str, said: str) -> None:
    (tmp_path / "own.md.j2").write_text(source, "utf-8")
    with pytest.raises(InputRefused, match=said):
        TemplateFolder(tmp_path).render("own", "en", values())


def test_data_is_never_markup() -> None:
    name = "[red]x[/] <b>\n\n# Title **bold** [a](http://evil.example) \x1b[31m\u202e"
    customer = {"name": name, "number": "1", "country": ""}
    contact = {"name": name, "role": "", "email": ""}
    written = TemplateFolder().render(
        "first_notice", "en", values(customer=customer, contact=contact)
    )
    for sign in ("\x1b", "\u202e"):
        assert sign not in written["text"] + written["html"]
    assert "<h1" not in written["html"]
    assert "<b>" not in written["html"]
    assert "<a " not in written["html"]
    assert "**bold**" in written["html"]


money = st.integers(-(10**9), 10**9).filter(lambda minor: minor != 0)
lines = st.lists(
    st.tuples(money, st.sampled_from(["EUR", "USD", "JPY", "TND"]), st.integers(-60, 400)),
    max_size=25,
)


@given(lines, st.sampled_from(["overdue", "open", "coming"]))
def test_totals_are_the_sum_of_what_is_listed_per_currency(
    rows: list[tuple[int, str, int]], lists: Lists
) -> None:
    items = [
        Item(n, 1, "", f"D{n}", "invoice" if minor > 0 else "credit", currency, minor, minor,
             None, date.fromordinal(TODAY.toordinal() - late))
        for n, (minor, currency, late) in enumerate(rows)
    ]  # fmt: skip
    chosen = named(items, lists, TODAY, set())
    sums: dict[str, int] = {}
    for value in as_values(chosen, TODAY):
        assert value["amount"].currency == value["currency"]
        sums[value["currency"]] = sums.get(value["currency"], 0) + value["amount"].minor
    totals = as_totals(chosen)
    assert {total["currency"]: total["amount"].minor for total in totals} == sums
    if lists == "overdue":
        assert all(total["amount"].minor > 0 for total in totals)
