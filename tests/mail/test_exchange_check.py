"""What the check-up says of an Exchange mailbox."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from ews_stub import Fault, Stub
from ews_world import serving, settings, transport

from collectwork.mail.ews.checks import _ending
from collectwork.mail.exchange import ExchangeTransport


def test_a_mailbox_that_opens(monkeypatch: pytest.MonkeyPatch) -> None:
    with serving(monkeypatch) as stub:
        checks = transport(stub).check()
        assert all(one.ok for one in checks)
        assert "ar@seller.example opens at 127.0.0.1" in checks[0].detail
        assert "Exchange 15.1.2507.6" in checks[0].detail
        assert "Send As" in checks[0].remedy
        assert [one.check for one in checks] == ["mailbox", "mailbox clock"]
        assert stub.calls == ["GetFolder"]


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        (Fault("before", "html"), "a page that is no EWS answer"),
        (Fault("before", "404"), "there is no EWS for this user at endpoint"),
        (Fault("before", "503"), "busy or being serviced"),
        (Fault("before", "302"), "redirects are not followed"),
        (Fault("before", "drop"), "no answer from the mail server"),
    ],
)
def test_trouble_is_said(monkeypatch: pytest.MonkeyPatch, fault: Fault, said: str) -> None:
    with serving(monkeypatch) as stub:
        stub.fault = lambda _: fault
        (check,) = transport(stub).check()
        assert not check.ok
        assert said in check.detail
        assert check.remedy


def test_sign_in_and_rights_are_said(monkeypatch: pytest.MonkeyPatch) -> None:
    with serving(monkeypatch, rights={"drafts": "CreateContents"}) as stub:
        stub.errors["GetFolder sentitems"] = "ErrorAccessDenied"
        checks = {one.detail: one for one in transport(stub).check() if not one.ok}
        assert len(checks) == 2
        assert any("Drafts of ar@seller.example opens, but CreateContents" in one for one in checks)
        assert any("Sent Items" in one and "ErrorAccessDenied" in one for one in checks)
        assert all("full access" in one.remedy for one in checks.values())
        (wrong,) = transport(stub, username="other").check()
        assert "401" in wrong.detail
        assert "collectwork secret check exchange" in wrong.remedy


@pytest.mark.parametrize(("by", "said"), [(-200, "ahead of"), (300, "behind")])
def test_a_clock_that_differs(monkeypatch: pytest.MonkeyPatch, by: int, said: str) -> None:
    now = datetime.now(UTC)
    there = (now + timedelta(seconds=by)).strftime("%a, %d %b %Y %H:%M:%S GMT")
    with serving(monkeypatch, date=there) as stub:
        (clock,) = [one for one in transport(stub).check() if one.check == "mailbox clock"]
        assert said in clock.detail
        assert clock.remedy


@pytest.mark.parametrize(
    ("day", "ok", "said"),
    [
        (date(2026, 9, 1), True, "will be shut down from 2026-10-01"),
        (date(2026, 11, 22), True, "has been shutting down since 2026-10-01"),
        (date(2027, 4, 1), False, "ends on 2027-04-01"),
    ],
)
def test_the_end_of_ews_in_exchange_online(day: date, ok: bool, said: str) -> None:
    (check,) = _ending("https://outlook.office365.com/EWS/Exchange.asmx", day)
    assert check.ok is ok
    assert said in check.detail
    assert "graph" in check.remedy
    assert list(_ending("https://mail.seller.example/EWS/Exchange.asmx", day)) == []


def test_nobody_there(monkeypatch: pytest.MonkeyPatch) -> None:
    with serving(monkeypatch) as stub:
        told: Any = settings(stub)
    (check,) = ExchangeTransport(told).check()
    assert "cannot be reached" in check.detail


def test_a_check_sends_and_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    with serving(monkeypatch) as stub:
        transport(stub).check()
        assert isinstance(stub, Stub)
        assert stub.items == {}
