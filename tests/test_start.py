"""The program starts, says its version, and loads nothing heavy for it."""

from __future__ import annotations

import subprocess
import sys


def test_version_is_said_without_loading_the_heavy_libraries() -> None:
    code = (
        "import sys\n"
        "from collectwork.cli.program import run\n"
        "assert run(['--version']) == 0\n"
        "heavy = {'textual', 'sqlmodel', 'sqlalchemy', 'exchangelib', 'alembic', 'keyring'}\n"
        "sys.exit(','.join(sorted(heavy & set(sys.modules))) or 0)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("collectwork ")
