"""The new text alone, machines told from people, and what servers report."""

from __future__ import annotations

import time
from datetime import date
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from collectwork.replies import body, delivery_report, is_auto_reply

TODAY = date(2026, 11, 18)


def message(
    text: str | bytes, kind: str = "text/plain; charset=utf-8", head: str = ""
) -> EmailMessage:
    raw = text.encode() if isinstance(text, str) else text
    found = message_from_bytes(
        f"{head}Content-Type: {kind}\r\n\r\n".encode() + raw, policy=policy.default
    )
    assert isinstance(found, EmailMessage)
    return found


@pytest.mark.parametrize(
    ("text", "new"),
    [
        (
            "We pay.\n\nOn Wed, 18 Nov 2026 at 09:12, Ana <a@x.example>\nwrote:\n\n> old\n",
            "We pay.",
        ),
        ("Wir zahlen bald.\n\nMit freundlichen Grüßen\nPaul\nTel. 1", "Wir zahlen bald."),
        ("Ok.\n\nVon: Ana\nGesendet: Mittwoch\nAn: Paul\nBetreff: x\n\nalt", "Ok."),
        ("Oui.\n\nLe mer. 18 nov. 2026 à 09:12, Ana a écrit :\n> vieux", "Oui."),
        ("Sí.\n\nEl mié, 18 nov 2026 a las 9:12, Ana (<a@x.example>) escribió:\n\nviejo", "Sí."),
        ("Yes.\n-- \nPaul\nExample Ltd", "Yes."),
        ("Done, see below.\n\nSent from my iPhone", "Done, see below."),
        ("We pay.\n\nThis e-mail is confidential and intended for you.", "We pay."),
        ("> When?\nOn Friday.\n> And the rest?\nIn May.", "On Friday.\n\nIn May."),
    ],
)  # fmt: skip
def test_only_what_is_new_stays(text: str, new: str) -> None:
    assert body(message(text)) == new


def test_hidden_and_active_content_is_no_text() -> None:
    html = (
        "<style>p{}</style><script>x()</script><p>Hello&nbsp;&amp; thanks</p>"
        "<p style='display:none'>we will pay</p><div hidden>secret</div>"
        "<table><tr><td>INV-1</td><td>5.00</td></tr></table><blockquote>old</blockquote>"
    )
    assert body(message(html, "text/html")) == "Hello & thanks\nINV-1 | 5.00"


def test_flowed_lines_are_joined() -> None:
    said = body(message("We will \npay on \nFriday.\n", "text/plain; format=flowed"))
    assert said == "We will pay on Friday."


@given(st.binary(max_size=600))
@settings(max_examples=60, deadline=None)
def test_no_message_makes_it_raise(raw: bytes) -> None:
    for kind in ("text/plain", "text/html; charset=nonsense", "multipart/report; boundary=b"):
        one = message(raw, kind)
        assert isinstance(body(one), str)
        is_auto_reply(one, TODAY)
        delivery_report(one)


@pytest.mark.parametrize("kind", ["text/plain", "text/html"])
@pytest.mark.parametrize(
    "bit", ["<", "<a '", "<!--", "> ", "On 1 \n", "From: x\n", "kind ", "<td>"]
)
def test_a_megabyte_takes_no_time(bit: str, kind: str) -> None:
    one = message(bit * (1_000_000 // len(bit)), kind)
    began = time.process_time()
    body(one)
    assert time.process_time() - began < 5


def test_an_automatic_answer_and_when_its_writer_is_back() -> None:
    head = "Subject: Abwesenheitsnotiz: Rechnung\r\nAuto-Submitted: auto-replied\r\n"
    found = is_auto_reply(message("Ich bin bis zum 30.11. im Urlaub.", head=head), TODAY)
    assert found is not None
    assert found.evidence == "header"
    assert found.back_on == date(2026, 11, 30)


def test_a_persons_answer_to_an_automatic_one_is_a_persons() -> None:
    head = "Subject: Re: Automatic reply: Invoices\r\nAuto-Submitted: no\r\n"
    assert is_auto_reply(message("We will pay on Friday.", head=head), TODAY) is None


_NDR = (
    "--b\r\nContent-Type: text/plain\r\n\r\nfailed\r\n--b\r\n"
    "Content-Type: message/delivery-status\r\n\r\nReporting-MTA: dns;x\r\n\r\n"
    "Final-Recipient: rfc822;Bob@x.example\r\nAction: failed\r\nStatus: 5.1.10\r\n"
    "Diagnostic-Code: smtp;550 5.1.10 RESOLVER.ADR.RecipientNotFound\r\n\r\n"
    "--b\r\nContent-Type: message/rfc822\r\n\r\nMessage-ID: <a@b>\r\n\r\nx\r\n--b--\r\n"
)


def test_a_delivery_report_names_address_status_and_our_mail() -> None:
    found = delivery_report(message(_NDR, "multipart/report; boundary=b"))
    assert found is not None
    (one,) = found.recipients
    assert (one.address, one.action, one.status) == ("bob@x.example", "failed", "5.1.10")
    assert one.permanent
    assert found.message_id == "<a@b>"


def test_a_report_in_words_alone() -> None:
    text = "Hi. This is the qmail-send program.\n\n<bob@x.example>:\n550 5.1.1 no such user\n"
    head = "From: MAILER-DAEMON@y.example\r\nSubject: failure notice\r\n"
    found = delivery_report(message(text, head=head))
    assert found is not None
    assert (found.recipients[0].address, found.recipients[0].status) == ("bob@x.example", "5.1.1")


def test_a_person_who_quotes_a_report_reports_nothing() -> None:
    text = "I got this:\n<bob@x.example>:\n550 5.1.1 no such user\n"
    head = "From: paul@y.example\r\nSubject: Undeliverable: hm\r\n"
    assert delivery_report(message(text, head=head)) is None
