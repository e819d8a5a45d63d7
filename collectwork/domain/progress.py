"""Long work told while it runs: which part of it, how far, how fast, how long still; and a stop."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from collectwork.errors import Stopped

_EVERY = 0.1  # seconds between two tellings
_BEAT = 0.5  # seconds between two tellings of work that is not counted
_SURE_AFTER = 0.5  # seconds before a rate says anything
_ROWS = "rows"


@dataclass(frozen=True, slots=True)
class Step:
    """Where the work is. ``of`` is None while nobody knows how much it is; ``rate`` in
    ``counted`` a second and ``left`` in seconds are None while they would be guesses."""

    phase: str
    done: int
    of: int | None
    rate: float | None
    left: float | None
    spent: float = 0  # seconds since this part of the work began
    counted: str = _ROWS

    @property
    def share(self) -> float | None:
        """Between 0 and 1; None while the whole is unknown."""
        return min(1.0, self.done / self.of) if self.of else None


class Meter:
    """A ``domain.ledger.Progress`` that knows phases, and raises Stopped once it was asked to.

    Every part of the work counts from nothing: ``begin`` names the next one, and a count that
    falls back begins one of its own. ``now`` is a clock that never goes back, in seconds.
    """

    def __init__(self, tell: Callable[[Step], None], now: Callable[[], float]) -> None:
        self._tell, self._now = tell, now
        self._phase, self._counted = "", _ROWS
        self._since = self._told = now()
        self._first = self._done = 0
        self._of: int | None = None
        self._fresh = True
        self._stopped = False

    def begin(self, phase: str, counted: str = _ROWS) -> None:
        """The next part of the work, in one word (reading, storing), and what of it is counted.
        Raises Stopped."""
        self._heed()
        self._phase, self._counted = phase, counted
        self._restart(0)

    def stop(self) -> None:
        """End the work at its next sign of life. May be called from any thread."""
        self._stopped = True

    @property
    def stopping(self) -> bool:
        """Whether a stop was asked for."""
        return self._stopped

    def pulse(self) -> bool:
        """Work that cannot be counted goes on: tells how long it takes, returns ``stopping``."""
        now = self._now()
        if now - self._told >= _BEAT:
            self._told = now
            self._tell(self._step(self._done, self._of, now - self._since))
        return self._stopped

    def __call__(self, done: int, of: int | None) -> None:
        """So many rows of so many are done. Raises Stopped."""
        self._heed()
        if done < self._done:
            self._restart(done)
        self._done, self._of = done, of
        now = self._now()
        if self._fresh or done == of or now - self._told >= _EVERY:
            self._fresh, self._told = False, now
            self._tell(self._step(done, of, now - self._since))
            self._heed()

    def _heed(self) -> None:
        if self._stopped:
            raise Stopped("Stopped: nothing was changed.")

    def _restart(self, done: int) -> None:
        self._since = self._now()
        self._first = self._done = done
        self._of = None
        self._fresh = True
        if not done:
            self._tell(Step(self._phase, 0, None, None, None, counted=self._counted))

    def _step(self, done: int, of: int | None, spent: float) -> Step:
        rate = (done - self._first) / spent if spent >= _SURE_AFTER else None
        left = (of - done) / rate if rate and of and done < of else None
        return Step(self._phase, done, of, rate or None, left, spent, self._counted)
