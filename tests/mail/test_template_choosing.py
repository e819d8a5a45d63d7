"""Which template of a family is taken, in which language, with which deadline."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction
from pathlib import Path
from typing import Any

import mail_book as book
import pytest

from collectwork.domain.calendar import is_business_day
from collectwork.domain.company import Bank, Company, sound_iban
from collectwork.domain.deadlines import new_deadline
from collectwork.domain.interest import FixedSum, Law, Laws, Rate
from collectwork.domain.money import Money
from collectwork.domain.template_variables import VARIABLES, listed
from collectwork.domain.templates import History
from collectwork.errors import InputRefused, NotAllowed
from collectwork.mail import samples
from collectwork.mail.templates import TemplateFolder
from collectwork.usecases import sending
from collectwork.usecases.desk import Desk
from collectwork.usecases.templates import managing, versions

TODAY = date(2026, 11, 20)
COMPANY = Company(
    "Seller GmbH", ("Street 1",), ("HRB 1",), (Bank("EUR", "DE02120300000000202051"),)
)
RATE = Rate(date(2020, 1, 1), None, Fraction("11.27"), "made up")
LAWS = Laws({"DE": Law("DE", "a law", "365", (RATE,), (FixedSum(4000, "EUR"),))}, "", "DE")


class Recording(TemplateFolder):
    """Keeps what composing passes."""

    given: Mapping[str, Any]

    def render(
        self, name: str, language: str, values: Mapping[str, Any], source: str | None = None
    ) -> Mapping[str, str]:
        self.given = values
        return super().render(name, language, values, source)


def late(desk: Desk, **more: Any) -> int:
    customer = book.customer(desk.store, **more)
    book.item(desk.store, customer, "RE-1", 123450)
    return customer


def test_what_is_documented_is_what_composing_passes(sqlite_desk: Desk) -> None:
    recording = Recording()
    desk = replace(sqlite_desk, templates=recording, company=COMPANY, laws=lambda: LAWS)
    sending.compose(desk, late(desk), template="first_notice")
    documented = {one.name: one for one in VARIABLES if one.kind != "table"}
    assert set(recording.given) == set(documented)
    shapes = {**samples.full(), **recording.given}
    for name, one in documented.items():
        rows = shapes[name] if one.kind == "list" else [shapes[name]]
        for row in rows or samples.full()[name]:
            if one.fields:
                assert set(row) == set(one.by_name), name
    assert [one["document"] for one in recording.given["interest"]] == ["RE-1"]
    assert recording.given["fee"][0]["amount"] == Money(4000, "EUR")
    assert recording.given["bank"][0]["iban"] == "DE02 1203 0000 0000 2020 51"


def test_every_documented_variable_renders() -> None:
    folder = TemplateFolder()
    for name, one in listed():
        if one.kind in ("record", "list"):
            continue
        if "[]." in name:
            rows, field = name.split("[].")
            shown = f"{{% for row in {rows} %}}{{{{ row.{field} }}}}{{% endfor %}}"
        else:
            shown = f"{{{{ {name} }}}}"
        if one.kind == "yes or no":
            shown = shown.replace("{{", "{% if").replace("}}", "%}yes{% endif %}")
        if name.startswith("contact."):
            shown = f"{{% if contact %}}{shown}{{% endif %}}"
        source = f"subject: x\n---\n{shown}\n"
        text = folder.render("try", "en", samples.full(), source)["text"]
        assert text.strip() or one.kind == "yes or no", name
        folder.render("try", "en", samples.bare(), source)


@pytest.mark.parametrize(
    ("history", "holds"),
    [
        (History(), {"first_mail"}),
        (History(3, TODAY - timedelta(9)), {"never_replied"}),
        (History(3, TODAY - timedelta(9), TODAY - timedelta(20)), set()),
        (History(3, TODAY - timedelta(9), TODAY - timedelta(2)), {"replied"}),
        (History(kept=1, kept_on=TODAY - timedelta(3)), {"first_mail", "promise_kept"}),
        (History(2, TODAY - timedelta(2), kept_on=TODAY - timedelta(3)), {"never_replied"}),
        (
            History(kept_on=TODAY - timedelta(9), broken_on=TODAY - timedelta(3)),
            {"first_mail", "promise_broken"},
        ),
        (History(part_paid_on=TODAY - timedelta(29)), {"first_mail", "part_payment"}),
        (History(part_paid_on=TODAY - timedelta(31)), {"first_mail"}),
    ],
)
def test_what_went_before(history: History, holds: set[str]) -> None:
    assert history.holds(TODAY) == holds


def own(tmp_path: Path, name: str, front: str, language: str = "en") -> None:
    folder = tmp_path / language
    folder.mkdir(exist_ok=True)
    text = f"subject: x\nlist: overdue\n{front}\n---\n{name} {{{{ table }}}} {{{{ deadline }}}}\n"
    (folder / f"{name}.md.j2").write_text(text, "utf-8")


def test_the_most_special_of_a_family_that_fits_is_taken(sqlite_desk: Desk, tmp_path: Path) -> None:
    own(tmp_path, "gentle", "tone: friendly")
    own(tmp_path, "gentle_first", "family: gentle\nhistory: first_mail")
    own(tmp_path, "gentle_kept", "family: gentle\nhistory: first_mail, promise_kept")
    own(tmp_path, "gentle_step", "family: gentle\nstep: final notice")
    own(tmp_path, "gentle_firm", "family: gentle\ntone: firm")
    desk = replace(sqlite_desk, templates=TemplateFolder(tmp_path))
    customer = late(desk, language="en")
    letter = sending.compose(desk, customer, template="gentle")
    assert (letter.template, letter.variant) == ("gentle", "gentle_first")
    assert any("'gentle_first' was taken for 'gentle': first mail" in f for f in letter.findings)
    assert sending.compose(desk, customer, template="gentle", tone="firm").variant == "gentle_firm"
    assert sending.compose(desk, customer, template="gentle_step").variant == ""
    lacks = sending.compose(desk, customer, template="gentle", tone="final")
    assert any("no 'gentle' in the tone final" in one for one in lacks.findings)
    with pytest.raises(InputRefused, match="friendly, neutral, firm, final"):
        sending.compose(desk, customer, template="gentle", tone="rude")


def test_language_falls_back_from_contact_to_customer_to_default(
    sqlite_desk: Desk, tmp_path: Path
) -> None:
    own(tmp_path, "only_french", "", "fr")
    desk = replace(sqlite_desk, templates=TemplateFolder(tmp_path))
    customer = late(desk, language="de")
    book.set_contact(desk.store, customer, language="it")
    letter = sending.compose(desk, customer, template="first_notice")
    assert letter.language == "de"
    assert "note: written in German: there is no 'first_notice' in Italian" in letter.findings
    book.set_contact(desk.store, customer, language="fr")
    assert sending.compose(desk, customer, template="first_notice").language == "fr"
    assert sending.compose(desk, customer, template="only_french", language="es").language == "fr"


def test_a_deadline_is_never_shorter_than_the_country_asks_for(sqlite_desk: Desk) -> None:
    assert new_deadline(TODAY, 7) == date(2026, 11, 27)
    assert new_deadline(TODAY, 7, "no") == date(2026, 12, 4)
    assert new_deadline(TODAY, 30, "NO") == date(2026, 12, 21)  # moved from a Sunday
    customer = late(sqlite_desk, country="NO")
    letter = sending.compose(sqlite_desk, customer, template="first_notice")
    assert letter.deadline is not None
    assert (letter.deadline - TODAY).days >= 14
    assert is_business_day(letter.deadline, sqlite_desk.holidays)


def test_account_numbers_are_checked() -> None:
    assert sound_iban("DE02120300000000202051")
    assert not sound_iban("DE03120300000000202051")
    assert not sound_iban("DE02")
    every = Company(banks=(Bank("EUR", "1"), Bank("", "2"), Bank("USD", "3")))
    assert [one.iban for one in every.banks_of(["EUR"])] == ["1"]
    assert [one.iban for one in every.banks_of(["CHF", "USD"])] == ["2", "3"]


def test_a_version_is_kept_when_first_used_and_can_be_shown_for_ever(
    sqlite_desk: Desk, tmp_path: Path
) -> None:
    own(tmp_path, "mine", "")
    desk = replace(sqlite_desk, templates=TemplateFolder(tmp_path))
    customer = late(desk, language="en")
    letter = sending.compose(desk, customer, template="mine")
    sending.queue(desk, letter)
    (kept,) = versions.history(desk, "mine")
    assert (kept.version, kept.language) == (letter.template_version, "en")
    assert kept.used_at is not None
    own(tmp_path, "mine", "tone: firm")
    (approved,) = versions.approve(desk, "mine", note="as agreed")
    assert (approved.approved_by, approved.note) == ("ana", "as agreed")
    assert len(versions.history(desk, "mine")) == 2
    lines = versions.difference(desk, "mine", kept.version[:6], "now")
    assert "+tone: firm" in lines
    kinds = [entry.kind for entry in entries(desk)]
    assert kinds.count("templates.changed") == 2
    assert kinds.count("template.approved") == 1
    (seen,) = [one for one in managing.overview(desk) if one.name == "mine"]
    assert (seen.approved_by, seen.state) == ("ana", "remarks")


def entries(desk: Desk) -> list[Any]:
    with desk.store.read() as tx:
        return list(tx.log.walk())


def test_nothing_unapproved_is_sent_where_the_team_asks_for_approval(sqlite_desk: Desk) -> None:
    strict = replace(sqlite_desk.policy, approved_templates_only=True)
    desk = replace(sqlite_desk, policy=strict)
    customer = late(desk, language="en")
    letter = sending.compose(desk, customer, template="first_notice")
    with pytest.raises(NotAllowed, match="templates approve first_notice --language en"):
        sending.queue(desk, letter)
    versions.approve(desk, "first_notice", "en")
    assert sending.queue(desk, letter).state == "queued"


def test_a_template_that_would_be_refused_is_not_approved(
    sqlite_desk: Desk, tmp_path: Path
) -> None:
    (tmp_path / "bad.md.j2").write_text("subject: x\n---\n{{ customer.__class__ }}\n", "utf-8")
    desk = replace(sqlite_desk, templates=TemplateFolder(tmp_path))
    with pytest.raises(InputRefused, match="__class__"):
        versions.approve(desk, "bad")
