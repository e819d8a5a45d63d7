"""A killed runner's messages are taken up at once on its machine, and never while it may live."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from collectwork.usecases.mails import runners

HERE = runners.name("ana").split("/")[1]
pytestmark = pytest.mark.skipif(HERE == "-", reason="this system does not tell processes apart")


def other(boot_and_space: str, process: str) -> str:
    return f"ana/{boot_and_space}:{process}/0123456789abcdef"


def test_whoever_lives_is_not_gone() -> None:
    assert not runners.gone(runners.name("ana"))
    assert not runners.gone(runners.name("a/b: c"))


def test_an_ended_process_is_gone() -> None:
    code = "from collectwork.usecases.mails import runners; print(runners.name('ana'))"
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert runners.gone(said.stdout.strip())


def test_another_process_with_the_same_number_is_not_it() -> None:
    place = HERE.rpartition(":")[0]
    assert runners.gone(f"ana/{place}:1/00")  # this number is ours, but began at another time


@pytest.mark.parametrize("name", ["", "ana", "ana/00", "ana/-/00", "ana/x:y:z/00"])
def test_of_what_it_cannot_know_it_says_nothing(name: str) -> None:
    assert not runners.gone(name)


def test_another_boot_or_another_space_of_processes_tells_nothing() -> None:
    boot, space, _, _ = HERE.split(":")
    assert not runners.gone(other(f"{boot}:{int(space) + 1}", f"{os.getpid()}:1"))
    assert not runners.gone(other(f"0{boot[1:]}x:{space}", "999999:1"))


def test_remains_of_a_process_are_gone() -> None:
    place = ":".join(HERE.split(":")[:2])
    child = os.fork()
    if child == 0:
        os._exit(0)
    os.waitid(os.P_PID, child, os.WEXITED | os.WNOWAIT)  # ended, but not yet cleared away
    assert runners.gone(other(place, f"{child}:12345"))
    os.waitpid(child, 0)
