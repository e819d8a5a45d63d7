"""A tier's sender and copies, from the rules to the message that leaves."""

from __future__ import annotations

from dataclasses import replace
from email import policy
from email.parser import BytesParser
from pathlib import Path

import mail_book as book
from sqlalchemy import insert
from store_fixtures import ruled_by

from collectwork.domain.activity import Draft
from collectwork.mail.folder import FolderTransport
from collectwork.store.tables import table
from collectwork.usecases import automatic, planning, sending
from collectwork.usecases.desk import Desk, RulesText

RULES = """
[defaults]
currency = "any"
[[strategy]]
name = "ladder"
rank = 1
end_with = "stop"
[[strategy.step]]
name = "final"
day = 20
action = "mail"
template = "final_notice"
[[strategy.tier]]
name = "two"
step = "final"
sender = "lead"
copies = ["lead", "owner", "sales@example.com"]
"""


def with_rules(desk: Desk) -> Desk:
    with desk.store.write() as tx:
        for login, name, role, email in (
            ("lea", "Lea Lang", "lead", "lea@ours.example"), ("ana", "Ana Ito", "collector", None),
        ):  # fmt: skip
            tx.connection.execute(
                insert(table("person")).values(
                    login=login, name=name, role=role, email=email, seniority=1, capacity=40,
                    active=True,
                )
            )  # fmt: skip
        tx.record(Draft("people.changed", None, {}))
    return ruled_by(desk, RULES)


def test_the_lead_signs_and_has_a_copy_of_what_leaves(desk: Desk, tmp_path: Path) -> None:
    desk = with_rules(desk)
    customer = book.customer(desk.store, owner="ana")
    book.item(desk.store, customer, "RE-1", 123450)
    planning.plan(desk)
    (line,) = planning.worklist(desk, None)
    assert (line.tier, line.sender) == ("two", "lea")
    assert line.copies == ("lea", "ana", "sales@example.com")

    letter = sending.compose(desk, customer)
    assert letter.template == "final_notice"
    assert letter.cc == ("lea@ours.example", "sales@example.com")
    assert "Lea Lang" in letter.text
    assert "ana should have a copy, but has no e-mail address" in letter.findings

    sending.queue(desk, letter)
    out = FolderTransport(tmp_path / "out")
    (sent,) = sending.deliver(replace(desk, mailbox=lambda _: out))
    assert sent.state == "sent"
    (file,) = (tmp_path / "out").iterdir()
    message = BytesParser(policy=policy.default).parsebytes(file.read_bytes())
    assert str(message["Cc"]) == "lea@ours.example, sales@example.com"
    assert "Lea Lang" in str(message["From"])
    with desk.store.read() as tx:
        (entry,) = [one for one in tx.log.walk() if one.kind == "mail.queued"]
    assert entry.data["cc"] == ["lea@ours.example", "sales@example.com"]


def test_another_letter_than_the_step_s_has_no_copies(sqlite_desk: Desk) -> None:
    desk = with_rules(sqlite_desk)
    customer = book.customer(desk.store, owner="ana")
    book.item(desk.store, customer, "RE-1", 123450)
    planning.plan(desk)
    letter = sending.compose(desk, customer, template="statement")
    assert letter.cc == ()
    assert "Lea Lang" not in letter.text


AUTO = RULES.replace('action = "mail"', 'action = "mail"\nauto = true').split("[[strategy.tier]]")[
    0
]


def test_an_automatic_step_is_queued_by_the_run_once_and_the_rest_waits_for_a_person(
    desk: Desk,
) -> None:
    desk = replace(
        with_rules(desk), rules=lambda: RulesText("rules.toml", AUTO), sender="t@x.example"
    )
    customer = book.customer(desk.store, owner="ana")
    book.item(desk.store, customer, "RE-1", 123450)
    without = book.customer(desk.store, "2", "Nobody Known", email=None)
    book.item(desk.store, without, "RE-2", 5000)
    planning.plan(desk)
    done = automatic.queue_steps(desk)
    assert (done.set_up, done.queued, list(done.left)) == (True, 1, ["2"])
    (row,) = sending.outbox(desk)
    assert (row.customer, row.state) == ("100231", "queued")
    with desk.store.read() as tx:
        (entry,) = [one for one in tx.log.walk() if one.kind == "mail.queued"]
    assert entry.data["automatic"] is True
    planning.plan(desk)
    again = automatic.queue_steps(desk)
    assert (again.queued, list(again.left)) == (0, ["2"])
    by_hand = ruled_by(desk, RULES)
    assert not automatic.queue_steps(by_hand).set_up
