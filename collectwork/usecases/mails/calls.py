"""The calls of a way out: one after another, or a few at once, each by a connection of its own."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from datetime import datetime

from collectwork.domain.mail import Delivered, Job
from collectwork.usecases.ports.outside import Transport


@dataclass(slots=True)
class Flight:
    """A message that this runner has claimed. ``until``: its lease by the store's clock;
    ``began``: by this machine's, which nobody sets; ``again``: it was tried before, so that there
    may be a draft; ``drafted``: a reference that is not on the disk yet."""

    job: Job
    until: datetime
    began: float
    transport: Transport
    again: bool = False
    answer: Delivered | None = None
    drafted: str | None = None


class Calls:
    """Flights in the air. With one connection a call is made where it begins; with more, store and
    network work at the same time."""

    def __init__(
        self, transport: Transport, connections: int, call: Callable[[Flight], None]
    ) -> None:
        self._call = call
        self._idle = [transport, *_further(transport, connections - 1)]
        self._threads = ThreadPoolExecutor(len(self._idle)) if len(self._idle) > 1 else None
        self._made: list[Flight] = []
        self._busy: dict[Future[None], Flight] = {}

    @property
    def room(self) -> int:
        """How many more messages may be claimed."""
        return len(self._idle)

    @property
    def flying(self) -> list[Flight]:
        """Those whose call has not ended, or not been taken."""
        return [*self._made, *self._busy.values()]

    def connection(self) -> Transport:
        """One that is free; it belongs to its message until ``landed``."""
        return self._idle.pop()

    def landed(self, one: Flight) -> None:
        """The message is done with: its connection is free."""
        self._idle.append(one.transport)

    def begin(self, one: Flight) -> None:
        """Call its server."""
        if self._threads is None:
            self._made.append(one)
            self._call(one)
        else:
            self._busy[self._threads.submit(self._call, one)] = one

    def ended(self) -> list[Flight]:
        """Those whose call ended, at least one where any is in the air; an exception of a call is
        raised here."""
        made, self._made = self._made, []
        if not self._busy:
            return made
        ready, _ = wait(self._busy, return_when=FIRST_COMPLETED)
        ended = [(future, self._busy.pop(future)) for future in ready]
        self._made = [one for _, one in ended]
        for future, _ in ended:
            future.result()
        made, self._made = self._made, []
        return made

    def close(self) -> list[Flight]:
        """Wait for what is in the air; every flight that was not taken."""
        if self._threads is not None:
            self._threads.shutdown(wait=True)
        return self.flying


def _further(transport: Transport, number: int) -> Sequence[Transport]:
    """More connections to the same mailbox, where a transport can be opened more than once."""
    another: Callable[[], Transport] | None = getattr(transport, "another", None)
    return [] if another is None else [another() for _ in range(number)]
