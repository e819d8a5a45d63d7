"""Reading a mailbox by IMAP: each message once, nothing marked, whatever the server is like.

The server is pymap on loopback; a scripted one says what pymap does not.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import imap_server as imaps
import loops
import pytest
import raw_line
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from smtp_parts import PASSWORD, by, open_imap

from collectwork.config.smtp_settings import ImapSettings
from collectwork.errors import NotFetched
from collectwork.mail.imap import folders, line, reading
from collectwork.mail.smtp.transport import SmtpTransport


@pytest.fixture(autouse=True)
def _secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLLECTWORK_SECRET_SMTP", PASSWORD)


@pytest.fixture
def imap() -> Iterator[imaps.Imap]:
    with imaps.running(imaps.Imap()) as imap:
        yield imap


def mail(number: int, more: bytes = b"") -> bytes:
    return (
        b"From: a@b.example\r\nTo: ar@x.example\r\nSubject: Re: %d\r\nMessage-ID: <%d@b>\r\n\r\n"
        b"Gr\xc3\xbc\xc3\x9fe %d\r\n" % (number, number, number)
    ) + more


def box(server: imaps.Imap, **more: Any) -> SmtpTransport:
    return by(1, imap=open_imap(server, **more))


def everything(mailbox: SmtpTransport, state: str = "") -> tuple[list[bytes], str, int]:
    found, pages, more = [], 0, True
    while more:
        page = mailbox.fetch("inbox", state)
        assert len(page.arrived) <= 100
        found += [one.message for one in page.arrived]
        state, more, pages = page.state, page.more, pages + 1
    return found, state, pages


def test_each_message_comes_once_in_order_and_stays_unread(imap: imaps.Imap) -> None:
    mailbox = box(imap)
    assert mailbox.fetch("inbox", "").arrived == ()
    for number in range(3):
        imap.put("INBOX", mail(number))
    first = mailbox.fetch("inbox", "")
    assert [one.message for one in first.arrived] == [mail(0), mail(1), mail(2)]
    assert not first.more
    assert not first.restarted
    again = mailbox.fetch("inbox", first.state)
    assert (again.arrived, again.state, again.restarted) == ((), first.state, False)
    imap.put("INBOX", mail(3))
    later = mailbox.fetch("inbox", first.state)
    assert [one.message for one in later.arrived] == [mail(3)]
    assert all(rb"\Seen" not in flags for flags in imap.flags("INBOX"))
    ids = [one.server_id for one in (*first.arrived, *later.arrived)]
    assert len(set(ids)) == 4
    assert all(one.at and one.at.endswith("Z") for one in first.arrived)


def test_an_empty_state_of_an_empty_folder_is_one_to_go_on_from(imap: imaps.Imap) -> None:
    state = box(imap).fetch("inbox", "").state
    imap.put("INBOX", mail(1), datetime.now(UTC) - timedelta(days=400))
    assert len(box(imap).fetch("inbox", state).arrived) == 1  # new there, however old it says


def test_the_first_look_goes_back_thirty_days(imap: imaps.Imap) -> None:
    now = datetime.now(UTC)
    for days in (400, 32, 28, 1):
        imap.put("INBOX", mail(days), now - timedelta(days=days))
    found, state, _ = everything(box(imap))
    assert found == [mail(28), mail(1)]
    assert everything(box(imap), state)[0] == []


def test_many_messages_come_in_pages(imap: imaps.Imap) -> None:
    for number in range(230):
        imap.put("INBOX", mail(number))
    found, _, pages = everything(box(imap))
    assert found == [mail(number) for number in range(230)]
    assert pages == 3


def test_large_messages_share_a_page_only_as_far_as_memory_goes(
    imap: imaps.Imap, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "MOST_BYTES", 5000)
    monkeypatch.setattr(reading, "PAGE_BYTES", 8000)
    sizes = (4000, 4000, 4500, 9000, 100)
    wanted = [mail(number, b"x" * size + b"\r\n") for number, size in enumerate(sizes)]
    for one in wanted:
        imap.put("INBOX", one)
    found, _, pages = everything(box(imap))
    assert pages == 3
    head = wanted[3].split(b"\r\n\r\n", 1)[0] + b"\r\n\r\n"
    assert found == [wanted[0], wanted[1], wanted[2], head, wanted[4]]


@pytest.mark.parametrize("state", ["1:99", "x", "999999999999:1", "7", ":", "1:1:1", "-1:3", "١:٢"])
def test_a_state_that_no_longer_holds_starts_over(imap: imaps.Imap, state: str) -> None:
    imap.put("INBOX", mail(1))
    page = box(imap).fetch("inbox", state)
    assert page.restarted
    assert [one.message for one in page.arrived] == [mail(1)]
    assert not box(imap).fetch("inbox", page.state).restarted


def test_a_folder_made_anew_starts_over(imap: imaps.Imap) -> None:
    imap.make("Replies")
    imap.put("Replies", mail(1))
    mailbox = box(imap, inbox="Replies")
    before = mailbox.fetch("inbox", "")
    imap.remove("Replies")
    imap.make("Replies")
    imap.put("Replies", mail(2))
    after = mailbox.fetch("inbox", before.state)
    assert after.restarted
    assert [one.message for one in after.arrived] == [mail(2)]


def test_sent_mails_are_told_by_their_id_alone(imap: imaps.Imap) -> None:
    imap.put("Sent", mail(1))
    imap.put("Sent", b"Subject: none\r\n\r\n")
    imap.put("Sent", b"Message-ID:\r\n <very-long@x>\r\n\r\n")
    page = box(imap).fetch("sent", "")
    assert [one.message_id for one in page.arrived] == ["<1@b>", "", "<very-long@x>"]
    assert all(one.message == b"" for one in page.arrived)


@pytest.mark.parametrize(
    "name",
    ["Gesendete Elemente", "Éléments envoyés", 'a "quoted" one', "back\\slash", "A&B", "日本"],
)
def test_folders_of_any_name(name: str) -> None:
    with imaps.running(imaps.Imap(folders=(name,))) as imap:
        imap.put(name, mail(1))
        mailbox = box(imap, sent_folder=name)
        assert mailbox.settle("<1@b>", None) is True
        assert mailbox.fetch("sent", "").arrived[0].message_id == "<1@b>"


@pytest.mark.parametrize(
    ("listed", "found"),
    [
        ([((rb"\HasNoChildren",), b"/", "Sent"), ((rb"\sent",), b"/", "Raus")], "Raus"),
        ([((), b".", "INBOX.Drafts"), ((), b".", "INBOX.Gesendet")], "INBOX.Gesendet"),
        ([((), b"/", "sent items"), ((), b"/", "Elementos enviados")], "sent items"),
        ([((rb"\Noselect",), b"/", "Sent"), ((), None, "Envoyés")], "Envoyés"),
    ],
)
def test_the_folder_of_sent_mails_is_found(listed: Any, found: str) -> None:
    assert folders.sent_folder(_Lists(listed), "") == found  # type: ignore[arg-type]


def test_without_one_the_folders_there_are_named() -> None:
    with pytest.raises(line.NotRead, match=r"sent_folder under .*Ablage"):
        folders.sent_folder(_Lists([((), b"/", "Ablage")]), "")  # type: ignore[arg-type]


class _Lists:
    def __init__(self, listed: Any) -> None:
        self._listed = listed

    def list_folders(self) -> Any:
        return self._listed


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_tls_is_checked_and_a_stripped_one_refused(security: str, tmp_path: Path) -> None:
    pem = loops.certificate(tmp_path)
    with imaps.running(imaps.Imap(), loops.tls(pem), implicit=security == "tls") as imap:
        imap.put("INBOX", mail(1))
        secure = {"host": "127.0.0.1", "port": imap.port, "security": security}
        trusted = by(1, imap=ImapSettings(**secure, ca_file=str(pem)))
        assert len(trusted.fetch("inbox", "").arrived) == 1
        with pytest.raises(NotFetched, match="not trusted"):
            by(1, imap=ImapSettings(**secure)).fetch("inbox", "")
    with imaps.running(imaps.Imap()) as imap:
        secure = {"host": "127.0.0.1", "port": imap.port, "security": security}
        bare = by(1, imap=ImapSettings(**secure, ca_file=str(pem)))
        with pytest.raises(NotFetched, match="TLS"):
            bare.fetch("inbox", "")


def imap_talk(*answers: bytes, greeting: bytes = b"* OK hi\r\n") -> Callable[[Any], None]:
    """Says the greeting, then an answer to each command, in which %t is the command's tag."""

    def talk(sock: Any) -> None:
        sock.sendall(greeting)
        with sock.makefile("rb") as file:
            for answer in answers:
                tag = file.readline().split(b" ", 1)[0]
                sock.sendall(answer.replace(b"%t", tag))
            file.readline()

    return talk


DONE = b"%t OK done\r\n"
FOUND = b"* 1 EXISTS\r\n" + DONE
CAPABLE = b"* CAPABILITY IMAP4rev1 %s\r\n%%t OK done\r\n"


@pytest.mark.parametrize(
    ("talk", "said"),
    [
        (imap_talk(greeting=b"* BYE busy\r\n"), "busy"),
        (imap_talk(greeting=b"<html>hello</html>\r\n"), "html"),
        (imap_talk(greeting=b""), "did not answer|cannot be reached|answered"),
        (imap_talk(CAPABLE % b"LOGINDISABLED"), "LOGINDISABLED"),
        (imap_talk(CAPABLE % b"", b"%t NO [AUTHENTICATIONFAILED] no\r\n"), "refused the sign-in"),
        (imap_talk(CAPABLE % b"", DONE, b"%t NO no such folder\r\n"), "no such folder"),
        (imap_talk(CAPABLE % b"", DONE, FOUND, b"* ((\r\n"), "."),
        (imap_talk(CAPABLE % b"", DONE, FOUND, b"* SEARCH x y\r\n" + DONE), "."),
    ],
)  # fmt: skip
def test_a_server_that_refuses_or_babbles_is_told(talk: Any, said: str) -> None:
    with raw_line.speaking(talk) as port:
        mailbox = by(1, imap=ImapSettings(host="127.0.0.1", port=port, security="none"))
        assert mailbox._in is not None
        mailbox._in = replace(mailbox._in, timeout=0.3)
        with pytest.raises(NotFetched, match=said) as refused:
            mailbox.fetch("inbox", "")
        assert PASSWORD not in str(refused.value)
        assert mailbox.settle("<1@b>", None) is None


def test_a_greeting_that_skips_the_sign_in_is_not_believed_without_tls() -> None:
    talk = imap_talk(CAPABLE % b"STARTTLS", greeting=b"* PREAUTH welcome\r\n")
    with raw_line.speaking(talk) as port:
        settings = ImapSettings(host="127.0.0.1", port=port, security="starttls")
        with pytest.raises(NotFetched, match="no STARTTLS"):
            by(1, imap=settings).fetch("inbox", "")


def test_xoauth2_answers_a_challenge_with_an_empty_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLLECTWORK_SECRET_SMTP", "token-1")
    heard: list[bytes] = []

    def talk(sock: Any) -> None:
        sock.sendall(b"* OK hi\r\n")
        with sock.makefile("rb") as file:
            tag = file.readline().split()[0]
            sock.sendall(b"* CAPABILITY IMAP4rev1 AUTH=XOAUTH2\r\n%s OK done\r\n" % tag)
            tag = file.readline().split()[0]
            sock.sendall(b"+ \r\n")
            heard.append(file.readline())
            sock.sendall(b"+ eyJzdGF0dXMiOiI0MDEifQ==\r\n")
            heard.append(file.readline())
            sock.sendall(tag + b" NO invalid token\r\n")

    with raw_line.speaking(talk) as port:
        settings = ImapSettings(host="127.0.0.1", port=port, security="none", auth="xoauth2")
        with pytest.raises(NotFetched, match="invalid token"):
            by(1, imap=settings).fetch("inbox", "")
    assert len(heard[0]) > 20
    assert heard[1] == b"\r\n"


def test_without_imap_nothing_is_fetched_and_nothing_is_known() -> None:
    mailbox = by(1)
    assert mailbox.fetch("inbox", "s") == mailbox.fetch("sent", "s")
    assert mailbox.fetch("inbox", "s").state == "s"
    assert mailbox.settle("<1@b>", None) is None


@settings(max_examples=6, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.sampled_from(["put", "read", "put many", "new folder"]), max_size=12))
def test_whatever_happens_between_two_looks_nothing_is_missed(
    imap: imaps.Imap, steps: list[str]
) -> None:
    name = "Any"
    imap.make(name)
    mailbox, state, number = box(imap, inbox=name), "", 0
    lying: list[bytes] = []
    seen: list[bytes] = []
    for step in [*steps, "read"]:
        if step == "read":
            found, state, _ = everything(mailbox, state)
            seen += found
        elif step == "new folder":
            imap.remove(name)
            imap.make(name)
            lying = []
        for _ in range({"put": 1, "put many": 3}.get(step, 0)):
            number += 1
            imap.put(name, mail(number))
            lying.append(mail(number))
    assert set(lying) <= set(seen)
    assert len(seen) == len(set(seen))
    imap.remove(name)
