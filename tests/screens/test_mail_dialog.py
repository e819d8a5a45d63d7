"""The mail dialog: soon there, its keys whole."""

from __future__ import annotations

import sys

from collectwork.screens.dialogs.mail import MailDialog
from collectwork.usecases.desk import Desk
from collectwork.usecases.mails.ready import get_ready


def test_the_keys_stand_on_one_line_at_80_columns() -> None:
    room = 80 - 4  # frame and padding
    assert max(len(MailDialog.hint), len(MailDialog.calmer_hint)) <= room
    for hint in (MailDialog.hint, MailDialog.calmer_hint):
        assert "ctrl+s send" in hint
        assert hint.endswith("esc cancel")


def test_what_the_first_mail_needs_can_be_loaded_beforehand(sqlite_desk: Desk) -> None:
    get_ready(sqlite_desk)
    assert "fpdf" in sys.modules
    assert "jinja2" in sys.modules
