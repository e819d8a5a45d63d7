"""Mails that are broken, huge or meant to harm: each becomes a value, none a traceback."""

from __future__ import annotations

import io
import json
import time
import zipfile
from datetime import UTC, date, datetime
from email.message import EmailMessage
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from inbox_book import mail, report

from collectwork.domain.inbox import Came
from collectwork.domain.mailboxes import MOST_BYTES, Arrived
from collectwork.usecases.inbox.parsing import parsed

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
TODAY = date(2026, 11, 20)


def read(raw: bytes) -> Came:
    """The message, with proof that everything in it can be kept."""
    came = parsed(Arrived("s1", raw), "", {"ar@acme.example"}, NOW, TODAY)
    texts = [
        came.subject, came.sender, came.name, came.text, came.full_text, came.trouble, came.note,
        came.message_id, *came.thread, *came.quoted, *(one.name for one in came.attachments),
        *came.recipients,
    ]  # fmt: skip
    for text in texts:
        assert "\x00" not in text
        text.encode("utf-8")
    for text in (came.subject, came.sender, came.name, *(o.name for o in came.attachments)):
        assert "\n" not in text
        assert not any("\u202a" <= sign <= "\u202e" for sign in text)
    assert came.raw is None or len(came.raw) <= 1_048_576
    assert len(came.recipients) <= 50
    return came


def test_controls_and_signs_that_turn_text() -> None:
    came = read(
        "From: \x00Eve\x1b[31m <eve@x.example>\nSubject: in\u202evoice\x00\x07\n\ta\u2028b\n\n"
        "text\x00 with \x1b[2J\n".encode()
    )
    assert came.sender == "eve@x.example"
    assert came.subject == "invoice a b"
    assert "\x1b" not in came.full_text


@pytest.mark.parametrize(
    ("header", "subject"),
    [
        ("=?utf-8?B?w4Q=?= =?iso-8859-1?Q?=FCb?=", "Äüb"),
        ("=?utf-8?Q?=0ABcc=3A_x@y.example?=", "Bcc: x@y.example"),
        ("=?no-such?B?aGFsbG8=?=", "hallo"),
        ("=?utf-8?B?%%%?=", ""),
        ("=?zlib?B?eJw=?=", "xœ"),
        ("folded\r\n over\r\n\tlines", "folded over lines"),
    ],
)
def test_encoded_words(header: str, subject: str) -> None:
    assert read(f"From: a@b.example\r\nSubject: {header}\r\n\r\nx".encode()).subject == subject


@pytest.mark.parametrize(
    "charset", ["utf-8", "no-such", "idna", "zlib", "utf-16", "unicode_escape"]
)
def test_wrong_charsets(charset: str) -> None:
    head = f'From: a@b.example\nContent-Type: text/plain; charset="{charset}"\n\n'
    assert read(head.encode() + b"Gr\xfc\xdfe RE-1001\n").kind == "reply"


def test_ten_thousand_recipients_and_a_long_header_are_quick() -> None:
    to = ", ".join(f'"Name {n}" <n{n}@x.example>' for n in range(10_000))
    began = time.process_time()
    came = read(f"From: a@b.example\nTo: {to}\nSubject: {'x' * 200_000}\n\nhello\n".encode())
    assert "longer than" in came.trouble
    assert came.sender == "a@b.example"
    many = "".join(f"To: n{n}@x.example\n" for n in range(5_000))
    assert read(f"From: a@b.example\n{many}\nhello\n".encode()).kind == "reply"
    comments = "(" * 3_000 + ")" * 3_000
    read(f"From: a {comments} <a@b.example>\nTo: {comments}\n\nx".encode())
    assert time.process_time() - began < 5


def test_parts_within_parts_end_somewhere() -> None:
    deep = b"x"
    for n in range(500):
        head = f'Content-Type: multipart/mixed; boundary="b{n}"\n\n--b{n}\n'.encode()
        deep = head + deep + f"\n--b{n}--\n".encode()
    came = read(b"From: a@b.example\nSubject: deep\n" + deep)
    assert came.kind == "other"
    assert "parts that are made of parts" in came.trouble
    within = mail(text="inner RE-1001")
    for _ in range(20):
        outer = mail(subject="FW", text="see")
        outer.add_attachment(within)
        within = outer
    assert read(within.as_bytes()).kind == "reply"


def test_attachments_are_named_and_never_opened() -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("bomb", b"0" * 5_000_000)
    made = mail(text="see attached")
    names = ["../../etc/passwd", "C:\\x\\evil.exe", "a\u202efdp.exe", "..", "x" * 900, "\x00.zip"]
    for name in names:
        made.add_attachment(packed.getvalue(), maintype="application", subtype="zip", filename="n")
        made.get_payload()[-1].set_param("filename", name, "Content-Disposition")  # type: ignore[union-attr]
    came = read(made.as_bytes())
    assert [one.name for one in came.attachments][:3] == ["passwd", "evil.exe", "afdp.exe"]
    assert all(abs(one.size - len(packed.getvalue())) <= 2 for one in came.attachments)
    assert "see attached" in came.full_text


def test_a_message_that_is_too_large_is_told_by_its_head() -> None:
    raw = b"From: a@b.example\nSubject: RE-1001\n\n" + b"x" * MOST_BYTES
    came = read(raw)
    assert (came.subject, came.kind) == ("RE-1001", "other")
    assert "larger than" in came.trouble


def test_dates_that_cannot_be_are_not_believed() -> None:
    for said in ("Fri, 31 Dec 9999 23:59:59 +0000", "nonsense", "Mon, 1 Jan 1990 00:00:00 +0000"):
        assert read(f"From: a@b.example\nDate: {said}\n\nx".encode()).at.startswith("2026-11-20")


@given(st.binary(max_size=2_000))
def test_any_bytes(raw: bytes) -> None:
    read(raw)
    read(b"From: a@b.example\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\n" + raw)


_TEMPLATES = [mail().as_bytes(), report("<a@b>", "x@y.example"), mail(text="é" * 90).as_bytes()]


@settings(max_examples=60)
@given(st.data())
def test_damaged_mails(data: st.DataObject) -> None:
    raw = bytearray(data.draw(st.sampled_from(_TEMPLATES)))
    for _ in range(data.draw(st.integers(1, 12))):
        at = data.draw(st.integers(0, len(raw) - 1))
        raw[at : at + data.draw(st.integers(0, 5))] = data.draw(st.binary(max_size=8))
        if not raw:
            return
    read(bytes(raw))


def test_texts_that_break_things_elsewhere(shared: Path) -> None:
    folder = shared / "data" / "naughty"
    values = json.loads((folder / "blns.json").read_text("utf-8"))
    cases = json.loads((folder / "mail-header.json").read_text("utf-8"))["cases"]
    values += [one["value"] for one in cases]
    values += (folder / "fuzzdb-email-invalid.txt").read_text("utf-8", "replace").splitlines()
    names = json.loads((folder / "filenames.json").read_text("utf-8"))
    values += [str(one) for one in (names if isinstance(names, list) else names.values())]
    for value in map(str, values[::4]):
        plain = value.encode("utf-8", "surrogatepass")
        came = read(
            b"From: " + plain + b" <a@b.example>\nSubject: " + plain + b"\nReferences: " + plain
            + b'\nContent-Type: text/plain; name="' + plain + b'"\n\n' + plain
        )  # fmt: skip
        assert came.kind in ("reply", "auto", "other", "bounce", "own", "receipt")


def test_a_copy_that_travelled_another_way_is_the_same() -> None:
    one = mail(text="We pay.", Message_ID="<a@b.example>")
    other = b"Received: by x\r\nX-Spam: no\r\n" + one.as_bytes().replace(b"\n", b"\r\n")
    assert read(one.as_bytes()).identity == read(other).identity
    changed = one.as_bytes().replace(b"We pay.", b"We do not pay.")
    assert read(changed).identity != read(other).identity


def test_html_alone_is_read() -> None:
    made = EmailMessage()
    made["From"] = "a@b.example"
    made.set_content("<p>Invoice <b>RE-1001</b></p><script>evil()</script>", subtype="html")
    came = read(made.as_bytes())
    assert "RE-1001" in came.full_text
    assert "evil" not in came.full_text
