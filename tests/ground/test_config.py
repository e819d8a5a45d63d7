"""A slip of the pen in the config is named; the rest is frozen values."""

from __future__ import annotations

from pathlib import Path

import pytest

from collectwork.config import settings, values
from collectwork.errors import ConfigRefused


def _load(folder: Path, text: str) -> settings.Settings:
    path = folder / "config.toml"
    path.write_text(text, "utf-8")
    return settings.load(path)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[teem]\nx = 1", "teem: there is no such key. Did you mean 'team'?"),
        ('[team]\ncuntry = "DE"', "team.cuntry: there is no such key. Did you mean 'country'?"),
        ('[mail.exchange]\nendpont = ""', "mail.exchange.endpont: there is no such key."),
        (
            '[codes.fax]\nlable = "x"',
            "codes.fax.lable: there is no such key. Did you mean 'label'?",
        ),
        ('[team]\ncountry = "Germany"', "team.country ('Germany')"),
        ("[team]\nundo_seconds = -1", "team.undo_seconds (-1)"),
        ('[team]\ncalling_from = "8 am"', "team.calling_from ('8 am')"),
        ('[mail]\ntransport = "pigeon"', "mail.transport ('pigeon')"),
        ("[screen]\nzzz = 1", "screen.zzz: there is no such key. Known here: theme."),
        ('[mail]\nsender = "x"', "mail.sender ('x'): one mail address is expected"),
        ('[mail]\nsend_from = "9"', "mail.send_from ('9'): a time is expected, as \"08:00\""),
        (
            '[mail.mailbox]\nname = "x"',
            "mail.mailbox: it may be there several times, so write [[ma",
        ),
        ('[[mail.mailbox]]\nname = "x"', "mail.mailbox.0.senders: it must be set."),
        ('[mail.smtp]\npassword = "hunter2"', "no password is written here. Take it out, then"),
        ('[company]\naddress = "x"', "company.address ('x'): a list is expected"),
        ('[agency]\naddress = "x"', "agency.address ('x'): one mail address is expected"),
        ('[sms]\nurl = "http://sms.example"', "https:// is needed; http:// is for this machine"),
        ("[team", "is not valid TOML"),
    ],
)
def test_what_is_wrong_is_named_with_its_place(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(ConfigRefused) as refused:
        _load(tmp_path, text)
    assert str(tmp_path / "config.toml") in str(refused.value)
    assert said in str(refused.value)
    assert "hunter2" not in str(refused.value)


def test_without_a_file_the_defaults_hold() -> None:
    assert settings.load() == settings.Settings()


def test_a_named_file_that_is_missing_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigRefused, match="no config file"):
        settings.load(tmp_path / "none.toml")


def test_a_folder_or_a_byte_order_mark_is_no_crash(tmp_path: Path) -> None:
    with pytest.raises(ConfigRefused, match="cannot be read"):
        settings.load(tmp_path)
    path = tmp_path / "bom.toml"
    path.write_bytes(b'\xef\xbb\xbf[team]\ncountry = "AT"\n')
    assert settings.load(path).team.country == "AT"


def test_settings_reach_the_policy(tmp_path: Path) -> None:
    own = _load(
        tmp_path,
        '[team]\nbase_currency = "EUR"\npromise_tolerance_days = 5\nundo_seconds = 30\n'
        "[mail]\nexpires_days = 9\n",
    )
    policy = values.policy(own)
    assert (policy.base_currency, policy.promise_tolerance_days) == ("EUR", 5)
    assert (policy.undo_seconds, policy.mail_expires_days) == (30, 9)


def test_codes_are_changed_and_added(tmp_path: Path) -> None:
    own = _load(
        tmp_path,
        '[codes.fax]\nkey = "F"\nlabel = "sent a fax"\nchannel = "letter"\ncontact = true\n'
        "[codes.voicemail]\nnext_in_days = 4\n",
    )
    table = {one.code: one for one in values.outcomes(own)}
    assert table["fax"].label == "sent a fax"
    assert table["voicemail"].next_in_days == 4
    assert table["voicemail"].label == "left voicemail"


def test_two_codes_on_one_key_are_refused(tmp_path: Path) -> None:
    own = _load(tmp_path, '[codes.fax]\nkey = "1"\nlabel = "sent a fax"\n')
    with pytest.raises(ConfigRefused, match="'no_answer'"):
        values.outcomes(own)
