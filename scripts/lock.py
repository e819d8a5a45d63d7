"""Write requirements.lock anew: every dependency of every supported Python and system, hashed.

python scripts/lock.py        (or `make lock`; asks the package index that pip is set up with)

Nothing of where the packages came from goes into the file: no addresses, no hosts.
"""

import subprocess
import sys
from pathlib import Path

HOME = Path(__file__).resolve().parent.parent
LOCK = HOME / "requirements.lock"
HEAD = (
    "# Everything that collectwork and its checks need, for each supported Python and system.\n"
    "# Written by scripts/lock.py from pyproject.toml; do not edit.\n"
)


def main() -> None:
    """Resolve for all platforms at once; versions already in the lock stay where they fit."""
    options = [
        "--universal",
        "--python-version=3.11",
        "--extra=dev",
        "--generate-hashes",
        "--no-header",
        "--no-annotate",
        "--no-emit-index-url",
        "--no-emit-find-links",
        "--quiet",
        f"--output-file={LOCK}",
    ]
    uv = [sys.executable, "-m", "uv", "pip", "compile"]
    subprocess.run([*uv, *options, "pyproject.toml"], cwd=HOME, check=True)
    LOCK.write_text(HEAD + LOCK.read_text("utf-8"), "utf-8", newline="\n")


if __name__ == "__main__":
    main()
