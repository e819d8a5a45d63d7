"""Make the virtual environment and install exactly what requirements.lock names; safe to repeat.

python scripts/setup_env.py [FOLDER]      (default: .venv)

Runs on any Python 3 so that it can say what is lacking, and uses a newer interpreter if one is
there. Nothing is built or fetched that the lock file does not name with its hash.
"""

import os
import shutil
import subprocess
import sys
import time

OLDEST = (3, 11)
KNOWN = ("python3.14", "python3.13", "python3.12", "python3.11")
HOME = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
LOCK = os.path.join(HOME, "requirements.lock")
PROJECT = os.path.join(HOME, "pyproject.toml")


def main():
    """Create, install, leave a stamp that is newer than the lock file."""
    if sys.version_info < OLDEST:
        _hand_over()
    folder = os.path.join(HOME, sys.argv[1] if len(sys.argv) > 1 else ".venv")
    stamp = os.path.join(folder, ".ready")
    if _fresh(stamp):
        return
    if os.path.exists(stamp):
        os.remove(stamp)
    started = time.monotonic()
    print(f"Setting up {folder} (once; a minute or two) …", file=sys.stderr, flush=True)
    python = _environment(folder)
    pip = [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    subprocess.run([*pip, "--require-hashes", "--no-deps", "-r", LOCK], check=True)
    subprocess.run([*pip, "--no-deps", "--no-build-isolation", "-e", HOME], check=True)
    with open(stamp, "w", encoding="ascii") as file:
        file.write("set up from requirements.lock\n")
    print(f"Ready after {time.monotonic() - started:.0f} s.", file=sys.stderr)


def _hand_over():
    """Run this script again with an interpreter that is new enough, or say what is lacking."""
    for name in KNOWN:
        python = shutil.which(name)
        if python and _runs(python):
            sys.exit(subprocess.call([python, *sys.argv]))
    have = ".".join(str(part) for part in sys.version_info[:3])
    sys.exit(f"collectwork needs Python 3.11 or later; this is {have}. Install one, then repeat.")


def _fresh(stamp):
    if not os.path.exists(stamp):
        return False
    made = os.path.getmtime(stamp)
    return all(os.path.getmtime(path) <= made for path in (LOCK, PROJECT, __file__))


def _environment(folder):
    """The interpreter of the environment; one that is broken or of another version is replaced."""
    import venv

    python = os.path.join(
        folder, *(["Scripts", "python.exe"] if os.name == "nt" else ["bin/python"])
    )
    try:
        venv.EnvBuilder(with_pip=True, clear=not _runs(python), symlinks=os.name != "nt").create(
            folder
        )
    except (subprocess.CalledProcessError, ImportError):
        sys.exit(
            "Python's venv or ensurepip is not installed (on Debian and Ubuntu: "
            "apt install python3-venv). Nothing else was changed."
        )
    return python


def _runs(python):
    code = "import sys; sys.exit(sys.version_info[:2] < (3, 11))"
    try:
        return subprocess.call([python, "-c", code], stderr=subprocess.DEVNULL) == 0
    except OSError:
        return False


if __name__ == "__main__":
    main()
