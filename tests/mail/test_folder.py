"""The folder of .eml files: whole files, once, private, under our own names."""

from __future__ import annotations

import stat
from pathlib import Path

from collectwork.mail.folder import FolderTransport

ID = "<../../etc/passwd@x>"


def test_a_file_is_whole_private_and_there_once(tmp_path: Path) -> None:
    out = FolderTransport(tmp_path / "outgoing")
    assert out.settle(ID, None) is False
    assert out.prepare(b"m", ID).reference is None
    answer = out.deliver(b"message\r\n", ID, None)
    assert answer.ok
    (file,) = (tmp_path / "outgoing").iterdir()
    assert file.name == answer.reference
    assert file.suffix == ".eml"
    assert file.read_bytes() == b"message\r\n"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE((tmp_path / "outgoing").stat().st_mode) == 0o700
    assert out.deliver(b"another", ID, None).ok
    assert file.read_bytes() == b"message\r\n"
    assert out.settle(ID, None) is True


def test_a_link_in_the_way_is_never_followed(tmp_path: Path) -> None:
    out = FolderTransport(tmp_path)
    target = tmp_path / "elsewhere"
    out.place(ID).symlink_to(target)
    out.deliver(b"message", ID, None)
    assert not target.exists()


def test_no_room_or_no_folder_waits(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    answer = FolderTransport(tmp_path / "file").deliver(b"m", ID, None)
    assert (answer.ok, answer.later) == (False, True)
    assert str(tmp_path / "file") in answer.words
