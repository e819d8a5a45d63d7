"""Several processes that read the parts of a file at the same time."""

from __future__ import annotations

import json
import os
import queue
import subprocess
import sys
import threading
from collections.abc import Sequence
from contextlib import suppress
from itertools import pairwise
from pathlib import Path
from typing import Any

from collectwork.domain.ledger import Progress
from collectwork.intake.large.plan import NotPlain, Plan
from collectwork.intake.large.segment import Found

_SMALLEST = 4 << 20  # bytes for which a process of its own is worth its start


def parts(path: Path, start: int, end: int) -> list[tuple[int, int]]:
    """Ranges of whole lines, one for each process."""
    count = max(1, min(os.cpu_count() or 1, 4, (end - start) // _SMALLEST))
    borders = [start]
    with path.open("rb") as file:
        for number in range(1, count):
            file.seek(start + (end - start) * number // count)
            file.readline()
            borders.append(min(file.tell(), end))
    borders.append(end)
    return [pair for pair in pairwise(borders) if pair[0] < pair[1]]


def _told(line: str) -> Any:
    try:
        return json.loads(line)
    except ValueError:
        raise NotPlain("a part ended in the middle of a word") from None


class Reading:
    """Processes under way; a context that leaves none behind."""

    def __init__(self, plan: Plan, ranges: Sequence[tuple[int, int]], targets: Sequence[Path]):
        self._said: queue.Queue[tuple[int, str | None]] = queue.Queue()
        self._processes = [
            self._started(plan, target, pair) for target, pair in zip(targets, ranges, strict=True)
        ]
        for number in range(len(self._processes)):
            threading.Thread(target=self._listen, args=(number,), daemon=True).start()

    def __enter__(self) -> Reading:
        return self

    def __exit__(self, *_: object) -> None:
        for process in self._processes:
            if process.poll() is None:
                process.kill()
            process.wait()
            if process.stdout is not None:
                process.stdout.close()

    def _started(self, plan: Plan, target: Path, pair: tuple[int, int]) -> subprocess.Popen[str]:
        words = [sys.executable, "-P", "-m", "collectwork.intake.large.worker", str(target)]
        process = subprocess.Popen(  # noqa: S603  (our own program)
            [*words, *map(str, pair)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            encoding="utf-8",
            start_new_session=True,  # Ctrl-C is for us: we end them
            env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
        )
        if process.stdin is not None:
            with suppress(BrokenPipeError):  # it ended at once: there is no answer to listen to
                process.stdin.write(plan.as_json())
                process.stdin.close()
        return process

    def _listen(self, number: int) -> None:
        stream = self._processes[number].stdout
        if stream is not None:
            for line in stream:
                self._said.put((number, line))
        self._said.put((number, None))

    def results(self, of: int, progress: Progress | None) -> list[Found]:
        """What each part holds; ``of``: rows expected, for the progress.

        Raises NotPlain as soon as one part meets a doubt, or ends without a word.
        """
        done = [0] * len(self._processes)
        found: dict[int, Found] = {}
        while len(found) < len(done):
            number, line = self._said.get()
            if line is None:
                if number in found:
                    continue
                raise NotPlain("a part could not be read")
            told = _told(line)
            if isinstance(told, int):
                done[number] = told
                if progress:
                    progress(sum(done), max(of, sum(done)))
            elif "doubt" in told:
                raise NotPlain(told["doubt"])
            else:
                found[number] = Found(**told)
        return [found[number] for number in range(len(done))]
