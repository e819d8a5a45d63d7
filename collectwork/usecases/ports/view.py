"""What the workbench asks of the store about the list that is shown."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from collectwork.domain.matching import Matching
from collectwork.domain.worklist import WorkItem


class ListView(Protocol):
    """A run's lines for the screen; ``collectors`` None = everybody's."""

    def page(
        self,
        run_id: int,
        collectors: Sequence[str] | None,
        matching: Matching,
        limit: int,
        offset: int,
    ) -> list[WorkItem]: ...
    def count(self, run_id: int, collectors: Sequence[str] | None, matching: Matching) -> int: ...
    def place(
        self, run_id: int, collectors: Sequence[str] | None, matching: Matching, customer_id: int
    ) -> int | None: ...
