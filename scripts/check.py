"""Every check, in one list: `make test` and continuous integration run this file.

python scripts/check.py [pytest arguments]

Sets up the environment first where that is still to do, so nothing but Python is needed.
"""

import os
import subprocess
import sys
import time

HOME = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
VENV = os.path.join(HOME, ".venv")
BIN = os.path.join(VENV, "Scripts" if os.name == "nt" else "bin")

#: What must hold, in the order in which a failure is quickest to see.
STEPS = (
    ("formatting", ["ruff", "format", "--check", "."]),
    ("lint", ["ruff", "check", "."]),
    ("types", ["mypy"]),
    ("layers", ["lint-imports"]),
    ("tests", ["pytest", "-n", "auto", "--dist", "worksteal"]),
)


def main():
    """Run each step; stop at the first that fails, with its name and exit code."""
    subprocess.run([sys.executable, os.path.join(HOME, "scripts", "setup_env.py")], check=True)
    begun = time.monotonic()
    for name, words in STEPS:
        extra = sys.argv[1:] if name == "tests" else []
        started = time.monotonic()
        print(f"── {name}", file=sys.stderr, flush=True)
        code = subprocess.call([os.path.join(BIN, words[0]), *words[1:], *extra], cwd=HOME)
        if code != 0:
            print(f"── {name} failed (exit code {code})", file=sys.stderr)
            sys.exit(code)
        print(f"── {name} done in {time.monotonic() - started:.0f} s", file=sys.stderr, flush=True)
    print(f"── all checks passed in {time.monotonic() - begun:.0f} s", file=sys.stderr)


if __name__ == "__main__":
    main()
