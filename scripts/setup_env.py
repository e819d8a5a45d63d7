"""Make the virtual environment and install what requirements.lock names; safe to repeat.

python scripts/setup_env.py [FOLDER]      (default: .venv)
"""

import os
import subprocess
import sys
import venv
from pathlib import Path

HOME = Path(__file__).resolve().parent.parent


def main() -> None:
    """Create, install, leave a stamp that is newer than the lock file."""
    if sys.version_info < (3, 11):  # noqa: UP036  (this file runs before anything is checked)
        sys.exit(f"collectwork needs Python 3.11 or later; this is {sys.version.split()[0]}.")
    folder = HOME / (sys.argv[1] if len(sys.argv) > 1 else ".venv")
    stamp = folder / ".ready"
    stamp.unlink(missing_ok=True)
    venv.EnvBuilder(with_pip=True, upgrade_deps=False).create(folder)
    python = folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    pip = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    lock = str(HOME / "requirements.lock")
    subprocess.run([*pip, "--require-hashes", "-r", lock], check=True)  # noqa: S603
    build = ["--no-deps", "--no-build-isolation", "-e", str(HOME)]
    subprocess.run([*pip, *build], check=True)  # noqa: S603
    stamp.touch()


if __name__ == "__main__":
    main()
