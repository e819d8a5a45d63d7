"""The program starts, says its version, and loads nothing heavy for it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path


def test_version_is_said_without_loading_the_heavy_libraries() -> None:
    code = (
        "import sys\n"
        "from collectwork.cli.program import run\n"
        "assert run(['--version']) == 0\n"
        "heavy = {'textual', 'sqlmodel', 'sqlalchemy', 'exchangelib', 'alembic', 'keyring',\n"
        "         'msal', 'requests', 'imapclient', 'fpdf', 'jinja2', 'cryptography'}\n"
        "sys.exit(','.join(sorted(heavy & set(sys.modules))) or 0)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("collectwork ")


def test_the_workbench_opens_without_what_only_sending_needs(tmp_path: Path) -> None:
    """Also with a mail server in the config: its libraries are loaded when a mail leaves."""
    config = tmp_path / "config.toml"
    config.write_text('[mail]\ntransport = "exchange"\nsender = "ar@seller.example"\n', "utf-8")
    code = (
        "import asyncio, sys\n"
        "from pathlib import Path\n"
        "from collectwork import bootstrap\n"
        "from collectwork.app import WorkbenchApp\n"
        "home = Path(sys.argv[1])\n"
        "async def opened():\n"
        "    desk = bootstrap.desk(home / 'config.toml', str(home / 'b.db'), 'ana')\n"
        "    async with WorkbenchApp(desk).run_test() as pilot:\n"
        "        await pilot.pause()\n"
        "    desk.store.close()\n"
        "asyncio.run(opened())\n"
        "heavy = {'exchangelib', 'keyring', 'msal', 'requests', 'imapclient', 'fpdf'}\n"
        "sys.exit(','.join(sorted(heavy & set(sys.modules))) or 0)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
