"""Finished bytes say what was meant, whatever the values hold."""

from __future__ import annotations

import contextlib
import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath, PureWindowsPath

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from collectwork.domain.filenames import safe_name
from collectwork.domain.mail import Attachment, Letter
from collectwork.domain.message import (
    clean_header,
    message_bytes,
    parsed,
    recipients,
    unspaced,
)
from collectwork.errors import InputRefused
from collectwork.present.letters import one_line
from collectwork.usecases.mails.addresses import checked

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)
PDF = Attachment("statement.pdf", "application/pdf", b"%PDF-1")
LETTER = Letter(
    1, "100231", "first_notice", "v", "Ana Ünal <ar@acme.example>", ("a@acme.example",), (),
    "Open invoices", "Dear reader\n", "<p>Dear reader</p>", (), (PDF,),
)  # fmt: skip
HEADERS = ["From", "To", "Subject", "Date", "Message-ID", "MIME-Version", "Content-Type"]


def finished(letter: Letter) -> bytes:
    return message_bytes(letter, "<cw.1@acme.example>", NOW)


def placed(field: str, value: str) -> Letter:
    """The value where a template, an import or a user would put it."""
    if field == "subject":
        return replace(LETTER, subject=value)
    if field == "to_addr":
        return replace(LETTER, to=(checked(value),))
    if field == "to_name":
        return replace(LETTER, text=f"Dear {one_line(value)},\n")
    if field == "attachment":
        return replace(LETTER, attachments=(replace(PDF, name=value),))
    return replace(LETTER, text=value, html=value)


def harmless(message: bytes) -> None:
    found = parsed(message)
    assert [name for name in found if name in HEADERS or name.lower() == "bcc"] == HEADERS
    assert len(list(found.keys())) == len(HEADERS)
    assert recipients(message) == ["a@acme.example"]
    assert all(len(line) <= 998 for line in message.split(b"\r\n"))
    head = message.split(b"\r\n\r\n", 1)[0]
    assert b"\x00" not in head
    assert b"\r" not in head.replace(b"\r\n", b"")


def test_every_naughty_value_is_cleaned_or_refused(shared: Path) -> None:
    cases = json.loads((shared / "data/naughty/mail-header.json").read_text("utf-8"))["cases"]
    for case in cases:
        try:
            harmless(finished(placed(case["field"], case["value"])))
            assert case["expect"] == "clean", case["id"]
        except InputRefused:
            assert case["expect"] in ("refuse", "warn"), case["id"]


@given(st.text(max_size=300))
@example("00000000 0¡¡¡ࠀ𐀀𐀀𐀀𐀀𐀀𐀀 ¡")
def test_any_subject_keeps_headers_and_recipients(subject: str) -> None:
    message = finished(replace(LETTER, subject=subject))
    harmless(message)
    assert unspaced(str(parsed(message)["Subject"])) == unspaced(clean_header(subject))


@given(st.text(max_size=300))
def test_any_text_and_attachment_name_travels(text: str) -> None:
    message = finished(
        replace(LETTER, text=text, html=text, attachments=(replace(PDF, name=text),))
    )
    harmless(message)
    (attached,) = parsed(message).iter_attachments()
    assert attached.get_payload(decode=True) == PDF.content


@given(st.text(max_size=60))
def test_no_text_becomes_a_second_recipient(text: str) -> None:
    try:
        message = finished(replace(LETTER, to=(text,)))
    except InputRefused:
        return
    assert len(recipients(message)) == 1


def test_addresses_of_the_lists(shared: Path) -> None:
    folder = shared / "data/naughty"
    for line in (folder / "fuzzdb-email-invalid.txt").read_text("utf-8").splitlines():
        if line.strip() == line and line:
            with pytest.raises(InputRefused):
                checked(line)
    for line in (folder / "fuzzdb-email-valid.txt").read_text("utf-8").splitlines():
        with contextlib.suppress(InputRefused):
            assert "@" in checked(line)


@given(st.text(max_size=300))
def test_a_safe_name_is_a_name_on_every_system(text: str) -> None:
    _is_safe(safe_name(text))


def test_naughty_file_names(shared: Path) -> None:
    for case in json.loads((shared / "data/naughty/filenames.json").read_text("utf-8"))["cases"]:
        _is_safe(safe_name(case["text"]))


def _is_safe(name: str) -> None:
    assert name
    assert len(name.encode()) <= 255
    assert PurePosixPath(name).name == name
    assert PureWindowsPath(name).name == name
    assert PureWindowsPath(name).stem.upper() not in ("CON", "NUL", "AUX", "PRN", "COM1", "LPT9")
    assert not set(name) & set('<>:"/\\|?*\x00\n\r')
    assert name.strip(" .") == name
    assert ".." not in name
