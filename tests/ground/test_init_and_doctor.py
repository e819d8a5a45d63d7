"""Setting up writes files that work, keeps what is there, and the check-up sees trouble."""

from __future__ import annotations

import json
import os
import stat
import sys
from pathlib import Path
from typing import Any

import pytest

from collectwork.cli.program import run
from collectwork.config import settings


def _json(capsys: Any, *words: str, code: int = 0) -> Any:
    assert run([*words, "--json"]) == code
    return json.loads(capsys.readouterr().out)


@pytest.fixture
def place(tmp_path: Path) -> tuple[str, ...]:
    return ("--config", str(tmp_path / "own" / "config.toml"), "--store", str(tmp_path / "own.db"))


def test_init_writes_what_then_works(capsys: Any, place: tuple[str, ...]) -> None:
    said = _json(capsys, "init", *place)
    own = settings.load(Path(said["config"]))
    assert own.store.url == said["store"]
    assert Path(own.rules.file).read_text("utf-8")
    assert list(Path(own.rules.templates).rglob("*.j2"))
    assert Path(said["store"]).exists()
    assert "#" in Path(said["config"]).read_text("utf-8")
    assert run(["rules", "check", *place[:2]]) == 0
    assert run(["plan", *place[:2]]) == 0


def test_init_keeps_what_is_there_unless_told(capsys: Any, place: tuple[str, ...]) -> None:
    config = Path(_json(capsys, "init", *place)["config"])
    config.write_text('[team]\ncountry = "AT"\n')
    assert _json(capsys, "init", *place)["kept"]
    assert settings.load(config).team.country == "AT"
    assert _json(capsys, "init", *place, "--force")["kept"] == []
    assert settings.load(config).team.country == "DE"


@pytest.mark.skipif(sys.platform == "win32", reason="modes are not those of POSIX")
def test_init_lets_nobody_else_read(capsys: Any, place: tuple[str, ...]) -> None:
    said = _json(capsys, "init", *place)
    for name in ("config", "rules", "store"):
        assert stat.S_IMODE(os.stat(said[name]).st_mode) & 0o077 == 0


def _checks(capsys: Any, *words: str, code: int = 0) -> dict[str, Any]:
    return {row["check"]: row for row in _json(capsys, "doctor", *words, code=code)}


def test_a_fresh_machine_is_in_order_and_nothing_is_made(capsys: Any, tmp_path: Path) -> None:
    found = _checks(capsys, "--store", str(tmp_path / "none.db"))
    assert all(row["ok"] for row in found.values())
    assert {"config", "store", "rules", "templates", "keyring", "mail", "clock", "terminal"} <= set(
        found
    )
    assert not (tmp_path / "none.db").exists()


def test_after_init_the_store_is_looked_over(capsys: Any, place: tuple[str, ...]) -> None:
    _json(capsys, "init", *place)
    found = _checks(capsys, *place)
    assert {"sqlite", "place", "modes", "locks", "log", "roles"} <= set(found)
    assert "whoever can write the file can change it" in found["roles"]["detail"]


@pytest.mark.skipif(sys.platform == "win32", reason="modes are not those of POSIX")
def test_a_store_that_all_can_read_is_named(capsys: Any, place: tuple[str, ...]) -> None:
    store = Path(_json(capsys, "init", *place)["store"])
    store.chmod(0o644)
    found = _checks(capsys, *place)
    assert found["modes"]["ok"] is False
    assert "chmod 600" in found["modes"]["remedy"]


def test_a_broken_config_does_not_hide_the_rest(capsys: Any, tmp_path: Path) -> None:
    config = tmp_path / "config.toml"
    config.write_text("[teem]\n")
    found = _checks(capsys, "--config", str(config), code=3)
    assert found["config"]["ok"] is False
    assert found["rules"]["ok"] is True


def test_the_end_of_ews_online_is_said(capsys: Any, tmp_path: Path, monkeypatch: Any) -> None:
    from collectwork.mail import health

    monkeypatch.setattr(health, "_reached", lambda host, port: health.Check("mail", True, host))
    config = tmp_path / "config.toml"
    config.write_text(
        '[mail]\ntransport = "exchange"\n[mail.exchange]\n'
        'endpoint = "https://outlook.office365.com/EWS/Exchange.asmx"\n'
    )
    words = ("--config", str(config), "--store", str(tmp_path / "no.db"))
    found = _checks(capsys, *words, "--today", "2026-11-20")
    assert "2027-04-01" in found["mail end"]["detail"]
    assert found["mail end"]["ok"] is True
    assert _checks(capsys, *words, "--today", "2027-04-01")["mail end"]["ok"] is False
