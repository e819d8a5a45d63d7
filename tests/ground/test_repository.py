"""The lock file and the repository name no place that only one machine has."""

from __future__ import annotations

import re
import subprocess
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parent.parent.parent
LOCK = (ROOT / "requirements.lock").read_text("utf-8")


def test_every_locked_package_has_hashes() -> None:
    packages = re.split(r"\n(?=[A-Za-z0-9])", re.sub(r"^#.*\n", "", LOCK, flags=re.MULTILINE))
    for package in packages:
        assert re.match(r"[A-Za-z0-9._\[\]-]+==", package), package[:60]
        assert "--hash=sha256:" in package, package[:60]


def test_the_lock_names_no_index() -> None:
    for word in ("://", "--index", "--extra-index", "--find-links", "--trusted-host", "file:"):
        assert word not in LOCK


def test_the_lock_has_what_the_project_asks_for() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    wanted = [*project["dependencies"], *project["optional-dependencies"]["dev"]]
    locked = dict(re.findall(r"^([A-Za-z0-9._-]+)==([^ ]+)", LOCK, re.MULTILINE))
    for line in wanted:
        asked = Requirement(line)
        found = locked.get(canonicalize_name(asked.name))
        assert found is not None, f"make lock: {line}"
        assert found in asked.specifier, f"make lock: {line}"


def _tracked() -> list[Path]:
    done = subprocess.run(
        ["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    if done.returncode != 0:
        pytest.skip("not a clone")
    return [ROOT / name for name in done.stdout.split("\n") if name]


def test_no_file_has_a_secret_or_the_path_of_one_machine() -> None:
    bad = re.compile(
        r"-----BEGIN [A-Z ]*PRIVATE KEY-----\n[A-Za-z0-9+/]|AKIA[0-9A-Z]{16}|ghp_[A-Za-z0-9]{36}"
        r"|/[r]oot/[a-z.]"
    )
    texts = {".py", ".md", ".toml", ".lock", ".txt", ".tcss", ".json", ""}
    for path in _tracked():
        if path.suffix in texts and path.is_file() and path != Path(__file__):
            found = bad.search(path.read_text("utf-8", "replace"))
            assert found is None, f"{path.relative_to(ROOT)}: {found}"
