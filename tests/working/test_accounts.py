"""An account's page, its history, finding it, its contacts; and the team."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import event

from collectwork.domain.activity import Draft
from collectwork.domain.customers import Contact
from collectwork.domain.team import Person
from collectwork.errors import InputRefused, NotFound
from collectwork.usecases import accounts, people
from collectwork.usecases.desk import Desk
from collectwork.usecases.recording import record
from working.book import Book
from working.office import Office

TODAY = date(2026, 11, 20)


def test_the_figures_of_a_page_are_exact(desk: Desk) -> None:
    book = Book(desk.store)  # type: ignore[arg-type]
    customer = book.customer(
        "1",
        "Voss",
        [
            ("A", 10_000, date(2026, 12, 1)),  # not due
            ("B", 20_000, TODAY),  # due today: due, not overdue
            ("C", 40_000, date(2026, 11, 19)),  # 1 day
            ("D", 80_000, date(2026, 10, 21)),  # 30 days
            ("E", 160_000, date(2026, 10, 20)),  # 31 days
            ("F", 320_000, date(2026, 9, 20)),  # 61 days
            ("G", 640_000, date(2026, 8, 21)),  # 91 days
            ("H", 1_280_000, None),
            ("K", -5_000, date(2026, 11, 1)),  # a credit
        ],
    )
    page = accounts.page(desk, customer)
    assert page.buckets == {
        "EUR": {
            "current": 30_000,
            "1-30": 115_000,
            "31-60": 160_000,
            "61-90": 320_000,
            "91+": 640_000,
            "no_due_date": 1_280_000,
        }
    }
    assert page.balance == {"EUR": 2_545_000}
    assert page.past_due == {"EUR": 1_240_000}
    assert page.to_collect == {"EUR": 1_255_000}
    assert page.unapplied == {"EUR": 5_000}
    assert [item.document for item in page.items] == list("GFEDKCBAH")
    assert page.as_of == TODAY
    assert "oldest invoice 91 days past due" in page.risk


def test_currencies_are_never_added(desk: Desk) -> None:
    book = Book(desk.store)  # type: ignore[arg-type]
    book.customer("1", "Voss", [("A", 10_000, TODAY)])
    other = book.customer("2", "Kern", [("B", 500, TODAY)], currency="JPY")
    assert accounts.page(desk, other).balance == {"JPY": 500}


def test_a_page_needs_few_look_ups(small: Office) -> None:
    record(small.desk, small.brenner, "will_pay")
    asked: list[str] = []

    def count(*args: object) -> None:
        asked.append(str(args[2]))

    engine = small.desk.store._engines.read  # type: ignore[attr-defined]
    event.listen(engine, "before_cursor_execute", count)
    accounts.page(small.desk, small.brenner)
    event.remove(engine, "before_cursor_execute", count)
    assert len([one for one in asked if one.lstrip().upper().startswith("SELECT")]) <= 21


def test_risk_is_the_counts_themselves(office: Office) -> None:
    page = accounts.page(office.desk, office.brenner)
    assert page.risk == ("oldest invoice 50 days past due",)
    for number in range(4):
        document = f"OLD-{number}"
        old = office.book.customer(f"9{number}", "other", [])
        assert old
        _settled(office.book, office.brenner, document, date(2026, 5, 1), date(2026, 5, 13))
    page = accounts.page(office.desk, office.brenner)
    assert "usually pays 12 days late (4 invoices in a year)" in page.risk


def _settled(book: Book, customer: int, document: str, due: date, paid: date) -> None:
    with book.store.write() as tx:
        run = book.run(tx.connection, due)
        book._item(tx.connection, run, customer, document, 1_000, due, "EUR")
        tx.record(Draft("assigned", None, {"run": run}))
    book.compare(customer, document, 0, paid, paid)


def test_the_timeline_is_in_order_with_everything(office: Office) -> None:
    office.book.pay(office.brenner, "RE-1", 10_000, date(2026, 11, 18))
    office.book.compare(office.brenner, "RE-2", 20_000, date(2026, 11, 10), date(2026, 11, 17))
    record(office.desk, office.brenner, "will_pay", note="on Monday")
    record(office.desk, office.brenner, "note", note="new buyer")
    happened = accounts.timeline(office.desk, office.brenner)
    assert [(one.kind, one.code) for one in happened] == [
        ("import", "part_paid"),
        ("payment", "payment"),
        ("import", "new"),
        ("call", "will_pay"),
        ("note", "note"),
    ]
    assert happened[0].invoices == ("RE-2",)
    assert "between 2026-11-10 and 2026-11-17" in happened[0].text
    assert happened[3].invoices == ("RE-1", "RE-2")
    assert happened[3].hash
    page = accounts.page(office.desk, office.brenner)
    assert [one.kind for one in page.timeline] == [one.kind for one in happened]


def test_a_late_entry_says_how_late(office: Office) -> None:
    from datetime import UTC, datetime

    at = datetime(2026, 11, 17, 9, 0, tzinfo=UTC)
    record(office.desk, office.brenner, "will_pay", happened_at=at)
    (call,) = [one for one in accounts.timeline(office.desk, office.brenner) if one.kind == "call"]
    assert (call.at, call.late_days) == ("2026-11-17T09:00:00.000000Z", 3)


def test_an_account_is_found_by_number_name_or_part(office: Office) -> None:
    office.book.customer("0000100017", "Kern & Söhne")
    office.book.customer("100018", "Kern Bau")
    office.book.customer("100%", "Prozent_GmbH")
    for text, number in [
        ("100231", "100231"),
        ("brenner logistik gmbh", "100231"),
        ("brenner", "100231"),
        ("LOGISTIK", "100231"),
        ("100017", "0000100017"),
        ("0000100017", "0000100017"),
        ("Söhne", "0000100017"),
        ("100%", "100%"),
        ("prozent_", "100%"),
    ]:
        assert accounts.find(office.desk, text).number == number
    with pytest.raises(NotFound, match=r"fits several.*Kern Bau"):
        accounts.find(office.desk, "kern")
    with pytest.raises(NotFound, match="Did you mean"):
        accounts.find(office.desk, "Brenner Logistic GmbH")
    for text in ("", "   ", "%", "_", "nobody"):
        with pytest.raises(NotFound):
            accounts.find(office.desk, "zz" + text)


def test_search_finds_by_whatever_is_at_hand(office: Office) -> None:
    office.book.contact(
        office.brenner, "Sabine Ott", phone="+49 (40) 123-456", email="s.ott@brenner.example"
    )
    for text, how in [
        ("brenn", ""),
        ("100231", ""),
        ("RE-1", "invoice RE-1"),
        ("re-2", "invoice RE-2"),
        ("1,000.00", "1000.00 EUR on RE-1"),
        ("500", "500.00 EUR on RE-2"),
        ("040 123456", "phone +49 (40) 123-456"),
        ("sabine", "contact Sabine Ott"),
        ("s.ott@", "address s.ott@brenner.example"),
    ]:
        hits = accounts.search(office.desk, text)
        assert (office.brenner, how) in [(one.customer_id, one.matched) for one in hits], text
    for text in ("", "   ", "%%", "__", "'; DROP TABLE item; --", "\x1b[2J", "nothing"):
        assert accounts.search(office.desk, text) == []


def test_contacts_are_added_and_changed_with_what_was_before(office: Office) -> None:
    id = accounts.add_contact(office.desk, Contact(0, office.brenner, "Sabine Ott"))
    (contact,) = accounts.page(office.desk, office.brenner).contacts
    accounts.change_contact(office.desk, replace(contact, phone="+49 40 1", do_not_contact=True))
    (changed,) = accounts.page(office.desk, office.brenner).contacts
    assert (changed.id, changed.phone, changed.do_not_contact) == (id, "+49 40 1", True)
    with office.desk.store.read() as tx:
        entry = tx.log.head()
    assert entry is not None
    assert entry.data["before"]["phone"] is None
    with pytest.raises(InputRefused):
        accounts.add_contact(office.desk, Contact(0, office.brenner, " "))
    with pytest.raises(InputRefused):
        accounts.add_contact(office.desk, Contact(0, office.brenner, "x", email="no address"))
    with pytest.raises(NotFound):
        accounts.change_contact(office.desk, replace(contact, id=99))


def test_until_a_team_is_entered_the_one_who_acts_is_collector_and_lead(desk: Desk) -> None:
    assert [(one.login, one.role) for one in people.people(desk)] == [("ana", "lead")]
    people.set_person(desk, Person("ben", "Ben", languages=("de",)))
    assert [one.login for one in people.people(desk)] == ["ben"]
    people.set_person(desk, replace(people.person(desk, "ben"), role="lead", capacity=20))
    assert people.person(desk, "ben").capacity == 20
    with pytest.raises(InputRefused):
        people.set_person(desk, replace(people.person(desk, "ben"), role="boss"))  # type: ignore[arg-type]
    with pytest.raises(NotFound):
        people.person(desk, "nobody")
